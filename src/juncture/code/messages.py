"""Message types: what a message that is handed to a bus was built as, as far as its own file tells."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from juncture.code.language import pattern
from juncture.code.sites import site_of, unwrap
from juncture.code.syntax import span
from juncture.code.values import Values

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_DEPTH = 4
_MAPS = r"(?:^|\.)(?:Adapt|Map|MapTo|AdaptToType)<(?:[\w.]+,)?(?P<type>[\w.]+)>$"
"""Calls that build what their last type argument says of another object (AutoMapper, Mapster)."""
_MAX = 20
"""Values that one variable is given in turn."""


def built(values: Values, node: "SgNode", depth: int = 0) -> Iterator[str]:
    """Yield the types that an expression is built as: by ``new`` or a mapping, on either branch, or by its variable."""
    source = values.source
    node = unwrap(source, node)
    if depth > _DEPTH:
        return
    if node.kind() == "conditional_expression":
        for name in ("consequence", "alternative"):
            branch = node.field(name)
            if branch is not None:
                yield from built(values, branch, depth + 1)
        return
    if node.kind() in values.syntax.names:
        yield from _named(values, node, depth)
        return
    site = site_of(source, node)
    if site is not None and site.kind == "new":
        yield plain(site.callee)
    mapped = pattern(_MAPS).search(site.callee) if site is not None and site.kind == "call" else None
    if mapped:
        yield plain(mapped["type"])


def plain(type_: str) -> str:
    """Return a type's own name, without its namespace and type arguments."""
    return pattern(r"<.*$").sub("", type_).rpartition(".")[2]


def _named(values: Values, node: "SgNode", depth: int) -> Iterator[str]:
    """Yield what a variable is given where it is declared, and by assignments in the same function."""
    scopes, name, offset = values.source.scopes, node.text(), span(node)[0]
    around = set(scopes.around(offset)) - {-1}
    given = [each.node for each in values.declarations.meant(name, offset)]
    assigned = values.declarations.assignments.get(name, ())
    given += [value for at, value in assigned if scopes.innermost(at) in around]
    for value in given[:_MAX]:
        yield from built(values, value, depth + 1)
