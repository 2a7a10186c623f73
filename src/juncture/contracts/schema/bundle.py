"""Writes a schema for the judge: one document without outside references, in a draft that the judge knows."""

from collections.abc import Mapping
from typing import Any

from juncture.contracts.schema.dialect import Dialect
from juncture.contracts.schema.keywords import allows_null
from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.node import Schema
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.sources import Missing
from juncture.contracts.schema.travelling import is_exempt
from juncture.contracts.schema.values import RANGES

_MOST_DEFINITIONS = 600
_PROSE = {"title", "description", "summary", "example", "examples", "externalDocs", "xml", "default", "discriminator"}
_DROPPED = _PROSE | {"$id", "id", "$anchor", "$schema", "$comment", "deprecated", "in", "name", "collectionFormat"}
_OF_SCHEMAS = {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"}
_LISTS = {"allOf", "anyOf", "oneOf", "prefixItems"}
_SCHEMAS = {
    "items",
    "additionalItems",
    "additionalProperties",
    "unevaluatedProperties",
    "unevaluatedItems",
    "propertyNames",
    "contains",
    "not",
    "if",
    "then",
    "else",
}


class UnbundledError(Exception):
    """A schema cannot be written for the judge. ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def bundle(lowering: Lowering, schema: Schema, way: int) -> dict[str, Any]:
    """Return a document that accepts what a schema accepts in one direction. Raises UnbundledError."""
    writer = _Writer(lowering, way)
    parts = [writer.reference(place) for place in schema.places]
    whole: dict[str, Any] = parts[0] if len(parts) == 1 else {"allOf": parts}
    if schema.nullable:
        whole = {"anyOf": [whole, {"type": "null"}]}
    writer.finish()
    return {**whole, "$defs": writer.definitions}


class _Writer:
    def __init__(self, lowering: Lowering, way: int) -> None:
        self.lowering = lowering
        self.way = way
        self.definitions: dict[str, Any] = {}
        self._names: dict[Place, str] = {}
        self._left: list[Place] = []

    def reference(self, place: Place) -> dict[str, Any]:
        if place not in self._names:
            if len(self._names) >= _MOST_DEFINITIONS:
                raise UnbundledError(f"more than {_MOST_DEFINITIONS} schemas hang together")
            self._names[place] = str(len(self._names))
            self._left.append(place)
        return {"$ref": f"#/$defs/{self._names[place]}"}

    def finish(self) -> None:
        while self._left:
            place = self._left.pop()
            self.definitions[self._names[place]] = self._schema(self.lowering.sources.at(place), place)

    def _schema(self, raw: Any, place: Place) -> Any:
        if isinstance(raw, bool):
            return raw
        if not isinstance(raw, dict):
            raise UnbundledError(f"{place.path}: no schema")
        dialect = self.lowering.dialect(place.path)
        written = raw.get("$ref")
        found: dict[str, Any] = {}
        if isinstance(written, str):
            target = self.lowering.sources.target(place.path, written)
            if isinstance(target, Missing):
                raise UnbundledError(target.reason)
            found = self.reference(target)
            if not dialect.siblings:
                return found
        for key, value in raw.items():
            if key not in _DROPPED and key != "$ref" and not key.startswith("x-"):
                found[key] = self._keyword(key, value, place.at(key))
        return self._lowered(found, raw, dialect, place)

    def _keyword(self, key: str, value: Any, place: Place) -> Any:
        if key in _OF_SCHEMAS and isinstance(value, dict):
            return {
                name: self._schema(each, place.at(name)) if isinstance(each, dict | bool) else each
                for name, each in value.items()
            }
        if (key in _LISTS or key == "items") and isinstance(value, list):
            return [self._schema(each, place.at(at)) for at, each in enumerate(value)]
        if key in _SCHEMAS and isinstance(value, dict):
            return self._schema(value, place)
        return value

    def _lowered(self, found: dict[str, Any], raw: Mapping[str, Any], dialect: Dialect, place: Place) -> dict[str, Any]:
        if dialect.nullable:
            _openapi_3_0(found)
        low, high = RANGES.get(str(raw.get("format")), (None, None))
        if low is not None and raw.get("type") in ("integer", "number"):
            found = {"allOf": [found, {"minimum": low, "maximum": high}]}
        exempt = self._exempt(raw, place)
        if exempt:
            found["properties"] = {name: each for name, each in found["properties"].items() if name not in exempt}
        required = found.get("required")
        if isinstance(required, list):
            found["required"] = [each for each in required if not (isinstance(each, str) and each in exempt)]
        else:
            found.pop("required", None)
        if allows_null(raw, dialect):
            return {"anyOf": [found, {"type": "null"}]}
        return found

    def _exempt(self, raw: Mapping[str, Any], place: Place) -> set[str]:
        """Return the properties that do not travel in this direction."""
        properties = raw.get("properties")
        names = properties if isinstance(properties, dict) else ()
        return {name for name in names if is_exempt(self.lowering, (place.at("properties", name),), self.way)}


def _openapi_3_0(found: dict[str, Any]) -> None:
    """Write what OpenAPI 2.0 and 3.0 write in their own way as JSON Schema 2020-12 does."""
    for keyword in ("nullable", "x-nullable"):
        found.pop(keyword, None)
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if found.pop(exclusive, None) is True and bound in found:
            found[exclusive] = found.pop(bound)
    if found.get("type") == "file":
        found["type"] = "string"
