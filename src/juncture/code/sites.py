"""The places in a file that forms look at: calls, constructions, literals, bases, annotations, and the like."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from juncture.code.grammar import Site as SiteForm
from juncture.code.grammar import SiteKind
from juncture.code.language import Form, pattern
from juncture.code.syntax import CALLEE, Source, child, span, string, written

if TYPE_CHECKING:
    import re

    from ast_grep_py import SgNode

_LONGEST = 1_500
"""Characters of a statement; a longer one is known by its innermost pieces."""
_CLIMBED = 30
_BLOCK = r"block|body|^statements$|statement_list|compound_statement|^(?:source_file|program|module|\w+_unit)$"


def _path(before: str) -> str:
    found = pattern(r"[\w:.!]*$").search(before)
    return found[0] if found else ""


class Site:
    """One place: its callee as written, without white space, and its arguments when they are asked for."""

    def __init__(self, source: Source, node: "SgNode", form: SiteForm) -> None:
        self.source = source
        self.node = node
        self.form = form
        self.offset, self._end = span(node)

    @property
    def kind(self) -> SiteKind:
        """The kind of place."""
        return self.form.site

    @cached_property
    def callee(self) -> str:
        """What is called, built, extended or read, at most its last 300 characters."""
        start, end = self.callee_span
        return written(self.source.text[max(start, end - CALLEE) : end])

    @cached_property
    def callee_span(self) -> tuple[int, int]:
        """Where the callee is; a call's starts with the object it is called on."""
        if self.form.callee == "<":
            before = self.source.text[max(0, self.offset - CALLEE) : self.offset]
            return self.offset - len(_path(before)), self.offset
        called = child(self.node, self.form.callee) if self.form.callee else self.node
        if called is None:
            return self.offset, self.offset
        start, end = span(called)
        return (self.offset, end) if self.kind == "call" else (start, end)

    @property
    def end(self) -> int:
        """Where the place ends."""
        return self._end

    @property
    def line(self) -> int:
        """The line on which the callee ends: in a chain of calls, the line of this call."""
        return self.source.line(max(self.callee_span[1] - 1, 0))

    @cached_property
    def _arguments(self) -> "list[tuple[str, SgNode]]":
        holder = child(self.node, self.form.arguments) if self.form.arguments else None
        if holder is not None and self.kind == "index":
            return [("", holder)]
        return list(keyed(self.source, holder)) if holder is not None else []

    def argument(self, form: Form) -> "list[SgNode]":
        """Return the arguments that carry what the form is about; none where the call has none there."""
        positional = [node for key, node in self._arguments if not key]
        if len(positional) < form.least:
            return []
        if form.key:
            found = self._keyed(form, self._arguments)
            if found or form.argument is None:
                return found
        if form.argument == "every":
            return positional
        if form.argument == "literal":
            return [node for node in positional if string(self.source, unwrap(self.source, node)) is not None][:1]
        if not isinstance(form.argument, int) or form.argument >= len(positional):
            return []
        node = positional[form.argument]
        return self._keyed(form, keyed(self.source, unwrap(self.source, node))) if form.within else [node]

    def _keyed(self, form: Form, pairs: "Iterable[tuple[str, SgNode]]") -> "list[SgNode]":
        return [node for key, node in pairs if key and pattern(form.key).search(key)]

    def positional(self, number: int) -> "SgNode | None":
        """Return one positional argument, or None."""
        positional = [node for key, node in self._arguments if not key]
        return positional[number] if number < len(positional) else None

    @property
    def keyed(self) -> "list[tuple[str, SgNode]]":
        """The arguments with their keys, without the positional ones."""
        return [(key, node) for key, node in self._arguments if key]

    @property
    def bare(self) -> bool:
        """Tell whether there are no arguments."""
        return not self._arguments


def sites(source: Source, kinds: Iterable[SiteKind]) -> Iterator[Site]:
    """Yield the places of these kinds, in the order of the text."""
    wanted = set(kinds)
    forms: dict[str, list[SiteForm]] = {}
    for form in source.language.syntax.sites:
        if form.site in wanted:
            forms.setdefault(form.kind, []).append(form)
    for node in source.nodes(*forms):
        for form in forms[node.kind()]:
            yield Site(source, node, form)


def site_of(source: Source, node: "SgNode") -> Site | None:
    """Return the place that a node is, or None."""
    kind = node.kind()
    form = next((form for form in source.language.syntax.sites if form.kind == kind), None)
    return Site(source, node, form) if form else None


def keyed(source: Source, holder: "SgNode") -> "Iterator[tuple[str, SgNode]]":
    """Yield the entries of an argument list or a literal with their names, empty for positional ones."""
    pairs, comments = source.language.syntax.pairs, source.language.syntax.comments
    for entry in holder.named_children():
        kind = entry.kind()
        if kind in comments:
            continue
        key = child(entry, pairs[kind][0]) if kind in pairs else None
        value = child(entry, pairs[kind][1]) if kind in pairs else None
        if key is not None and value is not None and span(key) != span(value):
            yield string(source, key) or written(key.text()).strip("\"':"), value
        else:
            yield "", entry


def unwrap(source: Source, node: "SgNode") -> "SgNode":
    """Return what parentheses, addresses, casts and argument wrappers stand for."""
    for _ in range(10):
        if node.kind() not in source.language.syntax.transparent:
            return node
        inner = node.field("value") or node.field("operand") or node.field("argument")
        children = node.named_children()
        if inner is None and not children:
            return node
        node = inner if inner is not None else children[0]
    return node


def matches(form: Form, site: Site, callee: str = "") -> "re.Match[str] | None":
    """Return how a form fits a place, whatever the imports say; ``callee`` stands for the callee as written."""
    return pattern(form.like).search(callee or site.callee) if form.site == site.kind else None


def statement(source: Source, node: "SgNode") -> str:
    """Return the statement or expression around a node on one line: what holds a block, or is long, is left out."""
    syntax = source.language.syntax
    start, end = span(node)
    for around in node.ancestors()[:_CLIMBED]:
        first, last = span(around)
        if around.kind() in (*syntax.functions, *syntax.types) or last - first > _LONGEST or _opens(around):
            break
        start, end = first, last
    return " ".join(source.text[start:end].split())


def _opens(node: "SgNode") -> bool:
    """Tell whether a node is a block, or holds one."""
    return any(pattern(_BLOCK).search(each.kind()) for each in (node, *node.named_children()))
