"""What functions are given that show no types: the request of a method that they implement, a collection's elements."""

from collections.abc import Iterator
from typing import NamedTuple

from juncture.code.elements import collection, element
from juncture.code.known import Known
from juncture.code.language import pattern
from juncture.code.parameters import function_name, names, parameters, untyped
from juncture.code.sites import site_of
from juncture.code.syntax import Source, child, span

SELF = frozenset({"this", "self", "Self", "cls", "base"})
IT = "it"
"""What Kotlin calls the one parameter of a lambda that names none."""
_UNNAMED = "lambda_literal"
PATH_LENGTH = 200
_REGISTERS = r"\.(?:addService|service)$"


class Typed(NamedTuple):
    """A name with the type that a place shows it to have, or with the path of names it is given.

    ``element`` tells a name that takes the elements of what it is given: of any but a contract's type the collection
    and its element cannot be told apart.
    """

    type: str
    value: str
    scope: int
    offset: int
    element: bool = False


def requests(source: Source, known: Known) -> Iterator[tuple[str, Typed]]:
    """Yield what the implementation of a method is given, by its parameter's name, where it is shown no type."""
    registered = _registered(source, known) if known.handled else {}
    for node in source.nodes(*source.language.syntax.functions) if known.handled else ():
        named = function_name(node)
        name = named.text() if named is not None else ""
        type_ = known.handled.get(registered.get(name, name))
        given = next((each for each in untyped(node) if each not in SELF), "") if type_ else ""
        if type_ and given:
            start, end = span(node)
            yield given, Typed(type_, "", source.scopes.innermost(end - 1), start)


def _registered(source: Source, known: Known) -> dict[str, str]:
    """Return the functions that are registered for a method under another name: ``addService(…, {quote: onQuote})``."""
    found = {}
    for node in source.nodes(*source.language.syntax.pairs):
        key, value = (child(node, path) for path in source.language.syntax.pairs[node.kind()])
        if key is None or value is None or not value.is_named_leaf() or key.text() not in known.handled:
            continue
        around = (site_of(source, each) for each in node.ancestors()[:4])
        if any(site and site.kind == "call" and pattern(_REGISTERS).search(site.callee) for site in around):
            found[value.text()] = key.text()
    return found


def elements(source: Source) -> Iterator[tuple[str, Typed]]:
    """Yield the parameters of functions that a collection's method calls with its elements.

    The type of a call's last type argument, which is that of the values, is given as written.
    """
    for node in source.nodes(*source.language.syntax.functions):
        found = collection(source, node)
        given = parameters(node)
        taken = element(source, found[1], given) if found else None
        start, end = span(node)
        if found is not None and node.kind() == _UNNAMED and not given:
            yield IT, Typed("", source.start(found[0], PATH_LENGTH), source.scopes.innermost(end - 1), start, True)
        if found is None or taken is None or taken.field("type") is not None:
            continue
        scope = source.scopes.innermost(end - 1)
        on, _ = found
        typed = child(on, "type_arguments") if site_of(source, on) is not None else None
        type_ = typed.named_children()[-1].text() if typed is not None and typed.named_children() else ""
        for name, path in names(taken):
            value = ".".join([source.start(on, PATH_LENGTH), *path])
            yield name, Typed(type_ if not path else "", value, scope, start, element=True)


def unshown(source: Source) -> dict[str, set[int]]:
    """Return the parameters that are shown no type, by name, with the functions they are of."""
    found: dict[str, set[int]] = {}
    for node in source.nodes(*source.language.syntax.functions):
        scope = source.scopes.innermost(span(node)[1] - 1)
        for name in untyped(node):
            found.setdefault(name, set()).add(scope)
    return found
