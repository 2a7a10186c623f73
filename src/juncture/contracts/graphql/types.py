"""Compares two definitions of one name, each kind by its own rules."""

from collections.abc import Iterator

from juncture.contracts.graphql.draft import Draft, Sides
from juncture.contracts.graphql.fields import field_changes, input_changes
from juncture.contracts.graphql.members import Aligned, aligned, draft, listed
from juncture.contracts.graphql.parts import Part
from juncture.contracts.graphql.schema import Type
from juncture.contracts.graphql.syntax import Value
from juncture.contracts.graphql.usages import is_deprecated, placed, usage_changes
from juncture.contracts.model import Direction

_EXECUTABLE = frozenset(
    {
        "QUERY",
        "MUTATION",
        "SUBSCRIPTION",
        "FIELD",
        "FRAGMENT_DEFINITION",
        "FRAGMENT_SPREAD",
        "INLINE_FRAGMENT",
        "VARIABLE_DEFINITION",
    }
)
"""The places of directives in operations (GraphQL spec, section 3.13); a caller writes those."""


def definition_changes(sides: Sides, old: Type | None, new: Type | None) -> Iterator[Draft]:
    """Yield all differences between two definitions; one is None where the name is on one side only."""
    if old is None or new is None:
        yield from _alone(sides, old, new)
    elif old.kind != new.kind:
        way = Direction.BOTH
        yield Draft("type-kind-changed", Part(new.name), way, old.kind, new.kind, new.spot, old.spot)
    elif old.kind == "directive":
        yield from _directive_changes(sides, old, new)
    else:
        yield from _type_changes(sides, old, new)


def _alone(sides: Sides, old: Type | None, new: Type | None) -> Iterator[Draft]:
    type_ = old or new
    assert type_ is not None
    what = "directive" if type_.kind == "directive" else "type"
    shown = type_.name if what == "directive" else f"{type_.kind} {type_.name}"
    way = _way(sides, type_)
    if new is None:
        yield Draft(f"{what}-removed", Part(type_.name), way, old=shown, was=type_.spot)
    else:
        yield Draft(f"{what}-added", Part(type_.name), way, new=shown, at=type_.spot)


def _way(sides: Sides, type_: Type) -> Direction:
    """Return who writes what a definition describes."""
    if type_.kind == "directive":
        return Direction.REQUEST if _EXECUTABLE & type_.names.keys() else Direction.BOTH
    if type_.kind in ("enum", "scalar"):
        return sides.direction(type_.name)
    return Direction.REQUEST if type_.kind == "input" else Direction.RESPONSE


def _type_changes(sides: Sides, old: Type, new: Type) -> Iterator[Draft]:
    part, home, way = Part(new.name), (old.spot, new.spot), _way(sides, new)
    pairs = aligned(old.members, new.members)
    match new.kind:
        case "type" | "interface":
            yield from field_changes(old, new)
            names = aligned(old.names, new.names)
            yield from listed(("interface-removed", "interface-added"), part, "&", way, names, home)
        case "input":
            yield from input_changes("input-field", part, pairs, way, home)
        case "enum":
            for pair in pairs:
                yield from _value_changes(part, way, pair, old, new)
        case "union":
            yield from listed(("union-member-removed", "union-member-added"), part, "|", way, pairs, home)
    yield from usage_changes(part, way, old.usages, new.usages, home)


def _value_changes(holder: Part, way: Direction, pair: Aligned, old: Type, new: Type) -> Iterator[Draft]:
    """Judge a value by who writes the enum: who only reads it may lose values, who only writes it may gain some."""
    part, home = Part(holder.type, pair.name), (old.spot, new.spot)
    before, after = (each.node if each else None for each in (pair.old, pair.new))
    if not isinstance(after, Value):
        announced = isinstance(before, Value) and is_deprecated(before.usages)
        rule = "enum-value-removed-deprecated" if announced else "enum-value-removed"
        yield draft("enum-value-no-longer-sent" if way is Direction.RESPONSE else rule, part, way, pair, home)
    elif not isinstance(before, Value):
        yield draft("enum-value-accepted" if way is Direction.REQUEST else "enum-value-added", part, way, pair, home)
    elif pair.old and pair.new:
        spots = pair.old.spot, pair.new.spot
        usages = placed(before.usages, spots[0], before.line), placed(after.usages, spots[1], after.line)
        yield from usage_changes(part, way, *usages, spots)


def _directive_changes(sides: Sides, old: Type, new: Type) -> Iterator[Draft]:
    part, home, way = Part(new.name), (old.spot, new.spot), _way(sides, old)
    yield from input_changes("directive-argument", part, aligned(old.members, new.members), way, home)
    names = aligned(old.names, new.names)
    yield from listed(("directive-location-removed", "directive-location-added"), part, "|", way, names, home)
    if old.repeatable != new.repeatable:
        rule = "directive-repeatable-added" if new.repeatable else "directive-repeatable-removed"
        before, after = (f"{each.name}{' repeatable' if each.repeatable else ''}" for each in (old, new))
        yield Draft(rule, part, way, before, after, new.spot, old.spot)
