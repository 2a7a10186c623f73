"""OpenAPI as a contract format."""

import re

import orjson

from juncture.contracts.formats import Comparison, Format
from juncture.contracts.model import ContractChange
from juncture.contracts.surface import Surface

_YAML_VERSION = re.compile(
    rb"""(?m)^(?:\xef\xbb\xbf)?["']?(?:openapi["']?\s{0,20}:\s{0,20}["']?3\.|swagger["']?\s{0,20}:\s{0,20}["']?2\.)"""
)
_JSON_VERSION = re.compile(rb"""[{,]\s{0,20}"(?:openapi"\s{0,20}:\s{0,20}"3\.|swagger"\s{0,20}:\s{0,20}"2\.)""")
_JSON_KEYS = re.compile(rb'"(?:paths|webhooks|components|definitions)"\s{0,20}:')
_WITHIN = 65536
_YAML_PART = re.compile(
    rb"""(?m)^(?:[ ]{0,4}["']?type["']?:[ ]{0,4}["']?(?:object|array)\b
       |["']?(?:get|put|post|delete|patch)["']?:[ ]{0,4}$
       |["']?(?:components|definitions|responses|schemas)["']?:[ ]{0,4}$|["']?(?:allOf|oneOf|anyOf)["']?:[ ]{0,4}$)""",
    re.VERBOSE,
)
_YAML_ELSE = re.compile(rb"(?m)^(?:apiVersion|kind|services|asyncapi|jobs|on|stages|steps|image|name|version):")
_WORDS = (b"properties", b"items", b"responses", b"schemas", b"allOf", b"oneOf", b"anyOf", b"enum")
_SCHEMA_WORD = re.compile(rb"""(?:%s)["']?\s{0,20}:""" % b"|".join(_WORDS))
_JSON_PART_WORDS = {"properties", "items", "allOf", "oneOf", "anyOf", "enum", "$ref", "schema", "content", "responses"}
_MOST_JSON = 1 << 20


def recognises(path: str, content: bytes) -> bool:
    """Return whether a file is an API description, or a part of one that others may refer to.

    A part names no version: its outermost keys are those of a schema, a path or a set of components. Only what an
    API description refers to is looked at in the end.
    """
    if is_description(content):
        return True
    head = content[:_WITHIN]
    if not any(word in head for word in _WORDS) or _SCHEMA_WORD.search(head) is None:
        return False
    if content[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return len(content) <= _MOST_JSON and _is_json_part(content)
    return not path.endswith(".json") and _YAML_PART.search(head) is not None and not _YAML_ELSE.search(head)


def is_description(content: bytes) -> bool:
    """Return whether a file names a version of OpenAPI where a description does; in JSON it may be the last key."""
    if b"openapi" not in content and b"swagger" not in content:
        return False
    if _YAML_VERSION.search(content, 0, _WITHIN):
        return True
    named = _JSON_VERSION.search(content, 0, _WITHIN) or _JSON_VERSION.search(content, max(0, len(content) - 4096))
    return named is not None and b'"info"' in content and _JSON_KEYS.search(content) is not None


def _is_json_part(content: bytes) -> bool:
    try:
        root = orjson.loads(content)
    except orjson.JSONDecodeError:
        return False  # whoever refers to it says what is wrong with it
    inside = [root, *root.values()]
    objects = [each for each in inside if isinstance(each, dict)]
    is_schema = bool(_JSON_PART_WORDS & root.keys()) and not {"name", "version"} <= root.keys()
    are_schemas = len(objects) == len(inside) and all(_JSON_PART_WORDS & each.keys() for each in objects[1:])
    return is_schema or (are_schemas and len(objects) > 1)


def surface(path: str, content: bytes) -> Surface:
    """Return what an API description declares. Raises InputError."""
    from juncture.contracts.openapi.surface import surface as of_file  # noqa: PLC0415

    return of_file(path, content)


def compare(comparison: Comparison) -> list[ContractChange]:
    """Return the changes between two sides. Raises InputError."""
    from juncture.contracts.openapi.compare import compare as compare_files  # noqa: PLC0415

    return compare_files(comparison)


def _whole(path: str, content: bytes) -> bool:
    del path
    return is_description(content)


FORMAT = Format("openapi", 3, (".json", ".yaml", ".yml"), recognises, surface, compare, _whole)
