"""Where a value comes from in its file: the strings and names in what its variable is given, and in what these are."""

from itertools import takewhile
from typing import NamedTuple

from juncture.code.language import pattern
from juncture.code.owners import Owners
from juncture.code.syntax import Source, span

MAX_STEPS = 30
MAX_BINDINGS = 300
_LITERAL = r"""["'`]([^"'`\n]{1,200})["'`]"""
_NAME = r"(?<![\w.\"'`])[A-Za-z_$][\w$]*"
_MARK = r"\s*(?:@|#?\[)"
_FIRST = r"^\(*(?:await)?\s*([A-Za-z_$][\w$]*)"
_HEADER = 400
"""Characters before a function in which its annotations stand."""


class Lineage(NamedTuple):
    """What a value comes from. ``words`` are strings; ``is_given`` tells that nothing in the file gives it a value.

    ``around`` are the strings in the header of the function around it.
    """

    words: frozenset[str]
    is_given: bool
    around: frozenset[str]


def lineage(source: Source, owners: Owners, receiver: str, offset: int) -> Lineage:
    """Return where a receiver at a place comes from, as far as assignments in the file tell."""
    first = pattern(_FIRST).match(receiver)
    words: set[str] = set(pattern(_LITERAL).findall(receiver))
    edge = [(first[1], offset)] if first else []
    seen: set[str] = set()
    while edge and len(seen) < MAX_STEPS:
        name, at = edge.pop()
        if name in seen:
            continue
        seen.add(name)
        given = _given(source, owners, name, at)
        if given is not None:
            words.update(pattern(_LITERAL).findall(given[0]))
            bare = pattern(_LITERAL).sub("", given[0])
            edge += [(each, given[1]) for each in pattern(_NAME).findall(bare)]
    is_given = first is not None and _given(source, owners, first[1], offset) is None
    return Lineage(frozenset(words), is_given, frozenset(_header(source, offset)))


def derived(source: Source, owners: Owners, word: str) -> bool:
    """Tell whether a variable of the file comes from a string that it is not given itself."""
    held = [(name, each) for name, known in owners.bindings.items() for each in known if each.value]
    return any(
        word not in each.value
        and any(_names(word, found) for found in lineage(source, owners, name, each.offset + 1).words)
        for name, each in held[:MAX_BINDINGS]
    )


def _names(word: str, text: str) -> bool:
    return text == word or text.endswith(f"/{word}")


def _given(source: Source, owners: Owners, name: str, offset: int) -> tuple[str, int] | None:
    """Return what a name is given last before a place, and where; None where nothing in the file gives it anything."""
    known = owners.bindings.get(name, ())
    for scope in source.scopes.around(offset):
        here = [each for each in known if each.scope == scope and each.value]
        before = [each for each in here if each.offset < offset] or here
        if before:
            return before[-1].value, before[-1].offset
    return None


def _header(source: Source, offset: int) -> list[str]:
    """Return the strings in the header of the innermost function around a place, annotations included."""
    functions = source.language.syntax.functions
    found = [node for node in source.nodes(*functions) if span(node)[0] <= offset < span(node)[1]]
    if not found:
        return []
    start, _ = span(found[-1])
    body = found[-1].field("body")
    before = source.text[max(0, start - _HEADER) : start].split("\n")
    before = before[:-1] if not before[-1].strip() else before
    above = takewhile(lambda line: pattern(_MARK).match(line), reversed(before))
    return pattern(_LITERAL).findall("".join(above) + source.text[start : span(body)[0] if body is not None else start])
