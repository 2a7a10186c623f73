"""An Avro schema as records: types as they are used, and the named types that they refer to (Avro 1.12, Names)."""

from collections.abc import Callable
from typing import Literal

import msgspec

from juncture.contracts.avro.source import Steps

PRIMITIVES = frozenset({"null", "boolean", "int", "long", "float", "double", "bytes", "string"})


class Logical(msgspec.Struct, frozen=True):
    """A logical type. ``precision`` and ``scale`` are those of a decimal, else 0."""

    name: str
    precision: int = 0
    scale: int = 0


class Primitive(msgspec.Struct, frozen=True):
    """A primitive type."""

    name: str
    at: Steps = ()
    logical: Logical | None = None


class Array(msgspec.Struct, frozen=True):
    """An array."""

    items: "Type"
    at: Steps = ()


class Map(msgspec.Struct, frozen=True):
    """A map; its keys are strings."""

    values: "Type"
    at: Steps = ()


class Union(msgspec.Struct, frozen=True):
    """A union of branches, in order."""

    branches: tuple["Type", ...]
    at: Steps = ()


class Reference(msgspec.Struct, frozen=True):
    """A use of a named type, also where it is declared. ``name`` is its full name."""

    name: str
    at: Steps = ()


Type = Primitive | Array | Map | Union | Reference


class Field(msgspec.Struct, frozen=True):
    """A field of a record. ``default`` is canonical JSON, None where there is none."""

    name: str
    type: Type
    at: Steps
    default: str | None = None
    aliases: tuple[str, ...] = ()
    order: str = "ascending"


class Record(msgspec.Struct, frozen=True):
    """A record or an error. Names and aliases of named types are full names."""

    name: str
    fields: tuple[Field, ...]
    at: Steps
    aliases: tuple[str, ...] = ()
    kind: Literal["record", "error"] = "record"


class Enum(msgspec.Struct, frozen=True):
    """An enum. ``default`` is the symbol that a reader takes for one it does not know, empty where there is none."""

    name: str
    symbols: tuple[str, ...]
    at: Steps
    aliases: tuple[str, ...] = ()
    default: str = ""
    kind: Literal["enum"] = "enum"


class Fixed(msgspec.Struct, frozen=True):
    """A type of a fixed number of bytes."""

    name: str
    size: int
    at: Steps
    aliases: tuple[str, ...] = ()
    logical: Logical | None = None
    kind: Literal["fixed"] = "fixed"


Definition = Record | Enum | Fixed


class File(msgspec.Struct, frozen=True):
    """A schema: its root, the named types it declares by full name, and the line of a place in it.

    ``namespace`` is that of the root, which names within the file leave out.
    """

    path: str
    root: Type
    types: dict[str, Definition]
    namespace: str
    line_of: Callable[..., int]


def same_plain(one: Type, other: Type) -> bool:
    """Return whether two types are equal and refer to no named type, whose meaning may change elsewhere."""
    match one, other:
        case Primitive(), Primitive():
            return one.name == other.name and one.logical == other.logical
        case Array(), Array():
            return same_plain(one.items, other.items)
        case Map(), Map():
            return same_plain(one.values, other.values)
        case Union(), Union():
            return len(one.branches) == len(other.branches) and all(map(same_plain, one.branches, other.branches))
    return False


def unqualified(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition(".")[2]


def written(name: str, namespace: str) -> str:
    """Return a full name as a file with this namespace may write it."""
    space, _, short = name.rpartition(".")
    return short if space == namespace else name
