"""Routes: which path of a gateway leads to which service, by nginx, Envoy, Traefik, an Ingress or a route of a mesh.

A route keeps the line of the gateway's own configuration. What leads to nobody that is known here is no route.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from juncture.catalog import compose, envoy, nginx, traefik
from juncture.catalog.addressed import Named, host_of
from juncture.catalog.addresses import addresses
from juncture.catalog.edges import Owned, Wire
from juncture.catalog.gateways import GatewayFile, Passed
from juncture.catalog.given import Variable
from juncture.catalog.kubernetes_model import Ingress, Manifests
from juncture.catalog.manifests import Deployed
from juncture.catalog.units import image_name, is_aside
from juncture.facts.problem import Unread
from juncture.facts.provenance import Provenance
from juncture.repository.cache import Cache, Reader
from juncture.repository.tree import Tree

_VARIABLE = re.compile(r"\$\{?(\w+)\}?")
_PLAIN = re.compile(r"(?:[\w/~-]|\.(?![*+?]))*")
ANY = "{}"
"""A segment that is computed, as ``code.requests`` writes it."""

Environment = Mapping[str, Mapping[str, Variable]]


class Route(NamedTuple):
    """A way through a gateway.

    ``gateway`` is the service whose configuration it is, empty for the way into a cluster, which only has ``hosts``.
    ``prefix`` are the first segments of the path, ``rewrite`` what they become at ``service``; the same where nothing
    is said. ``is_exact``: nothing may follow.
    """

    gateway: str
    hosts: tuple[str, ...]
    prefix: tuple[str, ...]
    service: str
    rewrite: tuple[str, ...]
    is_exact: bool
    provenance: Provenance

    def fits(self, path: Sequence[str]) -> bool:
        """Tell whether a path, segment by segment, goes this way; what is computed fits no literal."""
        return tuple(path[: len(self.prefix)]) == self.prefix and (not self.is_exact or len(path) == len(self.prefix))


def read(
    tree: Tree,
    cache: Cache,
    manifests: Iterable[Manifests],
    deployed: Iterable[Deployed],
    owned: Owned,
    names: Named,
    environment: Environment,
    unread: list[Unread],
) -> tuple[Route, ...]:
    """Return the routes of every gateway of a tree, sorted."""
    files = [
        *_configured(tree, cache, nginx.recognises, nginx.READER, unread),
        *_configured(tree, cache, envoy.recognises, envoy.READER, unread),
    ]
    found = [
        route
        for file in files
        if (gateway := owned.service(file.path))
        for one in file.passed
        for route in _routes(
            one,
            gateway,
            Provenance(file.path, one.line, tree.revision, f"{file.dialect} route"),
            names,
            environment.get(gateway, {}),
        )
    ]
    found += _labelled(tree, cache, deployed, names)
    found += [route for held in manifests for one in held.ingresses for route in _way_in(one, names, tree.revision)]
    return tuple(sorted(set(found)))


def _configured(
    tree: Tree, cache: Cache, recognises: Callable[[str], bool], reader: Reader[GatewayFile], unread: list[Unread]
) -> list[GatewayFile]:
    paths = [path for path in tree.entries if recognises(path) and not is_aside(path)]
    return list(cache.facts(reader, tree, paths, unread).values())


def _routes(
    one: Passed, gateway: str, place: Provenance, names: Named, variables: Mapping[str, Variable]
) -> Iterator[Route]:
    named = _VARIABLE.fullmatch(one.upstream)
    wired = variables.get(named[1]) if named else None
    hosts = [host for host, _ in addresses(wired.value)] if wired else [one.upstream]
    for service in sorted({host_of(host, names) for host in hosts} - {"", gateway}):
        prefix = _steps(one.prefix)
        rewrite = prefix if one.rewrite is None else _steps(one.rewrite)
        yield Route(gateway, one.hosts, prefix, service, rewrite, one.is_exact, place)


def _labelled(tree: Tree, cache: Cache, deployed: Iterable[Deployed], names: Named) -> Iterator[Route]:
    """Yield what Traefik's labels say, where one service of the tree is Traefik."""
    own = {names.hosts.get(one.sighting.name, "") for one in deployed if image_name(one.sighting.image) == "traefik"}
    gateway = next(iter(own)) if len(own) == 1 else ""
    paths = [path for path in tree.entries if compose.recognises(path) and not is_aside(path)] if gateway else []
    for path, file in cache.facts(compose.READER, tree, paths).items():
        for _, one in traefik.passed(file):
            place = Provenance(path, one.line, tree.revision, "traefik route")
            yield from _routes(one, gateway, place, names, {})


def _way_in(one: Ingress, names: Named, revision: str) -> Iterator[Route]:
    """Yield the way that an Ingress, an HTTPRoute or a VirtualService opens.

    A pattern that captures the rest of the path is written for a rewrite to it.
    """
    service = host_of(one.service, names)
    plain = _PLAIN.match(one.route)
    prefix = _steps(plain[0] if plain else "")
    if service and (one.route.startswith("/") or not one.route):
        rewrite = () if "(" in one.route else prefix
        hosts = tuple(host for host in one.host.split(",") if host and "*" not in host)
        place = Provenance(one.path, one.line, revision, f"{one.kind} route")
        yield Route("", hosts, prefix, service, rewrite, is_exact=False, provenance=place)


def _steps(path: str) -> tuple[str, ...]:
    return tuple(step for step in path.split("/") if step)


def wires(routes: Iterable[Route]) -> Iterator[Wire]:
    """Yield a wire for every route of a gateway that is a service here."""
    for one in routes:
        if one.gateway:
            yield Wire(one.gateway, one.service, "", one.provenance)


def chosen(routes: Iterable[Route], path: Sequence[str]) -> Route | None:
    """Return the way that a path goes: an exact one, else the longest prefix."""
    fitting = [one for one in routes if one.fits(path)]
    return max(fitting, key=lambda one: (one.is_exact, len(one.prefix)), default=None)


def leads(routes: Iterable[Route], services: Collection[str]) -> dict[tuple[str, ...], str]:
    """Return what stands before the path of these services' operations where a gateway is asked, and which gateway.

    Only a prefix that is cut off stands before it: the path of a way that keeps it whole is the operation's own. The
    way into a cluster goes by the name of its first host.
    """
    found: dict[tuple[str, ...], str] = {}
    for one in sorted(routes):
        if one.service in services and one.prefix and not one.rewrite:
            found.setdefault(one.prefix, one.gateway or next(iter(one.hosts), "a way in"))
    return found
