"""How traffic reaches workloads: services, ways in from outside, and the policies that say who may call whom."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from juncture.catalog.kubernetes_model import CallRule, Ingress, Service
from juncture.catalog.kubernetes_objects import Object, at, items, labels, text, words

Records = Iterator[tuple[str, Any]]
"""Records, each with the field of Manifests that it belongs to."""


def _service(item: Object) -> Records:
    spec = item.value.get("spec")
    ports = tuple(
        (text(port.get("name")), text(port.get("port")), text(port.get("targetPort", port.get("port"))))
        for _, port in items(at(spec, "ports"))
    )
    yield (
        "services",
        Service(
            name=item.name,
            namespace=item.namespace,
            path=item.path,
            line=item.line("metadata", "name"),
            type=text(at(spec, "type")),
            selector=labels(at(spec, "selector")),
            ports=ports,
            external_name=text(at(spec, "externalName")),
        ),
    )


class _Backend(NamedTuple):
    """Where a way in leads, and where in its object that is written."""

    service: str
    port: str
    host: str
    route: str
    where: tuple[str | int, ...]


def _ingress(item: Object) -> Records:
    spec = item.value.get("spec")
    for key in ("defaultBackend", "backend"):
        if at(spec, key):
            yield _way_in(item, _Backend(*_target(at(spec, key)), "", "", ("spec", key)))
    for number, rule in items(at(spec, "rules")):
        for place, path in items(at(rule, "http", "paths")):
            where = ("spec", "rules", number, "http", "paths", place, "backend")
            host, route = text(rule.get("host")), text(path.get("path"))
            yield _way_in(item, _Backend(*_target(path.get("backend")), host, route, where))


def _target(backend: Any) -> tuple[str, str]:
    port = at(backend, "service", "port", "number") or at(backend, "service", "port", "name")
    service = at(backend, "service", "name") or at(backend, "serviceName")
    return text(service), text(port or at(backend, "servicePort"))


def _route(item: Object) -> Records:
    spec = item.value.get("spec")
    host = ",".join(words(at(spec, "hostnames")))
    for number, rule in items(at(spec, "rules")):
        match = _first(rule.get("matches"))
        route = text(at(match, "path", "value")) or text(at(match, "method", "service"))
        for place, backend in items(rule.get("backendRefs")):
            where = ("spec", "rules", number, "backendRefs", place)
            yield _way_in(item, _Backend(text(backend.get("name")), text(backend.get("port")), host, route, where))


def _virtual_service(item: Object) -> Records:
    spec = item.value.get("spec")
    host = ",".join(words(at(spec, "hosts")))
    for number, rule in items(at(spec, "http")) if at(spec, "gateways") else ():
        match = _first(rule.get("match"))
        path = text(at(match, "uri", "prefix")) or text(at(match, "uri", "exact"))
        for place, route in items(rule.get("route")):
            service, port = at(route, "destination", "host"), at(route, "destination", "port", "number")
            where = ("spec", "http", number, "route", place)
            yield _way_in(item, _Backend(text(service), text(port), host, path, where))


def _first(value: Any) -> Any:
    return next((item for _, item in items(value)), None)


def _way_in(item: Object, backend: _Backend) -> tuple[str, Ingress]:
    return (
        "ingresses",
        Ingress(
            kind=item.kind,
            name=item.name,
            namespace=item.namespace,
            service=backend.service,
            port=backend.port,
            host=backend.host,
            route=backend.route,
            path=item.path,
            line=item.line(*backend.where),
        ),
    )


def _network_policy(item: Object) -> Records:
    spec = item.value.get("spec")
    selector = labels(at(spec, "podSelector", "matchLabels"))
    for rules, peers, direction in (("ingress", "from", "from"), ("egress", "to", "to")):
        for number, rule in items(at(spec, rules)):
            if not rule.get(peers):
                yield _call_rule(item, item.line("spec", rules, number), selector, direction, anyone=True)
            for place, peer in items(rule.get(peers)):
                pods = labels(at(peer, "podSelector", "matchLabels"))
                namespaces = labels(at(peer, "namespaceSelector", "matchLabels"))
                line = item.line("spec", rules, number, peers, place)
                anyone = not pods and not namespaces
                yield _call_rule(item, line, selector, direction, labels=pods, namespaces=namespaces, anyone=anyone)


def _authorization_policy(item: Object) -> Records:
    spec = item.value.get("spec")
    selector = labels(at(spec, "selector", "matchLabels"))
    if text(at(spec, "action")) in {"DENY", "AUDIT"}:
        return
    for number, rule in items(at(spec, "rules")):
        if not rule.get("from"):
            yield _call_rule(item, item.line("spec", "rules", number), selector, "from", anyone=True)
        for place, source in items(rule.get("from")):
            for position, principal in enumerate(words(at(source, "source", "principals"))):
                line = item.line("spec", "rules", number, "from", place, "source", "principals", position)
                yield _call_rule(item, line, selector, "from", principal=principal)


def _call_rule(item: Object, line: int, selector: dict[str, str], direction: str, **peer: Any) -> tuple[str, CallRule]:
    return "call_rules", CallRule(item.kind, item.name, item.namespace, item.path, line, selector, direction, **peer)


READERS: dict[str, Callable[[Object], Records]] = {
    "Service": _service,
    "Ingress": _ingress,
    "HTTPRoute": _route,
    "GRPCRoute": _route,
    "VirtualService": _virtual_service,
    "NetworkPolicy": _network_policy,
    "AuthorizationPolicy": _authorization_policy,
}
"""The reader of each kind."""
