"""JSON Schema as a contract format."""

import re

from juncture.contracts.formats import Comparison, Format
from juncture.contracts.model import ContractChange
from juncture.contracts.surface import Surface

_DIALECT = re.compile(rb"""["']?\$schema["']?\s{0,20}:\s{0,20}["']?https?://json-schema\.org/""")
_WITHIN = 65536
_SCHEMA_WORD = re.compile(
    rb"""["']?(?:properties|type|\$ref|allOf|anyOf|oneOf|enum|\$defs|definitions)["']?\s{0,20}:"""
)
_OPENAPI = re.compile(rb"""(?m)^(?:\{\s{0,20})?["']?(?:openapi|swagger|asyncapi)["']?\s{0,20}:""")


def recognises(path: str, content: bytes) -> bool:
    """Return whether a file is a schema: it names its dialect, or is called ``*.schema.json`` and looks like one."""
    head = content[:_WITHIN]
    if _DIALECT.search(head):
        return not _OPENAPI.search(head) and _SCHEMA_WORD.search(content) is not None
    return path.endswith((".schema.json", ".schema.yaml", ".schema.yml")) and _SCHEMA_WORD.search(head) is not None


def surface(path: str, content: bytes) -> Surface:
    """Return what a schema declares. Raises InputError."""
    from juncture.contracts.jsonschema.surface import surface as of_file  # noqa: PLC0415

    return of_file(path, content)


def compare(comparison: Comparison) -> list[ContractChange]:
    """Return the changes between two sides. Raises InputError."""
    from juncture.contracts.jsonschema.compare import compare as compare_files  # noqa: PLC0415

    return compare_files(comparison)


FORMAT = Format("jsonschema", 1, (".json", ".yaml", ".yml"), recognises, surface, compare)
