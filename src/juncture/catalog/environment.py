"""Environment files (``.env``): names, values with ``${…}`` filled in, and the line that each stands on.

Source: Docker Docs, "Env file syntax" and "Interpolation". The shell's own variables are not known here: a name that
the file does not set stays in the text as it is written, and is listed as unset.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from juncture.facts.problem import InputError, Problem
from juncture.facts.provenance import Provenance
from juncture.repository.cache import Reader

MAX_LENGTH = 64 * 1024
"""Characters a value may grow to; values made of values double with each line (threats.md T13)."""
MAX_BYTES = 4 * 1024 * 1024
"""Bytes of a file, and characters of all its values together."""
MAX_NESTED = 20
"""How deep defaults may nest: ``${A:-${B:-…}}``."""


class Variable(msgspec.Struct, frozen=True):
    """A name and its value. ``unset`` are names the value needs and nobody here sets; the value then shows them."""

    name: str
    value: str
    path: str
    line: int
    unset: tuple[str, ...] = ()


class Value(msgspec.Struct, frozen=True):
    """A text of a manifest and where it is written.

    ``unset`` are variables it needs and nobody here sets; the text then shows them (``http://${HOST}:80``). ``via``
    is where the variables that filled it are set.
    """

    text: str
    path: str
    line: int
    unset: tuple[str, ...] = ()
    via: tuple[Provenance, ...] = ()


class EnvFile(msgspec.Struct, frozen=True):
    """An environment file. A name given twice has its last value."""

    path: str
    variables: tuple[Variable, ...] = ()


class Filled(NamedTuple):
    """Text with its variables filled in; ``unset`` names those that stay as written, ``via`` those filled in."""

    text: str
    unset: tuple[str, ...] = ()
    via: tuple[str, ...] = ()


class TooLongError(ValueError):
    """Text that grows beyond MAX_LENGTH, or whose defaults nest beyond MAX_NESTED."""


class NotAssignedError(ValueError):
    """A line that is neither an assignment nor a comment."""

    def __init__(self) -> None:
        super().__init__("no assignment; expected NAME=value")


_PLAIN = re.compile(r"[^$}]+")
_REFERENCE = re.compile(r"\$(?:(?P<escaped>\$)|(?P<bare>[A-Za-z_][A-Za-z0-9_]*)|\{(?P<name>[A-Za-z_][A-Za-z0-9_]*))")
_OPERATOR = re.compile(r":?[-?+]")


def fill(text: str, variables: Mapping[str, Variable]) -> Filled:
    """Fill ``$NAME``, ``${NAME}``, ``${NAME:-default}``, ``-``, ``:?``, ``?``, ``:+``, ``+``; ``$$`` is one ``$``.

    Defaults may nest. Raises TooLongError.
    """
    filler = _Filler(text, variables)
    filled, _ = filler.fill(0, depth=0)
    return Filled(filled, tuple(filler.unset), tuple(filler.via))


class _Filler:
    """One text being filled in: places in it are offsets, each piece is taken once."""

    def __init__(self, text: str, variables: Mapping[str, Variable]) -> None:
        self.text = text
        self.variables = variables
        self.unset: dict[str, None] = {}
        self.via: dict[str, None] = {}

    def fill(self, at: int, *, depth: int) -> tuple[str, int]:
        """Return what follows ``at``, filled in up to the ``}`` that closes it, and where that stands."""
        if depth > MAX_NESTED:
            raise TooLongError(f"defaults nest deeper than {MAX_NESTED} levels")
        pieces: list[str] = []
        length = 0
        while at < len(self.text) and not (depth and self.text[at] == "}"):
            piece, at = self._piece(at, depth)
            pieces.append(piece)
            length += len(piece)
            if length > MAX_LENGTH:
                raise TooLongError(f"grows beyond {MAX_LENGTH:,} characters")
        return "".join(pieces), at

    def _piece(self, at: int, depth: int) -> tuple[str, int]:
        plain = _PLAIN.match(self.text, at)
        if plain:
            return plain[0], plain.end()
        found = _REFERENCE.match(self.text, at)
        if found is None:
            return self.text[at], at + 1
        if found["escaped"]:
            return "$", found.end()
        if found["bare"]:
            return self._value(found["bare"], found[0]), found.end()
        return self._braced(found, depth)

    def _braced(self, found: re.Match[str], depth: int) -> tuple[str, int]:
        operator = _OPERATOR.match(self.text, found.end())
        start = operator.end() if operator else found.end()
        outer, self.unset, self.via = (self.unset, self.via), {}, {}
        inner, end = self.fill(start, depth=depth + 1)
        needed, (self.unset, self.via) = (self.unset, self.via), outer
        written = self.text[found.start() : end + 1]
        if end >= len(self.text) or (operator is None and start != end):
            return written, end + 1  # not closed, or no variable by any rule: text like any other
        name, sign = found["name"], operator[0][-1] if operator else ""
        is_set = self._is_set(name, or_empty=not operator or operator[0][0] != ":")
        if sign == "+" and not is_set:
            return "", end + 1
        if sign == "+" or (sign == "-" and not is_set):
            self.unset.update(needed[0])
            self.via.update(needed[1])
            return inner, end + 1
        return self._value(name, written), end + 1

    def _is_set(self, name: str, *, or_empty: bool) -> bool:
        known = self.variables.get(name)
        return known is not None and name not in known.unset and (or_empty or known.value != "")

    def _value(self, name: str, written: str) -> str:
        known = self.variables.get(name)
        if known is None or name in known.unset:
            self.unset[name] = None
            return written
        self.unset.update(dict.fromkeys(known.unset))
        self.via[name] = None
        return known.value


_ASSIGNMENT = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*(?:([=:])[ \t]*)?")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "$": "$$"}
_QUOTED = re.compile(r"""'([^']*)'|"((?:[^"\\]++|\\.)*+)\"""", re.DOTALL)
_COMMENT = re.compile(r"[ \t]#")


def read(path: str, content: bytes) -> EnvFile:
    """Return the variables of an environment file. Raises InputError with every line that is no assignment."""
    if len(content) > MAX_BYTES:
        raise InputError(Problem(path, 0, f"{len(content):,} bytes; environment files over {MAX_BYTES:,} are not read"))
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    known: dict[str, Variable] = {}
    problems: list[Problem] = []
    at, line, size = 0, 1, 0
    while at < len(text):
        end = _end_of_line(text, at)
        if text[at:end].strip() and not text[at:end].lstrip().startswith("#"):
            try:
                variable, after = _assignment(path, line, text, at, known)
            except (NotAssignedError, TooLongError) as error:
                problems.append(Problem(path, line, str(error)))
            else:
                known[variable.name] = variable
                end = _end_of_line(text, after)
                size += len(variable.value)
        if size > MAX_BYTES:
            raise InputError(Problem(path, line, f"values grow beyond {MAX_BYTES:,} characters together"))
        line += text.count("\n", at, end + 1)
        at = end + 1
    if problems:
        raise InputError(*problems)
    return EnvFile(path, tuple(known.values()))


def _assignment(path: str, line: int, text: str, at: int, known: Mapping[str, Variable]) -> tuple[Variable, int]:
    """Return the variable that a line sets, and where its value ends. Raises NotAssignedError, TooLongError."""
    found = _ASSIGNMENT.match(text, at)
    end = _end_of_line(text, at)
    if found is None:
        raise NotAssignedError
    if found[2]:
        raw, end, is_literal = _value(text, found.end())
        filled = Filled(raw) if is_literal else fill(raw, known)
        return Variable(found[1], filled.text, path, line, filled.unset), end
    rest = text[found.end() : end].strip()
    if rest and not rest.startswith("#"):
        raise NotAssignedError
    shell = Variable(found[1], f"${{{found[1]}}}", path, line, (found[1],))
    return known.get(found[1], shell), end


def _value(text: str, at: int) -> tuple[str, int, bool]:
    """Return the raw value at a place, where it ends, and whether ``$`` is a plain sign in it."""
    quoted = _QUOTED.match(text, at)
    if quoted and quoted[1] is not None:
        return quoted[1], quoted.end(), True
    if quoted:
        return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[0]), quoted[2]), quoted.end(), False
    end = _end_of_line(text, at)
    comment = _COMMENT.search(text, at - 1, end)
    return text[at : comment.start() if comment else end].strip(), end, False


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def together(files: Iterable[EnvFile]) -> Mapping[str, Variable]:
    """Return the variables of several files by name; a later file wins, as with ``--env-file`` given twice."""
    return {variable.name: variable for file in files for variable in file.variables}


def recognises(path: str) -> bool:
    """Tell whether a path names an environment file that a service reads (``.env``, ``.env.local``, ``web.env``)."""
    if ".env" not in path:
        return False
    name = path.rpartition("/")[2]
    return name == ".env" or name.startswith(".env.") or name.endswith(".env")


READER = Reader("environment", 1, EnvFile, read)
