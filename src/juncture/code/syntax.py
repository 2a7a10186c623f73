"""The syntax tree of one file, with the few questions that are asked of it."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from juncture.code.language import Language, grammar_of, pattern
from juncture.facts.problem import InputError, Problem

if TYPE_CHECKING:
    from ast_grep_py import SgNode

MAX_BYTES = 1_000_000
"""Beyond this a source file is generated or minified; parsing it would take seconds (threats.md T13)."""
MAX_DEPTH = 1_000
CALLEE = 300
"""Characters of a callee that forms look at, counted from its end: a chain of calls may be long."""
MAX_COST = 4_000_000_000
"""Length of long lines times the nodes on them: a node's place is found by walking along its line."""
_TOO_DEEP = f"nested more than {MAX_DEPTH:,} deep; such source files are not read"
_LONG_LINE, _NODES = 5_000, re.compile(rb"[(.,=]")
_OPENERS, _BRACKETS = (b"(", b"[", b"{"), re.compile(rb"[()\[\]{}]")


class Source:
    """A parsed file. Offsets count characters of ``text``. Raises InputError for one too large to be parsed."""

    def __init__(self, path: str, language: Language, content: bytes) -> None:
        from ast_grep_py import SgRoot  # noqa: PLC0415 (loads a large library)

        _check_size(path, content)
        self.path = path
        self.language = language
        self.grammar = grammar_of(path) or ""
        self.text = content.decode("utf-8", "replace")
        # kept: nodes are valid while their root lives
        self.tree = SgRoot(self.text, self.grammar)
        self.root = self.tree.root()

    def nodes(self, *kinds: str, regex: str = "") -> "list[SgNode]":
        """Return the nodes of these kinds, in the order of the text."""
        known = [kind for kind in dict.fromkeys(kinds) if _has(self.grammar, kind)]
        if not known:
            return []
        rule: dict[str, Any] = {"any": [{"kind": kind} for kind in known]}
        if regex:
            rule["regex"] = regex
        found: list[SgNode] = self.root.find_all({"rule": rule})
        return found

    def check_depth(self, node: "SgNode") -> None:
        """Raise InputError for a node nested so deep that walking up from it takes long."""
        if len(node.ancestors()) > MAX_DEPTH:
            raise InputError(Problem(self.path, self.line(span(node)[0]), _TOO_DEEP))

    def start(self, node: "SgNode", limit: int) -> str:
        """Return at most ``limit`` characters of a node, without white space."""
        start, end = span(node)
        return "".join(self.text[start : min(end, start + limit)].split())

    @cached_property
    def _newlines(self) -> list[int]:
        return [found.start() for found in re.finditer("\n", self.text)]

    def line(self, offset: int) -> int:
        """Return the line of an offset, counted from 1."""
        return bisect_right(self._newlines, offset - 1) + 1

    def line_text(self, line: int) -> str:
        """Return a line, stripped, at most 300 characters of it."""
        start = self._newlines[line - 2] + 1 if line > 1 else 0
        end = self._newlines[line - 1] if line <= len(self._newlines) else len(self.text)
        return self.text[start : min(end, start + 2_000)].strip()[:300]

    @cached_property
    def scopes(self) -> "Scopes":
        """Where functions and own types begin and end."""
        syntax = self.language.syntax
        return Scopes([span(node) for node in self.nodes(*syntax.functions, *syntax.types, *syntax.comprehensions)])

    @cached_property
    def silent(self) -> "Scopes":
        """Where comments and strings begin and end."""
        syntax = self.language.syntax
        return Scopes([span(node) for node in self.nodes(*syntax.comments, *syntax.strings)])


def _check_size(path: str, content: bytes) -> None:
    """Raise InputError for a file too large or too deeply nested to be parsed in bounded time."""
    if len(content) > MAX_BYTES:
        problem = f"{len(content):,} bytes; source files over {MAX_BYTES:,} bytes are not read"
        raise InputError(Problem(path, 0, problem))
    cost = sum(len(line) * len(_NODES.findall(line)) for line in content.split(b"\n") if len(line) > _LONG_LINE)
    if cost > MAX_COST:
        raise InputError(Problem(path, 0, "lines of many thousand characters; minified source files are not read"))
    if sum(content.count(opener) for opener in _OPENERS) <= MAX_DEPTH:
        return
    depth = deepest = 0
    for bracket in _BRACKETS.finditer(content):
        depth = depth + 1 if bracket[0] in _OPENERS else max(depth - 1, 0)
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        raise InputError(Problem(path, 0, _TOO_DEEP))


@cache
def _has(grammar: str, kind: str) -> bool:
    """Tell whether a grammar has this kind of node; the grammars of one language differ."""
    from ast_grep_py import SgRoot  # noqa: PLC0415

    try:
        SgRoot("", grammar).root().find(kind=kind)
    except RuntimeError:
        return False
    return True


class Scopes:
    """Nested ranges of a text; each is known by its index, the file as a whole by -1."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.spans = sorted(set(spans), key=lambda pair: (pair[0], -pair[1]))
        self._starts = [start for start, _ in self.spans]
        self.parents: list[int] = []
        within: list[int] = []
        for index, (start, _) in enumerate(self.spans):
            while within and self.spans[within[-1]][1] <= start:
                within.pop()
            self.parents.append(within[-1] if within else -1)
            within.append(index)

    def innermost(self, offset: int) -> int:
        """Return the innermost range that contains the offset."""
        index = bisect_right(self._starts, offset) - 1
        while index >= 0 and self.spans[index][1] <= offset:
            index = self.parents[index]
        return index

    def within(self, offset: int) -> bool:
        """Tell whether the offset lies behind the start of a range that contains it."""
        index = self.innermost(offset)
        return index >= 0 and self.spans[index][0] < offset

    def around(self, offset: int) -> Iterator[int]:
        """Yield the ranges that contain the offset, innermost first, then -1."""
        index = self.innermost(offset)
        while index >= 0:
            yield index
            index = self.parents[index]
        yield -1


def span(node: "SgNode") -> tuple[int, int]:
    """Return where a node starts and ends, in characters."""
    range_ = node.range()
    return range_.start.index, range_.end.index


def child(node: "SgNode", path: str) -> "SgNode | None":
    """Return the descendant that a path leads to, or None.

    Steps are separated by ``/``: a field, a named child by its number (from the end where negative), ``^`` for the
    parent, ``.`` for the node itself, or the kind of a named child.
    """
    at: SgNode | None = node
    for step in path.split("/"):
        if at is None:
            return None
        at = _step(at, step)
    return at


def _step(node: "SgNode", step: str) -> "SgNode | None":
    if step == ".":
        return node
    if step == "^":
        return node.parent()
    if step.lstrip("-").isdigit():
        children, number = node.named_children(), int(step)
        return children[number] if -len(children) <= number < len(children) else None
    found = node.field(step)
    if found is None:
        found = next((each for each in node.named_children() if each.kind() == step), None)
    return found


def written(text: str) -> str:
    """Return a piece of code without its white space, at most the last CALLEE characters."""
    return "".join(text[-CALLEE:].split())


def string(source: Source, node: "SgNode") -> str | None:
    """Return the content of a string literal; None for another node or where a part is computed."""
    syntax = source.language.syntax
    if node.kind() not in syntax.strings:
        return None
    if any(each.kind() in syntax.interpolations for each in node.named_children()):
        return None
    found = pattern(r'(?s)^(?:[a-zA-Z@$]{0,3}#*)("""|\'\'\'|"|\'|`)(.*)\1#*$').match(node.text())
    if found is None:
        return None
    return re.sub(r"\\(.)", r"\1", found[2]) if "\\" in found[2] else found[2]
