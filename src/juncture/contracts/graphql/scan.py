"""Splits SDL into its top-level definitions, each with its line, without parsing what is inside them.

A definition's text begins at its keyword: the description in front of it means nothing to a caller.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from juncture.contracts.graphql.tokens import BLOCK, MAX_DEPTH, QUOTED, TOKEN
from juncture.facts.problem import InputError, Problem

MAX_BYTES = 16 * 1024 * 1024
MAX_PROBLEMS = 20
TYPES = frozenset({"type", "interface", "union", "enum", "input", "scalar"})
EXECUTABLE = frozenset({"query", "mutation", "subscription", "fragment"})
KEYWORDS = TYPES | EXECUTABLE | {"schema", "directive", "extend"}
_NAME_FOLLOWS = frozenset({"=", "|", "&", "@", ":", "implements", "on", "extend", ""}) | KEYWORDS - {"schema"}
_CLOSES = {"{": "}", "(": ")", "[": "]"}

_USUAL = re.compile(
    rf"""(?:[\s,\ufeff]++|\#[^\n\r]*+|{BLOCK}|{QUOTED})*+
         (?P<extend>extend\s++)?(?P<kind>type|interface|input|enum)\s++(?P<name>[A-Za-z_]\w*+)
         (?:\s++implements\s*+&?\s*+[A-Za-z_]\w*+(?:\s*+&\s*+[A-Za-z_]\w*+)*+)?+
         (?:\s*+@[A-Za-z_]\w*+)*+
         \s*+\{{(?:[^{{}}"\#]++|{BLOCK}|{QUOTED}|\#[^\n\r]*+|\{{[^{{}}"\#]*+\}})*+\}}""",
    re.VERBOSE | re.ASCII,
)
"""A definition with a body, taken in one step; braces in it may be those of a default value without braces."""
_NEXT = re.compile(rf"^[ \t]*+(?:{'|'.join(sorted(KEYWORDS))})\b", re.MULTILINE)


class Chunk(NamedTuple):
    """A top-level definition.

    ``kind`` is its keyword; ``name`` is empty for ``schema`` and begins with ``@`` for directives. ``line`` is that of
    the keyword, counted from 1.
    """

    kind: str
    name: str
    extension: bool
    path: str
    line: int
    text: str


class _Broken(Exception):  # noqa: N818 - a step of the recovery, not what callers see
    """What stands at ``offset`` belongs to no definition."""

    def __init__(self, offset: int, message: str) -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message


def scan(path: str, content: bytes) -> list[Chunk]:
    """Return the type system definitions of a file in their order; operations and fragments are left out.

    Raises InputError with all problems of the file.
    """
    if len(content) > MAX_BYTES:
        raise InputError(Problem(path, 0, f"{len(content):,} bytes; SDL over {MAX_BYTES:,} bytes is not read"))
    text = content.decode("utf-8", "backslashreplace")
    chunks: list[Chunk] = []
    problems: list[Problem] = []
    line, counted = 1, 0
    for start, end, kind, name, extension in _pieces(text, path, problems):
        line += text.count("\n", counted, start)
        counted = start
        if kind not in EXECUTABLE:
            chunks.append(Chunk(kind, name, extension, path, line, text[start:end]))
    if problems:
        raise InputError(*problems)
    return chunks


_Piece = tuple[int, int, str, str, bool]
"""Where a definition starts and ends, its keyword, its name, and whether it is an extension."""


def _pieces(text: str, path: str, problems: list[Problem]) -> Iterator[_Piece]:
    at = 0
    while at < len(text):
        if usual := _USUAL.match(text, at):
            extends = usual["extend"] is not None
            at = usual.end()
            yield usual.start("extend" if extends else "kind"), at, usual["kind"], usual["name"], extends
            continue
        try:
            piece = _piece(text, at)
        except _Broken as broken:
            problems.append(Problem(path, text.count("\n", 0, broken.offset) + 1, broken.message))
            following = _NEXT.search(text, max(broken.offset, at) + 1)
            if following is None or len(problems) >= MAX_PROBLEMS:
                return
            at = following.start()
            continue
        if piece is None:
            return
        at = piece[1]
        yield piece


def _piece(text: str, at: int) -> _Piece | None:
    """Return the next definition, token by token; None at the end of the text. Raises _Broken."""
    open_brackets: list[tuple[str, int]] = []
    words: list[str] = []
    start, end, previous, body = -1, at, "", False
    for match in TOKEN.finditer(text, at):
        token, offset = match[2], match.start(2)
        if token == '"':
            raise _Broken(offset, "a string without an end")
        if not open_brackets and (body or token == "" or _begins(token, previous, start)):
            break
        if start < 0:
            if token[:1] == '"':
                continue
            if token not in KEYWORDS and token != "{":
                raise _Broken(offset, f"{token[:40]!r} where a definition (type, enum, schema …) is expected")
            start = offset
        if token in _CLOSES:
            open_brackets.append((token, offset))
            if len(open_brackets) > MAX_DEPTH:
                raise _Broken(offset, f"brackets over {MAX_DEPTH} deep")
        elif token in ("}", ")", "]"):
            if not open_brackets or _CLOSES[open_brackets.pop()[0]] != token:
                raise _Broken(offset, f"{token!r} closes nothing")
            body = token == "}" and not open_brackets
        if len(words) < 3 or (len(words) < 4 and words[0] == "extend"):
            words.append(token)
        previous, end = token, match.end()
    if open_brackets:
        bracket, offset = open_brackets[-1]
        raise _Broken(offset, f"{bracket!r} is never closed")
    return _named(words, start, end) if start >= 0 else None


def _begins(token: str, previous: str, start: int) -> bool:
    """Whether a token outside all brackets is the first of the next definition."""
    return start >= 0 and (token[:1] == '"' or (token in KEYWORDS and previous not in _NAME_FOLLOWS))


def _named(words: list[str], start: int, end: int) -> _Piece:
    extends = words[0] == "extend"
    kind, *rest = words[extends:] or [""]
    if kind == "{":
        return start, end, "query", "", False
    name = ""
    if kind == "directive":
        name = "".join(rest[:2])
    elif kind != "schema":
        name = rest[0] if rest else ""
    if kind not in KEYWORDS - {"extend"} or (
        kind not in EXECUTABLE | {"schema"} and not name.lstrip("@").isidentifier()
    ):
        raise _Broken(start, f"'{' '.join(words)[:40]}' where a keyword and a name are expected")
    return start, end, kind, name, extends
