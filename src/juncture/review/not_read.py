"""Contracts of formats that have no reader yet: named as such, outside the verdict."""

import re
from collections.abc import Mapping

from juncture.catalog.open import Catalog
from juncture.repository.changes import ChangeSet

_BY_ENDING = {
    ".avsc": "Avro",
    ".avdl": "Avro IDL",
    ".graphql": "GraphQL",
    ".graphqls": "GraphQL",
    ".thrift": "Thrift",
    ".wsdl": "WSDL",
}
_BY_KEY = re.compile(rb'^\s*"?(openapi|swagger|asyncapi)"?\s*:', re.MULTILINE)
_NAMES = {b"openapi": "OpenAPI", b"swagger": "OpenAPI", b"asyncapi": "AsyncAPI"}
_HEAD = 4096


def not_read(change_set: ChangeSet, base: Catalog, head: Catalog) -> Mapping[str, str]:
    """Return the changed contracts that nobody reads yet, path to format, in path order."""
    found: dict[str, str] = {}
    candidates = []
    for path in change_set.changes:
        if path in head.surfaces or path in base.surfaces:
            continue
        ending = next((name for end, name in _BY_ENDING.items() if path.endswith(end)), "")
        if ending:
            found[path] = ending
        elif path.endswith((".yaml", ".yml", ".json")):
            candidates.append(path)
    for path, content in head.tree.read(candidates):
        match = _BY_KEY.search(content[:_HEAD]) if content else None
        if match:
            found[path] = _NAMES[match.group(1)]
    return dict(sorted(found.items()))
