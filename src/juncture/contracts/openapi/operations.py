"""Compares the operations of two API descriptions: which stand for each other, and what became of each."""

from collections.abc import Iterator, Mapping

from juncture.contracts.openapi.api import Lost, Operation
from juncture.contracts.openapi.bodies import body_changes
from juncture.contracts.openapi.entry import Found
from juncture.contracts.openapi.fields import on_one_footing
from juncture.contracts.openapi.parameters import parameter_changes
from juncture.contracts.openapi.responses import response_changes
from juncture.contracts.openapi.security import security_changes
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.leaf import REQUEST, Sides

_STABILITY = ("draft", "alpha", "beta", "stable")


def operation_changes(old: Operation, new: Operation, sides: Sides) -> Iterator[Found]:
    """Yield the differences of two operations that stand for each other."""
    old, new = on_one_footing(old, new, sides)
    yield from _lifecycle(old, new)
    yield from parameter_changes(old, new, sides)
    yield from body_changes(old, new, sides)
    yield from response_changes(old, new, sides)
    yield from security_changes(old, new)
    yield from _lost(old, new)
    before, after = ({each.name: each for each in operation.callbacks} for operation in (old, new))
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            yield removed(before[name], "callback")
        elif name not in before:
            yield added(after[name], "callback")
        else:
            yield from operation_changes(before[name], after[name], sides)


def removed(operation: Operation, kind: str = "") -> Draft:
    """Return the change that an operation is gone."""
    kind = kind or ("operation" if operation.asks == REQUEST else "webhook")
    rule = f"{kind}-removed"
    if kind == "operation" and operation.stability in _STABILITY[:2]:
        rule = "unstable-operation-removed"
    elif kind == "operation" and operation.deprecated:
        rule = "deprecated-operation-removed"
    return Draft(rule, operation.located.part, _told(operation), "", operation.located.place, None)


def added(operation: Operation, kind: str = "") -> Draft:
    """Return the change that an operation came."""
    kind = kind or ("operation" if operation.asks == REQUEST else "webhook")
    return Draft(f"{kind}-added", operation.located.part, "", _told(operation), None, operation.located.place)


def _told(operation: Operation) -> str:
    return operation.operation_id or operation.name


def _lifecycle(old: Operation, new: Operation) -> Iterator[Draft]:
    part, was, at = new.located.part, old.located.place, new.located.place
    if old.deprecated != new.deprecated:
        rule = "operation-deprecated" if new.deprecated else "operation-reactivated"
        before, after = ("deprecated" if each.deprecated else "" for each in (old, new))
        yield Draft(rule, part, before, after, was.at("deprecated"), at.at("deprecated"))
    if old.operation_id and old.operation_id != new.operation_id:
        places = was.at("operationId"), at.at("operationId")
        yield Draft("operation-id-changed", part, old.operation_id, new.operation_id, *places)
    if old.sunset and old.sunset != new.sunset:
        rule = "sunset-later" if new.sunset > old.sunset or not new.sunset else "sunset-earlier"
        yield Draft(rule, part, old.sunset, new.sunset, was.at("x-sunset"), at.at("x-sunset"))
    if _rank(new.stability) < _rank(old.stability):
        key = "x-stability-level"
        yield Draft("stability-lowered", part, old.stability, new.stability, was.at(key), at.at(key))


def _rank(stability: str) -> int:
    return _STABILITY.index(stability) if stability in _STABILITY else len(_STABILITY)


def _lost(old: Operation, new: Operation) -> Iterator[Draft]:
    """A reference that leads nowhere hides what differs, unless it stands on both sides."""
    before: Mapping[str, Lost] = {each.reference: each for each in old.lost}
    after: Mapping[str, Lost] = {each.reference: each for each in new.lost}
    for reference in sorted(before.keys() | after.keys()):
        here, there = before.get(reference), after.get(reference)
        known = here or there
        if known is not None and not (here and there):
            yield Draft(
                "cannot-prove",
                new.located.part,
                reference if here else known.reason,
                reference if there else "",
                here.place if here else None,
                there.place if there else None,
            )
