"""The ends of topics: where a file produces or consumes, and where the topic's name comes from."""

from collections.abc import Iterable, Iterator

from juncture.code.imports import Brought
from juncture.code.language import Form, pattern
from juncture.code.messages import built, plain
from juncture.code.model import TopicEnd, Value
from juncture.code.sites import Site, matches
from juncture.code.syntax import Source
from juncture.code.values import Values, unknown


def topics(
    source: Source, brought: Brought, values: Values, places: Iterable[Site], forms: Iterable[tuple[str, Form]]
) -> Iterator[TopicEnd]:
    """Yield what the forms (with their side) find at these places."""
    known = [(side, form) for side, form in forms if not form.imports or brought.any(form.imports)]
    if not known:
        return
    for site in places:
        for side, form in known:
            found = _topics(brought, values, site, form)
            if found:
                text = source.line_text(site.line)
                yield from (TopicEnd(side, value, site.line, text) for value in found)
                break


def _topics(brought: Brought, values: Values, site: Site, form: Form) -> list[Value]:
    match = matches(form, site)
    if match is None or not _brought(brought, form, match.groupdict()) or not _is_typed(site, form):
        return []
    if "message" in match.groupdict():
        named = (each["message"] for each in pattern(form.like).finditer(site.callee))
        return [Value("type", plain(name)) for name in named]
    nodes, holder = site.argument(form), site.positional(0)
    if form.built:
        return [Value("type", name) for name in dict.fromkeys(name for node in nodes for name in built(values, node))]
    if not nodes and form.within and holder is not None:
        return [unknown(holder)]  # the record is built elsewhere
    return [value for node in nodes for value in values.of(node)]


def _is_typed(site: Site, form: Form) -> bool:
    """Tell whether the file declares what a call is made on to be of the form's type (``queue: ClientProxy``)."""
    if not form.typed:
        return True
    on = pattern(r"(\w+)[?!]?\.\w+(?:<.*>)?$").search(site.callee)
    return (
        on is not None and pattern(rf"\b{on[1]}\s*[!?]?\s*:\s*(?:{form.typed})\b").search(site.source.text) is not None
    )


def _brought(brought: Brought, form: Form, groups: dict[str, str | None]) -> bool:
    module, name = groups.get("module"), groups.get("type")
    if module:
        via = brought.module(module)
        return bool(via) and (not form.origin or pattern(form.origin).search(via) is not None)
    return not name or bool(brought.type(name, form.origin))
