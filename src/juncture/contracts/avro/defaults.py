"""Whether a field's default is a value of its type (Avro 1.12, Complex Types, Records: field default values)."""

from typing import Any

import orjson

from juncture.contracts.avro.link import Node, Schemas
from juncture.contracts.avro.model import Array, Enum, Field, File, Fixed, Map, Primitive, Record, Type, Union

_INTEGERS = {"int": 31, "long": 63}
_DEEPEST = 50


def fits(schemas: Schemas, file: File, field: Field) -> bool:
    """Return whether a field has no default, or one of its type; a type that is not at hand accepts everything."""
    return field.default is None or _accepts(schemas, Node(file, field.type), orjson.loads(field.default), 0)


def _accepts(schemas: Schemas, node: Node, value: Any, depth: int) -> bool:
    if depth > _DEEPEST:
        return True
    view = schemas.view(node)

    def accepts(inner: Type, each: Any) -> bool:
        return _accepts(schemas, view.node(inner), each, depth + 1)

    found = True
    match view.shape:
        case Primitive(name=name):
            found = _primitive(name, value)
        case Union(branches=branches):
            # Up to Avro 1.11 the first branch had to match; since 1.12 any may.
            found = any(accepts(branch, value) for branch in branches)
        case Array(items=items):
            found = isinstance(value, list) and all(accepts(items, each) for each in value)
        case Map(values=values):
            found = isinstance(value, dict) and all(accepts(values, each) for each in value.values())
        case Enum(symbols=symbols):
            found = value in symbols
        case Fixed(size=size):
            found = isinstance(value, str) and len(value) == size
        case Record(fields=fields):
            found = isinstance(value, dict) and all(
                accepts(each.type, value[each.name]) if each.name in value else each.default is not None
                for each in fields
            )
    return found


def _primitive(name: str, value: Any) -> bool:
    match name:
        case "null":
            return value is None
        case "boolean":
            return isinstance(value, bool)
        case "int" | "long":
            limit = 1 << _INTEGERS[name]
            return isinstance(value, int) and not isinstance(value, bool) and -limit <= value < limit
        case "float" | "double":
            return (isinstance(value, int | float) and not isinstance(value, bool)) or value in ("NaN", "INF", "-INF")
        case _:
            return isinstance(value, str)
