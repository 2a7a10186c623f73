"""A change of a .proto contract before it is told to others: what differs, where, and how it can be shown."""

from typing import NamedTuple

import msgspec

from juncture.contracts.model import Levels
from juncture.contracts.names import Named
from juncture.contracts.protobuf.link import Declaration, Linked
from juncture.contracts.protobuf.pairs import Pairs
from juncture.contracts.protobuf.parts import Part

SAFE = Levels(wire=True, json=True, source=True)
SOURCE = Levels(wire=True, json=True, source=False)
JSON = Levels(wire=True, json=False, source=False)
WIRE = Levels(wire=False, json=True, source=True)
BREAK = Levels(wire=False, json=False, source=False)


class Spot(NamedTuple):
    """A line of a file of one side."""

    path: str
    line: int


class Probe(msgspec.Struct, frozen=True):
    """How to show a change on data: which types to build, and which fields to set and to watch.

    ``fields`` pairs the old field's name with the new one's, either empty where absent. ``unset`` asks what
    readers make of a message in which nothing is set. For enums ``fields`` pairs numbers, as text.
    """

    old: Named
    new: Named
    fields: tuple[tuple[str, str], ...] = ()
    unset: bool = False


class Draft(msgspec.Struct, frozen=True):
    """One difference.

    ``rule`` is the name within the family. ``at`` and ``was`` are its lines, new and old. ``types`` are the
    types it belongs to (old, new), from which the operations that reach it follow; ``operations`` are those
    named outright. ``origin`` is the part that a setting is inherited from, where it was not changed here;
    ``effects`` are the differences that such a setting made. ``call`` is a request that fails: the path of a
    gRPC call, or method and path of an HTTP one. ``lost`` is a message that nobody declares any more.
    """

    rule: str
    part: Part
    levels: Levels
    old: str = ""
    new: str = ""
    at: Spot | None = None
    was: Spot | None = None
    types: tuple[Named | None, Named | None] = (None, None)
    operations: tuple[str, ...] = ()
    origin: Part | None = None
    probe: Probe | None = None
    call: str = ""
    lost: Named | None = None
    effects: tuple["Draft", ...] = ()


class Sides(msgspec.Struct, frozen=True):
    """Both sides, linked and paired."""

    old: Linked
    new: Linked
    pairs: Pairs

    def same(self, old: Declaration, new: Declaration) -> bool:
        """Return whether two types are one and the same over time."""
        return self.pairs.types.get(Named(old.path, old.name)) == Named(new.path, new.name)


def named(each: Declaration) -> Named:
    """Return the identity of a declaration."""
    return Named(each.path, each.name)


def both(levels: Levels, other: Levels) -> Levels:
    """Return what survives two changes together."""
    return Levels(levels.wire and other.wire, levels.json and other.json, levels.source and other.source)
