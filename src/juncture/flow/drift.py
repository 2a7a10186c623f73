"""Drift between the layers of knowledge about edges: what is called and not declared, declared and never called.

Pure functions of a catalogue. Each half of the drift speaks only where it can know: a call is missing among the
declarations of a service that declares others, a declaration has no call where the service's calls are seen at all.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from juncture.catalog.model import Boundary, Edge, Layer, Service, Strength
from juncture.facts.finding import Finding, finding
from juncture.facts.provenance import Provenance

_FLOW = frozenset({Layer.SYNC, Layer.ASYNC, Layer.DATA})
_DECLARING = _FLOW | {Layer.START_ORDER}
"""Layers in which people write down what a service depends on; what must start first is one such list."""
_SEEN = frozenset({Strength.CALLED, Strength.OBSERVED})


class _Pair(NamedTuple):
    """Where one service's dependency on another is declared, and where it is wired, called or observed, and which."""

    declared: tuple[Provenance, ...]
    found: tuple[Provenance, ...]
    how: str


def drift(edges: Iterable[Edge], infrastructure: Collection[str] = ()) -> tuple[Finding, ...]:
    """Return a finding for every disagreement between declarations and calls, by source and target.

    ``infrastructure`` are services whose calls no code here shows (a database, a collector): they drift from nothing.
    """
    pairs = _pairs(edges)
    declaring = {source for (source, _), pair in pairs.items() if pair.declared}
    calling = {source for (source, _), pair in pairs.items() if pair.found}
    found = []
    for (source, target), pair in sorted(pairs.items()):
        if source in infrastructure or target in infrastructure:
            continue
        arrow = f"{source} → {target}"
        if pair.found and not pair.declared and source in declaring:
            said = f"{arrow} is {pair.how} and not declared, though {source} declares others"
            found.append(finding("catalog/called-not-declared", source, said, part=target, provenance=pair.found[:1]))
        if pair.declared and not pair.found and source in calling:
            said = f"{arrow} is declared, and no call, wire or trace shows it"
            found.append(
                finding("catalog/declared-not-called", source, said, part=target, provenance=pair.declared[:1])
            )
    return tuple(found)


def _pairs(edges: Iterable[Edge]) -> dict[tuple[str, str], _Pair]:
    groups: dict[tuple[str, str], list[Edge]] = {}
    for edge in edges:
        if edge.layer in _DECLARING and not edge.side:
            groups.setdefault((edge.source, edge.target), []).append(edge)
    return {key: _Pair(*_known(group)) for key, group in groups.items()}


def _known(group: Iterable[Edge]) -> tuple[tuple[Provenance, ...], tuple[Provenance, ...], str]:
    declared: list[Provenance] = []
    found: list[Provenance] = []
    how: set[Strength] = set()
    for edge in group:
        if Strength.DECLARED in edge.strength:
            declared += edge.provenance
        if edge.layer in _FLOW and (told := set(edge.strength) - {Strength.DECLARED}):
            found += edge.provenance
            how |= told
    return tuple(declared), tuple(found), max(how, key=list(Strength).index, default="")


def crossings(edges: Iterable[Edge], boundaries: Iterable[Boundary]) -> tuple[Finding, ...]:
    """Return a finding for every call of a service by one that its boundary leaves out, with the boundary's line."""
    by_service = {boundary.service: boundary for boundary in boundaries}
    return tuple(
        finding(
            "catalog/boundary-crossed",
            edge.source,
            f"{edge.source} calls {edge.target}; only {', '.join(boundary.allowed) or 'nobody'} may, as "
            f"{boundary.provenance} says",
            part=edge.target,
            provenance=(*edge.provenance[:1], boundary.provenance),
        )
        for edge in sorted(edges, key=lambda one: (one.source, one.target, one.layer))
        if edge.layer in _FLOW
        and _SEEN & set(edge.strength)
        and (boundary := by_service.get(edge.target))
        and edge.source not in boundary.allowed
    )


def unowned(services: Iterable[Service]) -> tuple[Finding, ...]:
    """Return a finding for every service with source here that nobody owns, where others have an owner."""
    services = [service for service in services if service.path]
    if not any(service.teams for service in services):
        return ()  # a repository that names no owner at all has nothing to drift from
    return tuple(_ownerless(services))


def _ownerless(services: Iterable[Service]) -> Iterator[Finding]:
    for service in services:
        if not service.teams:
            said = f"nobody owns {service.name} (`{service.path}`)"
            place = service.provenance[:1]
            yield finding("catalog/service-without-owner", service.name, said, part=service.path, provenance=place)


def appeared(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that a change brings about; the others stood before it."""
    standing = {one.fingerprint for one in before}
    return tuple(one for one in after if one.fingerprint not in standing)
