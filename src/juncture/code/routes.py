"""The lines that handle a route: the function that it is written on, that it is given, or that it names."""

import re
from typing import TYPE_CHECKING

from juncture.code.parameters import function_name
from juncture.code.sites import site_of
from juncture.code.syntax import Source, span

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_TAGS = re.compile("annotation|^attribute_(?:item|list)$|decorator")
_CLIMBED = 8
_SIBLINGS = 12
_WORD = re.compile(r"(?<![\w\"'`/.])[A-Za-z_]\w*(?:\.\w+)*")


def handling(source: Source, url: "SgNode") -> range:
    """Return the lines of what handles a route, given the string of its URL; its own line where nothing shows it."""
    around = url.ancestors()[:_CLIMBED]
    tag = next((at for at, node in enumerate(around) if _TAGS.search(node.kind())), None)
    if tag is not None:
        return _tagged(source, url, around[tag:])
    for node in around:
        site = site_of(source, node)
        if site is not None and site.kind == "call" and site.callee_span[1] <= span(url)[0]:
            return _given(source, node)
    return lines_of(source, url)


def around(source: Source, node: "SgNode") -> tuple[int, range]:
    """Return the line of a node, and the lines of the function around it, all of the file where there is none."""
    functions = source.language.syntax.functions
    outer = next((each for each in node.ancestors() if each.kind() in functions), source.root)
    return source.line(span(node)[0]), lines_of(source, outer)


def _tagged(source: Source, url: "SgNode", around: "list[SgNode]") -> range:
    """Return the lines of the function or type that an annotation, attribute or decorator stands on or before."""
    syntax = source.language.syntax
    wanted = (*syntax.functions, *syntax.types, "decorated_definition")
    for node in around:
        if node.kind() in wanted:
            return lines_of(source, node)
        for other in node.next_all()[:_SIBLINGS] if _TAGS.search(node.kind()) else ():
            if other.kind() in wanted:
                return lines_of(source, other)
            if other.is_named() and not _TAGS.search(other.kind()) and "comment" not in other.kind():
                break
    return lines_of(source, url)


def _given(source: Source, call: "SgNode") -> range:
    """Return the lines of a call that is given a function, else those of the function whose name it is given."""
    functions = source.language.syntax.functions
    start, end = span(call)
    every = source.nodes(*functions)
    if any(start < span(each)[0] and span(each)[1] <= end for each in every):
        return lines_of(source, call)
    named = {word.rpartition(".")[2] for word in _WORD.findall(source.text[start:end])}
    for each in every:
        name = function_name(each)
        if name is not None and name.text() in named and not span(each)[0] <= start < span(each)[1]:
            return lines_of(source, each)
    return lines_of(source, call)


def lines_of(source: Source, node: "SgNode") -> range:
    """Return the lines of a node."""
    start, end = span(node)
    return range(source.line(start), source.line(max(start, end - 1)) + 1)
