"""The words by which code can call an operation: segments of paths in its strings, and names of several words.

They are read once of a file and kept; a question about an operation then opens only the files that have its words.
"""

import re
from collections.abc import Iterator

from juncture.repository.cache import Reader

_BEFORE, _BEHIND = r"""[/"'`}>]""", r"""(?=[/"'`?#])"""
_SEGMENT = re.compile(rf"{_BEFORE}([^\s/\"'`{{}}<>?#]+){_BEHIND}")
_FORMATTED = re.compile(rf"%[-+0-9.]*[a-zA-Z]([^\s/\"'`{{}}<>?#%]+){_BEHIND}")
"""A segment right behind a verb of a format: ``%scarts``."""
_NAME = re.compile(r"[\w$]+")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_WHOLE = re.compile(r"[^\s\"'`{}<>?#]*")


def read(_: str, content: bytes) -> str:
    """Return the words of one file, sorted, with a space between them."""
    text = content.decode("utf-8", "replace")
    return " ".join(sorted({*_segments(text), *filter(is_telling, set(_NAME.findall(text)))}))


def _nothing(_: str) -> str:
    """Tell nothing of a path: the same words stand in every copy of a file."""
    return ""


VOCABULARY: Reader[str] = Reader("vocabulary", 1, str, read, _nothing)


def is_telling(name: str) -> bool:
    """Tell whether a name has more than one word; one word alone is anybody's."""
    return not (name.islower() and name.isalpha()) and len(_WORDS.findall(name)) > 1


def word_of(name: str) -> str:
    """Return the word that a file has if it names this at all, empty where it may have none.

    A name that is no identifier stands in a string, as one segment or several.
    """
    return name.rpartition("/")[2] if _WHOLE.fullmatch(name) else ""


def _segments(text: str) -> Iterator[str]:
    yield from _SEGMENT.findall(text)
    if "%" in text:
        yield from _FORMATTED.findall(text)
