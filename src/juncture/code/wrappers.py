"""Own code around a topic: a function that is given the topic's name, a class or a variable that holds a queue.

Whoever calls the function, or a method of what holds the queue, is the one that produces or consumes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from juncture.code.imports import Brought
from juncture.code.language import Form, language, language_of, pattern
from juncture.code.model import TopicEnd, Value, Wrapper
from juncture.code.sites import Site, matches, site_of, sites, unwrap
from juncture.code.syntax import Source, child, span
from juncture.code.values import Values

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_RECEIVERS = frozenset({"self", "cls", "this"})
_CLASSES = ("name", "type")
_NESTED = 3
"""Functions that hand the topic on to one another are followed so far."""
_WORD = re.compile(rb"[\w$]+")


def wrappers(
    source: Source, brought: Brought, values: Values, places: Iterable[Site], forms: Iterable[tuple[str, Form]]
) -> Iterator[Wrapper]:
    """Yield the functions and holders that the forms (with their side) find at these places."""
    known = [(side, form) for side, form in forms if not form.imports or brought.any(form.imports)]
    found: dict[tuple[str, int], Wrapper] = {}
    for site in places if known else ():
        for side, form in known:
            if not form.built and matches(form, site) is not None:
                for one in _found(source, values, site, side, form):
                    found.setdefault((one.name, one.argument), one)
    for _ in range(_NESTED if any(one.argument >= 0 for one in found.values()) else 0):
        outer = [one for one in handed(values, found.values()) if (one.name, one.argument) not in found]
        found.update(((one.name, one.argument), one) for one in outer)
        if not outer:
            break
    yield from found.values()


def handed(values: Values, known: Iterable[Wrapper]) -> Iterator[Wrapper]:
    """Yield the functions of a file that hand a parameter on to one of these, as the topic."""
    inner = [one for one in known if one.argument >= 0]
    for site in sites(values.source, ("call",)):
        for one in inner:
            if not _is_called(site.callee, one):
                continue
            node = site.positional(one.argument)
            given = _parameter(values.source, values, unwrap(values.source, node)) if node is not None else None
            within = given is not None and given[0].rpartition(".")[0] == one.name.rpartition(".")[0]
            if given is not None and (within or _calls(values, site, one)):
                yield Wrapper(given[0], one.side, site.line, given[1])


def _found(source: Source, values: Values, site: Site, side: str, form: Form) -> Iterator[Wrapper]:
    for node in site.argument(form):
        if not form.verbs:
            given = _parameter(source, values, unwrap(source, node))
            if given is not None:
                yield Wrapper(given[0], side, site.line, given[1])
            continue
        value = values.one(node)
        if value.kind in ("literal", "name", "env"):
            for name in _holders(source, site.node):
                yield Wrapper(name, "produces", site.line, topic=value, verbs=form.verbs)


def _parameter(source: Source, values: Values, node: "SgNode") -> tuple[str, int] | None:
    """Return the function whose parameter a name is, with its class, and which parameter it is."""
    syntax = source.language.syntax
    name, offset = node.text(), span(node)[0]
    if node.kind() not in syntax.names or not values.declarations.parameter(name, offset):
        return None
    source.check_depth(node)
    for around in node.ancestors():
        if around.kind() in syntax.functions:
            names = list(_parameters(source, around))
            called = _called(around)
            if name in names:
                outer = _class(source, around) or _receiver(around)
                return (f"{outer}.{called}" if outer else called, names.index(name)) if called else None
    return None


def _parameters(source: Source, function: "SgNode") -> Iterator[str]:
    """Yield the names of a function's parameters without the one for its object."""
    paths = source.language.syntax.parameters
    holder = function.field("parameters")
    if holder is None:
        return
    nodes = [holder] if holder.kind() in paths else [each for each in holder.named_children() if each.kind() in paths]
    for node in nodes:
        path = paths[node.kind()]
        for each in node.named_children() if path == "*" else node.field_children(path) or [child(node, path)]:
            named = each.field("name") or each if each is not None else None
            if named is not None and named.is_named() and named.text() not in _RECEIVERS:
                yield pattern(r"^\W*([\w$]*).*$").sub(r"\1", named.text().partition(":")[0])


def _called(function: "SgNode") -> str:
    """Return the name of a function, or of the variable that it is given to."""
    name = function.field("name")
    around = function.parent()
    if name is None and around is not None and around.kind() in ("variable_declarator", "public_field_definition"):
        name = around.field("name")
    return name.text() if name is not None else ""


def _receiver(function: "SgNode") -> str:
    """Return the type that a method is declared for outside of it: ``func (p *Publisher) Publish``."""
    receiver = function.field("receiver")
    found = pattern(r"([\w$]+)(?:\[[^\]]*\])?\s*\)?\s*$").search(receiver.text()) if receiver is not None else None
    return found[1] if found else ""


def _class(source: Source, node: "SgNode") -> str:
    around = next((each for each in node.ancestors() if each.kind() in source.language.syntax.types), None)
    name = next((found for field in _CLASSES if (found := around.field(field)) is not None), None) if around else None
    return name.text() if name is not None else ""


def _holders(source: Source, node: "SgNode") -> Iterator[str]:
    """Yield what holds a queue: the class around its construction, or the variable outside functions."""
    source.check_depth(node)
    outer = _class(source, node)
    if outer:
        yield outer
        return
    for around in node.ancestors()[:6]:
        if around.kind() in source.language.syntax.functions:
            return
        name = around.field("name") if around.kind() == "variable_declarator" else None
        if name is not None:
            yield name.text()
            return


def by_word(known: Iterable[Wrapper]) -> dict[bytes, list[Wrapper]]:
    """Return wrappers by the last word of their name."""
    found: dict[bytes, list[Wrapper]] = {}
    for one in known:
        found.setdefault(one.name.rpartition(".")[2].encode(), []).append(one)
    return found


def ends(path: str, content: bytes, known: Mapping[bytes, list[Wrapper]]) -> tuple[tuple[str, TopicEnd], ...]:
    """Return the calls of wrappers in a file, each with the wrapper's name. Raises InputError for one too large."""
    name = language_of(path)
    sought = [one for word in sorted(known.keys() & set(_WORD.findall(content))) for one in known[word]]
    if name is None or not sought:
        return ()
    source = Source(path, language(name), content)
    values = Values(source)
    found: list[tuple[str, TopicEnd]] = []
    for site in sites(source, ("call",)):
        for one in sought:
            value = _value(values, site, one) if _calls(values, site, one) else None
            if value is not None:
                found.append((one.name, TopicEnd(one.side, value, site.line, source.line_text(site.line))))
                break
    return tuple(found)


def _value(values: Values, site: Site, wrapper: Wrapper) -> Value | None:
    if wrapper.argument < 0:
        return wrapper.topic
    node = site.positional(wrapper.argument)
    value = values.one(node) if node is not None else None
    return value if value is not None and value.kind in ("literal", "name", "env") else None


def _is_called(callee: str, wrapper: Wrapper) -> bool:
    """Tell whether a callee ends with a wrapper's own name."""
    return _plain(_path(callee)[-1]) == _plain(wrapper.name.rpartition(".")[2])


def _calls(values: Values, site: Site, wrapper: Wrapper) -> bool:
    """Tell whether a place calls a wrapper: by its name, on its class, or on what is called or made like its class."""
    outer, _, last = wrapper.name.rpartition(".")
    if wrapper.verbs:
        behind = rf"(?:\.\w+\([^()]*\)[?!]?)?[?!]?\.(?:{wrapper.verbs})$"
        return pattern(rf"^(?:\w+\.)?{re.escape(wrapper.name)}{behind}").search(site.callee) is not None
    path = _path(site.callee)
    if _plain(path[-1]) != _plain(last):
        return False
    if not outer:
        return len(path) <= 2
    on = pattern(r"\(\)$").sub("", path[-2]) if len(path) > 1 else ""
    return bool(on) and (_plain(on).endswith(_plain(outer)) or _is_made(values, on, site.offset, outer))


def _is_made(values: Values, name: str, offset: int, type_: str) -> bool:
    """Tell whether the file makes a name by what is called like a type: its constructor, or a function for it."""
    meant = values.declarations.meant(name, offset)
    made = site_of(values.source, unwrap(values.source, meant[0].node)) if len(meant) == 1 else None
    return made is not None and _plain(_path(made.callee)[-1]).endswith(_plain(type_))


def _path(callee: str) -> list[str]:
    return callee.replace("::", ".").replace("?", "").replace("!", "").split(".")


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
