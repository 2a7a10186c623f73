"""How much work a judge has with a schema: a hostile one would keep it busy for ever (threats.md T13).

A judge evaluates a schema anew for each way that leads to it, so a few references can mean billions of evaluations.
"""

from collections.abc import Iterator
from typing import Any

LIMIT = 1_000_000
"""Evaluations beyond which a judge is not asked."""
_DEEPEST = 400

_IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas")
_OF_CHILDREN = (
    "patternProperties",
    "additionalProperties",
    "unevaluatedProperties",
    "propertyNames",
    "items",
    "prefixItems",
    "additionalItems",
    "unevaluatedItems",
    "contains",
)


class Effort:
    """Counts the evaluations of instances by one document, as ``bundle`` writes it."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._is_light = _static(document)

    def is_bearable(self, instance: Any) -> bool:
        """Whether a judge comes to an end with an instance within the limit."""
        return self._is_light or self._count(self._document, instance, {}, set(), 0) <= LIMIT

    def _count(
        self, schema: Any, instance: Any, known: dict[tuple[int, int], int], open_: set[tuple[int, int]], depth: int
    ) -> int:
        if not isinstance(schema, dict):
            return 1
        key = (id(schema), id(instance))
        if key in open_ or depth > _DEEPEST:
            return LIMIT + 1  # it evaluates itself on the same instance
        if key not in known:
            open_.add(key)
            total = 1
            for inner, value in self._evaluated(schema, instance):
                total += self._count(inner, value, known, open_, depth + 1)
                if total > LIMIT:
                    break
            open_.discard(key)
            known[key] = min(total, LIMIT + 1)
        return known[key]

    def _evaluated(self, schema: dict[str, Any], instance: Any) -> Iterator[tuple[Any, Any]]:
        if "$ref" in schema:
            yield self._document["$defs"].get(str(schema["$ref"]).rpartition("/")[2], {}), instance
        for keyword in _IN_PLACE:
            for inner in _schemas(schema.get(keyword)):
                yield inner, instance
        children = list(instance.values()) if isinstance(instance, dict) else instance
        if not isinstance(children, list):
            return
        for name, inner in (schema.get("properties") or {}).items():
            if isinstance(instance, dict) and name in instance:
                yield inner, instance[name]
        for keyword in _OF_CHILDREN:
            for inner in _schemas(schema.get(keyword)):
                for value in children:
                    yield inner, value


def _schemas(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        yield from value
    elif isinstance(value, dict):
        # A mapping of schemas has no schema's keyword with a list or text for its value; looking twice does no harm.
        yield value
        yield from (each for each in value.values() if isinstance(each, dict))


def _static(document: dict[str, Any]) -> bool:
    """Whether every instance is bearable: nothing refers back to itself, and all ways together are few."""
    weights: dict[str, int] = {}
    open_: list[str] = []

    def weight(value: Any, depth: int) -> int:
        if depth > _DEEPEST:
            return LIMIT
        if isinstance(value, list):
            return sum(weight(each, depth + 1) for each in value)
        if not isinstance(value, dict):
            return 0
        total = 1 + sum(weight(each, depth + 1) for key, each in value.items() if key != "$defs")
        reference = value.get("$ref")
        if isinstance(reference, str):
            name = reference.rpartition("/")[2]
            if name in open_:
                return LIMIT
            if name not in weights:
                open_.append(name)
                weights[name] = weight(document["$defs"].get(name), depth + 1)
                open_.pop()
            total += weights[name]
        return min(total, LIMIT)

    return weight(document, 0) < LIMIT // 100
