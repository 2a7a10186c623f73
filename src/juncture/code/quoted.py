"""A member named by a string: given to a call that looks it up, or a key of a map that builds a message."""

from typing import TYPE_CHECKING

from juncture.code.handling import kind_of
from juncture.code.language import pattern
from juncture.code.owners import Owners
from juncture.code.sites import site_of, unwrap
from juncture.code.syntax import Source, span, string

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_BUILDS = r"(?:^|\.)(?:[A-Z]\w*[a-z]\w*|ParseDict)$"
_ENUM = r"^(?:\w+\.)*[A-Z]\w*[a-z]\w*$"
_RECEIVER = 300


def looked_up(source: Source, owners: Owners, leaf: "SgNode") -> tuple[str, str, str, str, str] | None:
    """Return how, receiver, owner, root and literal of a member that a call is given by name, or None."""
    around = leaf.parent()
    call = around.parent() if around is not None else None
    site = site_of(source, call) if call is not None else None
    if site is None:
        return None
    for form in source.language.syntax.quoted:
        given = site.positional(form.argument)
        if given is None or span(given) != span(leaf) or not pattern(form.callee).search(site.callee):
            continue
        on = site.positional(form.receiver) if form.receiver is not None else None
        receiver = source.start(on, _RECEIVER) if on is not None else site.callee.rpartition(".")[0]
        owner, root = owners.of(receiver, span(leaf)[0])
        if not owner and pattern(_ENUM).match(receiver):
            owner = receiver  # asked of the type itself
        value = site.positional(form.argument + 1) if form.how == "write" else None
        return form.how, receiver, owner, root, kind_of(source, unwrap(source, value)) if value is not None else ""
    return None


def builds(source: Source, entry: "SgNode") -> tuple[str, str] | None:
    """Return the keys that lead to a map's entry and the type it builds, None where the map builds no message.

    The type is shown only where the map itself is given to its constructor.
    """
    syntax = source.language.syntax
    path: list[str] = []
    for node in entry.ancestors()[:12]:
        site = site_of(source, node)
        if site is not None:
            if not pattern(_BUILDS).search(site.callee):
                return None
            return ".".join(reversed(path)), _built(site.callee) if not path else ""
        pair = syntax.pairs.get(node.kind())
        key = node.field(pair[0]) if pair else None
        if key is not None:
            path.append(string(source, key) or key.text())
    return None


def _built(callee: str) -> str:
    """Return the type that a constructor builds, empty for a function that is given one."""
    return "" if callee.endswith("ParseDict") else callee
