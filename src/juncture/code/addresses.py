"""The hosts that code calls: a URL that it writes, or a URL or connection made of a variable or a setting."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from juncture.code.environment import placed
from juncture.code.language import every, pattern
from juncture.code.model import Address, Value
from juncture.code.sites import Site, keyed, site_of, sites, unwrap
from juncture.code.syntax import Scopes, Source, child, span, string
from juncture.code.values import Values, called_on, entry

if TYPE_CHECKING:
    from ast_grep_py import SgNode

MAX_ADDRESSES = 500
"""Hosts of one file that are kept."""
_DEPTH = 6
_AROUND = 2_000
_ARGUMENTS = 3
_NESTED = 200
_SPACE = r"\s"


def holds(text: str) -> bool:
    """Tell whether a text may write the URL of a host that one word names, or ask for a service by its name."""
    forms = every()
    written = "://" in text and pattern(forms.addresses["url"]).search(text) is not None
    return written or any(word in text for word in forms.discovery)


def addresses(source: Source, values: Values, reads: bool) -> tuple[Address, ...]:
    """Return the hosts that a file calls, by line. ``reads`` tells that it reads the environment."""
    found = [*_written(source), *_discovered(source)] if holds(source.text) else []
    if reads:
        found += _templates(source, values)
        found += _called(source, values)
    return tuple(sorted(dict.fromkeys(found), key=lambda each: (each.line, each.host.kind, each.host.text)))[
        :MAX_ADDRESSES
    ]


def _written(source: Source) -> Iterator[Address]:
    """Yield the hosts of URLs in strings, but for what names who may call, or is prose."""
    strings = Scopes([span(node) for node in source.nodes(*source.language.syntax.strings)])
    comments = Scopes([span(node) for node in source.nodes(*source.language.syntax.comments)])
    for match in pattern(every().addresses["url"]).finditer(source.text):
        inside = strings.innermost(match.start())
        if inside < 0 or comments.innermost(match.start()) >= 0:
            continue
        start, end = strings.spans[inside]
        if end - start > _AROUND or pattern(_SPACE).search(source.text[start : match.start()]):
            continue
        address = _address(source, match.start(), Value("literal", match["host"]))
        if address is not None:
            yield address


def _discovered(source: Source) -> Iterator[Address]:
    """Yield the names of services that a registry is asked for."""
    forms = every().addresses
    if not any(word in source.text for word in every().discovery):
        return
    for site in sites(source, ("call", "annotation")):
        if not pattern(forms["discovers"]).search(site.callee):
            continue
        holder = child(site.node, site.form.arguments) if site.form.arguments else None
        given = list(keyed(source, holder))[:_ARGUMENTS] if holder is not None else []
        named = [node for key, node in given if not key][:1]
        named += [node for key, node in given if key and pattern(forms["named"]).search(key)]
        for node in named:
            text = string(source, unwrap(source, node))
            if text:
                yield Address(Value("literal", text), site.line, source.line_text(site.line))


def _address(source: Source, offset: int, host: Value) -> Address | None:
    """Return a host with its line; None where the line says that the host may call, not that it is called."""
    line = source.line(offset)
    text = source.line_text(line)
    return None if pattern(every().addresses["callers"]).search(text) else Address(host, line, text)


def _templates(source: Source, values: Values) -> Iterator[Address]:
    """Yield the variables that URLs with a scheme are made of (``f"http://{HOST}:{PORT}/x"``)."""
    forms = every().addresses
    for node in source.nodes(*source.language.syntax.strings, regex="://"):
        head = _head(source, node)
        setting = placed(source.language.wrap.placed, head)
        if setting is not None:
            yield from _found(source, node, [setting])
        elif pattern(forms["scheme"]).search(head) or pattern(forms["format"]).search(head):
            source.check_depth(node)
            yield from _found(source, node, hosts(values, _whole(source, node)))


def _called(source: Source, values: Values) -> Iterator[Address]:
    """Yield the variables that a call over HTTP or gRPC is given as its URL or address.

    Whatever else is given something that is called a URL calls it too, or hands it to what does.
    """
    forms = every()
    asks_urls = pattern(forms.addresses["url_key"]).search(source.text) is not None
    for site in sites(source, ("call", "new", "macro")):
        callee = site.callee
        if pattern(forms.addresses["options"]).search(callee):
            given = _nested(source, site)
        elif any(
            pattern(each).search(callee)
            for each in (forms.requests["verb"], forms.requests["call"], forms.addresses["connects"])
        ):
            given = _given(source, site)
        else:
            given = _keyed(source, site, forms.addresses["url_key"]) if asks_urls else iter(())
        for node in given:
            yield from _found(source, node, hosts(values, node))


def _nested(source: Source, site: Site) -> "Iterator[SgNode]":
    """Yield what options of a client call an address, however deep (``register({options: {url: …}})``)."""
    pairs = source.language.syntax.pairs
    rule = {"any": [{"kind": kind} for kind in pairs]}
    for node in site.node.find_all({"rule": rule})[:_NESTED] if pairs else ():
        key, value = (child(node, path) for path in pairs[node.kind()])
        if key is not None and value is not None and pattern(every().addresses["key"]).search(key.text()):
            yield value


def _keyed(source: Source, site: Site, like: str) -> "Iterator[SgNode]":
    """Yield the arguments whose key is like this."""
    holder = child(site.node, site.form.arguments) if site.form.arguments else None
    given = list(keyed(source, holder))[: 2 * _ARGUMENTS] if holder is not None else []
    yield from (node for key, node in given if key and pattern(like).search(f"{key}="))


def _given(source: Source, site: Site) -> "Iterator[SgNode]":
    """Yield the first arguments, and those whose key says that they are an address."""
    holder = child(site.node, site.form.arguments) if site.form.arguments else None
    key_of = pattern(every().addresses["key"])
    given = list(keyed(source, holder))[: 2 * _ARGUMENTS] if holder is not None else []
    positional = [node for key, node in given if not key][:_ARGUMENTS]
    yield from (node for key, node in given if key and key_of.search(key))
    for node in positional:
        yield node
        if node.kind() in source.language.syntax.pairs or node.kind() in ("object", "dictionary"):
            yield from (value for key, value in keyed(source, node) if key and key_of.search(key))


def _found(source: Source, node: "SgNode", found: Iterable[Value]) -> Iterator[Address]:
    for host in found:
        address = _address(source, span(node)[0], host)
        if address is not None:
            yield address


def hosts(values: Values, node: "SgNode", depth: int = 0) -> Iterator[Value]:
    """Yield the variables, settings and members of a configuration that the host of a URL expression is read from."""
    source = values.source
    node = unwrap(source, node)
    if depth > _DEPTH:
        return
    if (kept := values.entries.get(entry(node), ())) and len(kept) == 1 and kept[0].text() != node.text():
        yield from hosts(values, kept[0], depth + 1)
        return
    found = [placed(values.wrap.placed, value.text) or value for value in values.of(node)]
    member = pattern(every().settings["member"])
    read = [each for each in found if each.kind == "env" or (each.kind == "name" and member.search(each.text))]
    if read:
        yield from read
    elif (inner := _first(source, node)) is not None:
        yield from hosts(values, inner, depth + 1)
    elif node.kind() in (*values.syntax.names, *values.syntax.paths):
        meant = values.declarations.meant(node.text(), span(node)[0])
        if len(meant) == 1 and not meant[0].form.body:
            yield from hosts(values, meant[0].node, depth + 1)


def _first(source: Source, node: "SgNode") -> "SgNode | None":
    """Return what stands where a URL has its host: in a template, a joined string, a formatted one."""
    syntax = source.language.syntax
    if node.kind() in syntax.strings:
        pieces = [each for each in node.named_children() if each.kind() in syntax.interpolations]
        inner = pieces[0].named_children() if pieces and _is_head(_head(source, node)) else []
        return inner[0] if inner else None
    if node.kind() in syntax.comparisons:
        return _joined(source, node)
    site = site_of(source, node)
    if site is None or not pattern(every().addresses["formats"]).search(site.callee):
        return None
    return _in_macro(source, site) if site.kind == "macro" else _formatted(source, site)


def _joined(source: Source, node: "SgNode") -> "SgNode | None":
    """Return the same of strings that are joined, or of a format that is given its values by an operator."""
    signs = {each.text() for each in node.children() if not each.is_named()}
    sides = node.named_children()
    if len(sides) != 2 or not signs & {"+", "%"}:
        return None
    text = string(source, unwrap(source, sides[0]))
    if "%" in signs:
        given = unwrap(source, sides[1])
        first = given.named_children() if given.kind() in source.language.syntax.lists else [given]
        return first[0] if first and text and pattern(every().addresses["format"]).search(text) else None
    return sides[0] if text is None else sides[1] if text and _is_head(text) else None


def _formatted(source: Source, site: Site) -> "SgNode | None":
    """Return the same of a call that formats its first argument, or the string that it is called on."""
    on = called_on(site)
    text = string(source, unwrap(source, on)) if on is not None else None
    is_on = text is not None
    if not is_on:
        given = site.positional(0)
        text = string(source, unwrap(source, given)) if given is not None else None
    found = pattern(every().addresses["format"]).search(text) if text else None
    if found is None:
        return None
    named = found["key"] or found["named"]
    if named:
        return next((node for key, node in site.keyed if key == named), None)
    return site.positional(0 if is_on else 1)


def _in_macro(source: Source, site: Site) -> "SgNode | None":
    """Return the same of a macro, whose arguments are tokens: the last of those that make up the second argument."""
    holder = child(site.node, site.form.arguments)
    tokens = holder.children() if holder is not None else []
    texts = [number for number, each in enumerate(tokens) if each.kind() in source.language.syntax.strings]
    text = string(source, tokens[texts[0]]) if texts else None
    if not text or not pattern(every().addresses["format"]).search(text):
        return None
    second = tokens[texts[0] + 2 :]
    end = next((number for number, each in enumerate(second) if each.text() == ","), len(second))
    argument = [each for each in second[:end] if each.is_named()]
    reads = [each for each in argument if each.kind() == "token_tree" and each.text() != "()"]
    return reads[0] if reads else argument[0] if len(argument) == 1 else None


def _is_head(text: str) -> bool:
    return not text or pattern(every().addresses["scheme"]).fullmatch(text) is not None


def _head(source: Source, node: "SgNode") -> str:
    """Return the text of a string up to its first interpolation, without the opening quote."""
    first = next((each for each in node.named_children() if each.kind() in source.language.syntax.interpolations), None)
    start, end = span(node)
    text = source.text[start : span(first)[0] if first is not None else min(end, start + _AROUND)]
    return pattern(r"^[a-zA-Z@$]{0,3}(?:\"\"\"|'''|[\"'`])").sub("", text)


def _whole(source: Source, node: "SgNode") -> "SgNode":
    """Return the joined string or the formatting call that begins with a string."""
    syntax = source.language.syntax
    around = node.parent()
    while around is not None and around.kind() in (*syntax.arguments, *syntax.paths):
        around = around.parent()
    return around if around is not None and _first(source, around) is not None else node
