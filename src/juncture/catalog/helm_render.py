"""Renders a chart template with the chart's own values, and keeps for every line of the result where it stands.

What cannot be told stands as UNKNOWN_TEXT; the branch of a condition that cannot be told is taken. Nothing is run.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from juncture.catalog.helm_functions import FUNCTIONS, MAX_TEXT, MAX_WEIGHT, TOLERANT, UNKNOWN, text, truth, weight
from juncture.catalog.helm_syntax import Action, Block, Call, Literal, Node, Path, Pipe, TemplateError, Text, parse

MAX_EFFORT = 400_000
"""Steps that the templates of one chart may take: a value, or as many characters as _CHARACTERS."""
_CHARACTERS = 64
MAX_CALLS = 30
"""How deep named templates may call each other."""

Piece = tuple[str, int]
"""Text and the line of the template that it comes from."""


class Rendered(NamedTuple):
    """A rendered template: its text, and for each of its lines (from 0) the line of the template."""

    text: str
    lines: tuple[int, ...]


class Scope:
    """The variables of a block; those of the blocks around it can be set, too."""

    def __init__(self, outer: "Scope | None" = None) -> None:
        self.outer = outer
        self.held: dict[str, Any] = {}

    def get(self, name: str) -> Any:
        """Return a variable, UNKNOWN where none is called so."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.held:
                return scope.held[name]
            scope = scope.outer
        return UNKNOWN

    def set(self, name: str, value: Any) -> None:
        """Give a variable its value where it is known, else here."""
        scope: Scope | None = self
        while scope is not None and name not in scope.held:
            scope = scope.outer
        (scope or self).held[name] = value


class Renderer:
    """The templates of one chart. ``context`` is what ``.`` is at the top of each."""

    def __init__(self, context: dict[str, Any], helpers: Iterable[str]) -> None:
        self.context = context
        self.opaque = {id(context), *(id(value) for value in context.values())}
        self.effort = 0
        self.calls = 0
        self.named: dict[str, tuple[Node, ...]] = {}
        for helper in helpers:
            self.define(parse(helper))

    def define(self, nodes: Iterable[Node]) -> None:
        """Remember the named templates among these nodes."""
        for node in nodes:
            if isinstance(node, Block):
                if node.kind == "define":
                    self.named[node.name] = node.body
                self.define((*node.body, *node.otherwise))

    def render(self, template: str) -> Rendered:
        """Render one template. Raises TemplateError where it cannot be read or is too much."""
        nodes = parse(template)
        self.define(nodes)
        scope = Scope()
        scope.held["$"] = self.context
        out: list[Piece] = []
        self._nodes(nodes, self.context, scope, out)
        return _laid_out(out)

    def _spend(self, effort: int, line: int = 0) -> None:
        self.effort += effort
        if self.effort > MAX_EFFORT:
            raise TemplateError(line, "too much to render")

    def _nodes(self, nodes: Iterable[Node], dot: Any, scope: Scope, out: list[Piece]) -> None:
        for node in nodes:
            if isinstance(node, Text):
                self._spend(1 + len(node.text) // _CHARACTERS, node.line)
                out.append((node.text, node.line))
            elif isinstance(node, Action):
                value = self._value(node.pipe, dot, scope)
                for name in node.variables[:1]:
                    scope.set(name, value)
                if not node.variables:
                    shown = text(value)
                    self._spend(1 + len(shown) // _CHARACTERS, node.line)
                    out.append((shown, -node.line))
            elif node.kind != "define":
                self._block(node, dot, scope, out)

    def _block(self, block: Block, dot: Any, scope: Scope, out: list[Piece]) -> None:
        self._spend(1, block.line)
        value = self._value(block.pipe, dot, scope)
        inner = Scope(scope)
        if block.kind == "range":
            self._range(block, value, dot, scope, out)
        elif truth(value):
            for name in block.variables[:1]:
                inner.held[name] = value
            self._nodes(block.body, value if block.kind == "with" else dot, inner, out)
        else:
            self._nodes(block.otherwise, dot, inner, out)

    def _range(self, block: Block, value: Any, dot: Any, scope: Scope, out: list[Piece]) -> None:
        if isinstance(value, int) and not isinstance(value, bool):
            value = list(range(min(value, MAX_WEIGHT)))
        pairs: list[tuple[Any, Any]] = list(value.items()) if isinstance(value, dict) else []
        pairs = sorted(pairs, key=lambda pair: str(pair[0])) if pairs else pairs
        pairs = list(enumerate(value)) if isinstance(value, list) else pairs
        if not pairs:
            self._nodes(block.otherwise, dot, Scope(scope), out)
        for pair in pairs:
            self._spend(1, block.line)
            inner = Scope(scope)
            names = block.variables[-2:]
            inner.held.update(zip(names, pair if len(names) == 2 else pair[1:], strict=False))
            self._nodes(block.body, pair[1], inner, out)

    def _value(self, term: Any, dot: Any, scope: Scope) -> Any:
        self._spend(1)
        if isinstance(term, Literal):
            return term.value
        if isinstance(term, Path):
            return self._path(term, dot, scope)
        if isinstance(term, Pipe):
            value = self._value(term.commands[0], dot, scope)
            for command in term.commands[1:]:
                call = command if isinstance(command, Call) else Call(command, ())
                value = self._call(call, dot, scope, (value,))
            return value
        return self._call(term, dot, scope, ())

    def _path(self, path: Path, dot: Any, scope: Scope) -> Any:
        if path.root == ".":
            value = dot
        else:
            value = scope.get(path.root) if isinstance(path.root, str) else self._value(path.root, dot, scope)
        for step in path.fields:
            if value is UNKNOWN:
                return UNKNOWN
            value = value.get(step) if isinstance(value, dict) else None
        return value

    def _call(self, call: Call, dot: Any, scope: Scope, piped: tuple[Any, ...]) -> Any:
        if not isinstance(call.name, str):
            return True if _is_capability(call.name) else UNKNOWN
        if call.name in ("and", "or"):
            return self._either(call, dot, scope, piped)
        values = (*(self._value(argument, dot, scope) for argument in call.arguments), *piped)
        if call.name in ("include", "template"):
            return self._include(values)
        if call.name == "tpl" and values and isinstance(values[0], str):
            return self._filled(values[0], values[1] if len(values) > 1 else dot)
        return self._applied(call.name, values)

    def _applied(self, name: str, values: tuple[Any, ...]) -> Any:
        function = FUNCTIONS.get(name)
        if function is None or (name not in TOLERANT and any(value is UNKNOWN for value in values)):
            return UNKNOWN
        try:
            result = function(*values)
        except (TypeError, ValueError, IndexError, KeyError, AttributeError, OverflowError):
            return UNKNOWN  # arguments that the function does not take: Helm would refuse to render
        if isinstance(result, str):
            self._spend(1 + len(result) // _CHARACTERS)
            return result if len(result) <= MAX_TEXT else UNKNOWN
        size = weight(result, self.opaque)
        self._spend(size)
        return result if size <= MAX_WEIGHT else UNKNOWN

    def _either(self, call: Call, dot: Any, scope: Scope, piped: tuple[Any, ...]) -> Any:
        """``and`` and ``or``: the first argument that decides, unless one before it is unknown."""
        value: Any = None
        unknown = False
        for argument in (*call.arguments, *map(Literal, piped)):
            value = self._value(argument, dot, scope)
            unknown = unknown or value is UNKNOWN
            if value is not UNKNOWN and bool(value) == (call.name == "or"):
                return value
        return UNKNOWN if unknown else value

    def _include(self, values: tuple[Any, ...]) -> Any:
        nodes = self.named.get(values[0]) if values and isinstance(values[0], str) else None
        if nodes is None or self.calls >= MAX_CALLS:
            return UNKNOWN
        return self._called(nodes, values[1] if len(values) > 1 else None)

    def _filled(self, template: str, dot: Any) -> Any:
        if "{{" not in template:
            return template
        self._spend(1 + len(template) // _CHARACTERS)
        if self.calls >= MAX_CALLS:
            return UNKNOWN
        try:
            return self._called(parse(template), dot)
        except TemplateError:
            self._spend(0)  # what was too much stays too much
            return UNKNOWN

    def _called(self, nodes: Iterable[Node], dot: Any) -> str:
        self.calls += 1
        scope, out = Scope(), list[Piece]()
        scope.held["$"] = dot
        try:
            self._nodes(nodes, dot, scope, out)
        finally:
            self.calls -= 1
        return "".join(piece for piece, _ in out)


def _is_capability(term: Any) -> bool:
    """Tell whether a method asks what the cluster can do: it is taken to be a current one."""
    return isinstance(term, Path) and term.fields[:1] == ("Capabilities",)


def _laid_out(pieces: Iterable[Piece]) -> Rendered:
    """Return the text with the line of the template for each of its lines: that of the first sign that shows.

    A negative line marks the text of one action, all of which stands on that line.
    """
    whole: list[str] = []
    lines: list[int] = []
    current = 0
    for piece, place in pieces:
        parts = piece.split("\n")
        for number, part in enumerate(parts):
            if number:
                lines.append(current or abs(place))
                current = 0
            if part.strip() and not current:
                current = place + number if place > 0 else -place
        whole.append(piece)
    lines.append(current)
    return Rendered("".join(whole), tuple(lines))
