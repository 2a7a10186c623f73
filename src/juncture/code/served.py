"""The function that implements an operation: called like it, and given and returning what the operation is."""

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from juncture.code.language import language, pattern
from juncture.code.model import Access, SourceFacts
from juncture.code.parameters import function_name
from juncture.code.routes import lines_of
from juncture.code.syntax import Source, span

if TYPE_CHECKING:
    from ast_grep_py import SgNode

IMPLEMENTS = "implements"
_CALLER = r"\bCallOption\b"
"""What only the calling side of an operation is given."""
_HEADER = 600
_UNTYPED = frozenset({"python", "typescript"})


def implemented(
    path: str, facts: SourceFacts, content: bytes, names: Collection[str], group: str, exchanged: Collection[str]
) -> Iterator[Access]:
    """Yield where a file implements an operation of a service. Raises InputError for a file too large.

    ``names`` are those of the operation, ``group`` its service, ``exchanged`` its request and its response. A function
    of its name counts where its signature names request and response, where its class extends the generated
    one, or, in a language without types, where the file registers the operation's service.
    """
    if not any(name.encode() in content for name in names):
        return
    source = Source(path, language(facts.language), content)
    registers = facts.language in _UNTYPED and any(
        one.side == "server" and one.service == group for one in facts.references
    )
    for node in source.nodes(*source.language.syntax.functions):
        named = function_name(node)
        if named is None or named.text() not in names or node.field("body") is None:
            continue
        if registers or _exchanges(source, node, exchanged) or _extends(source, node, group):
            line = source.line(span(named)[0])
            yield Access(named.text(), line, source.line_text(line), IMPLEMENTS)


def defined(
    path: str, language_name: str, content: bytes, names: Collection[str], header: str = ""
) -> Iterator[tuple[str, range]]:
    """Yield the functions of these names that a file defines, with their lines. Raises InputError for one too large.

    ``header`` is a pattern for what stands before the body of the function, or of the type around it.
    """
    if not any(name.encode() in content for name in names):
        return
    source = Source(path, language(language_name), content)
    for node in source.nodes(*source.language.syntax.functions):
        named = function_name(node)
        if named is None or named.text() not in names or node.field("body") is None:
            continue
        around = _type_around(source, node)
        headers = [_header(source, node), _header(source, around) if around is not None else ""]
        if not header or any(pattern(header).search(each) for each in headers):
            yield named.text(), lines_of(source, node)


def _exchanges(source: Source, node: "SgNode", types: Collection[str]) -> bool:
    """Tell whether a signature names what an operation is given and what it returns."""
    header = _header(source, node)
    named = all(pattern(rf"\b{re.escape(each)}\b").search(header) for each in types)
    return named and not pattern(_CALLER).search(header)


def _extends(source: Source, node: "SgNode", group: str) -> bool:
    """Tell whether the class around a function extends what is generated for a service."""
    around = _type_around(source, node)
    generated = rf"\b{re.escape(group)}(?:Servicer|Base|ImplBase|CoroutineImplBase|Server|Grpc|_server)\b"
    return around is not None and pattern(generated).search(_header(source, around)) is not None


def _type_around(source: Source, node: "SgNode") -> "SgNode | None":
    types = source.language.syntax.types
    return next((each for each in node.ancestors()[:8] if each.kind() in types), None)


def _header(source: Source, node: "SgNode") -> str:
    """Return what stands before the body of a function or a class."""
    start, end = span(node)
    body = node.field("body")
    return source.text[start : min(span(body)[0] if body is not None else end, start + _HEADER)]
