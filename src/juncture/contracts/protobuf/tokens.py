"""Cuts the text of a .proto file into tokens with one linear expression, and walks them with a cursor."""

import re
from string import ascii_letters

from juncture.contracts.protobuf.syntax import Aggregate, Value, Word
from juncture.facts.problem import InputError, Problem

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 60
MAX_PROBLEMS = 20

_QUOTED = r"""(?:"(?:[^"\\\n]++|\\[^\n])*+"|'(?:[^'\\\n]++|\\[^\n])*+')"""
_TOKEN = re.compile(
    rf"""(\s*+(?:(?://[^\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/)\s*+)*+)  # blanks and comments, each taken once
        ([=;{{}}\[\]<>,()]
        |\.?[A-Za-z_]\w*+(?:\.[A-Za-z_]\w*+)*+                      # a name, dotted or not
        |0[xX][0-9A-Fa-f]++
        |(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?
        |{_QUOTED}
        |/\*.*+|["'][^\n]*+                                         # without an end: taken whole, once
        |.|\Z)""",
    re.VERBOSE | re.ASCII | re.DOTALL,
)
_LETTERS = frozenset(ascii_letters + "_")
_STRING = re.compile(_QUOTED)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|[xX][0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_PLAIN_ESCAPES = dict(zip(b"abfnrtv\\'\"?", b"\a\b\f\n\r\t\v\\'\"?", strict=True))
_START = (0, 1, 1)
"""Parts of a text that lie before a place, the place's line and column."""
_CLOSES = {"{": "}", "[": "]", "<": ">"}


class SyntaxProblem(Exception):  # noqa: N818 - a step of the parser's recovery, not what callers see
    """The token at ``index`` is not what the grammar expects; the parser notes it and goes on after it."""

    def __init__(self, index: int, message: str) -> None:
        super().__init__(message)
        self.index = index
        self.message = message


class Cursor:
    """The tokens of one file and where the parser stands. The last token is empty: the end."""

    __slots__ = ("_parts", "_seen", "at", "depth", "path", "problems", "texts")

    def __init__(self, path: str, content: bytes) -> None:
        """Cut ``content``. Raises InputError where it is too large."""
        if len(content) > MAX_BYTES:
            message = f"{len(content):,} bytes; .proto files over {MAX_BYTES:,} bytes are not read"
            raise InputError(Problem(path, 0, message))
        # In a string a byte that is no UTF-8 thereby becomes the escape that stands for it; elsewhere it is no token.
        text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "backslashreplace")
        # An empty string, blanks, a token, and again, up to the empty string at the end.
        self._parts: list[str] = _TOKEN.split(text)
        self._seen = _START
        self.path = path
        self.texts = self._parts[2::3]
        self.texts.append("")
        self.at = 0
        self.depth = 0
        self.problems: list[Problem] = []

    def place(self, index: int) -> tuple[int, int]:
        """Return line and column of a token; cheap where tokens are asked for in the order of the file."""
        parts, line, column = self._seen
        until = 3 * index + 2
        if until < parts:
            parts, line, column = _START
        between = "".join(self._parts[parts:until])
        newline = between.rfind("\n")
        if newline < 0:
            column += len(between)
        else:
            line += between.count("\n")
            column = len(between) - newline
        self._seen = until, line, column
        return line, column

    def line(self, index: int) -> int:
        """Return the line of a token."""
        return self.place(index)[0]

    def fail(self, expected: str) -> SyntaxProblem:
        """Return the problem of the token at hand."""
        found = self.texts[self.at]
        if found.startswith("/*"):
            return SyntaxProblem(self.at, "a comment without an end; expected '*/'")
        if found[:1] in ('"', "'") and not _is_string(found):
            return SyntaxProblem(self.at, f"a string without an end; expected {found[0]} on the same line")
        shown = f"{found[:40]!r}" if found else "the end of the file"
        return SyntaxProblem(self.at, f"{shown} where {expected} is expected")

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

    def name(self, what: str = "a name") -> str:
        """Take an identifier without dots."""
        token = self.texts[self.at]
        if token[:1] not in _LETTERS or "." in token:
            raise self.fail(what)
        self.at += 1
        return token

    def dotted(self, what: str = "a name") -> str:
        """Take an identifier with or without dots; blanks around the dots are left out."""
        texts, start = self.texts, self.at
        self.at += 1
        if texts[start][:1] in _LETTERS and texts[self.at][:1] != ".":
            return texts[start]
        parts = [texts[start]]
        while parts[-1] == "." or texts[self.at].startswith("."):
            parts.append(texts[self.at])
            self.at += 1
        joined = "".join(parts)
        if not all(part.isidentifier() and part.isascii() for part in joined.removeprefix(".").split(".")):
            self.at = start
            raise self.fail(what)
        return joined

    def integer(self, what: str = "a number") -> int:
        """Take an integer, decimal, octal or hexadecimal, with its sign."""
        negative = self.texts[self.at] == "-"
        number = _integer(self.texts[self.at + negative])
        if number is None:
            raise self.fail(what)
        self.at += 1 + negative
        return -number if negative else number

    def string(self, what: str = "a string") -> bytes:
        """Take one or more adjacent strings, decoded."""
        texts, start = self.texts, self.at
        parts = []
        while _is_string(texts[self.at]):
            parts.append(unquoted(texts[self.at]))
            self.at += 1
        if self.at == start:
            raise self.fail(what)
        return b"".join(parts)

    def value(self) -> Value:
        """Take the value of an option."""
        token = self.texts[self.at]
        if token[:1] in _LETTERS:
            return Word(self.name("a value"))
        if token == "{":
            return Aggregate(self.enclosed())
        if _is_string(token):
            return self.string()
        negative = self.take("-")
        token = self.texts[self.at]
        number = _integer(token)
        if number is None and token[:1].isdigit() | (token[:1] == "." and token[1:2].isdigit()):
            number = float(token)  # type: ignore[assignment]
        if number is not None:
            self.at += 1
            return -number if negative else number
        word = self.name("a value")
        if negative and word not in ("inf", "nan", "infinity"):
            raise SyntaxProblem(self.at - 1, f"'-{word}' where a value is expected")
        return Word("-" + word if negative else word)

    def enclosed(self) -> str:
        """Take a bracketed group whole and return its tokens with single blanks."""
        start, open_brackets = self.at, [_CLOSES[self.texts[self.at]]]
        self.at += 1
        while open_brackets:
            token = self.texts[self.at]
            if token in _CLOSES:
                open_brackets.append(_CLOSES[token])
            elif token == open_brackets[-1]:
                open_brackets.pop()
            elif not token or token in ("}", "]", ">"):
                raise self.fail(f"{open_brackets[-1]!r}")
            if len(open_brackets) > MAX_DEPTH:
                raise self.fail(f"nesting of at most {MAX_DEPTH} levels")
            self.at += 1
        return " ".join(self.texts[start : self.at])

    def note(self, problem: SyntaxProblem) -> None:
        """Keep a problem and go to the end of its statement. Raises InputError when there are too many."""
        self.problems.append(Problem(self.path, self.line(problem.index), problem.message))
        if len(self.problems) >= MAX_PROBLEMS:
            raise InputError(*self.problems)
        self.at = max(self.at, problem.index)
        depth = 0
        while token := self.texts[self.at]:
            depth += (token == "{") - (token == "}")
            if depth < 0:
                return
            self.at += 1
            if depth == 0 and token in (";", "}"):
                return


def _is_string(token: str) -> bool:
    return token[:1] in ('"', "'") and _STRING.fullmatch(token) is not None


def unquoted(token: str) -> bytes:
    """Return the bytes that a quoted string stands for."""
    body = token[1:-1].encode()
    return _ESCAPE.sub(_unescaped, body) if b"\\" in body else body


def _unescaped(match: re.Match[bytes]) -> bytes:
    code = match[1]
    if code[:1] in b"01234567":
        return bytes([int(code, 8) & 0xFF])
    if code[:1] in b"xX" and len(code) > 1:
        return bytes([int(code[1:], 16)])
    if code[:1] in b"uU" and len(code) > 1:
        point = int(code[1:], 16)
        return chr(point).encode("utf-8", "surrogatepass") if point < 0x110000 else b"\xef\xbf\xbd"
    return bytes([_PLAIN_ESCAPES[code[0]]]) if code[0] in _PLAIN_ESCAPES else code


def _integer(token: str) -> int | None:
    if not token[:1].isdigit() or len(token) > 24:
        return None
    try:
        if token[:2] in ("0x", "0X"):
            return int(token, 16)
        return int(token, 8 if token[0] == "0" else 10)
    except ValueError:
        return None
