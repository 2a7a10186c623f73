"""Compares two enums: values by name and number, aliases, the default, open or closed."""

from collections.abc import Iterator

from juncture.contracts.model import Levels
from juncture.contracts.protobuf.draft import BREAK, JSON, SAFE, SOURCE, WIRE, Draft, Probe, Sides, Spot, named
from juncture.contracts.protobuf.link import Declaration
from juncture.contracts.protobuf.option_changes import option_changes
from juncture.contracts.protobuf.origin import origin
from juncture.contracts.protobuf.parts import Part
from juncture.contracts.protobuf.reserved import Reserved, reserved_changes
from juncture.contracts.protobuf.shared import shared_changes
from juncture.contracts.protobuf.syntax import Enum, EnumValue


class _Side:
    """An enum of one side, by name and by number; of several names of a number the first is written in JSON."""

    def __init__(self, each: Declaration) -> None:
        assert isinstance(each.node, Enum)
        self.declaration = each
        self.node = each.node
        self.by_name = {value.name: value for value in each.node.values}
        self.by_number: dict[int, list[EnumValue]] = {}
        for value in each.node.values:
            self.by_number.setdefault(value.number, []).append(value)
        self.closed = each.features.enum_type == "CLOSED"
        self.reserved = Reserved(each.node)

    def written(self, number: int) -> str:
        """The name under which JSON writes a number."""
        return self.by_number[number][0].name

    def spot(self, value: EnumValue | None) -> Spot:
        """The line of a value, else of the enum."""
        return Spot(self.declaration.path, value.line if value else self.node.line)


class _Pair:
    """An enum on both sides.

    ``fresh`` is the first new name of each number; ``kept`` are the old numbers of which a name is still there,
    ``left`` those whose names have other numbers.
    """

    def __init__(self, old: Declaration, new: Declaration) -> None:
        self.old, self.new = _Side(old), _Side(new)
        self.types = (named(old), named(new))
        fresh = [value for value in reversed(self.new.node.values) if value.name not in self.old.by_name]
        self.fresh = {value.number: value for value in fresh}
        there = ((value, self.new.by_name.get(value.name)) for value in self.old.node.values)
        self.kept = {value.number for value, kept in there if kept and kept.number == value.number}
        self.left = {value.number for value in self.old.node.values if value.name in self.new.by_name} - self.kept

    def draft(
        self,
        rule: str,
        levels: Levels,
        old: EnumValue | None,
        new: EnumValue | None,
        told: tuple[str, str] | None = None,
    ) -> Draft:
        """Return a difference of one value."""
        value = new or old
        assert value is not None
        part = Part("declaration", f"{self.new.declaration.local}.{value.name}")
        shown = told or (old.notation if old else "", new.notation if new else "")
        numbers = (str(old.number) if old else "", str(new.number) if new else "")
        probe = None if levels.wire and levels.json else Probe(*self.types, (numbers,))
        return Draft(rule, part, levels, *shown, self.new.spot(new), self.old.spot(old), self.types, probe=probe)


def enum_changes(sides: Sides, old: Declaration, new: Declaration) -> Iterator[Draft]:
    """Yield all differences between two enums."""
    del sides
    pair = _Pair(old, new)
    first, now = pair.old.node.values[0], pair.new.node.values[0]
    first_gone = first.name not in pair.new.by_name
    default_moved = first.number != now.number and first.name != now.name
    if default_moved:
        yield _default_changed(pair)
    for value in pair.old.node.values:
        if not (default_moved and first_gone and value is first):
            yield from _kept_or_removed(pair, value)
    for value in pair.new.node.values:
        if value.name not in pair.old.by_name:
            yield from _added(pair, value)
    yield from _openness(pair, old, new)
    yield from reserved_changes(old, new)
    yield from shared_changes(old, new)


def _default_changed(pair: _Pair) -> Draft:
    first = pair.old.node.values[0], pair.new.node.values[0]
    levels = Levels(wire=False, json=False, source=True)
    return pair.draft("enum-default-changed", levels, *first)


def _kept_or_removed(pair: _Pair, value: EnumValue) -> Iterator[Draft]:
    kept = pair.new.by_name.get(value.name)
    if kept is not None:
        if kept.number != value.number:
            yield pair.draft("enum-value-renumbered", WIRE, value, kept)
        part = Part("declaration", f"{pair.new.declaration.local}.{value.name}")
        spots = pair.new.spot(kept), pair.old.spot(value)
        yield from option_changes(part, value.options, kept.options, *spots, types=pair.types)
        return
    heirs = pair.new.by_number.get(value.number, [])
    if heirs:
        yield _renamed(pair, value, heirs)
        return
    reserving = pair.new.reserved.number(value.number)
    if reserving is None:
        yield pair.draft("enum-value-removed", BREAK, value, None)
    else:
        levels = Levels(wire=not pair.new.closed, json=False, source=False)
        told = value.notation, f"reserved {reserving.notation}"
        yield pair.draft("enum-value-removed-reserved", levels, value, None, told)


def _renamed(pair: _Pair, value: EnumValue, heirs: list[EnumValue]) -> Draft:
    """Judge a name that is gone while its number lives on: JSON knows names, and writes the first."""
    heir = pair.fresh.get(value.number, heirs[0])
    if pair.old.written(value.number) != value.name:
        return pair.draft("enum-alias-removed", SOURCE, value, heir)
    default = value.number == pair.old.node.values[0].number
    return pair.draft("enum-default-renamed" if default else "enum-value-renamed", JSON, value, heir)


def _added(pair: _Pair, value: EnumValue) -> Iterator[Draft]:
    elders = pair.old.by_number.get(value.number)
    if elders:
        if value.number in pair.left:
            yield pair.draft("enum-number-reused", WIRE, elders[0], value)
            return
        if value.number not in pair.kept:
            return  # the other half of a new name
        if pair.new.written(value.number) == value.name:
            levels = Levels(wire=True, json=False, source=True)
            yield pair.draft("enum-alias-first", levels, elders[0], value)
        else:
            yield pair.draft("enum-value-added", SAFE, None, value)
        return
    reserving = pair.old.reserved.number(value.number)
    if reserving is not None or value.name in pair.old.reserved.names:
        told = f"reserved {reserving.notation}" if reserving else f'reserved "{value.name}"'
        yield pair.draft("reserved-reused", SAFE, None, value, (told, value.notation))
    else:
        yield pair.draft("enum-value-added-closed" if pair.old.closed else "enum-value-added", SAFE, None, value)


def _openness(pair: _Pair, old: Declaration, new: Declaration) -> Iterator[Draft]:
    if pair.old.closed == pair.new.closed:
        return
    rule, levels = ("enum-closed", BREAK) if pair.new.closed else ("enum-opened", SOURCE)
    told = old.features.enum_type, new.features.enum_type
    part = Part("declaration", new.local)
    probe = Probe(*pair.types) if pair.new.closed else None
    draft = Draft(rule, part, levels, *told, pair.new.spot(None), pair.old.spot(None), pair.types, probe=probe)
    yield origin(draft, old, new, "enum_type")
