"""AsyncAPI as a contract format."""

import re

import orjson

from juncture.contracts.formats import Comparison, Format
from juncture.contracts.model import ContractChange
from juncture.contracts.openapi.format import recognises as may_hold_schemas
from juncture.contracts.surface import Surface

_YAML_VERSION = re.compile(rb"""(?m)^(?:\xef\xbb\xbf)?["']?asyncapi["']?\s{0,20}:\s{0,20}["']?[23]\.""")
_JSON_VERSION = re.compile(rb"""[{,]\s{0,20}"asyncapi"\s{0,20}:\s{0,20}"[23]\.""")
_WITHIN = 65536
_MOST_JSON = 1 << 20
_SCHEMA_WORDS = ("$ref", "type", "properties", "oneOf", "anyOf", "allOf", "schemaFormat")
_PART_WORDS = (b"payload:", b"headers:", b"publish:", b"subscribe:", b"action:")
_YAML_PART = re.compile(
    rb"""(?m)^(?:(?:payload|headers):[ ]{0,4}\n(?:[ ]{1,8}(?:title|summary|description|required):[^\n]{0,400}\n){0,3}
       [ ]{1,8}["']?(?:\$ref|type|properties|oneOf|anyOf|allOf|schemaFormat)["']?:
       |(?:publish|subscribe):[ ]{0,4}\n(?:[ ]{1,8}[^\n]{0,400}\n){0,12}?[ ]{1,8}message:
       |action:[ ]{0,4}["']?(?:send|receive)\b)""",
    re.VERBOSE,
)


def recognises(path: str, content: bytes) -> bool:
    """Return whether a file describes an application, or is a part that such a description may refer to.

    A part is a channel, an operation, a message, a trait, or a schema, Avro's included; a schema may be one of OpenAPI
    as well. Only what a description refers to is looked at in the end.
    """
    if is_description(content) or path.endswith(".avsc"):
        return True
    if content[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        is_part = len(content) <= _MOST_JSON and b'"payload"' in content and _is_json_message(content)
    else:
        is_part = not path.endswith(".json") and _is_yaml_part(content)
    return is_part or may_hold_schemas(path, content)


def _is_yaml_part(content: bytes) -> bool:
    return any(word in content for word in _PART_WORDS) and _YAML_PART.search(content, 0, _WITHIN) is not None


def _is_json_message(content: bytes) -> bool:
    try:
        payload = orjson.loads(content).get("payload")
    except orjson.JSONDecodeError:
        return False  # whoever refers to it says what is wrong with it
    return isinstance(payload, dict) and any(word in payload for word in _SCHEMA_WORDS)


def is_description(content: bytes) -> bool:
    """Return whether a file names a version of AsyncAPI where a description does; in JSON it may be the last key."""
    if b"asyncapi" not in content:
        return False
    if _YAML_VERSION.search(content, 0, _WITHIN):
        return True
    end = max(0, len(content) - 4096)
    named = _JSON_VERSION.search(content, 0, _WITHIN) or _JSON_VERSION.search(content, end)
    return named is not None and b'"info"' in content


def surface(path: str, content: bytes) -> Surface:
    """Return what a description declares. Raises InputError."""
    from juncture.contracts.asyncapi.surface import surface as of_file  # noqa: PLC0415

    return of_file(path, content)


def compare(comparison: Comparison) -> list[ContractChange]:
    """Return the changes between two sides. Raises InputError."""
    from juncture.contracts.asyncapi.compare import compare as compare_files  # noqa: PLC0415

    return compare_files(comparison)


def _whole(path: str, content: bytes) -> bool:
    del path
    return is_description(content)


FORMAT = Format("asyncapi", 3, (".avsc", ".json", ".yaml", ".yml"), recognises, surface, compare, _whole)
