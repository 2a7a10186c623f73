"""Operations that may show a change: each by the rule of the change, built on the old schema, not yet judged."""

from collections.abc import Callable, Iterator

import msgspec

from juncture.contracts.graphql.draft import Draft, Sides
from juncture.contracts.graphql.operation import TYPENAME, Literal, Operation, Selection
from juncture.contracts.graphql.routes import Ways
from juncture.contracts.graphql.samples import is_composite, sample
from juncture.contracts.graphql.schema import Schema
from juncture.contracts.graphql.syntax import Field, Input, named
from juncture.contracts.model import Direction

COMPOSITE = frozenset({"type", "interface", "union"})


class Attempt(msgspec.Struct, frozen=True):
    """An operation to judge.

    ``control`` goes the same way and leaves the change out: valid on both sides, it shows that the change alone is to
    blame.
    """

    operation: Operation
    control: Operation | None = None


class Bench(msgspec.Struct, frozen=True):
    """Both sides, and the ways through each."""

    sides: Sides
    old: Ways
    new: Ways

    @property
    def before(self) -> Schema:
        """The old schema."""
        return self.sides.old.schema

    @property
    def after(self) -> Schema:
        """The new schema."""
        return self.sides.new.schema


def bench(sides: Sides) -> Bench:
    """Return the bench of two sides."""
    return Bench(sides, Ways(sides.old, sides.new), Ways(sides.new, sides.old))


def attempts(on: Bench, draft: Draft) -> Iterator[Attempt]:
    """Yield the operations that may be valid before a change and not after it."""
    find = _BY_RULE.get(draft.rule)
    if find is not None:
        yield from find(on, draft)


def _attempt(operation: Operation | None, control: Operation | None) -> Iterator[Attempt]:
    if operation is not None:
        yield Attempt(operation, control)


def _field_removed(on: Bench, draft: Draft) -> Iterator[Attempt]:
    part = draft.part
    yield from _attempt(on.old.call(part.type, part.member), on.old.select(part.type, TYPENAME))


def _field_type_changed(on: Bench, draft: Draft) -> Iterator[Attempt]:
    part, old = draft.part, named(draft.old)
    control = on.old.select(part.type, TYPENAME)
    for inner in (TYPENAME, Selection(old, inner=(TYPENAME,), on=True), *_lost(on, old, named(draft.new))):
        yield from _attempt(on.old.call(part.type, part.member, inner=inner), control)


def _lost(on: Bench, old: str, new: str) -> list[Selection]:
    """Return a leaf of one type that another type does not have."""
    type_ = on.before.get(old)
    fields = [each.node for each in type_.members.values() if isinstance(each.node, Field)] if type_ else []
    plain = [each for each in fields if not each.arguments and not is_composite(on.before, each.type)]
    return [Selection(each.name) for each in plain if not on.after.field(new, each.name)][:1]


def _type_removed(on: Bench, draft: Draft) -> Iterator[Attempt]:
    name = draft.part.type
    if on.before.kind(name) in COMPOSITE:
        yield from _attempt(on.old.select(name, Selection(name, inner=(TYPENAME,), on=True)), None)
        yield from _attempt(on.old.select(name, TYPENAME), None)
    else:
        yield from _as_variable(on, name)
        yield from _as_leaf(on, name)


def _kind_changed(on: Bench, draft: Draft) -> Iterator[Attempt]:
    name = draft.part.type
    yield from _type_removed(on, draft)
    for implementor in on.sides.old.graph.implementors(name)[:2]:
        for here, there in ((name, implementor), (implementor, name)):
            inside = on.old.select(here, Selection(there, inner=(TYPENAME,), on=True))
            yield from _attempt(inside, on.old.select(here, TYPENAME))
    yield from _as_leaf(on, name)


def _as_leaf(on: Bench, name: str) -> Iterator[Attempt]:
    """Select the first field that returns a type."""
    for holder in on.sides.old.graph.holders(name):
        if holder.direction is Direction.RESPONSE and holder.field:
            yield from _attempt(on.old.call(holder.name, holder.field), on.old.select(holder.name, TYPENAME))
            return


def _as_variable(on: Bench, name: str) -> Iterator[Attempt]:
    """Declare a variable of an input type and give it where it fits."""
    for place in on.old.places(name):
        if place.below:
            type_name, member = place.below[-1]
            node = on.before.input_field(type_name, member)
            value = {**_object(on.before, type_name), member: "$v"}
            whole = place._replace(below=place.below[:-1])
            operation = on.old.give(whole, value, {"v": node.type}) if node else None
        else:
            node = on.before.argument(place.holder, place.field, place.argument)
            given = {place.argument: "$v"}
            operation = on.old.call(place.holder, place.field, given, {"v": node.type}) if node else None
        yield from _attempt(operation, None)


def _object(schema: Schema, name: str) -> dict[str, Literal]:
    value = sample(schema, name)
    return value if isinstance(value, dict) else {}


def _argument_changed(on: Bench, draft: Draft) -> Iterator[Attempt]:
    part = draft.part
    control = on.old.select(part.type, TYPENAME)
    for value, variables in _values(on, draft):
        operation = on.old.call(part.type, part.member, {part.argument: value}, variables)
        yield from _attempt(operation, control)


def _input_field_changed(on: Bench, draft: Draft) -> Iterator[Attempt]:
    part = draft.part
    for place in on.old.places(part.type):
        control = on.old.select(place.holder, TYPENAME)
        for value, variables in _values(on, draft):
            given = {**_object(on.before, part.type), part.member: value}
            whole = {name: each for name, each in given.items() if each is not None}
            yield from _attempt(on.old.give(place, whole, variables), control)


def _values(on: Bench, draft: Draft) -> Iterator[tuple[Literal | None, dict[str, str]]]:
    """Yield what may be given for a changed argument or input field, None for nothing; and the variables it needs."""
    part = draft.part
    yield None, {}
    if part.argument:
        old = on.before.argument(part.type, part.member, part.argument)
    else:
        old = on.before.input_field(part.type, part.member)
    if old:
        yield "null", {}
        yield sample(on.before, old.type), {}
        yield "$v", {"v": old.type}


def _enum_value(on: Bench, draft: Draft) -> Iterator[Attempt]:
    for place in on.old.places(draft.part.type):
        yield from _attempt(on.old.give(place, draft.part.member), on.old.select(place.holder, TYPENAME))


def _one_of(on: Bench, draft: Draft) -> Iterator[Attempt]:
    type_ = on.before.get(draft.part.type)
    fields = [each.node for each in type_.members.values()] if type_ else []
    values: list[dict[str, Literal]] = [_object(on.before, draft.part.type)]
    several = {each.name: sample(on.before, each.type) for each in fields[:2] if isinstance(each, Input)}
    values.append(values[0] | several)
    for place in on.old.places(draft.part.type):
        for value in values:
            yield from _attempt(on.old.give(place, value), on.old.select(place.holder, TYPENAME))


def _listed(on: Bench, draft: Draft) -> Iterator[Attempt]:
    """A fragment on what left, within what it left, and the other way round."""
    name = draft.part.listed[1:]
    for here, there in ((draft.part.type, name), (name, draft.part.type)):
        operation = on.old.select(here, Selection(there, inner=(TYPENAME,), on=True))
        yield from _attempt(operation, on.old.select(here, TYPENAME))


def _root(on: Bench, draft: Draft) -> Iterator[Attempt]:
    kind = draft.part.member
    fields = on.before.get(draft.old)
    yield from _attempt(Operation(kind, (TYPENAME,)), None)
    yield from _attempt(Operation(kind, (Selection(draft.old, inner=(TYPENAME,), on=True),)), None)
    for name in list(fields.members)[:1] if fields else ():
        yield from _attempt(on.old.call(draft.old, name), None)


_INPUT_CHANGES = ("removed", "removed-deprecated", "added-required", "type-changed", "became-required")
_BY_RULE: dict[str, Callable[[Bench, Draft], Iterator[Attempt]]] = {
    "field-removed": _field_removed,
    "field-removed-deprecated": _field_removed,
    "field-type-changed": _field_type_changed,
    "type-removed": _type_removed,
    "type-kind-changed": _kind_changed,
    "root-type-removed": _root,
    "root-type-changed": _root,
    "enum-value-removed": _enum_value,
    "enum-value-removed-deprecated": _enum_value,
    "one-of-added": _one_of,
    "union-member-removed": _listed,
    "interface-removed": _listed,
    **{f"argument-{change}": _argument_changed for change in _INPUT_CHANGES},
    **{f"input-field-{change}": _input_field_changed for change in _INPUT_CHANGES},
}
