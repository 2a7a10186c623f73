"""Searches a text by a word first, and by a pattern only on the lines that have it."""

import re
from collections.abc import Iterator

from juncture.code.language import pattern

_BEFORE, _BEHIND = 4_000, 1_000
"""Characters around the first and the last word in which a match that begins anywhere may lie."""


def matched(like: str, word: str, text: str, *, anywhere: bool = False) -> "Iterator[re.Match[str]]":
    """Yield the matches of a pattern, in order: of one that begins with a line whose first line has the word.

    One that may begin ``anywhere`` has the word within it.
    """
    if anywhere:
        first = text.find(word)
        if first >= 0:
            yield from pattern(like).finditer(text, max(0, first - _BEFORE), text.rfind(word) + _BEHIND)
        return
    match, line, at = pattern(like).match, 0, text.find(word)
    while at >= 0:
        start = text.rfind("\n", line, at) + 1 or line
        found = match(text, start)
        if found is not None:
            yield found
        newline = text.find("\n", max(found.end() - 1, 0) if found is not None else at)
        if newline < 0:
            return
        line = newline + 1
        at = text.find(word, line)
