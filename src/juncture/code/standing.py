"""Where an access stands: in a literal of a type, or in a pattern that takes a value of a type apart."""

from typing import TYPE_CHECKING

from juncture.code.language import pattern
from juncture.code.owners import Owners
from juncture.code.sites import site_of
from juncture.code.syntax import Source, child, span, string

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_RECEIVER = 300


def literal_type(source: Source, owners: Owners, entry: "SgNode") -> tuple[str, str]:
    """Return the keys that lead to the literal in which an entry stands, and the literal's type where it is shown."""
    syntax = source.language.syntax
    path: list[str] = []
    before, node = entry, entry.parent()
    for _ in range(12):
        if node is None or node.kind() in syntax.functions:
            type_ = owners.returning(node) if node is not None and not _is_block(before) else ""
            return ".".join(reversed(path)), owners.member(type_, tuple(reversed(path)))
        site = site_of(source, node)
        called = site if site is not None and site.kind == "call" else None
        sent = (owners.expressions.sent(called.callee) or owners.element(called)) if called is not None else ""
        type_ = sent or owners.expressions.built(node) or owners.expressions.argument(node)
        for binding in syntax.bindings:
            given = child(node, binding.type) if binding.kind == node.kind() and binding.type else None
            shown = (
                owners.handlers.mirrored(owners.types.plain(given.text()), span(node)[0]) if given is not None else ""
            )
            type_ = type_ or shown
        if type_:
            keys = tuple(reversed(path))
            return ".".join(keys), owners.member(type_, keys)
        if site is not None:
            break
        if node.kind() in syntax.returns and (returned := owners.returning(node)):
            return ".".join(reversed(path)), owners.member(returned, tuple(reversed(path)))
        pair = syntax.pairs.get(node.kind())
        key = child(node, pair[0]) if pair else None
        if key is not None:
            path.append(string(source, key) or key.text())
        before, node = node, node.parent()
    return ".".join(reversed(path)), ""


def _is_block(node: "SgNode") -> bool:
    return "block" in node.kind() or "body" in node.kind()


def taken_from(source: Source, owners: Owners, around: "SgNode") -> tuple[str, str, str]:
    """Return what a destructuring pattern takes apart: the receiver, its type, and the type of its first name."""
    syntax = source.language.syntax
    path: list[str] = []
    node: SgNode | None = around
    for _ in range(12):
        if node is None:
            break
        kind = node.kind()
        if kind in syntax.literals:
            named = child(node, syntax.literals[kind])
            if named is not None and span(named) != span(around):
                return "", owners.types.plain(named.text()), ""
        if kind in syntax.subjects:
            subject = child(node, syntax.subjects[kind])
            receiver = ".".join([source.start(subject, _RECEIVER) if subject is not None else "", *reversed(path)])
            return receiver, *owners.of(receiver, span(node)[0])
        binding = next((each for each in syntax.bindings if each.kind == kind), None)
        if binding is not None:
            return _bound_to(source, owners, node, tuple(reversed(path)))
        if kind in syntax.functions:
            break
        default = node.field("right") if "assignment_pattern" in kind else None
        if default is not None and default.kind() == "as_expression":
            typed = owners.types.plain(default.named_children()[-1].text())
            keys = tuple(reversed(path))
            return ".".join(keys), owners.member(typed, keys), ""
        if kind in ("pair_pattern", "subpattern") and node is not around:
            key = node.field("key") or child(node, "0")
            path.append(key.text() if key is not None else "")
        node = node.parent()
    return "", "", ""


def _bound_to(source: Source, owners: Owners, node: "SgNode", path: tuple[str, ...]) -> tuple[str, str, str]:
    handler = owners.handlers.around(span(node)[1] - 1)
    type_ = node.field("type")
    if handler is not None and handler.parameter is not None and span(handler.parameter) == span(node):
        owner = owners.member(handler.given, path)
        return ".".join(path), owner, "" if owner else handler.given
    if type_ is not None:
        root = owners.types.plain(type_.text())
        owner = owners.member(root, path)
        return ".".join(path), owner, "" if owner else root
    value = node.field("value")
    if value is not None:
        typed = owners.expressions.cast(value) or owners.expressions.given(value) or owners.expressions.argument(value)
        if typed:
            owner = owners.member(typed, path)
            return ".".join(path), owner, "" if owner else typed
        receiver = ".".join([source.start(value, _RECEIVER), *path])
        return receiver, *owners.of(receiver, span(node)[0])
    props = _props(owners, node)
    owner = owners.member(props, path)
    return ".".join(path), owner, "" if owner else props


def _props(owners: Owners, parameter: "SgNode") -> str:
    """Return the type argument of the variable that a function is given to: ``const View: FC<Props> = ({a}) =>``."""
    around: SgNode | None = parameter
    for _ in range(3):
        around = around.parent() if around is not None else None
    type_ = around.field("type") if around is not None else None
    found = pattern(r"<(?:[^<>]*,)?\s*([\w.]+)\s*>").search(type_.text()) if type_ is not None else None
    return owners.types.plain(found[1]) if found else ""
