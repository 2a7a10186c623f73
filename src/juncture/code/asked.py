"""What a file asks its surroundings for: environment variables, feature flags."""

from collections.abc import Iterable, Iterator

from juncture.code.imports import Brought
from juncture.code.language import Form
from juncture.code.model import EnvRead, Flag, Value
from juncture.code.sites import Site, matches
from juncture.code.syntax import Source
from juncture.code.values import Values


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
