"""Compares values that travel as text, where two types write the same: a list of one, a truth value in letters."""

from collections.abc import Mapping
from typing import Any

from juncture.contracts.openapi.api import Parameter
from juncture.contracts.schema.leaf import Sides
from juncture.contracts.schema.node import ARRAY, NULL, SCALAR
from juncture.contracts.schema.place import Place

_TRUTH = frozenset(("true", "false"))
_FILE = frozenset(("the bytes of a file",))
"""What OpenAPI 2.0 writes as the type ``file``, and later versions as a text in binary."""
_PLAIN = frozenset(("type", "enum", "format", "description", "default", "example", "title", "name", "in", "required"))
"""Keywords that leave the few texts known at a glance."""


def is_same_text(old: Parameter, new: Parameter, sides: Sides) -> bool:
    """Whether the values of both are the same few texts, whatever their types."""
    if not (old.textual and new.textual and old.schema and new.schema):
        return False
    before, after = sides.old.sources.at(old.schema), sides.new.sources.at(new.schema)
    if not isinstance(before, dict) or not isinstance(after, dict) or before.get("type") == after.get("type"):
        return False
    texts = _texts(before)
    return bool(texts) and texts == _texts(after)


def item_of_list(old: Parameter, new: Parameter, sides: Sides) -> Place | None:
    """Return the schema of the items where a single value became a list of which one item is written as before.

    Each item is a pair of its own in the query (OpenAPI 3.1, style ``form`` with ``explode``), so that is one of one.
    """
    if not (old.textual and new.textual and old.schema and new.schema) or new.how != "style form, exploded":
        return None
    one, many = (
        side.node(side.usage(schema).schema) for side, schema in ((sides.old, old.schema), (sides.new, new.schema))
    )
    is_one = bool(one.types) and not one.types & ~SCALAR
    is_list = many.types & ~NULL == ARRAY and len(many.items) == 1 and not many.prefix and not many.contains
    few = many.limits.get("minItems", (0, False))[0] > 1
    return many.items[0] if is_one and is_list and not few and not many.unions and not many.opaque else None


def _texts(raw: Mapping[str, Any]) -> frozenset[str]:
    match raw if raw.keys() <= _PLAIN else {}:
        case {"type": "file"} | {"type": "string", "format": "binary"}:
            return _FILE
        case {"type": "string", "enum": [*values]} if "format" not in raw:
            return frozenset(map(str, values))
        case {"type": "boolean"} if "enum" not in raw:
            return _TRUTH
        case _:
            return frozenset()
