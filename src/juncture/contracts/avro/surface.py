"""The surface of one schema, and the digest of what it means."""

import hashlib
from collections.abc import Iterator

import msgspec

from juncture.contracts.avro.model import (
    Array,
    Enum,
    Field,
    File,
    Fixed,
    Map,
    Primitive,
    Record,
    Reference,
    Union,
    written,
)
from juncture.contracts.avro.model import Type as Schema
from juncture.contracts.avro.notation import attributes
from juncture.contracts.surface import Member, Surface, Type


def surface(file: File) -> Surface:
    """Return the surface of a schema. A union of several named types is a type of its own, named after its field."""
    types: list[Type] = []
    for name, each in file.types.items():
        local, line = written(name, file.namespace), file.line_of(*each.at)
        match each:
            case Record():
                members = tuple(_member(file, local, field, types) for field in each.fields)
                types.append(Type(local, "record", line, members))
            case Enum():
                symbols = enumerate(each.symbols)
                values = (Member(symbol, "", file.line_of(*each.at, "symbols", index)) for index, symbol in symbols)
                types.append(Type(local, "enum", line, tuple(values)))
            case Fixed():
                types.append(Type(local, "fixed", line))
    return Surface(
        format="avro",
        package=file.namespace,
        digest=digest(file),
        types=tuple(types),
        options={"java_package": file.namespace, "csharp_namespace": file.namespace} if file.namespace else {},
    )


def _member(file: File, owner: str, field: Field, types: list[Type]) -> Member:
    leaves = list(_leaves(field.type))
    named = [each for each in leaves if isinstance(each, Reference)]
    repeated, key = _container(field.type)
    line = file.line_of(*field.at)
    if len(named) > 1:
        name = f"{owner}.{field.name}"
        branches = tuple(
            Member(written(each.name, file.namespace), _full(file, each.name), file.line_of(*each.at)) for each in named
        )
        types.append(Type(name, "union", line, branches))
        return Member(
            field.name, f".{file.namespace}.{name}" if file.namespace else f".{name}", line, repeated, key=key
        )
    if named:
        return Member(field.name, _full(file, named[0].name), line, repeated, key=key)
    plain = [each.name for each in leaves if isinstance(each, Primitive) and each.name != "null"]
    return Member(field.name, plain[0] if plain else "null", line, repeated, key=key)


def _full(file: File, name: str) -> str:
    """Return a name as other files find it; a type of another namespace counts as one below the file's own."""
    if name in file.types and file.namespace:
        return f".{file.namespace}.{written(name, file.namespace)}"
    return f".{name}"


def _leaves(schema: Schema) -> Iterator[Schema]:
    match schema:
        case Array():
            yield from _leaves(schema.items)
        case Map():
            yield from _leaves(schema.values)
        case Union():
            for branch in schema.branches:
                yield from _leaves(branch)
        case _:
            yield schema


def _container(schema: Schema) -> tuple[bool, str]:
    """Return whether a field holds several values, and the type of their keys; a null branch does not matter."""
    match schema:
        case Array():
            return True, ""
        case Map():
            return True, "string"
        case Union():
            rest = [each for each in schema.branches if not (isinstance(each, Primitive) and each.name == "null")]
            return _container(rest[0]) if len(rest) == 1 else (False, "")
        case _:
            return False, ""


def digest(file: File) -> str:
    """Return 64 hex digits, equal for schemas that mean the same whatever their documentation and layout."""
    plain = [_plain(file.root), *([name, _definition(each)] for name, each in sorted(file.types.items()))]
    return hashlib.sha256(msgspec.json.encode(plain)).hexdigest()


def _definition(each: Record | Enum | Fixed) -> list[object]:
    aliases = sorted(each.aliases)
    match each:
        case Record():
            return [each.kind, aliases, [_field(field) for field in each.fields]]
        case Enum():
            return ["enum", aliases, each.symbols, each.default]
        case _:
            return ["fixed", aliases, each.size, attributes(each.logical)]


def _field(field: Field) -> list[object]:
    return [field.name, _plain(field.type), field.default, sorted(field.aliases), field.order]


def _plain(schema: Schema) -> object:
    match schema:
        case Primitive():
            return [schema.name, attributes(schema.logical)]
        case Array():
            return {"items": _plain(schema.items)}
        case Map():
            return {"values": _plain(schema.values)}
        case Union():
            return [_plain(branch) for branch in schema.branches]
        case _:
            return schema.name
