"""Reads the keywords of one schema, those of the schemas inside it left for when they are asked for."""

from collections.abc import Callable, Mapping
from typing import Any

from juncture.contracts.schema.canonical import canonical
from juncture.contracts.schema.dialect import Dialect
from juncture.contracts.schema.fold import tighter
from juncture.contracts.schema.node import ANY, BOOLEAN, FRACTION, NULL, STRING, TYPES, Node, Notes, Opaque, type_of
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
    "contentEncoding": "validators do not look into encoded content",
    "contentMediaType": "validators do not look into encoded content",
    "contentSchema": "validators do not look into encoded content",
    "$dynamicRef": "a reference that depends on its caller cannot be compared",
    "$recursiveRef": "a reference that depends on its caller cannot be compared",
}
_DEPENDENT = ("dependentRequired", "dependentSchemas", "dependencies")
DYNAMIC = ("$dynamicRef", "$recursiveRef")
"""References of which it depends on the caller what they lead to."""
_EVERY_STRING = frozenset(("", "^", "$", ".*", "^.*", ".*$"))


def own(place: Place, raw: Mapping[str, Any], stamp: Stamp) -> Node:
    """Return what a schema's own keywords say; combinations and references are not among them."""
    opaque = _conditions(place, raw, stamp)
    types = _types(place, raw.get("type"), opaque)
    values, valued, types = _values(raw, types, place.path)
    multiples = _numbers(raw, "multipleOf")
    if any(each and float(each).is_integer() for each in multiples):
        types &= ~FRACTION
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
        multiples=frozenset(multiples) - {1},
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


def allows_null(raw: Mapping[str, Any], dialect: Dialect) -> bool:
    """Whether a schema allows null beside what else it says.

    ``nullable`` adds a type, and no value to those that are listed (OpenAPI 3.0.3, Schema Object; clarified in the
    proposal "Clarify Semantics of nullable").
    """
    listed = raw.get("enum")
    is_closed = isinstance(listed, list) and None not in listed
    return any(raw.get(keyword) is True and not (is_closed and keyword == "nullable") for keyword in dialect.nullable)


def says_nothing(raw: object) -> bool:
    """Whether a schema accepts everything."""
    return raw is True or (isinstance(raw, dict) and all(each in ANNOTATIONS or each.startswith("x-") for each in raw))


def refuses_everything(raw: object) -> bool:
    """Whether a schema is plainly ``false``, or ``not`` anything."""
    if isinstance(raw, dict) and "not" in raw:
        is_alone = ANNOTATIONS.issuperset(raw.keys() - {"not"}) and raw.keys().isdisjoint(("nullable", "x-nullable"))
        return is_alone and says_nothing(raw["not"])
    return raw is False


def double_negation(raw: Mapping[str, Any]) -> bool:
    """Whether a schema refuses what just refuses a schema, and so asks for that; what is evaluated is lost there."""
    inner = raw.get("not")
    is_negation = isinstance(inner, dict) and "not" in inner and ANNOTATIONS.issuperset(inner.keys() - {"not"})
    return is_negation and raw.keys().isdisjoint(("unevaluatedProperties", "unevaluatedItems"))


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
        prefix = tuple(() if says_nothing(each) else (place.at(keyword, at),) for at, each in enumerate(listed))
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
    for keyword in _DEPENDENT:
        value = raw.get(keyword)
        for name, needed in value.items() if isinstance(value, dict) else ():
            pairs |= {(name, each) for each in _needed(needed) or () if isinstance(each, str)}
    return frozenset(pairs)


def _needed(dependency: object) -> list[Any] | None:
    """Return the properties that a dependency asks for, None for a schema that says more than that."""
    if isinstance(dependency, dict) and set(dependency) == {"required"}:
        dependency = dependency["required"]
    return dependency if isinstance(dependency, list) else None


def _depending(raw: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the schemas that depend on a property, by the keyword that lists them."""
    listed = {keyword: raw[keyword] for keyword in _DEPENDENT if isinstance(raw.get(keyword), dict)}
    found = {
        keyword: {name: each for name, each in schemas.items() if _needed(each) is None and not says_nothing(each)}
        for keyword, schemas in listed.items()
    }
    return {keyword: schemas for keyword, schemas in found.items() if schemas}


def _conditions(place: Place, raw: Mapping[str, Any], stamp: Stamp) -> set[Opaque]:
    found: set[Opaque] = set()
    if _CONDITIONS.keys().isdisjoint(raw) and raw.keys().isdisjoint(_DEPENDENT):
        return found
    for keyword, reason in _CONDITIONS.items():
        if keyword in raw and not (keyword == "not" and double_negation(raw)):
            # A reference is written with its keyword, so that what it leads to is looked at.
            with_keyword = {"if": ("if", "then", "else"), **dict.fromkeys(DYNAMIC, (keyword,))}.get(keyword)
            value = {each: raw.get(each) for each in with_keyword} if with_keyword else raw[keyword]
            found.add(Opaque(keyword, stamp(place, value), place.at(keyword), reason))
    for keyword, schemas in _depending(raw).items():
        reason = "schemas that depend on a property cannot be compared"
        found.add(Opaque("dependentSchemas", stamp(place, schemas), place.at(keyword), reason))
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
