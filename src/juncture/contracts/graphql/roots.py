"""Compares which types the operations of a schema start from."""

from collections.abc import Iterator

from juncture.contracts.graphql.draft import Draft
from juncture.contracts.graphql.parser import OPERATIONS
from juncture.contracts.graphql.parts import Part
from juncture.contracts.graphql.schema import SCHEMA_KEY, Schema, Spot
from juncture.contracts.graphql.usages import usage_changes
from juncture.contracts.model import Direction


def root_changes(old: Schema, new: Schema) -> Iterator[Draft]:
    """Yield the operation types that came, went or changed.

    One that came or went together with its type is told by the type alone.
    """
    for operation in OPERATIONS:
        before, after = old.roots.get(operation, ""), new.roots.get(operation, "")
        if before == after:
            continue
        if before and after:
            rule = "root-type-changed"
        elif before and new.kind(before):
            rule = "root-type-removed"
        elif after and old.kind(after):
            rule = "root-type-added"
        else:
            continue
        spots = _spot(new, operation), _spot(old, operation)
        yield Draft(rule, Part(member=operation), Direction.BOTH, before, after, *spots)


def schema_usage_changes(old: Schema, new: Schema) -> Iterator[Draft]:
    """Yield the differences between the directives on ``schema``."""
    sides = old.get(SCHEMA_KEY), new.get(SCHEMA_KEY)
    usages = [side.usages if side else () for side in sides]
    homes = [side.spot if side else _first(schema) for side, schema in zip(sides, (old, new), strict=True)]
    if homes[0] and homes[1]:
        yield from usage_changes(Part(), Direction.BOTH, usages[0], usages[1], (homes[0], homes[1]))


def _spot(schema: Schema, operation: str) -> Spot | None:
    """The line that names an operation type: in ``schema``, else where the type of that name is defined."""
    written = schema.get(SCHEMA_KEY)
    if written is not None:
        placed = written.members.get(operation)
        return placed.spot if placed else written.spot
    type_ = schema.get(schema.roots.get(operation, ""))
    return type_.spot if type_ else _first(schema)


def _first(schema: Schema) -> Spot | None:
    chunk = next((chunks[0] for chunks in schema.chunks.values()), None)
    return Spot(chunk.path, chunk.line) if chunk else None
