"""A schema of several files as one JSON schema in which each name is declared where it first occurs."""

from typing import Any

import orjson

from juncture.contracts.avro.link import Node, Schemas, View
from juncture.contracts.avro.model import Array, Definition, Enum, Field, Fixed, Map, Primitive, Record, Union
from juncture.contracts.avro.notation import attributes

_DEEPEST = 60
_WIDEST = 200
"""Branches of a union; with more the judge's own time and messages grow by their square."""


class UnspelledError(Exception):
    """A schema that cannot be written as one: a name is declared nowhere, or twice, or it is too large."""


def spelled(schemas: Schemas, node: Node, only: frozenset[str] | None = None) -> Any:
    """Return the schema of a type as JSON.

    ``only`` leaves a record, where the type itself is one, these fields. Raises UnspelledError.
    """
    return _Spelling(schemas, only).value(node, 0)


class _Spelling:
    """One schema in the making: the names declared so far, with the files they come from."""

    def __init__(self, schemas: Schemas, only: frozenset[str] | None) -> None:
        self.schemas = schemas
        self.only = only
        self.declared: dict[str, str] = {}

    def value(self, node: Node, depth: int) -> Any:
        if depth > _DEEPEST:
            raise UnspelledError
        view = self.schemas.view(node)
        match view.shape:
            case Primitive() as shape:
                return {"type": shape.name, **attributes(shape.logical)} if shape.logical else shape.name
            case Array() as shape:
                return {"type": "array", "items": self.value(view.node(shape.items), depth + 1)}
            case Map() as shape:
                return {"type": "map", "values": self.value(view.node(shape.values), depth + 1)}
            case Union() as shape if len(shape.branches) <= _WIDEST:
                return [self.value(view.node(branch), depth + 1) for branch in shape.branches]
            case Record() | Enum() | Fixed() as shape:
                home = self.declared.get(shape.name)
                if home is None:
                    self.declared[shape.name] = view.file.path
                    return self._declaration(view, shape, depth)
                if home == view.file.path:
                    return shape.name
        raise UnspelledError

    def _declaration(self, view: View, shape: Definition, depth: int) -> dict[str, Any]:
        said: dict[str, Any] = {"type": shape.kind, "name": shape.name}
        if shape.aliases:
            said["aliases"] = list(shape.aliases)
        match shape:
            case Record():
                kept = [each for each in shape.fields if depth or self.only is None or each.name in self.only]
                said["fields"] = [self._field(view, each, depth + 1) for each in kept]
            case Enum():
                said["symbols"] = list(shape.symbols)
                if shape.default:
                    said["default"] = shape.default
            case Fixed():
                said |= {"size": shape.size, **attributes(shape.logical)}
        return said

    def _field(self, view: View, field: Field, depth: int) -> dict[str, Any]:
        said: dict[str, Any] = {"name": field.name, "type": self.value(view.node(field.type), depth)}
        if field.default is not None:
            said["default"] = orjson.loads(field.default)
        if field.aliases:
            said["aliases"] = list(field.aliases)
        return said
