"""A bridge: a value that is given a local name only to be put under the member's own name again. It needs no edit."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from juncture.code.language import pattern
from juncture.code.sites import site_of, unwrap
from juncture.code.syntax import Source, child, span, string

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_MOST = 50
"""Times that a local name may stand in a file; beyond these nobody follows it."""


def bridged(source: Source, expression: "SgNode", names: Collection[str]) -> set[int]:
    """Return the lines on which a value that is given a local name of no type is put under one of the names.

    Empty where it is not given a name, or the name is used for anything else as well.
    """
    held = _held(source, expression)
    if held is None:
        return set()
    local, start = held
    scope = source.scopes.innermost(start)
    kinds = (*source.language.syntax.names, *source.language.syntax.identifiers)
    found = source.nodes(*kinds, regex=f"^{pattern(r'[^A-Za-z0-9_]').sub('', local)}$")
    later = [each for each in found if span(each)[0] > start and scope in source.scopes.around(span(each)[0])]
    others = [each for each in later if not _is_member(source, each)]
    whole = len(others) <= _MOST and all(_put(source, each, names) for each in others)
    return {source.line(span(each)[0]) for each in others} if whole else set()


def _held(source: Source, expression: "SgNode") -> tuple[str, int] | None:
    """Return the name that a declaration without a type gives an expression, and where the expression starts."""
    start, end = span(expression)
    for around in expression.ancestors()[:4]:
        for form in source.language.syntax.declarations:
            if form.kind != around.kind() or not form.value:
                continue
            name, value = child(around, form.name), child(around, form.value)
            if name is None or value is None or span(unwrap(source, value)) != (start, end):
                continue
            name = unwrap(source, name)
            return (name.text(), end) if name.is_named_leaf() else None
    return None


def _is_member(source: Source, leaf: "SgNode") -> bool:
    """Tell whether a name is that of a member, and not of the variable."""
    return source.text[: span(leaf)[0]].rstrip()[-1:] == "."


def _put(source: Source, leaf: "SgNode", names: Collection[str]) -> bool:
    """Tell whether a variable stands where one of the names is given a value."""
    syntax = source.language.syntax
    node: SgNode = leaf
    for around in leaf.ancestors()[:5]:
        kind = around.kind()
        pair = syntax.pairs.get(kind)
        key = child(around, pair[0]) if pair else None
        if key is not None:
            value = child(around, pair[1]) if pair else None
            held = value is not None and span(unwrap(source, value)) == span(leaf)
            return held and (string(source, key) or key.text()) in names
        if kind in syntax.assignments:
            left, right = around.field("left") or child(around, "0"), around.field("right") or child(around, "-1")
            whole = right is not None and span(unwrap(source, right)) == span(leaf)
            return (
                whole and left is not None and pattern(r"\w+$").findall(left.text())[-1:] in [[name] for name in names]
            )
        site = site_of(source, around)
        if site is not None:
            called = pattern(r"\w+$").search(site.callee)
            return called is not None and called[0] in names and span(node) != site.callee_span
        if kind not in (*syntax.arguments, *syntax.transparent) and not _shorthand(around):
            return _shorthand(leaf) and leaf.text() in names
        node = around
    return False


def _shorthand(node: "SgNode") -> bool:
    return "shorthand" in node.kind()
