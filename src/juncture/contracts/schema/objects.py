"""Compares objects: their properties, which of them are required, and what else may stand in them.

A property that the consumer may not send (``readOnly``) is not there in requests, one that the provider does not send
(``writeOnly``) not in responses; so a property may come or go in one direction only.
"""

from collections.abc import Iterator

from juncture.contracts.schema.leaf import (
    BOTH_WAYS,
    BY_NAME,
    NARROWED,
    REQUEST,
    RESPONSE,
    UNKNOWN,
    WIDENED,
    Child,
    Leaf,
    Sides,
)
from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.node import Node
from juncture.contracts.schema.notation import schema_text
from juncture.contracts.schema.place import Place, Places
from juncture.contracts.schema.unresolved import unresolved_inside

Found = Iterator[Leaf | Child]


def object_changes(sides: Sides, old: Node, new: Node) -> Found:
    """Yield the differences, and the pairs of schemas to compare further."""
    for name in sorted(old.properties.keys() | new.properties.keys()):
        before, after = old.properties.get(name), new.properties.get(name)
        if before and after:
            if (name in old.required) != (name in new.required) or not sides.alike(before, after):
                yield from _kept(sides, old, new, name, before, after)
        elif after:
            yield from _added(sides, old, new, name, after, _ways(sides.new, after))
        elif before:
            yield from _removed(sides, old, new, name, before, _ways(sides.old, before))
    for name in sorted(old.required ^ new.required):
        if name not in old.properties and name not in new.properties:
            yield _presence(old, new, name, BOTH_WAYS)
    yield from _content(sides, old, new)
    yield from _by_pattern(sides, old, new)
    yield from _conditions(sides, old, new)


def is_closed(lowering: Lowering, node: Node) -> bool:
    """Whether an object may hold no property that it does not name."""
    return bool(node.additional) and not lowering.node(lowering.usage(*node.additional).schema).types


def _ways(lowering: Lowering, places: Places) -> int:
    notes = lowering.notes(lowering.usage(*places))
    ways = (0 if notes.read_only else REQUEST) | (0 if notes.write_only else RESPONSE)
    return ways or BOTH_WAYS


def _kept(sides: Sides, old: Node, new: Node, name: str, before: Places, after: Places) -> Found:
    flipped = (name in old.required) != (name in new.required)
    children = list(sides.child(f".{name}", before, after))
    if not children and not flipped:
        return
    here, there = _ways(sides.old, before), _ways(sides.new, after)
    shared = here & there
    if shared:
        yield from (each._replace(ways=shared) for each in children)
        if flipped:
            yield _presence(old, new, name, shared)
    if there & ~here:
        yield from _added(sides, old, new, name, after, there & ~here)
    if here & ~there:
        yield from _removed(sides, old, new, name, before, here & ~there)


def _presence(old: Node, new: Node, name: str, ways: int) -> Leaf:
    kind, bits = ("property-required", NARROWED) if name in new.required else ("property-optional", WIDENED)
    before, after = ("required" if name in node.required else "optional" for node in (old, new))
    return Leaf(kind, bits, before, after, _owner(old, name), _owner(new, name), (f".{name}",), ways)


def _owner(node: Node, name: str) -> Place:
    """Return where a property is written: the key in its object, not what it refers to."""
    if name in node.properties:
        return node.properties[name][0]
    return node.origins.get("properties", node.origin("required"))


def _added(sides: Sides, old: Node, new: Node, name: str, after: Places, ways: int) -> Found:
    closed = is_closed(sides.old, old)
    kind, bits = ("property-added-to-closed", WIDENED) if closed else ("property-added", NARROWED | BY_NAME)
    if name in new.required:
        kind, bits = "required-property-added", NARROWED | (WIDENED if closed else 0)
    bits |= UNKNOWN if old.by_pattern else 0
    text = schema_text(sides.new, after)
    yield Leaf(kind, bits, "", text, _owner(old, name), _owner(new, name), (f".{name}",), ways)
    if ways == BOTH_WAYS and bits & NARROWED and old.additional and not is_closed(sides.old, old):
        yield from sides.child(f".{name}", old.additional, after)


def _removed(sides: Sides, old: Node, new: Node, name: str, before: Places, ways: int) -> Found:
    closed = is_closed(sides.new, new)
    required = name in old.required
    kind = "required-property-removed" if required else "property-removed"
    bits = WIDENED if required else WIDENED | BY_NAME
    if closed:
        kind += "-from-closed"
        bits = NARROWED | (WIDENED if required else 0)
    bits |= UNKNOWN if new.by_pattern else 0
    text = schema_text(sides.old, before)
    yield Leaf(kind, bits, text, "", _owner(old, name), _owner(new, name), (f".{name}",), ways)
    if ways == BOTH_WAYS and not closed and new.additional:
        yield from sides.child(f".{name}", before, new.additional)


def _content(sides: Sides, old: Node, new: Node) -> Found:
    before, after = old.additional, new.additional
    was, at = old.origin("additionalProperties"), new.origin("additionalProperties")
    closed = is_closed(sides.old, old), is_closed(sides.new, new)
    if before and after and not any(closed):
        yield from sides.child("{}", before, after)
        return
    if (not before and not after) or all(closed):
        return
    undecided = unresolved_inside(sides, before, after, was, at, "{}")
    if undecided is not None:
        yield undecided
        return
    texts = (_content_text(sides.old, before), _content_text(sides.new, after))
    if not before or closed[1]:
        yield Leaf("content-closed", NARROWED, *texts, was, at)
    else:
        yield Leaf("content-opened", WIDENED, *texts, was, at)


def _content_text(lowering: Lowering, places: Places) -> str:
    if not places:
        return "any other property"
    text = schema_text(lowering, places)
    return "no other property" if text == "nothing" else f"other properties: {text}"


def _by_pattern(sides: Sides, old: Node, new: Node) -> Found:
    was, at = old.origin("patternProperties"), new.origin("patternProperties")
    for pattern in sorted(old.by_pattern.keys() | new.by_pattern.keys()):
        before, after = old.by_pattern.get(pattern, ()), new.by_pattern.get(pattern, ())
        if before and after:
            yield from sides.child(f"{{/{pattern}/}}", before, after)
            continue
        text = f"patternProperties {pattern}"
        if not old.additional and not new.additional:
            kind, bits = ("condition-added", NARROWED) if not before else ("condition-dropped", WIDENED)
            yield Leaf(kind, bits, text if before else "", text if after else "", was, at)
        else:
            reason = "which names a pattern allows beside the others is not decided"
            yield Leaf("cannot-prove", UNKNOWN, text if before else "", text if after else "", was, at, reason=reason)


def _conditions(sides: Sides, old: Node, new: Node) -> Found:
    was, at = old.origin("propertyNames"), new.origin("propertyNames")
    if old.names and new.names:
        yield from sides.child("{name}", old.names, new.names)
    elif new.names:
        yield Leaf("condition-added", NARROWED, "", f"propertyNames {schema_text(sides.new, new.names)}", was, at)
    elif old.names:
        yield Leaf("condition-dropped", WIDENED, f"propertyNames {schema_text(sides.old, old.names)}", "", was, at)
    for name, needed in sorted(old.dependent ^ new.dependent):
        text = f"{name} requires {needed}"
        was, at = old.origin("dependentRequired"), new.origin("dependentRequired")
        if (name, needed) in new.dependent:
            yield Leaf("condition-added", NARROWED, "", text, was, at)
        else:
            yield Leaf("condition-dropped", WIDENED, text, "", was, at)
