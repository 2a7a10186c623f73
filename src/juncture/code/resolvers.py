"""The functions that resolve fields of a GraphQL schema: marked methods of a class, and entries of a map."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, NamedTuple

from juncture.code.language import pattern
from juncture.code.marks import Mark, entry, marks, of_class
from juncture.code.syntax import Source, child, span, string

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_ROOTS = r"^(?:Query|Mutation|Subscription)$"
_FIELDS = r"^(?:ResolveField|ResolveProperty|FieldResolver)$"
_HOLDERS = r"^Resolver$"
_TYPE = r"(\w+)\W*$"
_ARGUMENT = r"""@Args?\(\s*["'`]{0}["'`]"""
_PLAIN = frozenset({"pair", "method_definition", "shorthand_property_identifier"})


class Resolver(NamedTuple):
    """A function that resolves a field of a type. ``line`` is that of its mark or its key, ``text`` its code."""

    type: str
    field: str
    line: int
    text: str

    def takes(self, argument: str) -> int | None:
        """Return how many lines below its own it names an argument of the field, None where it names none."""
        found = pattern(_ARGUMENT.format(argument)).search(self.text)
        return self.text.count("\n", 0, found.start()) if found else None


def resolvers(source: Source, types: Collection[str]) -> Iterator[Resolver]:
    """Yield the resolvers of a file for fields of these types."""
    for mark in (*marks(source, _ROOTS), *marks(source, _FIELDS)):
        type_ = mark.site.callee if pattern(_ROOTS).match(mark.site.callee) else _resolved(source, mark)
        field = mark.text(0) or entry(source, mark.site, "name") or mark.name
        if type_ in types:
            yield Resolver(type_, field, mark.line, _text(source, mark.line, mark.method))
    for node in source.nodes("pair"):
        key, value = child(node, "key"), child(node, "value")
        type_ = (string(source, key) or key.text()) if key is not None else ""
        if value is None or value.kind() != "object" or type_ not in types:
            continue
        for each in value.named_children():
            named = (each.field("key") or each.field("name") or each) if each.kind() in _PLAIN else None
            if named is not None:
                line = source.line(span(each)[0])
                yield Resolver(type_, string(source, named) or named.text(), line, _text(source, line, each))


def _resolved(source: Source, mark: Mark) -> str:
    """Return the type whose fields a class resolves: ``@Resolver('User')``, ``@Resolver(() => User)``."""
    site = of_class(source, mark.holder, _HOLDERS)
    given = site.positional(0) if site is not None else None
    if given is None:
        return ""
    found = pattern(_TYPE).search(string(source, given) or given.text())
    return found[1] if found else ""


def _text(source: Source, line: int, node: "SgNode") -> str:
    """Return the code from a line to the end of a node."""
    lines = source.text.split("\n")
    return "\n".join(lines[line - 1 : source.line(span(node)[1] - 1)])
