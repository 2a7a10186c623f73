"""URL paths that a file writes: literals, templates and joined strings, with the method and the side where seen."""

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from juncture.code.language import every, language, language_of, pattern
from juncture.code.routes import handling
from juncture.code.sites import site_of, unwrap
from juncture.code.syntax import Source, child, span

if TYPE_CHECKING:
    from ast_grep_py import SgNode

Side = Literal["client", "server", ""]
ANY = "{}"
"""A segment that is computed."""
_LONGEST = 2_000
_AROUND = 600
_JOINING = 12
"""Strings that are joined are followed so deep."""
_QUOTES = r"(?s)^[a-zA-Z@$]{0,3}#*(\"\"\"|\'\'\'|\"|\'|`)(.*?)\1?#*$"
_PLACEHOLDER = r"\$?\{[^{}/]*\}|%[-+0-9.]*[a-zA-Z]|(?<=/):\w+|<[\w:]+>"
_METHOD = r"^(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)\s+(?=/)"
"""What stands before the path of a route in Go."""
_URL = r"^(?:\w+:)?//([^/{}]*)"


class Requested(NamedTuple):
    """A URL path in code. ``host`` is the literal one; ``steps`` are its segments, computed ones as ``{}``.

    ``method`` is in capitals, empty where it is not seen; ``side`` tells a call from a route, empty where neither is
    seen. ``first`` and ``last`` are the lines that handle a route, and that of a call.
    """

    host: str
    steps: tuple[str, ...]
    method: str
    side: Side
    line: int
    text: str
    first: int = 1
    last: int = 0

    @property
    def lines(self) -> range:
        """The lines that handle a route, and that of a call."""
        return range(self.first, self.last + 1)


def requested(path: str, content: bytes, words: "re.Pattern[str]") -> list[Requested]:
    """Return the URL paths of a file that hold one of the words, in order. Raises InputError for one too large."""
    name = language_of(path)
    if name is None:
        return []
    source = Source(path, language(name), content)
    found: list[Requested] = []
    seen: set[tuple[int, int]] = set()
    for node in source.nodes(*source.language.syntax.strings, regex=words.pattern):
        source.check_depth(node)
        whole = _joined(source, node)
        place = span(whole)
        if place in seen:
            continue
        seen.add(place)
        text = _text(source, whole, 0)
        if len(text) <= _LONGEST and words.search(text) and (one := _read(source, whole, text)):
            found.append(one)
    return found


def _read(source: Source, node: "SgNode", text: str) -> Requested | None:
    leading = pattern(_METHOD).match(text)
    text = text[leading.end() :] if leading else text
    host = pattern(_URL).match(text)
    rest = text[host.end() :] if host else text
    bare = re.split(r"[?#]", pattern(_PLACEHOLDER).sub(ANY, rest).replace("$" + ANY, ANY), maxsplit=1)[0]
    if not bare or pattern(r"[\s<>\"']").search(bare):
        return None
    steps = [ANY if ANY in step else step for step in _split(bare) if step]
    if not steps:
        return None
    method, side = _spoken(source, node)
    method = leading[1] if leading else method
    line = source.line(span(node)[0])
    lines = handling(source, node) if side == "server" else range(line, line + 1)
    text = source.line_text(line)
    return Requested(host[1] if host else "", tuple(steps), method, side, line, text, lines[0], lines[-1])


def _split(path: str) -> list[str]:
    """Return the segments; what is computed before the first one is a segment of its own (``{}carts``)."""
    head = pattern(r"^\{\}(?=[^/{])").match(path)
    return [ANY, *path[2:].split("/")] if head else path.split("/")


def _joined(source: Source, node: "SgNode") -> "SgNode":
    """Return the whole of a chain of joined strings that a string is part of."""
    kinds = source.language.syntax.comparisons
    whole = node
    for around in node.ancestors()[:_JOINING]:
        if around.kind() not in kinds or "+" not in {each.text() for each in around.children() if not each.is_named()}:
            break
        whole = around
    return whole


def _text(source: Source, node: "SgNode", depth: int) -> str:
    """Return what a string says, with ``{}`` for each computed piece."""
    syntax = source.language.syntax
    start, end = span(node)
    if depth > _JOINING or end - start > _LONGEST:
        return ANY
    if node.kind() in syntax.strings:
        raw = node.text()
        for each in reversed([each for each in node.named_children() if each.kind() in syntax.interpolations]):
            first, last = span(each)
            raw = raw[: first - start] + ANY + raw[last - start :]
        found = pattern(_QUOTES).match(raw)
        return str(found[2] if found else raw)
    if node.kind() in syntax.comparisons:
        return "".join(_text(source, each, depth + 1) for each in node.named_children())
    return ANY


def _spoken(source: Source, node: "SgNode") -> tuple[str, Side]:
    """Return the method and the side that the code around a URL shows."""
    for around in node.ancestors()[:8]:
        if around.kind() in source.language.syntax.functions:
            break
        site = site_of(source, around)
        if (
            site is not None
            and site.kind in ("call", "new", "annotation", "macro")
            and site.callee_span[1] <= span(node)[0]
        ):
            if pattern(every().requests["forwards"]).search(site.callee):
                ahead = source.text[site.callee_span[1] : span(node)[0]]
                return "", "client" if "," in ahead else "server"
            told = _call(source, site.callee, site.callee_span[1], site.end, around)
            if told[1]:
                return told
        named = _named(source, around, node)
        if named:
            return _later(source, named, span(around)[1])
    return "", ""


def _call(source: Source, callee: str, start: int, end: int, node: "SgNode") -> tuple[str, Side]:
    """Return what a call says: by its callee, its arguments, and what the chain behind it adds."""
    forms = every().requests
    arguments = source.text[start : min(end, start + _AROUND)]
    tagged = node.kind() == "attribute" or any(
        "annotation" in each.kind() or each.kind() in ("decorator", "attribute_item")
        for each in (node, *node.ancestors()[:2])
    )
    verb = pattern(forms["verb"]).search(callee)
    given = pattern(forms["given"]).search(arguments)
    method = (verb[1] if verb else given[1] or given[2] if given else "").upper()
    if tagged:
        client = pattern(forms["declared"]).search(callee) or pattern(forms["declares"]).search(source.text)
        routes = verb or pattern(forms["route"]).search(callee)
        return method, ("client" if client else "server") if routes else ""
    nested = verb is not None and verb[0] == callee and source.text[end - 1] == "}"  # post("/carts") { … }
    if nested or pattern(forms["route"]).search(callee) or _is_handled(source, node, callee):
        return method, "server"
    if not verb and not pattern(forms["call"]).search(callee):
        return "", ""
    behind = pattern(forms["behind"]).search(source.text[end : end + _AROUND // 3])
    if not method and behind:
        method = behind[1].upper()
    if not method and pattern(forms["reads"]).search(callee):
        method = "GET"
    return method, "client"


def _is_handled(source: Source, node: "SgNode", callee: str) -> bool:
    """Tell whether a call is given a function beside the path, on what is called like a router."""
    if not pattern(every().requests["router"]).search(callee):
        return False
    holder = child(node, "arguments") or node
    given = [unwrap(source, each) for each in holder.named_children()]
    return len(given) > 1 and given[-1].kind() not in ("object", "dictionary", "keyword_argument")


def _named(source: Source, around: "SgNode", node: "SgNode") -> str:
    """Return the name that a declaration gives a URL, empty where it gives none."""
    for form in source.language.syntax.declarations:
        if form.kind == around.kind() and form.value:
            name, value = child(around, form.name), child(around, form.value)
            if name is not None and value is not None and span(unwrap(source, value)) == span(node):
                return str(unwrap(source, name).text())
    return ""


def _later(source: Source, name: str, start: int) -> tuple[str, Side]:
    """Return what the first call that is given a named URL says."""
    if not pattern(r"^\w+$").match(name):
        return "", ""
    forms = every().requests
    calls = re.compile(rf"(?<![\w.:])([\w.:]+)\s*\(((?:[^()\n;]|\([^()\n]*\)){{0,120}}?\b{name}\b[^;]{{0,200}})")
    for call in calls.finditer(source.text, start, start + 5 * _LONGEST):
        verb, given = pattern(forms["verb"]).search(call[1]), pattern(forms["given"]).search(call[2])
        if verb or pattern(forms["call"]).search(call[1]):
            method = (verb[1] if verb else given[1] or given[2] if given else "").upper()
            return method or ("GET" if pattern(forms["reads"]).search(call[1]) else ""), "client"
    return "", ""
