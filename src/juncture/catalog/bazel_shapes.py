"""Statements of a BUILD file by their shapes: those that differ in nothing but strings are parsed once.

A shape is the text of a statement without comments, whose strings, and lists of nothing but strings, are holes.
Whether the text is syntax, and what it means but for the strings, depends on the shape alone.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, groupby
from operator import itemgetter
from typing import NamedTuple

from juncture.catalog import bazel_python
from juncture.catalog.bazel_syntax import Assignment, Call, Filling, Hole, Statement

MAX_SHAPE = 2000
"""Characters of a shape beyond which it is not remembered."""

_LIST, _STRING = "\x1a", '"'
"""Holes of a shape: one for a list, in its brackets, the other for any other string."""
_LONG = ('"""', "'''", "\\\n")
"""What a text has in which a string is longer than a line."""
_NEXT = re.compile(r"\n(?=[A-Za-z_])")
_COMMENT_LINE = re.compile(r"\n[ \t]*+\#[^\n]*+")
_COMMENT = re.compile(r'("[^"\n]*+")|\#[^\n]*+')
_STRINGS = re.compile(r'\[([ \t\n]*+"[^"\n]*+"(?:,[ \t\n]*+"[^"\n]*+")*+,?+[ \t\n]*+)\]')
_HOLE = re.compile(f"([{_STRING}{_LIST}])")
_PREFIXED = re.compile(rf"\w{_STRING}")


class UnclearError(Exception):
    """The parts of a text do not tell what the whole says."""


class _Shape(NamedTuple):
    """What a shape calls or assigns, if anything, and how many holes it has."""

    said: Call | Assignment | None
    lists: int
    words: int


def statements(text: str) -> Iterator[Statement]:
    """Yield what the statements of a text with plain newlines call and assign.

    Raises UnclearError, or one of bazel_python.REFUSALS: the text is then to be parsed as a whole, since a line that
    begins with a name may be in the midst of a statement.
    """
    above = 0
    for is_regular, block in _blocks(text):
        yield from _by_shape(block, above) if is_regular else bazel_python.statements(block, above)
        above += block.count("\n") + 1


def _blocks(text: str) -> Iterator[tuple[bool, str]]:
    """Yield statements that belong together, and whether they are regular; such have lost their comments."""
    if "\0" in text:
        raise UnclearError
    is_short = not any(mark[0] in text and mark in text for mark in _LONG)
    if is_short and "#" in text:
        text = _COMMENT_LINE.sub("\n", f"\n{text}")[1:]
    if is_short and "#" not in text and _is_regular(text):
        yield True, text
        return
    for is_regular, pieces in groupby(map(_bare, _pieces(text)), itemgetter(0)):
        yield is_regular, "\n".join([piece for _, piece in pieces])


def _is_regular(text: str) -> bool:
    """Tell whether every quote in a text without comments begins or ends a string in one line."""
    return not ("'" in text or "\\" in text or _LIST in text or '"""' in text)


def _pieces(text: str) -> Iterator[str]:
    """Yield the statements of a text: from each line that begins with a name to the next, outside of long strings."""
    held: list[str] = []
    is_open = False
    for piece in _NEXT.split(text):
        held.append(piece)
        is_open ^= piece.count('"""') % 2 == 1
        if not is_open:
            yield "\n".join(held)
            held = []
    if held:
        yield "\n".join(held)


def _bare(piece: str) -> tuple[bool, str]:
    """Tell whether a piece is regular, and return it without comments if it is."""
    bare = "".join(filter(None, _COMMENT.split(piece))) if "#" in piece else piece
    return (True, bare) if _is_regular(bare) else (False, piece)


def _by_shape(text: str, above: int) -> Iterator[Statement]:
    gaps = _STRINGS.split(text)
    pieces = f"[{_LIST}]".join(gaps[::2]).split(_STRING)
    lists, words = gaps[1::2], pieces[1::2]
    if "\n" in "".join(words):
        raise UnclearError
    taken = list(accumulate([each.count("\n") for each in lists], initial=0))
    filling = Filling(lists, words, taken)
    line = above + 1
    first_list = first_word = 0
    for piece in _NEXT.split(_STRING.join(pieces[::2])):
        shape = piece.rstrip("\n")
        parse = _shape if len(shape) <= MAX_SHAPE else _shape.__wrapped__
        said, more_lists, more_words = parse(shape)
        if said:
            yield Statement(said, line + taken[first_list], filling, first_list, first_word)
        line += piece.count("\n") + 1
        first_list += more_lists
        first_word += more_words
    if (first_list, first_word) != (len(lists), len(words)):
        raise UnclearError


@lru_cache(maxsize=4096)
def _shape(text: str) -> _Shape:
    if _PREFIXED.search(text):
        raise UnclearError
    pieces = _HOLE.split(text)
    lists = words = 0
    for place in range(1, len(pieces), 2):
        if pieces[place] == _LIST:
            pieces[place] = f'"{lists}"'
            lists += 1
        else:
            pieces[place] = f'"{lists} {words} "'
            words += 1
    body = bazel_python.parsed("".join(pieces))
    said = [bazel_python.said(statement, _hole) for statement in body]
    if any(said[1:]) or (said and said[0] and body[0].lineno > 1):
        raise UnclearError  # a shape has the line of one statement
    return _Shape(said[0] if said else None, lists, words)


def _hole(numbers: str, line: int) -> Hole:
    """Return the hole of a list in a shape, or of strings that are joined."""
    lists, *words = map(int, numbers.split())
    return Hole(line - 1, lists, tuple(words[::2]))
