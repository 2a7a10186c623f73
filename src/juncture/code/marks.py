"""Marks on the methods of classes, as TypeScript's decorators put them: what a framework calls a method for."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from juncture.code.language import pattern
from juncture.code.sites import Site, site_of
from juncture.code.syntax import Source, child, span, string

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_KIND = "decorator"
_MOST = 12
"""Marks of one method."""


class Mark(NamedTuple):
    """A mark of a method: the call that it is, its line, the method, and the class around both."""

    site: Site
    line: int
    method: "SgNode"
    holder: "SgNode | None"

    @property
    def name(self) -> str:
        """The name of the method."""
        named = self.method.field("name")
        return named.text() if named is not None else ""

    @property
    def holder_name(self) -> str:
        """The name of the class, empty where it has none."""
        named = self.holder.field("name") if self.holder is not None else None
        return named.text() if named is not None else ""

    def text(self, position: int) -> str | None:
        """Return an argument where it is a string, None for any other or none."""
        given = self.site.positional(position)
        return string(self.site.source, given) if given is not None else None


def marks(source: Source, like: str) -> Iterator[Mark]:
    """Yield the marks of methods whose name matches a pattern, in the order of the text."""
    if source.language.name != "typescript":
        return
    for node in source.nodes(_KIND):
        site = called(source, node)
        if site is None or not pattern(like).match(site.callee):
            continue
        method = next((each for each in node.next_all()[:_MOST] if each.kind() not in (_KIND, "comment")), None)
        if method is not None and method.kind() == "method_definition":
            holder = next((each for each in node.ancestors() if each.kind() == "class_declaration"), None)
            yield Mark(site, source.line(span(node)[0]), method, holder)


def called(source: Source, mark: "SgNode") -> Site | None:
    """Return the call that a mark is, None for a plain name."""
    return next((site for each in mark.named_children() if (site := site_of(source, each))), None)


def of_class(source: Source, holder: "SgNode | None", like: str) -> Site | None:
    """Return the mark of a class whose name matches a pattern."""
    if holder is None:
        return None
    around = holder.parent()
    beside = [each for each in holder.prev_all()[:_MOST] if each.kind() == _KIND]
    inside = [each for each in holder.named_children() if each.kind() == _KIND]
    outside = [each for each in around.named_children() if each.kind() == _KIND] if around is not None else []
    sites = (called(source, each) for each in (*inside, *beside, *outside))
    return next((site for site in sites if site is not None and pattern(like).match(site.callee)), None)


def entry(source: Source, site: Site, key: str) -> str | None:
    """Return the string under a key of an object among the arguments of a call."""
    for position in range(3):
        given = site.positional(position)
        for each in given.named_children() if given is not None and given.kind() == "object" else ():
            named, value = child(each, "key"), child(each, "value")
            if named is not None and value is not None and named.text() == key:
                return string(source, value)
    return None
