"""A member named by a string: given to a call that looks it up, or a key of a map that builds a message."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from juncture.code.handling import kind_of
from juncture.code.language import pattern
from juncture.code.model import Access
from juncture.code.owners import Owners
from juncture.code.sites import site_of, unwrap
from juncture.code.syntax import Scopes, Source, span, string

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_BUILDS = r"(?:^|\.)(?:[A-Z]\w*[a-z]\w*|ParseDict)$"
_ENUM = r"^(?:\w+\.)*[A-Z]\w*[a-z]\w*$"
_RECEIVER = 300


def looked_up(source: Source, owners: Owners, leaf: "SgNode") -> tuple[str, str, str, str, str] | None:
    """Return how, receiver, owner, root and literal of a member that a call is given by name, or None."""
    around = leaf.parent()
    call = around.parent() if around is not None else None
    site = site_of(source, call) if call is not None else None
    if site is None:
        return None
    for form in source.language.syntax.quoted:
        given = site.positional(form.argument)
        if given is None or span(given) != span(leaf) or not pattern(form.callee).search(site.callee):
            continue
        on = site.positional(form.receiver) if form.receiver is not None else None
        receiver = source.start(on, _RECEIVER) if on is not None else site.callee.rpartition(".")[0]
        owner, root = owners.of(receiver, span(leaf)[0])
        if not owner and pattern(_ENUM).match(receiver):
            owner = receiver  # asked of the type itself
        value = site.positional(form.argument + 1) if form.how == "write" else None
        return form.how, receiver, owner, root, kind_of(source, unwrap(source, value)) if value is not None else ""
    return None


def builds(source: Source, entry: "SgNode") -> tuple[str, str] | None:
    """Return the keys that lead to a map's entry and the type it builds, None where the map builds no message.

    The type is shown only where the map itself is given to its constructor.
    """
    syntax = source.language.syntax
    path: list[str] = []
    for node in entry.ancestors()[:12]:
        site = site_of(source, node)
        if site is not None:
            if not pattern(_BUILDS).search(site.callee):
                return None
            return ".".join(reversed(path)), _built(site.callee) if not path else ""
        pair = syntax.pairs.get(node.kind())
        key = node.field(pair[0]) if pair else None
        if key is not None:
            path.append(string(source, key) or key.text())
    return None


def _built(callee: str) -> str:
    """Return the type that a constructor builds, empty for a function that is given one."""
    return "" if callee.endswith("ParseDict") else callee


_HOLDS = r"([\w$][\w$.]*)(?:\.\w+(?:<[\w.<>]*>)?\(|\[)\s*$"
"""What a key is taken from: ``cart["total"]``, ``cart.get("total")``."""
_TAG = r"""\b(?:json|yaml|avro|bson|form|url):\\?["']{0}[,"\\]"""
_BEFORE = 100
_KEYED = (
    (r"\[\s*$", r"^\s*\]\s*=[^=]", "write"),
    (r"\[\s*$", r"^\s*\]", "read"),
    (r"\.(?:put|set|Put|Set|add|Add)\w*\(\s*$", r"", "write"),
    (r"\.\w+(?:<[\w.<>]*>)?\(\s*$", r"", "read"),
    (
        r"\b(?:JsonProperty|SerializedName|JsonAlias|SerialName|JsonPropertyName|rename|alias)\b[^\"'\n]{0,20}$",
        r"",
        "declare",
    ),
    (r"", r"^\s*(?::|=>)", "write"),
)
"""What stands before and behind a key that is written as a string, and what it is there for."""


def keyed(source: Source, name: str) -> Iterator[Access]:
    """Yield the lines that name a key by a string: an index, a look-up, an entry of a map, or a field's tag."""
    seen: set[int] = set()
    comments = Scopes([span(node) for node in source.nodes(*source.language.syntax.comments)])
    for start, how in _places(source.text, name):
        line = source.line(start)
        if line not in seen and comments.innermost(start) < 0:
            seen.add(line)
            held = pattern(_HOLDS).search(source.text[max(0, start - _BEFORE) : start])
            yield Access(name, line, source.line_text(line), how, held[1] if held else "")


def _places(text: str, name: str) -> Iterator[tuple[int, str]]:
    """Yield where a string or a tag is the key, with what it is there for."""
    for match in pattern(rf"""["'`]{re.escape(name)}["'`]""").finditer(text):
        before, behind = text[max(0, match.start() - _BEFORE) : match.start()], text[match.end() : match.end() + 20]
        for ahead, after, how in _KEYED:
            if pattern(ahead).search(before) and pattern(after).search(behind):
                yield match.start(), how
                break
    for match in pattern(_TAG.format(re.escape(name))).finditer(text):
        yield match.start(), "declare"
