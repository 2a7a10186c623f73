"""The syntax of chart templates: text and actions, parsed into nodes with their lines.

Source: Go, package text/template ("Actions", "Arguments", "Pipelines"); what only Helm adds are functions.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

MAX_DEPTH = 40
"""How deep blocks and parentheses may nest."""
MAX_BYTES = 512 * 1024
"""Characters of a template that is read."""


class TemplateError(ValueError):
    """A template that cannot be read. ``line`` is where."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


class Literal(NamedTuple):
    """A constant."""

    value: Any


class Path(NamedTuple):
    """Fields of what an expression gives: ``.a.b``, ``$x.a``, ``(…).a``. ``root`` is ``.``, a variable or a term."""

    root: Any
    fields: tuple[str, ...]


class Call(NamedTuple):
    """A function with its arguments; a value with arguments is a method."""

    name: Any
    arguments: tuple[Any, ...]


class Pipe(NamedTuple):
    """Commands, each given the result of the one before as its last argument."""

    commands: tuple[Any, ...]


class Text(NamedTuple):
    """Text between actions; ``line`` is where it begins."""

    text: str
    line: int


class Action(NamedTuple):
    """A value that is written, or put into variables."""

    pipe: Any
    variables: tuple[str, ...]
    line: int


class Block(NamedTuple):
    """``if``, ``with``, ``range``, ``define``. ``otherwise`` is what follows ``else``, ``name`` that of a define."""

    kind: str
    pipe: Any
    variables: tuple[str, ...]
    body: "tuple[Node, ...]"
    otherwise: "tuple[Node, ...]"
    line: int
    name: str = ""


Node = Text | Action | Block

_ACTION = re.compile(
    r"\{\{(?P<left>-(?=\s))?"
    r"(?P<inside>(?:/\*(?:[^*]|\*(?!/))*+\*/|\"(?:[^\"\\\n]|\\.)*+\"|`[^`]*+`|[^}\"`/]|/(?!\*)|\}(?!\}))*?)"
    r"(?P<right>(?<=\s)-)?\}\}"
)
_TOKEN = re.compile(
    r"\s*(?:(?P<string>\"(?:[^\"\\]|\\.)*+\")|(?P<raw>`[^`]*+`)|(?P<char>'(?:[^'\\]|\\.)*+')"
    r"|(?P<number>[-+]?\d[\w.]*)|(?P<sign>:=|=|\||\(|,)|(?P<close>\)(?P<after>(?:\.[A-Za-z_]\w*)*))"
    r"|(?P<variable>\$\w*(?:\.[A-Za-z_]\w*)*)|(?P<field>(?:\.[A-Za-z_]\w*)+|\.)|(?P<word>[A-Za-z_]\w*))"
)
_KEYWORDS = frozenset({"if", "with", "range", "define", "block"})


class _Tag(NamedTuple):
    """An action as it stands: its words and its line."""

    tokens: tuple[tuple[str, str], ...]
    line: int


def parse(text: str) -> tuple[Node, ...]:
    """Return the nodes of a template. Raises TemplateError."""
    if len(text) > MAX_BYTES:
        raise TemplateError(1, f"over {MAX_BYTES:,} characters")
    parser = _Parser(_pieces(text))
    nodes, end = parser.body(0)
    if end is not None:
        raise TemplateError(end.line, f"{{{{ {end.tokens[0][1]} }}}} closes nothing")
    return nodes


def _pieces(text: str) -> "list[Text | _Tag]":
    pieces: list[Text | _Tag] = []
    at, line, trim = 0, 1, False
    while (start := text.find("{{", at)) >= 0:
        line += text.count("\n", at, start)
        found = _ACTION.match(text, start)
        if found is None:
            raise TemplateError(line, "{{ is not closed")
        pieces += _text(text[at:start], line, left=trim, right=bool(found["left"]))
        tokens = _tokens(found["inside"], line)
        pieces += [_Tag(tokens, line)] if tokens else []
        line += found[0].count("\n")
        at, trim = found.end(), bool(found["right"])
    return [*pieces, *_text(text[at:], line + text.count("\n", at), left=trim, right=False)]


def _text(text: str, last: int, *, left: bool, right: bool) -> list[Text]:
    """Return text without the white space that its neighbours trim; ``last`` is the line on which it ends."""
    shown = text.rstrip() if right else text
    last -= text.count("\n", len(shown))
    shown = shown.lstrip() if left else shown
    return [Text(shown, last - shown.count("\n"))] if shown else []


def _tokens(inside: str, line: int) -> tuple[tuple[str, str], ...]:
    if inside.strip().startswith("/*"):
        return ()
    found: list[tuple[str, str]] = []
    at = 0
    while inside[at:].strip():
        match = _TOKEN.match(inside, at)
        if match is None:
            raise TemplateError(line, f"not understood: {inside[at : at + 20].strip()}")
        kind = next(name for name, value in match.groupdict().items() if value is not None)
        found.append((kind, match[0].strip()))
        at = match.end()
    return tuple(found)


class _Parser:
    """Pieces, taken one after the other."""

    def __init__(self, pieces: "Sequence[Text | _Tag]") -> None:
        self.pieces = pieces
        self.at = 0

    def body(self, depth: int) -> "tuple[tuple[Node, ...], _Tag | None]":
        """Return the nodes up to the ``end`` or ``else`` that closes them, and that tag."""
        if depth > MAX_DEPTH:
            raise TemplateError(0, f"blocks nest deeper than {MAX_DEPTH}")
        nodes: list[Node] = []
        while self.at < len(self.pieces):
            piece = self.pieces[self.at]
            self.at += 1
            if isinstance(piece, Text):
                nodes.append(piece)
            elif piece.tokens[0] in (("word", "end"), ("word", "else")):
                return tuple(nodes), piece
            elif piece.tokens[0][0] == "word" and piece.tokens[0][1] in _KEYWORDS:
                nodes += self._block(piece, depth)
            elif piece.tokens[0] not in (("word", "break"), ("word", "continue")):
                variables, pipe = _declared(piece.tokens, piece.line)
                nodes.append(Action(pipe, variables, piece.line))
        return tuple(nodes), None

    def _block(self, tag: _Tag, depth: int) -> list[Node]:
        kind, tokens = tag.tokens[0][1], tag.tokens[1:]
        name = ""
        if kind in ("define", "block"):
            name, tokens = _unquoted(tokens[0][1]) if tokens else "", tokens[1:]
        variables, pipe = _declared(tokens, tag.line) if tokens else ((), Literal(None))
        body, end = self.body(depth + 1)
        otherwise: tuple[Node, ...] = ()
        if end is not None and end.tokens[0][1] == "else":
            if len(end.tokens) > 1:  # `else if x` is an if within else, closed by the same end
                otherwise = tuple(self._block(_Tag(end.tokens[1:], end.line), depth + 1))
                end = _Tag((("word", "end"),), end.line)
            else:
                otherwise, end = self.body(depth + 1)
        if end is None or end.tokens[0][1] != "end":
            raise TemplateError(tag.line, f"{{{{ {kind} }}}} is not closed")
        block = Block("define" if kind == "block" else kind, pipe, variables, body, otherwise, tag.line, name)
        called = Action(Call("include", (Literal(name), pipe)), (), tag.line)
        return [block, called] if kind == "block" else [block]


def _declared(tokens: tuple[tuple[str, str], ...], line: int) -> tuple[tuple[str, ...], Any]:
    """Return the variables that an action sets (``$k, $v := …``), and its pipeline."""
    signs = [n for n, token in enumerate(tokens[:4]) if token in (("sign", ":="), ("sign", "="))]
    variables: tuple[str, ...] = ()
    if signs:
        variables = tuple(text for kind, text in tokens[: signs[0]] if kind == "variable")
        tokens = tokens[signs[0] + 1 :]
    pipe, rest = _pipe(tokens, line, 0)
    if rest:
        raise TemplateError(line, f"not understood: {rest[0][1]}")
    return variables, pipe


def _pipe(tokens: Sequence[tuple[str, str]], line: int, depth: int) -> tuple[Any, Sequence[tuple[str, str]]]:
    """Return the pipeline at the start of the tokens, and what follows the parenthesis that closes it."""
    if depth > MAX_DEPTH:
        raise TemplateError(line, f"parentheses nest deeper than {MAX_DEPTH}")
    commands: list[Any] = []
    terms: list[Any] = []
    while tokens and tokens[0][0] != "close":
        (kind, text), tokens = tokens[0], tokens[1:]
        if (kind, text) == ("sign", "|"):
            commands.append(_command(terms, line))
            terms = []
        elif (kind, text) == ("sign", "("):
            inner, tokens = _pipe(tokens, line, depth + 1)
            if not tokens:
                raise TemplateError(line, "( is not closed")
            fields = tuple(tokens[0][1][1:].split(".")[1:])
            terms.append(Path(inner, fields) if fields else inner)
            tokens = tokens[1:]
        else:
            terms.append(_term(kind, text, line))
    commands.append(_command(terms, line))
    return (commands[0] if len(commands) == 1 else Pipe(tuple(commands))), tokens


def _command(terms: list[Any], line: int) -> Any:
    if not terms:
        raise TemplateError(line, "a value is missing")
    first, *rest = terms
    arguments = tuple(Call(term, ()) if isinstance(term, str) else term for term in rest)
    return Call(first, arguments) if arguments or isinstance(first, str) else first


def _term(kind: str, text: str, line: int) -> Any:
    if kind in ("string", "raw", "char"):
        return Literal(_unquoted(text))
    if kind == "number":
        return Literal(_number(text))
    if kind == "variable":
        root, *fields = text.split(".")
        return Path(root, tuple(fields))
    if kind == "field":
        return Path(".", tuple(part for part in text.split(".") if part))
    if kind == "word":
        return {"true": Literal(True), "false": Literal(False), "nil": Literal(None)}.get(text, text)
    raise TemplateError(line, f"not understood: {text}")


def _number(text: str) -> int | float | str:
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return text


_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


def _unquoted(text: str) -> str:
    if text.startswith("`"):
        return text[1:-1]
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), text[1:-1])
