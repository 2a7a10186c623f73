"""What a file emits: logs, metrics and traces. Nearly every file does, so only those that are asked about are read."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from juncture.code.imports import Brought, imports
from juncture.code.language import Form, language, language_of, pattern
from juncture.code.model import Signal
from juncture.code.sites import Site, keyed, matches, sites, unwrap
from juncture.code.spotted import EMITTED, spotted
from juncture.code.syntax import Source, span, string, written
from juncture.code.words import active
from juncture.repository.cache import Reader

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_NAME = 120
"""Characters of a log's message that are kept."""


def read(path: str, content: bytes) -> tuple[Signal, ...]:
    """Return the signals of one source file, in the order of the text. Raises InputError for one too large.

    Generated code of a contract emits none of its own; a file in no language that is read has none that is known.
    """
    name = language_of(path)
    if name is None:
        return ()
    spoken, text = language(name), content.decode("utf-8", "replace")
    found = imports(spoken, text)
    active_forms = active(spoken, text, spotted(spoken, text), found, EMITTED)
    forms = [(family, form) for family, some in active_forms.items() for form in some]
    if not forms:
        return ()
    source = Source(path, spoken, content)
    places = sites(source, {form.site for _, form in forms})
    return tuple(signals(source, Brought(spoken, "", found), places, forms))


SIGNALS: Reader[tuple[Signal, ...]] = Reader("signals", 2, tuple[Signal, ...], read)


def signals(
    source: Source, brought: Brought, places: Iterable[Site], forms: Iterable[tuple[str, Form]]
) -> Iterator[Signal]:
    """Yield logs, metrics and traces, by the first form that fits a place; what a trace carries is told by its keys."""
    known = [(kind, form) for kind, form in forms if not form.imports or brought.any(form.imports)]
    for site in places if known else ():
        told = False
        for kind, form in known:
            match = None if told and kind != "trace" else matches(form, site)
            if match is None or not _brought(brought, form, match.groupdict().get("module")):
                continue
            nodes = site.argument(form)
            keys = [key for node in nodes for key in _keys(source, form, node)] if kind == "trace" else []
            yield from (Signal(kind, _short(name), line) for name, line in keys)
            if not (keys or told):
                literal = string(source, unwrap(source, nodes[0])) if nodes else None
                name = literal or match.groupdict().get("name") or ""
                yield Signal(kind, _short(name) or site.callee[-_NAME:], site.line)
            told = True


def _keys(source: Source, form: Form, node: "SgNode") -> Iterator[tuple[str, int]]:
    """Yield the keys that an argument sets, with their lines: those of a mapping, and where the form knows them."""
    node = unwrap(source, node)
    start, end = span(node)
    pairs = list(keyed(source, node))
    if any(key for key, _ in pairs):
        for key, value in pairs:
            entry = value.parent() if key else None
            name = key.strip("[]") or written(value.text())
            if key or name.isidentifier():
                yield name, source.line(span(entry or value)[0])
    elif form.text and string(source, node) is None:
        for found in pattern(form.text).finditer(source.text[start:end]):
            yield found["name"].strip('"'), source.line(start + found.start("name"))


def _short(name: str) -> str:
    return " ".join(name[:_NAME].split())


def _brought(brought: Brought, form: Form, module: str | None) -> bool:
    return not module or not form.origin or pattern(form.origin).search(brought.module(module)) is not None
