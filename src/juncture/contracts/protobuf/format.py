"""Protobuf as a contract format."""

import re

from juncture.contracts.formats import Comparison, Format
from juncture.contracts.model import ContractChange
from juncture.contracts.surface import Surface

_OPENING = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:\s++|//[^\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/|;)*+
         (?:(?P<sure>syntax\s*=\s*["']proto[23]["']|edition\s*=\s*["']\d{4}["'])
           |(?P<likely>(?:package|import|option|message|enum|service|extend|export|local)\b)|(?P<empty>\Z))""",
    re.VERBOSE,
)


def recognises(path: str, content: bytes) -> bool:
    """Return whether a file is a .proto file: by its first statement, and by its name where that is not enough."""
    opening = _OPENING.match(content)
    if opening is None:
        return path.endswith(".proto") and b"\0" not in content[:1024] and b"syntax" in content[:65536]
    return bool(opening["sure"]) or path.endswith(".proto")


def surface(path: str, content: bytes) -> Surface:
    """Return what a .proto file declares. Raises InputError."""
    from juncture.contracts.protobuf.parser import parse  # noqa: PLC0415
    from juncture.contracts.protobuf.surface import surface as of_file  # noqa: PLC0415

    return of_file(parse(path, content))


def compare(comparison: Comparison) -> list[ContractChange]:
    """Return the changes between two sides. Raises InputError."""
    from juncture.contracts.protobuf.compare import compare as compare_files  # noqa: PLC0415

    return compare_files(comparison)


FORMAT = Format("protobuf", 2, (".proto",), recognises, surface, compare, placeless=True)
