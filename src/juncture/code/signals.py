"""What a file emits: logs, metrics and traces. Nearly every file does, so only those that are asked about are read."""

from collections.abc import Iterable, Iterator

from juncture.code.imports import Brought, imports
from juncture.code.language import Form, language, language_of, pattern
from juncture.code.model import Signal
from juncture.code.sites import Site, matches, sites, unwrap
from juncture.code.syntax import Source, string
from juncture.code.words import EMITTED, active
from juncture.repository.cache import Reader

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
    forms = [(family, form) for family, some in active(spoken, text, found, EMITTED).items() for form in some]
    if not forms:
        return ()
    source = Source(path, spoken, content)
    places = sites(source, {form.site for _, form in forms})
    return tuple(signals(source, Brought(spoken, "", found), places, forms))


SIGNALS: Reader[tuple[Signal, ...]] = Reader("signals", 1, tuple[Signal, ...], read)


def signals(
    source: Source, brought: Brought, places: Iterable[Site], forms: Iterable[tuple[str, Form]]
) -> Iterator[Signal]:
    """Yield logs, metrics and traces; the name is the literal given, else the callee."""
    for kind, site, name in _named(source, brought, places, forms):
        yield Signal(kind, " ".join(name[:_NAME].split()) or site.callee[-_NAME:], site.line)


def _named(
    source: Source, brought: Brought, places: Iterable[Site], forms: Iterable[tuple[str, Form]]
) -> Iterator[tuple[str, Site, str]]:
    known = [(kind, form) for kind, form in forms if not form.imports or brought.any(form.imports)]
    if not known:
        return
    for site in places:
        for kind, form in known:
            match = matches(form, site)
            if match is None or not _brought(brought, form, match.groupdict().get("module")):
                continue
            nodes = site.argument(form)
            literal = string(source, unwrap(source, nodes[0])) if nodes else None
            yield kind, site, literal or match.groupdict().get("name") or ""
            break


def _brought(brought: Brought, form: Form, module: str | None) -> bool:
    return not module or not form.origin or pattern(form.origin).search(brought.module(module)) is not None
