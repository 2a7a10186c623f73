"""A member named without its object, within a function that is given that object: ``with(address) { zipCode }``."""

from typing import TYPE_CHECKING

from juncture.code.handling import handled
from juncture.code.language import pattern
from juncture.code.owners import Owners
from juncture.code.sites import Site, site_of
from juncture.code.syntax import Source, span

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_RECEIVER = 300
Found = tuple[str, str, str, str, str]


def scoped(source: Source, owners: Owners, leaf: "SgNode", found: Found | None) -> Found | None:
    """Return a member that a name may be of an object in scope, else what is found already.

    ``found`` is how, receiver, owner, root and literal as the place itself shows them; it is kept where it shows
    a receiver. A name that the file declares around the place is no member.
    """
    like = source.language.wrap.scoped
    if not like or (found is not None and (found[1] or found[0] != "write")):
        return found
    around = leaf.parent()
    if around is None or not _free(owners, leaf, around):
        return found
    object_ = _object(source, owners, leaf, like)
    if object_ is None:
        return found
    receiver, owner, root = object_
    how, literal = (found[0], found[4]) if found is not None else handled(source, leaf, leaf.text())
    return how, receiver, owner, root, literal


def _object(source: Source, owners: Owners, leaf: "SgNode", like: str) -> tuple[str, str, str] | None:
    """Return the object whose members a name may be of, with its types as ``Owners.of`` tells them; None for none."""
    site = _around(source, leaf)
    if site is not None and pattern(like).search(site.callee):
        on = site.positional(0)
        receiver = source.start(on, _RECEIVER) if on is not None else site.callee.rpartition(".")[0].removesuffix("?")
        return receiver, *owners.of(receiver, span(leaf)[0])
    if site is not None and (built := _builder(owners, site.callee)):
        return "", built, ""
    extended = owners.types.extended(span(leaf)[0]) if site is None else ""
    return ("this", extended, "") if extended else None


def _builder(owners: Owners, callee: str) -> str:
    """Return the type that a function builds which is called like it and imported from its package."""
    name = callee[:1].upper() + callee[1:]
    module = owners.brought.names.get(callee, "")
    if module and name in owners.known.members:
        return f"{module}.{name}"
    opened = [each for each in owners.brought.open if owners.known.ours(f"{each}.{name}", each)]
    return f"{opened[0]}.{name}" if opened and name in owners.known.members and callee != name else ""


def _free(owners: Owners, leaf: "SgNode", around: "SgNode") -> bool:
    """Tell whether a name stands as an expression of its own and nothing in the file declares it there."""
    if around.kind() in owners.syntax.qualified or around.field("name") == leaf:
        return False
    declared, name, offset = owners.declarations, leaf.text(), span(leaf)[0]
    return not declared.meant(name, offset) and not declared.parameter(name, offset)


def _around(source: Source, leaf: "SgNode") -> Site | None:
    """Return the call that is given the innermost function around a name, None where a function of its own is."""
    inside = False
    for node in leaf.ancestors()[:40]:
        if node.kind() in source.language.syntax.receivers:
            return None
        inside = inside or node.kind() in source.language.syntax.functions
        site = site_of(source, node) if inside else None
        if site is not None and site.kind == "call":
            return site
    return None
