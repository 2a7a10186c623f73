"""Reads a schema from JSON and tells every problem in it at once (Avro 1.12, Schema Declaration, Names)."""

import json
import re
from collections.abc import Callable
from typing import Any

import orjson

from juncture.contracts.avro.logical import logical
from juncture.contracts.avro.model import (
    PRIMITIVES,
    Array,
    Definition,
    Enum,
    Field,
    File,
    Fixed,
    Map,
    Primitive,
    Record,
    Reference,
    Type,
    Union,
)
from juncture.contracts.avro.source import Source, Steps
from juncture.facts.problem import InputError, Problem

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*\Z")
_ORDERS = ("ascending", "descending", "ignore")


def parse(path: str, content: bytes) -> File:
    """Return the schema of a file. Raises InputError with all that is wrong in it."""
    source = Source(path, content)
    return parse_value(path, source.value, source.line_of)


def parse_value(path: str, value: Any, line_of: Callable[..., int]) -> File:
    """Return a schema that stands in other JSON or YAML; ``line_of`` tells lines from steps below ``value``.

    Raises InputError with all that is wrong in it.
    """
    reading = _Reading(path, line_of)
    root = reading.type(value, (), "")
    if reading.problems:
        raise InputError(*sorted(set(reading.problems)))
    namespace = root.name.rpartition(".")[0] if isinstance(root, Reference) else _common(reading.types)
    return File(path, root, reading.types, namespace, line_of)


def _common(types: dict[str, Definition]) -> str:
    """Return the namespace of the first named type, for a root that is not one itself."""
    return next(iter(types), "").rpartition(".")[0]


class _Reading:
    """The types found so far in one file, and its problems."""

    def __init__(self, path: str, line_of: Callable[..., int]) -> None:
        self.path = path
        self.line_of = line_of
        self.types: dict[str, Definition] = {}
        self.problems: list[Problem] = []

    def _wrong(self, at: Steps, message: str) -> None:
        self.problems.append(Problem(self.path, self.line_of(*at), message))

    def type(self, value: Any, at: Steps, namespace: str) -> Type:
        """Return the type that a JSON value means inside a namespace."""
        if isinstance(value, str):
            return self._named(value, at, namespace)
        if isinstance(value, list):
            return self._union(value, at, namespace)
        if not isinstance(value, dict) or "type" not in value:
            return self._no_type(at, f"{_shown(value)} as a type; expected a name, a list, or an object with 'type'")
        kind = value["type"]
        if not isinstance(kind, str):
            return self.type(kind, (*at, "type"), namespace)
        return self._object(kind, value, at, namespace)

    def _object(self, kind: str, value: dict[str, Any], at: Steps, namespace: str) -> Type:
        if kind in PRIMITIVES:
            return Primitive(kind, at, logical(value, kind))
        if kind in ("record", "error", "enum", "fixed"):
            return self._declared(kind, value, at, namespace)
        if kind not in ("array", "map"):
            return self._named(kind, at, namespace)
        inner = "items" if kind == "array" else "values"
        if inner not in value:
            return self._no_type(at, f"{kind} without '{inner}'")
        found = self.type(value[inner], (*at, inner), namespace)
        return Array(found, at) if kind == "array" else Map(found, at)

    def _no_type(self, at: Steps, message: str) -> Type:
        self._wrong(at, message)
        return Primitive("null", at)

    def _named(self, name: str, at: Steps, namespace: str) -> Type:
        if name in PRIMITIVES:
            return Primitive(name, at)
        if not _NAME.match(name):
            self._wrong(at, f"{_shown(name)} is no name of a type; expected letters, digits, _ and dots")
        return Reference(_full(name, namespace), at)

    def _union(self, branches: list[Any], at: Steps, namespace: str) -> Type:
        found = [self.type(branch, (*at, index), namespace) for index, branch in enumerate(branches)]
        seen: set[str] = set()
        for each in found:
            key = branch_key(each)
            if isinstance(each, Union):
                self._wrong(each.at, "a union directly inside a union")
            elif key in seen:
                self._wrong(each.at, f"a second {key} in one union; a reader could not tell them apart")
            seen.add(key)
        return Union(tuple(found), at)

    def _declared(self, kind: str, value: dict[str, Any], at: Steps, namespace: str) -> Type:
        name = value.get("name")
        if not isinstance(name, str) or not _NAME.match(name):
            return self._no_type(at, f"{kind} with the name {_shown(name)}; expected letters, digits, _ and dots")
        own = value.get("namespace", namespace)
        if not isinstance(own, str) or (own and not _NAME.match(own)):
            self._wrong((*at, "namespace"), f"{_shown(own)} as a namespace; expected names joined by dots")
            own = ""
        full = _full(name, own)
        inner = full.rpartition(".")[0]
        if full in self.types:
            self._wrong((*at, "name"), f"{full} is declared a second time in this file")
        aliases = tuple(_full(each, inner) for each in self._strings(value, "aliases", at))
        if kind == "enum":
            self.types[full] = self._enum(full, aliases, value, at)
        elif kind == "fixed":
            self.types[full] = self._fixed(full, aliases, value, at)
        else:
            self.types[full] = Record(full, (), at)  # known to its own fields, which may refer to it
            fields = self._fields(value, at, inner)
            self.types[full] = Record(full, fields, at, aliases, "error" if kind == "error" else "record")
        return Reference(full, at)

    def _enum(self, name: str, aliases: tuple[str, ...], value: dict[str, Any], at: Steps) -> Enum:
        symbols = self._strings(value, "symbols", at)
        if "symbols" not in value:
            self._wrong(at, f"enum {name} without 'symbols'")
        for index, symbol in enumerate(symbols):
            if not _NAME.match(symbol) or "." in symbol:
                self._wrong((*at, "symbols", index), f"{_shown(symbol)} as a symbol; expected letters, digits and _")
            elif symbol in symbols[:index]:
                self._wrong((*at, "symbols", index), f"the symbol {symbol} a second time")
        default = value.get("default", "")
        if not isinstance(default, str):
            self._wrong((*at, "default"), f"{_shown(default)} as an enum's default; expected one of its symbols")
            default = ""
        return Enum(name, symbols, at, aliases, default)

    def _fixed(self, name: str, aliases: tuple[str, ...], value: dict[str, Any], at: Steps) -> Fixed:
        size = value.get("size")
        if not isinstance(size, int) or isinstance(size, bool) or size < 0:
            self._wrong((*at, "size"), f"{_shown(size)} as the size of fixed {name}; expected a number of bytes")
            size = 0
        return Fixed(name, size, at, aliases, logical(value, "fixed"))

    def _fields(self, value: dict[str, Any], at: Steps, namespace: str) -> tuple[Field, ...]:
        listed = value.get("fields")
        if not isinstance(listed, list):
            self._wrong((*at, "fields"), f"{_shown(listed)} as fields; expected a list")
            return ()
        found: dict[str, Field] = {}
        for index, each in enumerate(listed):
            place = (*at, "fields", index)
            field = self._field(each, place, namespace)
            if field is not None:
                if field.name in found:
                    self._wrong(place, f"the field {field.name} a second time")
                found[field.name] = field
        return tuple(found.values())

    def _field(self, value: Any, at: Steps, namespace: str) -> Field | None:
        name = value.get("name") if isinstance(value, dict) else None
        if not isinstance(name, str) or not _NAME.match(name) or "." in name:
            self._wrong(at, f"a field with the name {_shown(name)}; expected letters, digits and _")
            return None
        if "type" not in value:
            self._wrong(at, f"the field {name} has no type")
            return None
        order = value.get("order", "ascending")
        if order not in _ORDERS:
            self._wrong((*at, "order"), f"{_shown(order)} as an order; expected one of {', '.join(_ORDERS)}")
            order = "ascending"
        default = self._default(value, name, at)
        inner = self.type(value["type"], (*at, "type"), namespace)
        return Field(name, inner, at, default, self._strings(value, "aliases", at), order)

    def _default(self, field: dict[str, Any], name: str, at: Steps) -> str | None:
        if "default" not in field:
            return None
        try:
            return orjson.dumps(field["default"], option=orjson.OPT_SORT_KEYS).decode()
        except orjson.JSONEncodeError:
            self._wrong((*at, "default"), f"the default of {name} is no JSON")
            return None

    def _strings(self, value: dict[str, Any], key: str, at: Steps) -> tuple[str, ...]:
        listed = value.get(key, [])
        if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
            self._wrong((*at, key), f"{_shown(listed)} as {key}; expected a list of names")
            return ()
        return tuple(listed)


def branch_key(branch: Type) -> str:
    """Return what tells a branch of a union from its siblings: its kind, or its full name."""
    match branch:
        case Primitive() | Reference():
            return branch.name
        case _:
            return type(branch).__name__.lower()


def _full(name: str, namespace: str) -> str:
    return name if "." in name or not namespace else f"{namespace}.{name}"


def _shown(value: Any) -> str:
    """Return a value short enough for a message."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "…"
