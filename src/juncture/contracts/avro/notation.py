"""Types, fields and logical types as people read them."""

from typing import Any

import orjson

from juncture.contracts.avro.model import Array, Field, Logical, Map, Primitive, Type, Union, written


def notation(type_: Type, namespace: str) -> str:
    """Return a type as JSON, a plain name without quotes; names of the namespace are short."""
    value = _value(type_, namespace)
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def field_notation(field: Field, namespace: str) -> str:
    """Return a field's type and, where it has one, its default."""
    return notation(field.type, namespace) + ("" if field.default is None else f" = {field.default}")


def _value(type_: Type, namespace: str) -> Any:
    match type_:
        case Primitive():
            return {"type": type_.name, **attributes(type_.logical)} if type_.logical else type_.name
        case Array():
            return {"type": "array", "items": _value(type_.items, namespace)}
        case Map():
            return {"type": "map", "values": _value(type_.values, namespace)}
        case Union():
            return [_value(branch, namespace) for branch in type_.branches]
        case _:
            return written(type_.name, namespace)


def logical_notation(logical: Logical | None) -> str:
    """Return ``decimal(10,2)``, a plain name, or nothing."""
    if logical is None:
        return ""
    return f"decimal({logical.precision},{logical.scale})" if logical.precision else logical.name


def attributes(logical: Logical | None) -> dict[str, Any]:
    """Return the attributes of a schema object that give it its logical type."""
    if logical is None:
        return {}
    numbers = {"precision": logical.precision, "scale": logical.scale} if logical.precision else {}
    return {"logicalType": logical.name, **numbers}
