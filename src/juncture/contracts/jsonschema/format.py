"""JSON Schema as a contract format."""

import re

from juncture.contracts.formats import Comparison, Format
from juncture.contracts.model import ContractChange
from juncture.contracts.surface import Surface

_DIALECT = re.compile(rb"""\$schema["']?\s{0,20}:\s{0,20}["']?https?://json-schema\.org/""")
_WITHIN = 65536
_SCHEMA_WORD = re.compile(
    rb"""["']?(?:properties|type|\$ref|allOf|anyOf|oneOf|enum|\$defs|definitions)["']?\s{0,20}:"""
)
_CONDITION = re.compile(
    rb"""["']?(?:const|not|if|required|dependent\w{1,10}|exclusiveM\w{1,10}|m(?:in|ax)\w{1,10}|"""
    rb"""multipleOf|pattern\w{0,10}|items|prefixItems|contains|format|additional\w{1,10}|propertyNames)["']?\s{0,20}:"""
)
_FIRST = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:\s{0,20}#[^\n]{0,500}\n){0,20}\s{0,20}(?:---\s{0,20})?(?:\{\s{0,20})?["']?\$schema\b"""
)
"""A root that names its dialect first of all: a schema, whatever it says."""
_OPENAPI = re.compile(rb"""(?m)^(?:\{\s{0,20})?["']?(?:openapi|swagger|asyncapi)["']?\s{0,20}:""")


def recognises(path: str, content: bytes) -> bool:
    """Return whether a file is a schema: it names its dialect, or is called ``*.schema.json`` and looks like one."""
    head = content[:_WITHIN]
    if b"$schema" in head and _DIALECT.search(head):
        is_schema = _FIRST.match(head) or _SCHEMA_WORD.search(content) or _CONDITION.search(content)
        return is_schema is not None and not _OPENAPI.search(head)
    return path.endswith((".schema.json", ".schema.yaml", ".schema.yml")) and _SCHEMA_WORD.search(head) is not None


def surface(path: str, content: bytes) -> Surface:
    """Return what a schema declares. Raises InputError."""
    from juncture.contracts.jsonschema.surface import surface as of_file  # noqa: PLC0415

    return of_file(path, content)


def compare(comparison: Comparison) -> list[ContractChange]:
    """Return the changes between two sides. Raises InputError."""
    from juncture.contracts.jsonschema.compare import compare as compare_files  # noqa: PLC0415

    return compare_files(comparison)


FORMAT = Format("jsonschema", 2, (".json", ".yaml", ".yml"), recognises, surface, compare)
