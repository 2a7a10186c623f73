"""Compares parameters and headers: presence, serialisation, and the schemas of their values."""

import re
from collections.abc import Iterator, Mapping

from juncture.contracts.openapi.api import Operation, Parameter
from juncture.contracts.openapi.entry import Entry, Found
from juncture.contracts.openapi.serialisation import serialisation_changes
from juncture.contracts.openapi.texts import is_same_text, item_of_list
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.leaf import REQUEST, Sides

_Key = tuple[str, str]
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def parameter_changes(old: Operation, new: Operation, sides: Sides) -> Iterator[Found]:
    """Yield what became of the parameters of two operations that stand for each other."""
    yield from _reordered(old, new)
    before, after = keyed(old), keyed(new)
    gone = {key: each for key, each in before.items() if key not in after}
    came = {key: each for key, each in after.items() if key not in before}
    for key, each in sorted(gone.items()):
        moved = next((other for other in came if other[1] == key[1]), None)
        if moved is not None:
            there = came.pop(moved)
            places = each.located.place.at("in"), there.located.place.at("in")
            yield Draft("parameter-moved", there.located.part, each.where, there.where, *places, old.asks)
            yield from _kept(each, there, old.asks, sides)
        else:
            yield _removed(each, old, new)
    for _, each in sorted(came.items()):
        yield _added(each, old, new)
    for key in sorted(before.keys() & after.keys()):
        yield from _kept(before[key], after[key], old.asks, sides)


def _reordered(old: Operation, new: Operation) -> Iterator[Draft]:
    """Names say what a piece of a path means: where the same ones stand in another order, values change places."""
    before, after = (_PLACEHOLDER.findall(each.path) for each in (old, new))
    if before != after and sorted(before) == sorted(after):
        part, was, at = new.located.part, old.located.place, new.located.place
        yield Draft("path-parameters-reordered", part, old.path, new.path, was, at, old.asks)


def keyed(operation: Operation) -> Mapping[_Key, Parameter]:
    """Return an operation's parameters by place and name; those in the path count by position, headers by any case."""
    found = {}
    for each in operation.parameters:
        name = each.name.lower() if each.where == "header" else each.name
        if each.where == "path":
            marker = "{" + each.name + "}"
            before = operation.path.partition(marker)[0] if marker in operation.path else None
            name = str(before.count("{")) if before is not None else name
        found[each.where, name] = each
    return found


def _removed(each: Parameter, old: Operation, new: Operation) -> Draft:
    rule = "parameter-removed"
    if old.asks != REQUEST:
        rule = "required-sent-parameter-removed" if each.required else "sent-parameter-removed"
    elif each.deprecated:
        rule = "deprecated-parameter-removed"
    at = None if each.located.is_shared else new.located.place
    return Draft(rule, each.located.part, _text(each), "", each.located.place, at, old.asks)


def _added(each: Parameter, old: Operation, new: Operation) -> Draft:
    rule = "required-parameter-added" if each.required else "parameter-added"
    rule = rule if new.asks == REQUEST else "sent-parameter-added"
    was = None if each.located.is_shared else old.located.place
    return Draft(rule, each.located.part, "", _text(each), was, each.located.place, new.asks)


def _text(each: Parameter) -> str:
    return f"{each.where} {each.name}" + (" (required)" if each.required else "")


def _kept(old: Parameter, new: Parameter, asks: int, sides: Sides) -> Iterator[Found]:
    part, was, at = new.located.part, old.located.place, new.located.place
    if sides.same(was, at):
        return
    if old.required != new.required:
        rule = "parameter-required" if new.required else "parameter-optional"
        rule = rule if asks == REQUEST else f"sent-{rule}"
        yield Draft(rule, part, _text(old), _text(new), was.at("required"), at.at("required"), asks)
    if old.deprecated != new.deprecated:
        before, after = ("deprecated" if each.deprecated else "" for each in (old, new))
        yield Draft(
            "parameter-deprecation-changed", part, before, after, was.at("deprecated"), at.at("deprecated"), asks
        )
    yield from serialisation_changes(old, new, sides, asks)
    item = item_of_list(old, new, sides) if asks == REQUEST else None
    if item is not None and old.schema is not None:
        yield Draft("parameter-list-taken", part, "one value", "a list", old.schema, at, asks)
        yield Entry(old.schema, item, part, asks, textual=True)
    elif not is_same_text(old, new, sides):
        yield from schemas(old, new, asks)


def schemas(old: Parameter, new: Parameter, ways: int) -> Iterator[Found]:
    """Yield where the values of a parameter or header enter their schemas."""
    if old.schema is not None and new.schema is not None:
        yield Entry(old.schema, new.schema, new.located.part, ways, old.textual and new.textual)
    elif old.schema is not None or new.schema is not None:
        rule = "schema-dropped" if new.schema is None else "schema-added"
        before, after = ("a schema" if each.schema else "" for each in (old, new))
        yield Draft(
            f"{'request' if ways == REQUEST else 'response'}-{rule}",
            new.located.part,
            before,
            after,
            old.located.place,
            new.located.place,
            ways,
        )
