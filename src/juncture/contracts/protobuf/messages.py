"""Compares two messages, and two types of any kind, by what they hold."""

from collections.abc import Iterator

from juncture.contracts.model import Levels
from juncture.contracts.names import Named
from juncture.contracts.protobuf.draft import Draft, Sides, Spot, named
from juncture.contracts.protobuf.enums import enum_changes
from juncture.contracts.protobuf.fields import field_changes, pair_fields
from juncture.contracts.protobuf.link import Declaration
from juncture.contracts.protobuf.oneofs import oneof_changes
from juncture.contracts.protobuf.parts import Part
from juncture.contracts.protobuf.reserved import extension_range_changes, reserved_changes
from juncture.contracts.protobuf.shared import shared_changes
from juncture.contracts.protobuf.syntax import Enum, Message, flag


class TypeComparison:
    """Compares types of two sides. A pair that is still being compared counts as equal (greatest fixpoint)."""

    def __init__(self) -> None:
        self._open: set[tuple[Named, Named]] = set()
        self._known: dict[tuple[Named, Named], tuple[Draft, ...]] = {}

    def __call__(self, sides: Sides, old: Declaration, new: Declaration) -> tuple[Draft, ...]:
        """Return all differences between two types."""
        key = (named(old), named(new))
        if key in self._known:
            return self._known[key]
        if key in self._open or len(self._open) > _MAX_OPEN:
            return ()
        self._open.add(key)
        drafts = tuple(self._compare(sides, old, new))
        self._open.discard(key)
        if not self._open:
            self._known[key] = drafts
        return drafts

    def _compare(self, sides: Sides, old: Declaration, new: Declaration) -> Iterator[Draft]:
        if isinstance(old.node, Enum):
            yield from enum_changes(sides, old, new)
        else:
            yield from self._messages(sides, old, new)

    def _messages(self, sides: Sides, old: Declaration, new: Declaration) -> Iterator[Draft]:
        assert isinstance(old.node, Message) and isinstance(new.node, Message)
        yield from field_changes(sides, old, new, self)
        yield from oneof_changes(old, new, pair_fields(old.node.fields, new.node.fields))
        yield from reserved_changes(old, new)
        yield from extension_range_changes(old, new)
        yield from _whole(old, new)


_MAX_OPEN = 100
"""Types compared inside one another at most; what lies deeper is judged where it is declared."""


def _whole(old: Declaration, new: Declaration) -> Iterator[Draft]:
    """Yield what changed of the message as such: its options, its wire format, who may see it."""
    part, types = Part("declaration", new.local), (named(old), named(new))
    at, was = Spot(new.path, new.node.line), Spot(old.path, old.node.line)
    name = "message_set_wire_format"
    if flag(old.node.options, name) != flag(new.node.options, name):
        told = (name, "") if flag(old.node.options, name) else ("", name)
        yield Draft("message-set-changed", part, Levels(wire=False, json=True, source=False), *told, at, was, types)
    yield from shared_changes(old, new)
