"""The types of a file as code names them: one for each named schema, and for each object inside one."""

import hashlib
from collections.abc import Iterable, Iterator
from posixpath import dirname, join, normpath
from typing import Any

from juncture.contracts.schema.canonical import canonical, too_deep
from juncture.contracts.schema.parts import named
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.sources import Sources
from juncture.contracts.surface import Member, Type

_DEEPEST = 12
_PROSE = frozenset(("title", "description", "summary", "example", "examples", "externalDocs", "$comment"))
_BY_NAME = frozenset(("properties", "patternProperties", "$defs", "definitions", "schemas", "paths", "mapping"))
"""Keywords whose keys are names: what is called like a keyword there is none."""
_DATA = frozenset(("default", "enum", "const"))


def types(sources: Sources, roots: Iterable[tuple[str, Place]]) -> Iterator[Type]:
    """Yield the types of named schemas, in file order, each followed by those of the objects inside it."""
    for name, place in roots:
        yield from _types(sources, str(named(name)), place, 0)


def _types(sources: Sources, name: str, place: Place, depth: int) -> Iterator[Type]:
    raw = sources.at(place)
    if not isinstance(raw, dict) or depth > _DEEPEST:
        return
    if isinstance(raw.get("enum"), list):
        values = [(at, each) for at, each in enumerate(raw["enum"]) if isinstance(each, str)]
        members = tuple(Member(each, "", sources.line(place.at("enum", at))) for at, each in values)
        yield Type(name, "enum", sources.line(place), members)
        return
    inner: list[tuple[str, Place]] = []
    members_of: list[Member] = []
    for holder in (place, *(place.at("allOf", at) for at in range(_count(raw.get("allOf"))))):
        properties = _at(sources.at(holder), "properties")
        for key, value in properties.items() if isinstance(properties, dict) else ():
            where = holder.at("properties", key)
            kind, repeated, below = _member(value, where)
            members_of.append(Member(str(key), kind, sources.line(where), repeated, {"json": str(key)}))
            inner.append((f"{name}.{key}", below))
    if members_of or depth == 0:
        yield Type(name, "object", sources.line(place), tuple(members_of))
    for inner_name, below in inner:
        yield from _types(sources, inner_name, below, depth + 1)


def _member(value: object, place: Place) -> tuple[str, bool, Place]:
    """Return a property's type, whether it is a list, and where the schema of its (items') value is written."""
    if isinstance(value, dict) and "items" in value:
        kind, _, below = _member(value["items"], place.at("items"))
        return kind, True, below
    if not isinstance(value, dict):
        return "", False, place
    reference = value.get("$ref")
    for keyword in ("allOf", "anyOf", "oneOf"):
        inside = value.get(keyword)
        if not isinstance(reference, str) and isinstance(inside, list):
            found = [each["$ref"] for each in inside if isinstance(each, dict) and isinstance(each.get("$ref"), str)]
            reference = found[0] if len(found) == 1 else None
    if isinstance(reference, str):
        return str(named(reference.rpartition("/")[2].partition(".")[0] or reference)), False, place
    written = value.get("type")
    return (written if isinstance(written, str) else ""), False, place


def _at(value: object, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _count(value: object) -> int:
    return len(value) if isinstance(value, list) else 0


def references(path: str, value: object) -> tuple[str, ...]:
    """Return the other files that a document refers to, as paths from the root of the tree."""
    found = set()
    edge = [value]
    while edge:
        here = edge.pop()
        if isinstance(here, dict):
            written = here.get("$ref")
            if isinstance(written, str) and not written.startswith("#") and ":" not in written.partition("#")[0]:
                found.add(normpath(join(dirname(path), written.partition("#")[0])))
            edge += here.values()
        elif isinstance(here, list):
            edge += here
    return tuple(sorted(found - {path}))


def meaning(value: object, path: str) -> str:
    """Return 64 hex digits, equal for documents that mean the same whatever their prose, layout and order."""
    try:
        bare = _bare(value)
    except RecursionError as error:
        raise too_deep(path) from error
    return hashlib.sha256(canonical(bare, path)).hexdigest()


def _bare(value: object) -> object:
    """Leave out prose, where it stands as a keyword."""
    if isinstance(value, list):
        return [_bare(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: {name: _bare(each) for name, each in below.items()}
        if key in _BY_NAME and isinstance(below, dict)
        else below
        if key in _DATA
        else _bare(below)
        for key, below in value.items()
        if key not in _PROSE
    }
