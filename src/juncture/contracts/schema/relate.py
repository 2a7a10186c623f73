"""Relates two schemas: what differs in them, and which schemas inside them stand for each other."""

from collections.abc import Iterator
from itertools import zip_longest

import msgspec

from juncture.contracts.schema.arrays import array_changes
from juncture.contracts.schema.fold import limited
from juncture.contracts.schema.leaf import NARROWED, UNKNOWN, WIDENED, Child, Doubt, Leaf, Sides, formally
from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.node import ANY, ARRAY, NULL, OBJECT, SCALAR, STRING, Node, Schema, Union, Usage
from juncture.contracts.schema.notation import value_text
from juncture.contracts.schema.objects import object_changes
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.sources import Missing
from juncture.contracts.schema.unions import Alternatives, Fits, alternative_changes, listed
from juncture.contracts.schema.unresolved import unresolved
from juncture.contracts.schema.values import value_changes

Found = Leaf | Child | Doubt
_UNDECIDED = {
    "schema",
    "type",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
}
"""Conditions of which it is not known what they refuse, even where there was none before."""


def relate(sides: Sides, fits: Fits, old: Schema, new: Schema, textual: bool = False) -> Iterator[Found]:
    """Yield the differences of two schemas.

    ``textual`` says that instances travel as text (a parameter): a string without conditions then takes every scalar.
    """
    undecided = unresolved(sides, old, new)
    if undecided is not None:
        yield undecided
        return
    before, after = sides.old.node(old), sides.new.node(new)
    if textual:
        before, after = _as_text(before), _as_text(after)
    relevant = before.types & after.types
    lifted = _lifted(before, after) & relevant
    yield from value_changes(before, after, relevant & ~lifted)
    if relevant & ~lifted & OBJECT:
        yield from object_changes(sides, before, after)
        yield from _mapped(sides, before, after)
    if relevant & ~lifted & ARRAY:
        yield from array_changes(sides, before, after)
    yield from _unions(sides, fits, (old, before), (new, after), lifted)
    yield from _opaque(before, after)
    yield from _notes(before, after)


def _as_text(node: Node) -> Node:
    is_free = node.types & STRING and not node.valued & STRING and not node.patterns and not node.formats
    if not is_free or "minLength" in node.limits or "maxLength" in node.limits or node.unions:
        return node
    free = limited(node, node.types & ~(SCALAR & ~STRING))
    return msgspec.structs.replace(free, types=node.types | (SCALAR & ~NULL))


def _scope(node: Node) -> int:
    scope = 0
    for union in node.unions:
        scope |= union.scope
    return scope


def _lifted(old: Node, new: Node) -> int:
    """Return the types for which one side has alternatives where the other has a plain schema.

    The plain schema then counts as the only alternative, unless the side with alternatives says more than them.
    """
    result = 0
    for node, other in ((old, new), (new, old)):
        lone = _scope(node) & ~_scope(other) & other.types
        if lone and len(node.unions) == 1 and _is_bare(limited(node, lone)):
            result |= lone
    return result


def _is_bare(node: Node) -> bool:
    """Whether a node says nothing beside its types and alternatives."""
    plain = Node(node.place, types=node.types, unions=node.unions, opaque=node.opaque, notes=node.notes)
    return plain == msgspec.structs.replace(node, origins={}, discriminator="", mapping={})


def _unions(
    sides: Sides, fits: Fits, old: tuple[Schema, Node], new: tuple[Schema, Node], lifted: int
) -> Iterator[Found]:
    shared = _scope(old[1]) & _scope(new[1]) & old[1].types & new[1].types
    both = old[1].types & new[1].types
    pairs = zip_longest(*_counterparts(old[1].unions, new[1].unions))
    for before, after in pairs:
        scope = shared | lifted
        here, there = _alternatives(before, *old, scope, lifted), _alternatives(after, *new, scope, lifted)
        if before is not None and after is not None and (before.scope ^ after.scope) & both & ~lifted:
            reason = "alternatives beside other conditions are not compared"
            yield Leaf("cannot-prove", UNKNOWN, "", "", before.place, after.place, reason=reason)
        elif here is not None and there is not None:
            tells = bool(old[1].discriminator and new[1].discriminator)  # the instance names the one that it is
            for found in alternative_changes(sides, fits, here, there):
                yield found._replace(is_branch=not tells) if isinstance(found, Child) else found
        else:
            yield from _conjunct(fits, (before, old), (after, new))


def _counterparts(old: tuple[Union, ...], new: tuple[Union, ...]) -> tuple[list[Union], list[Union]]:
    """Return the unions of both sides so that those that only moved stand beside each other."""
    if len(old) == len(new) == 1:
        return list(old), list(new)
    same = [
        (here, there)
        for here in old
        for there in new
        if [each.schema.places[0].pointer for each in here.branches]
        == [each.schema.places[0].pointer for each in there.branches]
    ]
    first_old = list(dict.fromkeys(here for here, _ in same))
    first_new = list(dict.fromkeys(there for _, there in same))
    if len(first_old) != len(first_new):
        return list(old), list(new)
    return (
        first_old + [each for each in old if each not in first_old],
        first_new + [each for each in new if each not in first_new],
    )


def _alternatives(union: Union | None, schema: Schema, node: Node, scope: int, lifted: int) -> Alternatives | None:
    """Return a side's alternatives for the types ``scope``; a plain schema is its own only one."""
    alone = lifted & node.types & ~(union.scope if union else 0)
    itself = Usage(schema._replace(nullable=False, scope=schema.scope & alone), node.place, (), schema.places[1:])
    if union is None:
        return Alternatives(node.place, (itself,), False) if alone else None
    found = listed(union, scope)
    return found._replace(branches=(*found.branches, itself)) if alone else found


def _conjunct(
    fits: Fits, old: tuple[Union | None, tuple[Schema, Node]], new: tuple[Union | None, tuple[Schema, Node]]
) -> Iterator[Leaf]:
    """A list of alternatives beside other conditions came or went: it changes nothing where the rest implies it."""
    (before, (old_schema, old_node)), (after, (new_schema, new_node)) = old, new
    if after is not None and after.scope & old_node.types:
        plain = old_schema._replace(scope=old_schema.scope & after.scope)
        if after.one or not any(
            not formally(fits(plain, each.schema)) & ~WIDENED for each in listed(after, ANY).branches
        ):
            text = "oneOf" if after.one else "anyOf"
            yield Leaf("condition-added", NARROWED, "", text, old_node.place, after.place)
    if before is not None and before.scope & new_node.types:
        plain = new_schema._replace(scope=new_schema.scope & before.scope)
        if before.one or not any(
            not formally(fits(each.schema, plain)) & ~NARROWED for each in listed(before, ANY).branches
        ):
            text = "oneOf" if before.one else "anyOf"
            yield Leaf("condition-dropped", WIDENED, text, "", before.place, new_node.place)


def _mapped(sides: Sides, old: Node, new: Node) -> Iterator[Found]:
    """A discriminator without alternatives names the schemas that stand for its values (OpenAPI 3.0, Discriminator)."""
    if old.discriminator != new.discriminator:
        was, at = old.origin("discriminator"), new.origin("discriminator")
        yield Leaf("discriminator-changed", 0, old.discriminator, new.discriminator, was, at)
    for value in sorted(old.mapping.keys() | new.mapping.keys()):
        was, at = (node.mapping.get(value, node.origin("discriminator")) for node in (old, new))
        here, there = _named(sides.old, old, value), _named(sides.new, new, value)
        if not isinstance(here, Missing) and not isinstance(there, Missing):
            yield Child(f"<{value}>", sides.old.usage(here), sides.new.usage(there))
        elif value in old.mapping and value in new.mapping:
            yield Child(f"<{value}>", _meant(sides.old, was), _meant(sides.new, at))
        else:
            before, after = (value if value in node.mapping else "" for node in (old, new))
            yield Leaf("discriminator-changed", 0, before, after, was, at)


def _named(lowering: Lowering, node: Node, value: str) -> Place | Missing:
    """Return the schema that a value stands for: what the mapping says, else the schema of that name."""
    written = node.mapping.get(value)
    if written is not None:
        return lowering.sources.meant(written.path, str(lowering.sources.at(written)))
    if not node.discriminator:
        return Missing("there is no discriminator")
    return lowering.sources.meant(node.origin("discriminator").path, value)


def _meant(lowering: Lowering, place: Place) -> Usage:
    """Return the schema that a mapping names; the name itself, which is no schema, where it leads to nothing."""
    target = lowering.sources.meant(place.path, str(lowering.sources.at(place)))
    return lowering.usage(place if isinstance(target, Missing) else target)


def _opaque(old: Node, new: Node) -> Iterator[Leaf]:
    before = {(each.keyword, each.text): each for each in old.opaque}
    after = {(each.keyword, each.text): each for each in new.opaque}
    # References that lead to nothing are told of the schemas as wholes (unresolved.py).
    lost = {key[0]: before[key] for key in sorted(before.keys() - after.keys()) if key[0] != "$ref"}
    gained = {key[0]: after[key] for key in sorted(after.keys() - before.keys()) if key[0] != "$ref"}
    for keyword in sorted(lost.keys() | gained.keys()):
        here, there = lost.get(keyword), gained.get(keyword)
        before_text, after_text = (value_text(each.text) if each else "" for each in (here, there))
        was, at = here.place if here else old.place, there.place if there else new.place
        is_decided = keyword not in _UNDECIDED
        if here is None and is_decided:
            yield Leaf("condition-added", NARROWED, "", keyword, was, at)
        elif there is None and is_decided:
            yield Leaf("condition-dropped", WIDENED, keyword, "", was, at)
        else:
            reason = there.reason if there else here.reason if here else ""
            yield Leaf("cannot-prove", UNKNOWN, before_text, after_text, was, at, reason=reason)


def _notes(old: Node, new: Node) -> Iterator[Leaf]:
    before, after = old.notes, new.notes
    if before.default != after.default:
        here, there = (value_text(each.default) if each.default is not None else "" for each in (before, after))
        yield Leaf("default-changed", 0, here, there, old.origin("default"), new.origin("default"))
    if before.deprecated != after.deprecated:
        here, there = ("deprecated" if each.deprecated else "" for each in (before, after))
        yield Leaf("deprecation-changed", 0, here, there, old.origin("deprecated"), new.origin("deprecated"))
