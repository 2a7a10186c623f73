"""Responses that may show a change: what the new schema lets a server write and the old one does not."""

from collections.abc import Iterator
from typing import Any

import msgspec

from juncture.contracts.graphql.attempts import Bench
from juncture.contracts.graphql.draft import Draft
from juncture.contracts.graphql.operation import TYPENAME, Operation, Selection
from juncture.contracts.graphql.samples import is_composite
from juncture.contracts.graphql.syntax import named

_VALUES: tuple[object, ...] = ("text", 1, 1.5, True)
"""One value of each built-in scalar that the others may refuse."""


class Reply(msgspec.Struct, frozen=True):
    """An operation that both sides take, and a response to it.

    ``leaf`` names the types, old and new, of ``value``, where the difference lies in a single value. ``also`` are types
    that the judge must know besides those that the operation enters.
    """

    operation: Operation
    response: dict[str, Any]
    leaf: tuple[str, str] | None = None
    value: object = None
    also: tuple[str, ...] = ()


def replies(on: Bench, draft: Draft) -> Iterator[Reply]:
    """Yield the responses that may be fine after a change and wrong before it."""
    match draft.rule:
        case "field-type-changed":
            yield from _field(on, draft)
        case "enum-value-added":
            yield from _enum(on, draft)
        case "union-member-added":
            yield from _member(on, draft.part.type, draft.part.listed[1:])
        case "interface-added":
            yield from _member(on, draft.part.listed[1:], draft.part.type)


def _field(on: Bench, draft: Draft) -> Iterator[Reply]:
    part = draft.part
    operation = on.old.call(part.type, part.member)
    if operation is None:
        return
    for value in _shapes(draft.old, draft.new):
        yield Reply(operation, _response(on, operation, value))
    old, new = named(draft.old), named(draft.new)
    if old != new and not is_composite(on.before, old):
        for value in _VALUES:
            yield Reply(operation, _response(on, operation, _nested(draft.new, value)), (old, new), value)


def _shapes(old: str, new: str) -> Iterator[Any]:
    """Yield null at each depth of lists where it is allowed now, and a single value or a list in place of the other."""
    depth = 0
    inner = new
    while True:
        if not inner.endswith("!"):
            value: Any = None
            for _ in range(depth):
                value = [value]
            yield value
        inner = inner.removesuffix("!")
        if not inner.startswith("["):
            break
        inner, depth = inner[1:-1], depth + 1
    if old.count("[") > new.count("["):
        yield _nested(new, 1)


def _nested(type_: str, value: Any) -> Any:
    for _ in range(type_.count("[")):
        value = [value]
    return value


def _enum(on: Bench, draft: Draft) -> Iterator[Reply]:
    name, value = draft.part.type, draft.part.member
    for holder in on.sides.old.graph.holders(name):
        field = on.before.field(holder.name, holder.field) if not holder.argument else None
        operation = on.old.call(holder.name, holder.field) if field else None
        if field and operation:
            yield Reply(operation, _response(on, operation, _nested(field.type, value)), (name, name), value, (name,))
            return


def _member(on: Bench, abstract: str, member: str) -> Iterator[Reply]:
    operation = on.old.select(abstract, TYPENAME)
    if operation is not None and on.before.kind(abstract) in ("union", "interface"):
        yield Reply(operation, _response(on, operation, {"__typename": member}), also=(member,))


def _concrete(on: Bench, name: str) -> str:
    """Return an object type that a value of this type may be of."""
    if on.before.kind(name) != "interface":
        return name
    return next((each for each in on.sides.old.graph.implementors(name) if on.before.kind(each) == "type"), name)


def _response(on: Bench, operation: Operation, value: Any) -> dict[str, Any]:
    """Return the response in which the last field of an operation has a value."""

    def filled(type_name: str, selection: Selection) -> dict[str, Any]:
        if selection.on:
            inner = value if selection.inner == (TYPENAME,) else filled(selection.name, selection.inner[0])
            return {"__typename": _concrete(on, selection.name), **inner}
        field = on.before.field(type_name, selection.name)
        written = field.type if field else ""
        if selection.inner and selection.inner != (TYPENAME,):
            return {selection.name: _nested(written, filled(named(written), selection.inner[0]))}
        return {selection.name: _nested(written, value) if isinstance(value, dict) else value}

    return filled(on.before.roots[operation.kind], operation.inner[0])
