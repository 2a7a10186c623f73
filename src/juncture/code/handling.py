"""What an access does with the member: reads it, writes it, hands it on; and the literal that it commits to."""

from typing import TYPE_CHECKING

from juncture.code.language import every, pattern
from juncture.code.sites import site_of, unwrap
from juncture.code.syntax import Source, child, span

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_COMPARES = frozenset({"==", "!=", "===", "!==", "<", ">", "<=", ">=", "||", "??", "or", "is", "?:"})
_COUNTS = frozenset({"-", "*", "/", "%"})
_STRICT = frozenset({"go", "python", "rust"})
"""Languages that join nothing but a string to a string."""
_SIGNED = frozenset({"unary_expression", "unary_operator", "prefix_unary_expression", "prefix_expression"})


def handled(source: Source, expression: "SgNode", name: str) -> tuple[str, str]:
    """Return how a member access is used, and the kind of literal that it is given or compared with."""
    writes = source.language.names.writes
    if writes and pattern(writes).search(name):
        site = site_of(source, expression)
        around = expression.parent()
        if (site is None or site.kind != "call") and around is not None:
            site = site_of(source, around)
        given = site.positional(0) if site is not None else None
        return "write", kind_of(source, unwrap(source, given)) if given is not None else ""
    node, around = expression, expression.parent()
    for _ in range(6):
        if around is None or not (_calls(source, around, node) or _transparent(source, around)):
            break
        node, around = around, around.parent()
    return _used(source, node, around) if around is not None else ("read", "")


def _calls(source: Source, around: "SgNode", node: "SgNode") -> bool:
    """Tell whether a node is the callee of the call around it: arguments start behind it."""
    site = site_of(source, around)
    return site is not None and site.kind == "call" and site.offset == span(node)[0]


def _transparent(source: Source, around: "SgNode") -> bool:
    syntax = source.language.syntax
    return around.kind() in syntax.transparent and around.kind() not in syntax.arguments


def _used(source: Source, node: "SgNode", around: "SgNode") -> tuple[str, str]:
    syntax, kind = source.language.syntax, around.kind()
    if kind in syntax.assignments:
        left = around.field("left") or child(around, "0")
        right = around.field("right") or child(around, "-1")
        if left is None or right is None:
            return "read", ""
        if span(left)[0] <= span(node)[0] < span(left)[1]:
            return "write", kind_of(source, unwrap(source, right))
        return (
            "pass" if unwrap(source, left).kind() in (*syntax.paths, "directly_assignable_expression") else "read"
        ), ""
    if kind in syntax.comparisons or kind in syntax.fallbacks:
        signs = {each.text() for each in around.children() if not each.is_named()}
        others = [each for each in around.named_children() if span(each) != span(node)]
        kinds = [kind_of(source, unwrap(source, each)) for each in others] if signs & _COMPARES else []
        return "read", next((each for each in kinds if each), "")
    if kind in syntax.arguments or kind in syntax.pairs:
        return "pass", ""
    return "read", ""


def kind_of(source: Source, node: "SgNode") -> str:
    """Return the kind of literal that a node is, empty for anything else."""
    syntax, kind = source.language.syntax, node.kind()
    kinds = {"string": syntax.strings, "number": syntax.numbers, "bool": syntax.bools, "null": syntax.nulls}
    found = next((name for name, those in kinds.items() if kind in those), "")
    if found:
        return found
    inner = node.named_children() if kind in _SIGNED else []
    return "number" if len(inner) == 1 and inner[0].kind() in syntax.numbers else ""


def kind_of_type(type_: str) -> str:
    """Return the kind of literal that a type holds, empty for any but the plain ones."""
    return next((kind for kind, like in every().kinds.items() if pattern(like).match(type_)), "")


def taken_for(source: Source, expression: "SgNode") -> str:
    """Return the kind of value that the code around a member access takes it for, empty where it shows none."""
    node, around = expression, expression.parent()
    for _ in range(6):
        if around is None or not (_transparent(source, around) or _is_called(source, around, node)):
            break
        node, around = around, around.parent()
    return _surrounding(source, node, around) if around is not None else ""


def _is_called(source: Source, around: "SgNode", node: "SgNode") -> bool:
    """Tell whether a node is all of the callee of a call without arguments: a getter."""
    site = site_of(source, around)
    return site is not None and site.kind == "call" and site.bare and site.callee_span == span(node)


def _surrounding(source: Source, node: "SgNode", around: "SgNode") -> str:
    syntax, kind = source.language.syntax, around.kind()
    if kind in syntax.comparisons:
        signs = "".join(each.text() for each in around.children() if not each.is_named())
        others = [kind_of(source, unwrap(source, each)) for each in around.named_children() if span(each) != span(node)]
        joins = signs == "+" and ("number" in others or source.language.name in _STRICT)
        return next(filter(None, others), "") if signs in _COUNTS or joins else ""
    return _declared(source, node, around) or _by_call(source, node, around)


def _declared(source: Source, node: "SgNode", around: "SgNode") -> str:
    """Return the kind of the type that a variable is declared with, where the node is all of its value."""
    typed = {form.kind: form.type for form in source.language.syntax.bindings if form.type}
    for holder in (around, around.parent()):
        if holder is None or holder.kind() not in typed or not 0 <= span(holder)[1] - span(node)[1] <= 1:
            continue
        given = child(holder, typed[holder.kind()])
        if given is not None and span(given)[1] <= span(node)[0]:
            return kind_of_type("".join(given.text().lstrip(": ").split()).removeprefix("std::"))
    return ""


def _by_call(source: Source, node: "SgNode", around: "SgNode") -> str:
    """Return the kind that a function takes as its argument, or that a method belongs to."""
    takes = every().takes
    method = pattern(r"^\s*(?:\?|!|!!)?(?:\.|->)\s*(\w+)\s*\(").match(source.text[span(node)[1] : span(node)[1] + 80])
    if method:
        return next((kind for kind in ("string", "number") if pattern(takes[f"{kind}_method"]).match(method[1])), "")
    call: SgNode | None = around
    for _ in range(2):
        if call is not None and site_of(source, call) is None and call.kind() in source.language.syntax.arguments:
            call = call.parent()
    site = site_of(source, call) if call is not None else None
    if site is None or site.kind != "call" or site.callee_span == span(node):
        return ""
    return next((kind for kind in ("string", "number") if pattern(takes[kind]).search(site.callee)), "")
