"""Calls through gateways: code that calls a path of a gateway calls the service that the path leads to.

The URL has to name the gateway or one of its hosts, or a variable that does. A path alone is the gateway's where the
code runs behind it: a page that was served through a gateway calls its own origin.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from juncture.catalog.addressed import Named, host_of
from juncture.catalog.addresses import addresses
from juncture.catalog.edges import Owned
from juncture.catalog.given import Given
from juncture.catalog.model import Edge, Layer, Strength
from juncture.catalog.routes import ANY, Route, chosen
from juncture.code.model import SourceFacts
from juncture.code.requests import Requested, requested
from juncture.code.source import SOURCE
from juncture.facts.provenance import Provenance
from juncture.repository.cache import Cache, Reader
from juncture.repository.tree import Tree

_PAGES = frozenset({"typescript"})
"""Languages of pages."""
_EVERY = "/"
_NOTHING = Given()
_URL = re.compile(r"\b(?:url|uri)\b[\"']?\s*[:=]", re.IGNORECASE)


class Asked(msgspec.Struct, frozen=True):
    """A URL that code writes: its literal host, its segments, and whether a call of it is seen."""

    host: str
    steps: tuple[str, ...]
    is_call: bool
    line: int


class AskedFile(msgspec.Struct, frozen=True):
    """The URLs of one file that hold what was looked for."""

    asked: tuple[Asked, ...] = ()


def _reader(words: Iterable[str]) -> Reader[AskedFile]:
    """Return the reader of URLs that hold one of these words."""
    pattern = re.compile("|".join(map(re.escape, sorted(words))))
    spelt = re.compile(pattern.pattern.encode())

    def read(path: str, content: bytes) -> AskedFile:
        found = requested(path, content, pattern) if spelt.search(content) else ()
        return AskedFile(
            tuple(Asked(one.host, one.steps, _is_call(one), one.line) for one in found if one.side != "server")
        )

    version = f"1 {SOURCE.key} {hashlib.sha256(pattern.pattern.encode()).hexdigest()[:16]}"
    return Reader("asked", version, AskedFile, read)


def _is_call(one: Requested) -> bool:
    """Tell whether a URL is called: by the code around it, or as what an option or a variable calls a URL."""
    return one.side == "client" or _URL.search(one.text) is not None


class _Base(NamedTuple):
    """What a URL begins with: the ways that it may go, and the path that stands in front of what the code adds."""

    routes: tuple[Route, ...]
    path: tuple[str, ...] = ()


class _Ways:
    """The routes of a tree by gateway and by host."""

    def __init__(self, routes: Iterable[Route], names: Named) -> None:
        self._names = names
        self._by_gateway: dict[str, list[Route]] = {}
        self._by_host: dict[str, list[Route]] = {}
        for one in routes:
            if one.gateway:
                self._by_gateway.setdefault(one.gateway, []).append(one)
            for host in one.hosts:
                self._by_host.setdefault(host, []).append(one)

    def of(self, host: str) -> tuple[Route, ...]:
        """Return the routes that a host name leads to."""
        name = host.partition(":")[0]
        return tuple(self._by_host.get(name, []) or self._by_gateway.get(host_of(name, self._names), []))

    def named(self, facts: SourceFacts, given: Given) -> dict[int, _Base]:
        """Return what the addresses of a file begin with, by line, as far as they are those of gateways."""
        found = {}
        for one in facts.addresses:
            known = given.get(one.host.text) if one.host.kind == "env" else None
            known = given.named(one.host.text) if one.host.kind == "name" else known
            value = one.host.text if one.host.kind == "literal" else known.value if known else one.host.default
            routes = next((held for host, _ in addresses(value) if (held := self.of(host))), ())
            if routes:
                path = value.partition("://")[2].partition("/")[2].partition("?")[0]
                found[one.line] = _Base(routes, tuple(step for step in path.split("/") if step))
        return found

    def behind(self, service: str) -> tuple[Route, ...]:
        """Return the routes of the one gateway that a service's pages are served through, none where several are."""
        groups = [*self._by_gateway.items(), *(("", held) for held in self._by_host.values())]
        serving = [
            held for name, held in groups if service and (service == name or service in {r.service for r in held})
        ]
        return tuple(serving[0]) if len({tuple(held) for held in serving}) == 1 else ()


def calls(
    routes: Iterable[Route],
    tree: Tree,
    cache: Cache,
    sources: Mapping[str, SourceFacts],
    owned: Owned,
    names: Named,
    given: Mapping[str, Given],
) -> Iterator[Edge]:
    """Yield an edge to the service behind a gateway for every URL that leads there, with its line and the route's."""
    routes = list(routes)
    if not routes:
        return
    ways = _Ways(routes, names)
    own = {path: name for path, f in sources.items() if not (f.test or f.generated) and (name := owned.service(path))}
    bases = {path: ways.named(sources[path], given.get(name, _NOTHING)) for path, name in own.items()}
    naming = [path for path, found in bases.items() if found]
    behind = {name: ways.behind(name) for name in set(own.values())}
    pages = [path for path, name in own.items() if behind[name] and sources[path].language in _PAGES]
    words = {step for path in pages for route in behind[own[path]] for step in route.prefix}
    asked = cache.facts(_reader([_EVERY]), tree, naming) if naming else {}
    origin = cache.facts(_reader(words), tree, pages) if words else {}
    for path, name in own.items():
        found = [(one, _base(one, ways, bases[path], sources[path])) for one in asked.get(path, AskedFile()).asked]
        found += [
            (one, _Base(behind[name]))
            for one in origin.get(path, AskedFile()).asked
            if one.is_call and not one.host and one.steps[0] != ANY
        ]
        for one, base in found:
            path_there = (*base.path, *one.steps[one.steps[0] == ANY :]) if base else ()
            way = chosen(base.routes, path_there) if base else None
            if way and way.service != name and not names.roles.get(way.service):
                place = Provenance(path, one.line, reader=f"{sources[path].language} address")
                yield Edge(name, way.service, Layer.SYNC, (Strength.CALLED,), provenance=(place, way.provenance))


def _base(one: Asked, ways: _Ways, named: Mapping[int, _Base], facts: SourceFacts) -> _Base | None:
    """Return what a URL begins with, None where it is no gateway's, or another address stands on its line."""
    if one.host:
        routes = ways.of(one.host)
        return _Base(routes) if routes else None
    if one.steps[0] != ANY:
        return None
    if one.line in named or one.line in {each.line for each in facts.addresses}:
        return named.get(one.line)
    only = set(named.values())
    return next(iter(only)) if len(only) == 1 else None
