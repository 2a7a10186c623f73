"""Envoy configuration: which path of which domain is routed to which cluster, and the addresses of clusters.

Source: Envoy API v3, config.route.v3 (VirtualHost, RouteMatch, RouteAction) and config.cluster.v3.
"""

import re
from collections.abc import Iterator
from typing import Any

from juncture.catalog.gateways import GatewayFile, Passed
from juncture.catalog.kubernetes_objects import at, items, text, words
from juncture.repository import documents
from juncture.repository.cache import Reader
from juncture.repository.document import Document

_NAME = re.compile(r"(?:^|/)[\w.-]*envoy[\w.-]*\.(?:ya?ml|json)$", re.IGNORECASE)
_PREFIXES = ("prefix", "path_separated_prefix")
MAX_VALUES = 200_000
"""Values of one file that are looked at."""

Where = tuple[str | int, ...]


def recognises(path: str) -> bool:
    """Tell whether a path is a configuration file of Envoy by its name."""
    return path.endswith((".yaml", ".yml", ".json")) and "envoy" in path.lower() and _NAME.search(path) is not None


def read(path: str, content: bytes) -> GatewayFile:
    """Return what a configuration routes; nothing for another file of that name. Raises InputError for broken YAML."""
    if b"virtual_hosts" not in content:
        return GatewayFile(path, "envoy")
    found: list[Passed] = []
    for document in documents.load(content, path):
        held = list(_maps(document.value))
        clusters = {
            text(one.get("name")): addresses
            for _, holder in held
            for _, one in items(holder.get("clusters"))
            if (addresses := _addresses(one))
        }
        for where, holder in held:
            for number, host in items(holder.get("virtual_hosts")):
                found += _routes(document, (*where, "virtual_hosts", number), host, clusters)
    return GatewayFile(path, "envoy", tuple(dict.fromkeys(found)))


def _maps(value: Any) -> Iterator[tuple[Where, dict[str, Any]]]:
    """Yield every mapping of a value with the keys that lead to it, in its order."""
    waiting: list[tuple[Where, Any]] = [((), value)]
    seen = 0
    while waiting and seen < MAX_VALUES:
        where, node = waiting.pop()
        seen += 1
        if isinstance(node, dict):
            yield where, node
        pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        waiting += reversed([((*where, key), item) for key, item in pairs if isinstance(item, dict | list)])


def _addresses(cluster: dict[str, Any]) -> tuple[str, ...]:
    endpoints = [
        one
        for _, group in items(at(cluster, "load_assignment", "endpoints"))
        for _, one in items(group.get("lb_endpoints"))
    ]
    sockets = [at(one, "endpoint", "address", "socket_address", "address") for one in endpoints]
    sockets += [at(one, "socket_address", "address") for _, one in items(cluster.get("hosts"))]
    return tuple(dict.fromkeys(text(one) for one in sockets if text(one)))


def _routes(
    document: Document, where: Where, host: dict[str, Any], clusters: dict[str, tuple[str, ...]]
) -> Iterator[Passed]:
    domains = tuple(name for name in words(host.get("domains")) if "*" not in name)
    for number, route in items(host.get("routes")):
        match, action = route.get("match"), route.get("route")
        exact = text(at(match, "path"))
        prefix = exact or next((text(at(match, key)) for key in _PREFIXES if text(at(match, key))), "")
        named = [text(at(action, "cluster"))]
        named += [text(one.get("name")) for _, one in items(at(action, "weighted_clusters", "clusters"))]
        rewrite = at(action, "prefix_rewrite")
        line = document.line_of(*where, "routes", number)
        for address in (one for name in named if prefix for one in clusters.get(name, ())):
            yield Passed(domains, prefix, address, line, rewrite if isinstance(rewrite, str) else None, bool(exact))


READER = Reader("envoy", 1, GatewayFile, read)
