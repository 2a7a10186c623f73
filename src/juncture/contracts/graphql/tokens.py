"""Cuts SDL into tokens with one linear expression, and walks them with a cursor (GraphQL spec, section 2.1)."""

import re
from itertools import accumulate

MAX_DEPTH = 60

BLOCK = r'"""(?:[^"\\]++|\\"""|\\|"(?!""))*+"""'
QUOTED = r'"(?!"")(?:[^"\\\n\r]++|\\[^\n\r])*+"'
TOKEN = re.compile(
    rf"""((?:[\s,\ufeff]++|\#[^\n\r]*+)*+)                       # what is ignored: blanks, commas, comments
         ({BLOCK}|{QUOTED}
         |[A-Za-z_]\w*+
         |[!$&()=@\[\]{{|}}:]|\.\.\.
         |-?\d++(?:\.\d++)?(?:[eE][+-]?\d++)?
         |.|\Z)""",
    re.VERBOSE | re.ASCII | re.DOTALL,
)
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


class SyntaxProblem(Exception):  # noqa: N818 - a step of the reader, not what callers see
    """A token is not what the grammar expects. ``line`` counts from 0 within the text that was cut."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


class Cursor:
    """The tokens of a piece of SDL and where the parser stands. The last token is empty: the end."""

    __slots__ = ("_lines", "_pairs", "at", "texts")

    def __init__(self, text: str) -> None:
        self._pairs = TOKEN.findall(text)
        self.texts: list[str] = [token for _, token in self._pairs]
        self.texts.append("")
        self._lines: list[int] = []
        self.at = 0

    @property
    def text(self) -> str:
        """The token at hand."""
        return self.texts[self.at]

    def line(self, index: int | None = None) -> int:
        """Return the line of a token, else of the one at hand, counted from 0."""
        if not self._lines:
            blanks = [blank.count("\n") for blank, _ in self._pairs]
            spans = [token.count("\n") if token[:1] == '"' else 0 for _, token in self._pairs]
            ends = accumulate(blank + span for blank, span in zip(blanks, spans, strict=True))
            self._lines = [end - span for end, span in zip(ends, spans, strict=True)]
            self._lines.append(self._lines[-1])
        return self._lines[self.at if index is None else index]

    def fail(self, expected: str) -> SyntaxProblem:
        """Return the problem of the token at hand."""
        found = self.texts[self.at]
        shown = f"{found[:40]!r}" if found else "the end"
        return SyntaxProblem(self.line(), f"{shown} where {expected} is expected")

    def take(self, token: str) -> bool:
        """Step over the token if it is the one at hand."""
        if self.texts[self.at] == token:
            self.at += 1
            return True
        return False

    def expect(self, token: str) -> None:
        """Step over the token. Raises SyntaxProblem where another is at hand."""
        if self.texts[self.at] != token:
            raise self.fail(f"{token!r}")
        self.at += 1

    def name(self, what: str) -> str:
        """Take a name. Raises SyntaxProblem where there is none."""
        token = self.texts[self.at]
        if not _NAME.fullmatch(token):
            raise self.fail(what)
        self.at += 1
        return token

    def skip_description(self) -> None:
        """Step over the string that describes what follows; it means nothing to a caller."""
        if self.texts[self.at][:1] == '"' and len(self.texts[self.at]) > 1:
            self.at += 1
