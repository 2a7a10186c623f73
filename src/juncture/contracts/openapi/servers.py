"""Compares where an API is served: addresses, and the variables in them.

OpenAPI 2.0 says it by ``host``, ``basePath`` and ``schemes``.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from juncture.contracts.openapi.api import Description, Operation
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.parts import worded
from juncture.contracts.schema.place import Place

_PORTS = {"https:": ":443", "http:": ":80"}


class Server(NamedTuple):
    """An address as it is written, and what its variables may be; ``place`` is where it is written."""

    url: str
    place: Place
    variables: Mapping[str, Any]

    @property
    def origin(self) -> str:
        """The address without its path."""
        scheme, separator, rest = self.url.rpartition("//")
        return f"{scheme}{separator}{rest.partition('/')[0]}"

    @property
    def base(self) -> str:
        """The path of the address, before those of operations."""
        return self.url.rpartition("//")[2].partition("/")[1] + self.url.rpartition("//")[2].partition("/")[2]


def servers(description: Description) -> list[Server]:
    """Return the servers of a description."""
    root = description.root
    found = listed(description, Place(description.path, ("servers",)))
    if "host" in root or "basePath" in root:
        schemes = root.get("schemes")
        prefixes = [f"{each}://" for each in schemes] if isinstance(schemes, list) and "host" in root else [""]
        place = Place(description.path, ("host" if "host" in root else "basePath",))
        address = f"{root.get('host', '')}{root.get('basePath', '')}".rstrip("/")
        found += [Server(f"{prefix}{address}", place, {}) for prefix in prefixes if address]
    return found


def listed(description: Description, place: Place) -> list[Server]:
    """Return the servers that a list says."""
    value = description.sources.at(place)
    found = []
    for index, each in enumerate(value if isinstance(value, list) else ()):
        url = str(each.get("url", "")).rstrip("/") if isinstance(each, dict) else ""
        variables = each.get("variables") if isinstance(each, dict) else None
        if url:
            found.append(Server(url, place.at(index), variables if isinstance(variables, dict) else {}))
    return found


def base(description: Description) -> str:
    """Return the path that all servers share; empty where they do not."""
    found = {each.base for each in servers(description)}
    return found.pop() if len(found) == 1 else ""


def server_changes(old: Iterable[Server], new: Iterable[Server], at: Place, *, moved: bool = False) -> Iterator[Draft]:
    """Yield the servers that are gone, and those whose variables take less.

    ``moved`` tells that the path of the servers became one of the operations, or the other way round.
    """
    news = list(new)
    told = set()
    for each in sorted(old, key=lambda one: one.url):
        alike = [other for other in news if _is_alike(each, other, moved=moved)]
        if each.url in told:
            continue
        told.add(each.url)
        part = worded((f"server:{each.url}",))
        if not alike:
            yield Draft("server-removed", part, each.url, "", each.place, at)
        for name, variable in sorted(each.variables.items(), key=lambda item: str(item[0])) if alike else ():
            yield from _variable(each, alike[0], name, variable)


def _is_alike(old: Server, new: Server, *, moved: bool) -> bool:
    """Whether two addresses lead to the same place; one without a scheme is served by any (OpenAPI 2.0, schemes)."""
    before, after = (_plain(each.origin) + ("" if moved else each.base) for each in (old, new))
    if "//" in before and "//" in after:
        return before == after
    return before.rpartition("//")[2] == after.rpartition("//")[2]


def _plain(origin: str) -> str:
    """Return scheme and host in lower case, without the port that goes without saying (RFC 3986, 6.2.3)."""
    text = origin.lower() if "{" not in origin else origin
    scheme, _, _ = text.partition("//")
    return text.removesuffix(_PORTS.get(scheme, "\n"))


def _variable(old: Server, new: Server, name: str, before: Any) -> Iterator[Draft]:
    after = new.variables.get(name)
    part = worded((f"server:{old.url}", f"variable:{name}"))
    was, at = old.place.at("variables", name), new.place.at("variables", name)
    if not isinstance(before, dict) or not isinstance(after, dict):
        return
    olds, news = (_values(each) for each in (before, after))
    gone = [each for each in olds if each not in news] if news else []
    if gone or (news and not olds):
        texts = ", ".join(gone) or "any", ", ".join(news)
        yield Draft("server-variable-changed", part, *texts, was.at("enum"), at.at("enum"))
    if before.get("default") != after.get("default"):
        texts = str(before.get("default", "")), str(after.get("default", ""))
        yield Draft("server-variable-changed", part, *texts, was.at("default"), at.at("default"))


def _values(variable: Mapping[str, Any]) -> list[str]:
    listed = variable.get("enum")
    return list(map(str, listed)) if isinstance(listed, list) else []


def own_servers(old: Operation, new: Operation, before: Description, after: Description) -> Iterator[Draft]:
    """Yield what became of the servers of two operations, where either has some of its own."""
    if old.servers is None and new.servers is None:
        return
    olds = listed(before, old.servers) if old.servers else servers(before)
    news = listed(after, new.servers) if new.servers else servers(after)
    yield from server_changes(olds, news, new.servers or new.located.place)
