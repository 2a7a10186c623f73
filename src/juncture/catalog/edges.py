"""Edges: who depends on whom, from calls in code, wiring in manifests, topics, and declarations.

Layers stay apart, and an edge keeps every strength it is known by: a call proves more than a wire.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from juncture.catalog.bindings import Bindings
from juncture.catalog.model import Contract, Edge, Layer, Service, Strength
from juncture.catalog.names import key
from juncture.catalog.paths import folder, is_below, shared_folders
from juncture.code.model import Reference, SourceFacts
from juncture.contracts.surface import Surface
from juncture.facts.provenance import Provenance


class Wire(NamedTuple):
    """An environment variable of a service whose value names a host that is another service."""

    source: str
    target: str
    variable: str
    provenance: Provenance


class Owned:
    """Which service a path belongs to: the one with the longest directory around it, its own or of a part."""

    def __init__(self, services: Iterable[Service]) -> None:
        named = sorted(((place, s.name) for s in services for place in (s.path, *s.parts) if place), reverse=True)
        self._by_directory = dict(named)  # of several services in one directory the first by name
        self._around = {"": "", **self._by_directory}

    def below(self, place: str) -> bool:
        """Tell whether the directory of some service lies in a folder."""
        return any(is_below(path, place) for path in self._by_directory)

    def service(self, path: str) -> str:
        """Return the name of the service, or an empty string."""
        passed = []
        while path not in self._around:
            passed.append(path)
            path = folder(path)
        name = self._around[path]
        self._around.update(dict.fromkeys(passed[1:], name))  # folders are asked for again, single files seldom
        return name


_BY_NAME = frozenset({"@nestjs/microservices"})
"""Modules that are given a service's name and read its contract at run time: no import leads there."""

Served = Mapping[tuple[str, str], Mapping[str, Provenance]]
"""Who implements or registers each group's generated server: (contract, group) to the services and their lines."""


class _Referred(NamedTuple):
    """A reference with the contract and the group of it that are meant."""

    path: str
    reference: Reference
    contract: str
    group: str


def served(
    contracts: Iterable[Contract],
    surfaces: Mapping[str, Surface],
    sources: Mapping[str, SourceFacts],
    bindings: Bindings,
    owned: Owned,
) -> Served:
    """Return the services that implement or register the generated server of each group of each contract."""
    found: dict[tuple[str, str], dict[str, Provenance]] = {}
    for one in _references(contracts, sources, bindings, surfaces, "server"):
        name = owned.service(one.path)
        if name:
            place = Provenance(one.path, one.reference.line, reader=f"{sources[one.path].language} server")
            found.setdefault((one.contract, one.group), {}).setdefault(name, place)
    return found


def providers(
    contracts: Iterable[Contract], surfaces: Mapping[str, Surface], served: Served, services: Iterable[Service]
) -> dict[str, dict[str, tuple[str, Provenance | None]]]:
    """Return who serves each group of each contract: contract and group to the service and the line that shows it.

    A service that implements or registers the generated server is the provider; where several do, the one that is
    named like the group. Where none does, the only service named like the group is, without a line.
    """
    result: dict[str, dict[str, tuple[str, Provenance | None]]] = {}
    alike: dict[str, list[str]] = {}
    for service in services:
        alike.setdefault(key(service.name), []).append(service.name)
    for contract in contracts:
        for group in surfaces[contract.path].groups:
            known = served.get((contract.path, group), {})
            named = alike.get(key(group), [])
            if known:
                name = min(known, key=lambda service: (service not in named, service))
                result.setdefault(contract.path, {})[group] = (name, known[name])
            elif len(named) == 1:
                result.setdefault(contract.path, {})[group] = (named[0], None)
    return result


def _references(
    contracts: Iterable[Contract],
    sources: Mapping[str, SourceFacts],
    bindings: Bindings,
    surfaces: Mapping[str, Surface],
    side: str,
) -> Iterator[_Referred]:
    """Yield the references of one side that lead to a contract which declares their service."""
    groups = {path: {_generated(name): name for name in surface.groups} for path, surface in surfaces.items()}
    declaring: dict[str, list[Contract]] = {}
    for contract in contracts:
        for name in groups.get(contract.path, ()):
            declaring.setdefault(name, []).append(contract)
    for path, facts in sources.items():
        for reference in () if facts.test or facts.generated else facts.references:
            if reference.side != side:
                continue
            name = _generated(reference.service)
            reached = next((b.contract for b in bindings.of(path) if name in groups[b.contract]), "")
            if not reached and reference.via in _BY_NAME:
                reached = _nearest(path, declaring.get(name, []))
            if reached:
                yield _Referred(path, reference, reached, groups[reached][name])


def _generated(service: str) -> str:
    """Return what generators call a service: its name begins with a capital in every language."""
    return service[:1].upper() + service[1:]


def _nearest(path: str, contracts: Iterable[Contract]) -> str:
    """Return the contract of which a file lies nearest to a path, empty where several lie as near."""
    near = [
        (max(shared_folders(path, each) for each in (one.path, *(copy.path for copy in one.copies))), one.path)
        for one in contracts
    ]
    best = [contract for shared, contract in near if shared == max(near)[0]]
    return best[0] if len(best) == 1 else ""


def calls(
    contracts: Iterable[Contract],
    surfaces: Mapping[str, Surface],
    sources: Mapping[str, SourceFacts],
    bindings: Bindings,
    owned: Owned,
    served: Served,
) -> Iterator[Edge]:
    """Yield an edge for every generated client that a service builds. Provider unknown: the contract is the target.

    Where several services serve the group and none is called like it, the one that lies nearest is meant.
    """
    contracts = tuple(contracts)
    known = {(c.path, group): service for c in contracts for group, service in c.providers.items()}
    for path, reference, contract, name in _references(contracts, sources, bindings, surfaces, "client"):
        source = owned.service(path)
        group = (contract, name)
        target = known.get(group, f"{contract}#{name}")
        several = served.get(group, {})
        if len(several) > 1 and key(target) != key(name):
            target = max(several, key=lambda name: (shared_folders(path, several[name].path), name == target, name))
        if source and source != target:
            place = Provenance(path, reference.line, reader=f"{sources[path].language} client")
            yield Edge(source, target, Layer.SYNC, (Strength.CALLED,), contract=contract, provenance=(place,))


def wired(wires: Iterable[Wire], roles: Mapping[str, str]) -> Iterator[Edge]:
    """Yield an edge for every wire. ``roles`` maps a service of infrastructure to what its image is."""
    layers = {"data": Layer.DATA, "broker": Layer.ASYNC, "telemetry": Layer.TELEMETRY}
    for wire in wires:
        layer = layers.get(roles.get(wire.target, ""), Layer.SYNC)
        if wire.variable.startswith("OTEL_"):
            layer = Layer.TELEMETRY
        yield Edge(wire.source, wire.target, layer, (Strength.WIRED,), provenance=(wire.provenance,))


def merged(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """Return one edge for each source, target, layer and side, with every strength and place, in a stable order."""
    groups: dict[tuple[str, str, str, str], list[Edge]] = {}
    for edge in edges:
        groups.setdefault((edge.source, edge.target, edge.layer, edge.side), []).append(edge)
    order = list(Strength)
    return tuple(
        Edge(
            source,
            target,
            Layer(layer),
            tuple(sorted({s for edge in group for s in edge.strength}, key=order.index)),
            side=side,
            contract=next((edge.contract for edge in group if edge.contract), ""),
            provenance=tuple(sorted({place for edge in group for place in edge.provenance})),
        )
        for (source, target, layer, side), group in sorted(groups.items())
    )
