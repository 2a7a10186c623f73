"""Files that are no UTF-8 text: which of them are contracts all the same, and why nobody reads them."""

import codecs
import re
from collections.abc import Iterable

from juncture.facts.problem import Problem

_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
"""Byte order marks, the longer first: that of UTF-32 begins like one of UTF-16."""
_OPENING = 1024
_MOST = 0.8
_NAMES = {
    "openapi": re.compile(r"(?:openapi|swagger)[^/]*$", re.IGNORECASE),
    "asyncapi": re.compile(r"asyncapi[^/]*$", re.IGNORECASE),
    "jsonschema": re.compile(r"\.schema\.(?:json|ya?ml)$"),
}
"""What people call a contract whose ending says nothing."""
_ANYTHING = (".json", ".yaml", ".yml")


def encoding(content: bytes) -> str:
    """Return what a content is instead of UTF-8 text, ``UTF-16``, ``UTF-32`` or ``binary``; empty for text."""
    marked = next((name for mark, name in _MARKS.items() if content.startswith(mark)), "")
    start = content[:_OPENING]
    if marked or b"\0" not in start:
        return marked
    # Of the two bytes of a letter in UTF-16 one is zero, in most of what people write, and the other never is.
    fewest, most = sorted((start[0::2].count(0), start[1::2].count(0)))
    return "UTF-16" if fewest == 0 and most > _MOST * len(start) / 2 else "binary"


def as_text(content: bytes) -> bytes:
    """Return the content as UTF-8, as far as its encoding is known; nothing of what is binary."""
    found = encoding(content)
    if not found:
        return content
    if found == "binary":
        return b""
    if not content.startswith(tuple(_MARKS)):
        found += "-BE" if content[:1] == b"\0" else "-LE"
    return content.decode(found, "replace").encode("utf-8", "replace")


def is_called_like(name: str, endings: Iterable[str], path: str) -> bool:
    """Tell whether a file goes by the name of a contract of a format, whatever is in it."""
    own = tuple(ending for ending in endings if ending not in _ANYTHING)
    return path.endswith(own) or (name in _NAMES and _NAMES[name].search(path) is not None)


def refusals(contents: Iterable[tuple[str, bytes]]) -> list[Problem]:
    """Return why files are not read, of those that are no UTF-8 text."""
    found = ((path, encoding(content)) for path, content in contents)
    return [Problem(path, 0, f"{each}; a contract is read as UTF-8 text") for path, each in found if each]
