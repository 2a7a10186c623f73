"""Compares fields of objects and interfaces, their arguments, and the fields of input objects."""

from collections.abc import Iterator, Sequence

from juncture.contracts.graphql.draft import Draft
from juncture.contracts.graphql.judgements import reads_on, takes_on
from juncture.contracts.graphql.members import Aligned, aligned, draft
from juncture.contracts.graphql.parts import Part
from juncture.contracts.graphql.schema import Placed, Spot, Type
from juncture.contracts.graphql.syntax import Field, Input
from juncture.contracts.graphql.usages import Home, is_deprecated, placed, usage_changes
from juncture.contracts.model import Direction

_READ, _WRITTEN = Direction.RESPONSE, Direction.REQUEST


def field_changes(old: Type, new: Type) -> Iterator[Draft]:
    """Yield the differences between the fields of an object or interface."""
    for pair in aligned(old.members, new.members):
        part, home = Part(new.name, pair.name), (old.spot, new.spot)
        if pair.new is None or pair.old is None:
            yield draft(_removed("field", pair) if pair.new is None else "field-added", part, _READ, pair, home)
        elif pair.old.node != pair.new.node:
            yield from _kept_field(part, pair.old, pair.new)


def _removed(what: str, pair: Aligned) -> str:
    node = pair.old.node if pair.old else None
    announced = isinstance(node, Field | Input) and is_deprecated(node.usages)
    return f"{what}-removed-deprecated" if announced else f"{what}-removed"


def _kept_field(part: Part, old: Placed, new: Placed) -> Iterator[Draft]:
    before, after = old.node, new.node
    if not isinstance(before, Field) or not isinstance(after, Field):
        return
    if before.type != after.type:
        rule = "field-type-narrowed" if reads_on(before.type, after.type) else "field-type-changed"
        yield Draft(rule, part, _READ, before.type, after.type, new.spot, old.spot)
    home = (old.spot, new.spot)
    arguments = aligned(_inner(before.arguments, old, before.line), _inner(after.arguments, new, after.line))
    yield from input_changes("argument", part, arguments, _WRITTEN, home)
    usages = placed(before.usages, old.spot, before.line), placed(after.usages, new.spot, after.line)
    yield from usage_changes(part, _READ, *usages, home)


def _inner(inputs: Sequence[Input], holder: Placed, line: int) -> dict[str, Placed]:
    path, start = holder.spot.path, holder.spot.line - line
    return {each.name: Placed(each, Spot(path, start + each.line)) for each in inputs}


def input_changes(what: str, holder: Part, pairs: Iterator[Aligned], way: Direction, home: Home) -> Iterator[Draft]:
    """Yield the differences between arguments (``what`` is ``argument``) or fields of an input object.

    ``holder`` is what they belong to. The rules are called after ``what``.
    """
    for pair in pairs:
        part = Part(holder.type, pair.name) if what == "input-field" else Part(holder.type, holder.member, pair.name)
        if pair.new is None:
            yield draft(_removed(what, pair), part, way, pair, home)
        elif pair.old is None:
            node = pair.new.node
            required = isinstance(node, Input) and node.required
            yield draft(f"{what}-added-required" if required else f"{what}-added", part, way, pair, home)
        elif pair.old.node != pair.new.node:
            yield from _kept_input(what, part, way, pair.old, pair.new)


def _kept_input(what: str, part: Part, way: Direction, old: Placed, new: Placed) -> Iterator[Draft]:
    before, after = old.node, new.node
    if not isinstance(before, Input) or not isinstance(after, Input):
        return
    if before.type != after.type:
        rule = "type-widened" if takes_on(before.type, after.type) else "type-changed"
        yield Draft(f"{what}-{rule}", part, way, before.type, after.type, new.spot, old.spot)
    if before.default != after.default:
        rule = _default_rule(before, after)
        yield Draft(f"{what}-{rule}", part, way, before.notation, after.notation, new.spot, old.spot)
    usages = placed(before.usages, old.spot, before.line), placed(after.usages, new.spot, after.line)
    yield from usage_changes(part, way, *usages, (old.spot, new.spot))


def _default_rule(before: Input, after: Input) -> str:
    if before.default is None:
        return "default-added"
    return "became-required" if after.required and before.type == after.type else "default-changed"
