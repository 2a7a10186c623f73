"""Avro schemas as a contract format."""

import re

from juncture.contracts.formats import Comparison, Format
from juncture.contracts.model import ContractChange
from juncture.contracts.surface import Surface

_DECLARES = re.compile(rb'"type"\s*:\s*"(?:record|error|enum|fixed)"')
_NAMES = re.compile(rb'"name"\s*:\s*"')
_HOLDS = re.compile(rb'"(?:fields|symbols)"\s*:\s*\[|"size"\s*:\s*\d')
_OPENING = re.compile(rb'(?:\xef\xbb\xbf)?(?:\s++|//[^\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/)*+[\[{"]')
_PREFIX = 64 * 1024


def recognises(path: str, content: bytes) -> bool:
    """Return whether a file is a schema: any JSON called .avsc, and JSON whose own top level declares a named type."""
    if path.endswith(".avsc"):
        return _OPENING.match(content) is not None
    start = content[:_PREFIX]
    if not path.endswith(".json") or not all(each.search(start) for each in (_DECLARES, _NAMES, _HOLDS)):
        return False
    return _declares_at_top(content)


def _declares_at_top(content: bytes) -> bool:
    import orjson  # noqa: PLC0415 - only files that look like a schema come so far

    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        return False
    first = value[0] if isinstance(value, list) and value else value
    if not isinstance(first, dict) or not isinstance(first.get("name"), str):
        return False
    holds = {"record": "fields", "error": "fields", "enum": "symbols", "fixed": "size"}
    kind = first.get("type")
    return isinstance(kind, str) and holds.get(kind) in first


def surface(path: str, content: bytes) -> Surface:
    """Return what a schema declares. Raises InputError."""
    from juncture.contracts.avro.parser import parse  # noqa: PLC0415
    from juncture.contracts.avro.surface import surface as of_file  # noqa: PLC0415

    return of_file(parse(path, content))


def compare(comparison: Comparison) -> list[ContractChange]:
    """Return the changes between two sides. Raises InputError."""
    from juncture.contracts.avro.compare import compare as compare_files  # noqa: PLC0415

    return compare_files(comparison)


FORMAT = Format("avro", 2, (".avsc", ".json"), recognises, surface, compare, by_name=True, placeless=True)
