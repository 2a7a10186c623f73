"""Compares arrays item by item: first those with a schema of their own, then all others."""

from collections.abc import Iterator
from math import ceil, inf

from juncture.contracts.schema.fold import item_at
from juncture.contracts.schema.leaf import NARROWED, UNKNOWN, WIDENED, Child, Leaf, Sides
from juncture.contracts.schema.node import Node
from juncture.contracts.schema.notation import schema_text
from juncture.contracts.schema.place import Places
from juncture.contracts.schema.unresolved import unresolved_inside


def array_changes(sides: Sides, old: Node, new: Node) -> Iterator[Leaf | Child]:
    """Yield the differences, and the pairs of schemas to compare further."""
    most = _most(old, new)
    listed = max(len(old.prefix), len(new.prefix))
    for at in range(listed if most >= listed else ceil(most)):
        yield from _item(sides, old, new, f"[{at}]", item_at(old, at), item_at(new, at))
    if most > listed:
        yield from _item(sides, old, new, "[]", old.items, new.items)
    yield from _contains(sides, old, new)


def _most(old: Node, new: Node) -> float:
    """Return how many items both sides may have: what they say of others is about no array of both."""
    return min(node.limits["maxItems"][0] if "maxItems" in node.limits else inf for node in (old, new))


def _item(sides: Sides, old: Node, new: Node, step: str, before: Places, after: Places) -> Iterator[Leaf | Child]:
    if before and after:
        yield from sides.child(step, before, after)
        return
    was, at = (node.origins.get("items") or node.origin("prefixItems") for node in (old, new))
    undecided = unresolved_inside(sides, before, after, was, at, step)
    texts = schema_text(sides.old, before), schema_text(sides.new, after)
    if undecided is not None:
        yield undecided
    elif after:
        yield Leaf("items-narrowed", NARROWED, *texts, was, at, (step,))
    elif before:
        yield Leaf("items-widened", WIDENED, *texts, was, at, (step,))


def _contains(sides: Sides, old: Node, new: Node) -> Iterator[Leaf | Child]:
    was, at = old.origin("contains"), new.origin("contains")
    if len(old.contains) == len(new.contains):
        capped = "maxContains" in old.limits or "maxContains" in new.limits
        for before, after in zip(old.contains, new.contains, strict=True):
            children = list(sides.child("[?]", before, after))
            if not capped:
                yield from children
            elif children:
                reason = "how many items match a schema that changes is not decided"
                texts = schema_text(sides.old, before), schema_text(sides.new, after)
                yield Leaf("cannot-prove", UNKNOWN, *texts, was, at, ("[?]",), reason=reason)
    elif len(new.contains) > len(old.contains):
        yield Leaf("condition-added", NARROWED, "", "contains", was, at)
    else:
        yield Leaf("condition-dropped", WIDENED, "contains", "", was, at)
