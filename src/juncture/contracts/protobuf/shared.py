"""Compares what messages and enums have in common: their JSON format, who may see them, their options."""

from collections.abc import Iterator

from juncture.contracts.protobuf.draft import SAFE, SOURCE, Draft, Spot, named
from juncture.contracts.protobuf.link import Declaration
from juncture.contracts.protobuf.option_changes import option_changes
from juncture.contracts.protobuf.origin import origin
from juncture.contracts.protobuf.parts import Part


def shared_changes(old: Declaration, new: Declaration) -> Iterator[Draft]:
    """Yield what messages and enums have in common: JSON format, visibility, options."""
    part, types = Part("declaration", new.local), (named(old), named(new))
    at, was = Spot(new.path, new.node.line), Spot(old.path, old.node.line)
    before, after = old.features.json_format, new.features.json_format
    if before != after:
        rule = "json-format-best-effort" if after == "LEGACY_BEST_EFFORT" else "json-format-strict"
        yield origin(Draft(rule, part, SAFE, before, after, at, was, types), old, new, "json_format")
    if old.node.visibility != new.node.visibility:
        told = old.node.visibility, new.node.visibility
        yield Draft("visibility-changed", part, SOURCE, *told, at, was, types)
    yield from option_changes(part, old.node.options, new.node.options, at, was, types=types)
