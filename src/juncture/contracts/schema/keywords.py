"""Reads the keywords of one schema, those of the schemas inside it left for when they are asked for."""

from collections.abc import Callable, Mapping
from typing import Any

from juncture.contracts.schema.canonical import canonical
from juncture.contracts.schema.fold import tighter
from juncture.contracts.schema.node import ANY, BOOLEAN, NULL, STRING, TYPES, Node, Notes, Opaque, type_of
from juncture.contracts.schema.place import Place, Places

Stamp = Callable[[Place, Any], bytes]

ANNOTATIONS = {
    "title",
    "description",
    "summary",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "xml",
    "$comment",
    "$schema",
    "$id",
    "id",
    "$anchor",
    "$defs",
    "definitions",
    "$vocabulary",
    "nullable",
    "x-nullable",
    "discriminator",
}
"""Keywords that refuse no instance. ``nullable`` is read by the dialects that have it."""
NOTES = {"default", "deprecated", "readOnly", "writeOnly"}
"""Annotations that are compared."""

_PLAIN_LIMITS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
_LIMITS = {*_PLAIN_LIMITS, "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
_CONDITIONS = {
    "not": "what 'not' refuses cannot be compared",
    "if": "'if', 'then' and 'else' cannot be compared",
    "dependentSchemas": "schemas that depend on a property cannot be compared",
    "contentEncoding": "validators do not look into encoded content",
    "contentMediaType": "validators do not look into encoded content",
    "contentSchema": "validators do not look into encoded content",
    "$dynamicRef": "a reference that depends on its caller cannot be compared",
    "$recursiveRef": "a reference that depends on its caller cannot be compared",
}
_DYNAMIC = ("$dynamicRef", "$recursiveRef")
_EVERY_STRING = frozenset(("", "^", "$", ".*", "^.*", ".*$"))


def own(place: Place, raw: Mapping[str, Any], stamp: Stamp) -> Node:
    """Return what a schema's own keywords say; combinations and references are not among them."""
    opaque = _conditions(place, raw, stamp)
    types = _types(place, raw.get("type"), opaque)
    values, valued, types = _values(raw, types, place.path)
    required = raw["required"] if isinstance(raw.get("required"), list) else ()
    prefix, items = _items(place, raw)
    contains = ((place.at("contains"),),) if _is_schema(raw.get("contains")) else ()
    discriminator = raw.get("discriminator")
    return Node(
        place=place,
        types=types,
        values=values,
        valued=valued,
        limits=_limits(raw, bool(contains)),
        multiples=frozenset(_numbers(raw, "multipleOf")),
        unique=raw.get("uniqueItems") is True,
        patterns=_texts(raw, "pattern") - _EVERY_STRING,
        formats=_texts(raw, "format"),
        properties=_named(place, raw, "properties"),
        by_pattern=_named(place, raw, "patternProperties"),
        additional=_restriction(place, raw, "additionalProperties"),
        names=_restriction(place, raw, "propertyNames"),
        required=frozenset(each for each in required if isinstance(each, str)),
        dependent=_dependent(raw),
        prefix=prefix,
        items=items,
        contains=contains,
        opaque=frozenset(opaque),
        discriminator=_discriminator(discriminator),
        mapping=_mapping(place, discriminator),
        notes=notes(raw),
        origins=place.inside(raw),
    )


def notes(raw: object) -> Notes:
    """Return what a schema itself says beside constraints."""
    if not isinstance(raw, dict):
        return Notes()
    return Notes(
        default=canonical(raw["default"]) if "default" in raw else None,
        deprecated=raw.get("deprecated") is True,
        read_only=raw.get("readOnly") is True,
        write_only=raw.get("writeOnly") is True,
    )


def says_nothing(raw: object) -> bool:
    """Whether a schema accepts everything."""
    return raw is True or (isinstance(raw, dict) and all(each in ANNOTATIONS or each.startswith("x-") for each in raw))


def _is_schema(value: object) -> bool:
    return isinstance(value, dict | bool)


def _restriction(place: Place, raw: Mapping[str, Any], keyword: str) -> Places:
    value = raw.get(keyword)
    return (place.at(keyword),) if _is_schema(value) and not says_nothing(value) else ()


def _named(place: Place, raw: Mapping[str, Any], keyword: str) -> dict[str, Places]:
    value = raw.get(keyword)
    if not isinstance(value, dict):
        return {}
    places = place.at(keyword).inside(name for name, each in value.items() if _is_schema(each))
    return {name: (each,) for name, each in places.items()}


def _items(place: Place, raw: Mapping[str, Any]) -> tuple[tuple[Places, ...], Places]:
    """Return the schemas of the first items and of all others; the keywords differ between drafts."""
    keyword, rest = ("prefixItems", "items") if "prefixItems" in raw else ("items", "additionalItems")
    listed = raw.get(keyword)
    if isinstance(listed, list):
        prefix = tuple((place.at(keyword, at),) for at in range(len(listed)))
        return prefix, _restriction(place, raw, rest)
    return (), _restriction(place, raw, "items")


def _types(place: Place, written: object, opaque: set[Opaque]) -> int:
    if written is None:
        return ANY
    types = 0
    for each in written if isinstance(written, list) else [written]:
        if not isinstance(each, str) or each not in TYPES:
            text = canonical(written, place.path)
            opaque.add(Opaque("type", text, place.at("type"), "it names a type that JSON Schema does not know"))
            return ANY
        types |= TYPES[each]
    return types


def _values(raw: Mapping[str, Any], types: int, path: str) -> tuple[frozenset[bytes], int, int]:
    listed = raw.get("enum")
    if "const" in raw:
        listed = [raw["const"]]
    if not isinstance(listed, list):
        return frozenset(), 0, types
    values = {canonical(each, path) for each in listed}
    if types == STRING and not any(type_of(value) == STRING for value in values):
        values = {b'"' + value + b'"' for value in values if value[:1] not in b'{["'}  # YAML without quotes
    if {b"true", b"false"} <= values:
        values -= {b"true", b"false"}
        both = BOOLEAN
    else:
        both = 0
    present = both
    for value in values:
        present |= type_of(value)
    types &= present
    kept = frozenset(value for value in values if type_of(value) & types and value != b"null")
    return kept, types & ~(NULL | both), types


def _limits(raw: Mapping[str, Any], contains: bool) -> dict[str, tuple[float, bool]]:
    limits: dict[str, tuple[float, bool]] = {}
    if _LIMITS.isdisjoint(raw) and not contains:
        return limits
    for name, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        for number in _numbers(raw, name):
            limits[name] = (number, raw.get(exclusive) is True)
        for number in _numbers(raw, exclusive):
            if name not in limits or tighter(name, (number, True), limits[name]):
                limits[name] = (number, True)
    for name in _PLAIN_LIMITS:
        for number in _numbers(raw, name):
            if number > 0 or name.startswith("max"):
                limits[name] = (number, False)
    if contains:
        limits["minContains"] = (1, False)
        for name in ("minContains", "maxContains"):
            for number in _numbers(raw, name):
                limits[name] = (number, False)
    return limits


def _numbers(raw: Mapping[str, Any], keyword: str) -> list[float]:
    value = raw.get(keyword)
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


def _texts(raw: Mapping[str, Any], keyword: str) -> frozenset[str]:
    value = raw.get(keyword)
    return frozenset([value]) if isinstance(value, str) else frozenset()


def _dependent(raw: Mapping[str, Any]) -> frozenset[tuple[str, str]]:
    pairs = set()
    for keyword in ("dependentRequired", "dependencies"):
        value = raw.get(keyword)
        for name, needed in value.items() if isinstance(value, dict) else ():
            if isinstance(needed, list):
                pairs |= {(name, each) for each in needed if isinstance(each, str)}
    return frozenset(pairs)


def _conditions(place: Place, raw: Mapping[str, Any], stamp: Stamp) -> set[Opaque]:
    found: set[Opaque] = set()
    if _CONDITIONS.keys().isdisjoint(raw) and "dependencies" not in raw:
        return found
    for keyword, reason in _CONDITIONS.items():
        if keyword in raw:
            # A reference is written with its keyword, so that what it leads to is looked at.
            with_keyword = {"if": ("if", "then", "else"), **dict.fromkeys(_DYNAMIC, (keyword,))}.get(keyword)
            value = {each: raw.get(each) for each in with_keyword} if with_keyword else raw[keyword]
            found.add(Opaque(keyword, stamp(place, value), place.at(keyword), reason))
    old = raw.get("dependencies")
    if isinstance(old, dict) and any(not isinstance(each, list) for each in old.values()):
        schemas = {name: each for name, each in old.items() if not isinstance(each, list)}
        found.add(
            Opaque("dependencies", stamp(place, schemas), place.at("dependencies"), _CONDITIONS["dependentSchemas"])
        )
    return found


def _discriminator(written: object) -> str:
    if isinstance(written, str):  # OpenAPI 2.0
        return written
    name = written.get("propertyName") if isinstance(written, dict) else None
    return name if isinstance(name, str) else ""


def _mapping(place: Place, written: object) -> dict[str, Place]:
    mapping = written.get("mapping") if isinstance(written, dict) else None
    if not isinstance(mapping, dict):
        return {}
    return {key: place.at("discriminator", "mapping", key) for key, to in mapping.items() if isinstance(to, str)}
