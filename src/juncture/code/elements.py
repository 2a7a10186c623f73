"""What a function is given that a method of a collection calls: an element (``items.find(i => …)``)."""

from typing import TYPE_CHECKING

from juncture.code.language import every, pattern
from juncture.code.sites import Site, site_of, unwrap
from juncture.code.syntax import Source, child

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_FIRST = frozenset({"typescript", "csharp"})
"""Languages whose methods give the element first, then its index; in others a key stands before it."""
_STEPS = 12


def collection(source: Source, function: "SgNode") -> "tuple[SgNode, Site] | None":
    """Return what a function's elements are of, and the call that it is given to; None where it is given to none.

    Methods that keep the elements are looked through.
    """
    call = _call(source, function)
    site = site_of(source, call) if call is not None else None
    if call is None or site is None or site.kind != "call":
        return None
    on = object_of(site)
    for _ in range(_STEPS):
        inner = site_of(source, on) if on is not None else None
        before = object_of(inner) if inner is not None and inner.kind == "call" else None
        typed = on is not None and child(on, "type_arguments") is not None
        if inner is None or before is None or typed or not pattern(every().elements["keep"]).match(method(inner)):
            break
        on = before
    return (on, site) if on is not None else None


def element(source: Source, site: Site, parameters: "list[SgNode]") -> "SgNode | None":
    """Return the parameter that takes the element."""
    gathers = pattern(every().elements["after"]).match(method(site)) is not None
    if gathers:
        return parameters[1] if len(parameters) > 1 else None
    if source.language.name in _FIRST:
        return parameters[0] if parameters else None
    return parameters[-1] if len(parameters) <= len("kv") and parameters else None


def method(site: Site) -> str:
    """Return the name of the method that a call calls."""
    found = pattern(r"(\w+)(?:<[^()]*>)?$").search(site.callee)
    return found[1] if found else ""


def object_of(site: Site) -> "SgNode | None":
    """Return what a method is called on, None for a plain function."""
    on = site.node.field("object")
    if on is None:
        called = child(site.node, site.form.callee)
        called = unwrap(site.source, called) if called is not None else None
        children = called.named_children() if called is not None else []
        on = children[0] if len(children) > 1 else None
    return on


def _call(source: Source, function: "SgNode") -> "SgNode | None":
    """Return the call among whose arguments a function stands."""
    kinds = (*source.language.syntax.arguments, "value_arguments", "value_argument", "annotated_lambda", "call_suffix")
    for around in function.ancestors()[:4]:
        if around.kind() not in kinds:
            return around
    return None
