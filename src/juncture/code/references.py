"""Generated clients that are built and generated servers that are implemented: where, and by which import.

The name alone is never enough: the qualifier or the type has to come from an import, from the file's own package
where the language asks for no import, or from a contract that the same file loads at run time.
"""

import re
from collections.abc import Iterable, Iterator

from juncture.code.imports import Brought
from juncture.code.language import Form, pattern
from juncture.code.loads import Loads
from juncture.code.model import Reference
from juncture.code.sites import Site, matches
from juncture.code.syntax import Source, string, written

_OWN = r"\b(?:class|interface|object|struct|record|trait|mod|enum)\s+{}\b"


def references(
    source: Source, brought: Brought, places: Iterable[Site], forms: Iterable[tuple[str, Form]]
) -> Iterator[Reference]:
    """Yield what the forms (with their side) find at these places."""
    loads = Loads(source)
    known = list(forms)
    for site in places:
        for side, form in known:
            found = _reference(source, brought, loads, site, form)
            if found is not None:
                service, via = found
                yield Reference(side, service, site.line, via, source.line_text(site.line))
                break


def _reference(source: Source, brought: Brought, loads: Loads, site: Site, form: Form) -> tuple[str, str] | None:
    match = matches(form, site, brought.original(site.callee))
    if match is None or (form.imports and not brought.any(form.imports)) or _lacks_channel(site):
        return None
    groups = {key: value for key, value in match.groupdict().items() if value}
    if form.argument is not None or form.text:
        groups |= _argument(source, site, form)
    service = groups.get("service", "")
    if not service:
        return None
    via = _via(source, brought, loads, form, groups)
    return (service, via) if via else None


def _lacks_channel(site: Site) -> bool:
    """A generated client is built on a channel, and a service registered at a server: never without an argument.

    A decorator is told by what it stands on.
    """
    around = site.node.parent()
    is_mark = around is not None and around.kind() == "decorator"
    return site.kind in ("call", "new") and site.bare and not (is_mark or site.callee.endswith(">"))


def _argument(source: Source, site: Site, form: Form) -> dict[str, str]:
    """Return the groups that ``text`` finds in the argument; a string literal is a service's name as it stands.

    A constant that generators give the name (``CART_SERVICE_NAME``) says it in capitals: the group ``upper``.
    """
    for node in site.argument(form):
        literal = string(source, node)
        found = pattern(form.text or r"^(?:[\w.]+\.)?(?P<service>\w+)$").search(
            written(node.text()) if literal is None else literal
        )
        if found and (literal is None) == bool(form.text):
            groups = {key: value for key, value in found.groupdict().items() if value}
            if "upper" in groups:
                groups["service"] = "".join(word.capitalize() for word in groups["upper"].split("_"))
            return groups
    return {}


def _via(source: Source, brought: Brought, loads: Loads, form: Form, groups: dict[str, str]) -> str:
    origin = form.origin.replace("{service}", re.escape(groups["service"]))
    if "loaded" in groups:
        return loads.contract(groups["loaded"])
    if "module" in groups:
        via = brought.module(groups["module"])
        return via if via and (not origin or pattern(origin).search(via)) else ""
    if "type" in groups:
        outermost = groups["type"].split(brought.language.resolve.separator)[0]
        if re.search(_OWN.format(re.escape(outermost)), source.text):
            return ""
        return brought.type(groups["type"], origin)
    return next(
        (record.module for record in brought.records if form.imports and _named(form.imports, record.module)), ""
    )


def _named(like: str, module: str) -> bool:
    return pattern(like).search(module) is not None
