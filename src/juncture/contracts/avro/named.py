"""What it means that a named type changes: its name, its kind, its aliases, and what a record, enum or fixed holds."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from juncture.contracts.avro.aliases import alias_changes
from juncture.contracts.avro.draft import Draft, Trail
from juncture.contracts.avro.link import Node, Spot, View
from juncture.contracts.avro.logical import logical_rule
from juncture.contracts.avro.model import Definition, Enum, Fixed, Record, Reference, unqualified, written
from juncture.contracts.avro.notation import logical_notation
from juncture.contracts.avro.parts import Part
from juncture.contracts.avro.records import record_changes

if TYPE_CHECKING:
    from juncture.contracts.avro.walk import Walk


def named_changes(walk: "Walk", old: View, new: View) -> Iterator[Draft]:
    """Yield what differs between two named types that are one over time."""
    one, other = old.shape, new.shape
    assert isinstance(one, Definition) and isinstance(other, Definition)
    trail = Trail(
        Part(written(other.name, new.file.namespace)),
        Node(old.file, Reference(one.name)),
        Node(new.file, Reference(other.name)),
    )
    was, at = Spot(old.file, one.at), Spot(new.file, other.at)
    kinds = {kind.replace("error", "record") for kind in (one.kind, other.kind)}
    if len(kinds) > 1:
        yield Draft("type-changed", trail.part, was, at, one.kind, other.kind, trail)
        return
    yield from _names(trail, was, at, one, other)
    match one, other:
        case Record(), Record():
            yield from record_changes(walk, trail, old, new)
        case Enum(), Enum():
            yield from _enum(trail, was, at, one, other)
        case Fixed(), Fixed():
            yield from _fixed(trail, was, at, one, other)


def _names(trail: Trail, was: Spot, at: Spot, old: Definition, new: Definition) -> Iterator[Draft]:
    rule = _name_rule(old, new)
    if rule:
        was_name, at_name = Spot(was.file, (*was.at, "name")), Spot(at.file, (*at.at, "name"))
        yield Draft(rule, trail.part, was_name, at_name, old.name, new.name, trail)
    yield from alias_changes(trail.part, was, at, set(old.aliases) - {new.name}, set(new.aliases) - {old.name})


def _name_rule(old: Definition, new: Definition) -> str:
    if old.name == new.name:
        return ""
    if unqualified(old.name) == unqualified(new.name):
        return "namespace-changed"
    if old.name in new.aliases:
        # Each knows the other's name: readers of either version read both.
        return "alias-added" if new.name in old.aliases else "type-renamed"
    return "type-renamed-to-alias" if new.name in old.aliases else "type-renamed-without-alias"


def _enum(trail: Trail, was: Spot, at: Spot, old: Enum, new: Enum) -> Iterator[Draft]:
    for symbol in sorted(set(old.symbols) - set(new.symbols)):
        rule = "symbol-removed-with-default" if new.default in new.symbols else "symbol-removed"
        there = Spot(was.file, (*was.at, "symbols", old.symbols.index(symbol)))
        further = trail.to(trail.part.member(symbol), ("symbol", symbol), None)
        yield Draft(rule, further.part, there, Spot(at.file, (*at.at, "symbols")), symbol, "", further)
    for symbol in sorted(set(new.symbols) - set(old.symbols)):
        rule = "symbol-added-with-default" if old.default in old.symbols else "symbol-added"
        here = Spot(at.file, (*at.at, "symbols", new.symbols.index(symbol)))
        further = trail.to(trail.part.member(symbol), None, ("symbol", symbol))
        yield Draft(rule, further.part, Spot(was.file, (*was.at, "symbols")), here, "", symbol, further)
    kept_old = [each for each in old.symbols if each in new.symbols]
    kept_new = [each for each in new.symbols if each in old.symbols]
    if kept_old != kept_new:
        places = Spot(was.file, (*was.at, "symbols")), Spot(at.file, (*at.at, "symbols"))
        yield Draft("symbols-reordered", trail.part, *places, ", ".join(kept_old), ", ".join(kept_new))
    if old.default != new.default:
        rule = "changed" if old.default and new.default else "added" if new.default else "removed"
        places = Spot(was.file, (*was.at, "default")), Spot(at.file, (*at.at, "default"))
        yield Draft(f"enum-default-{rule}", trail.part, *places, old.default, new.default)


def _fixed(trail: Trail, was: Spot, at: Spot, old: Fixed, new: Fixed) -> Iterator[Draft]:
    if old.size != new.size:
        places = Spot(was.file, (*was.at, "size")), Spot(at.file, (*at.at, "size"))
        yield Draft("fixed-size-changed", trail.part, *places, f"{old.size} bytes", f"{new.size} bytes", trail)
    elif rule := logical_rule(old.logical, new.logical):
        texts = logical_notation(old.logical), logical_notation(new.logical)
        yield Draft(rule, trail.part, was, at, *texts, trail)
