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

_MAX_DEPTH = 40
_MAX_PAIRS = 20_000
"""Types that are compared only because one took the other's place: how deep, and how many in all.

Beyond these the difference is known to be there and not looked into: it stays risky, never compatible.
"""


class TypeComparison:
    """Compares types of two sides. A pair already on the way counts as equal (greatest fixpoint).

    Within one root every pair is compared once: what it differs in is then part of the root's verdict, wherever
    else the pair occurs. Only roots are remembered.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[Named, Named], tuple[Draft, ...]] = {}
        self._on_the_way: set[tuple[Named, Named]] = set()
        self._depth = 0
        self._spent = 0

    def __call__(self, sides: Sides, old: Declaration, new: Declaration) -> tuple[Draft, ...]:
        """Return all differences between two types."""
        key, root = (named(old), named(new)), self._depth == 0
        if key in self._known:
            return self._known[key]
        if key in self._on_the_way or self._depth > _MAX_DEPTH or self._spent > _MAX_PAIRS:
            return ()
        self._on_the_way.add(key)
        self._spent += not root
        self._depth += 1
        drafts = tuple(self._compare(sides, old, new))
        self._depth -= 1
        if root:
            self._known[key] = drafts
            self._on_the_way.clear()
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


def _whole(old: Declaration, new: Declaration) -> Iterator[Draft]:
    """Yield what changed of the message as such: its options, its wire format, who may see it."""
    part, types = Part("declaration", new.local), (named(old), named(new))
    at, was = Spot(new.path, new.node.line), Spot(old.path, old.node.line)
    name = "message_set_wire_format"
    if flag(old.node.options, name) != flag(new.node.options, name):
        told = (name, "") if flag(old.node.options, name) else ("", name)
        yield Draft("message-set-changed", part, Levels(wire=False, json=True, source=False), *told, at, was, types)
    yield from shared_changes(old, new)
