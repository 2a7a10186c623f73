"""What a file emits and asks: environment variables, logs, metrics, traces, feature flags."""

from collections.abc import Iterable, Iterator

from juncture.code.imports import Brought
from juncture.code.language import Form, pattern
from juncture.code.model import EnvRead, Flag, Signal, Value
from juncture.code.sites import Site, matches, unwrap
from juncture.code.syntax import Source, string
from juncture.code.values import Values

_NAME = 120
"""Characters of a log's message that are kept."""


def reads(values: Values, places: Iterable[Site]) -> Iterator[EnvRead]:
    """Yield the reads of environment variables."""
    seen: set[tuple[int, str]] = set()
    for site in places:
        if site.kind == "pattern":
            found = list(values.environment.taken(site).values())
        else:
            value = values.environment.read_at(site)
            found = [Value("env", value.text, values.default(site, value))] if value is not None else []
        for value in found:
            if (site.line, value.text) not in seen:
                seen.add((site.line, value.text))
                yield EnvRead(value.text, site.line, value.default)


def signals(
    source: Source, brought: Brought, places: Iterable[Site], forms: Iterable[tuple[str, Form]]
) -> Iterator[Signal]:
    """Yield logs, metrics and traces; the name is the literal given, else the callee."""
    for kind, site, name in _named(source, brought, places, forms):
        yield Signal(kind, " ".join(name[:_NAME].split()) or site.callee[-_NAME:], site.line)


def flags(
    source: Source, brought: Brought, values: Values, places: Iterable[Site], forms: Iterable[tuple[str, Form]]
) -> Iterator[Flag]:
    """Yield the flags asked for by name; one whose name is computed is left out."""
    known = [(kind, form) for kind, form in forms if not form.imports or brought.any(form.imports)]
    for site in places:
        for _, form in known:
            match = matches(form, site)
            if match is None:
                continue
            for node in site.argument(form):
                value = values.one(node)
                if value.kind in ("literal", "name"):
                    yield Flag(value.text, site.line)
            break


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
