"""Drift between the layers of knowledge about edges: what is called and not declared, declared and never called.

Pure functions of a catalogue. Each half of the drift speaks only where it can know: a call is missing among the
declarations of a service that declares others, a declaration has no call where the service's calls are seen at all.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from juncture.catalog.model import Boundary, Crossing, Edge, Layer, Service, Strength
from juncture.catalog.topics import PREFIX
from juncture.facts.finding import Finding, finding
from juncture.facts.provenance import Provenance

_FLOW = frozenset({Layer.SYNC, Layer.ASYNC, Layer.DATA})
_DECLARING = _FLOW | {Layer.START_ORDER}
"""Layers in which people write down what a service depends on; what must start first is one such list."""
_SEEN = frozenset({Strength.CALLED, Strength.OBSERVED})
_CROSSED = "catalog/boundary-crossed"
_COMPOSED = re.compile(r"[?{]")
"""Signs of a topic's name that is made at run time: nobody knows what else it may be."""


class _Key(NamedTuple):
    """Whose dependency on what; ``side`` tells a producer of a topic from a consumer, empty for a service."""

    source: str
    target: str
    side: str


class _Pair(NamedTuple):
    """Where one service's dependency on another is declared, and where it is wired, called or observed, and which."""

    declared: tuple[Provenance, ...]
    found: tuple[Provenance, ...]
    how: str


def drift(edges: Iterable[Edge], infrastructure: Collection[str] = ()) -> tuple[Finding, ...]:
    """Return a finding for every disagreement between declarations and calls, by source and target.

    ``infrastructure`` are services whose calls no code here shows (a database, a collector): they drift from nothing.
    A topic drifts like a service, from the description of an application; one whose name is composed may be any.
    """
    pairs = _pairs(edges)
    declaring = {(key.source, bool(key.side)) for key, pair in pairs.items() if pair.declared}
    calling = {(key.source, bool(key.side)) for key, pair in pairs.items() if pair.found}
    composed = {(key.source, key.side) for key in pairs if key.side and _COMPOSED.search(key.target)}
    found = []
    for key, pair in sorted(pairs.items()):
        source, target, side = key
        if source in infrastructure or target in infrastructure or (source, side) in composed:
            continue
        if pair.found and not pair.declared and (source, bool(side)) in declaring:
            said = f"{_told(key)} is {pair.how} and not declared, though {source} declares others"
            found.append(_drift("catalog/called-not-declared", key, said, pair.found))
        if pair.declared and not pair.found and (source, bool(side)) in calling:
            said = f"{_told(key)} is declared, and no call, wire or trace shows it"
            found.append(_drift("catalog/declared-not-called", key, said, pair.declared))
    return tuple(found)


def _told(key: _Key) -> str:
    return f"{key.source} → {key.target}" + (f" ({key.side})" if key.side else "")


def _drift(rule: str, key: _Key, said: str, places: tuple[Provenance, ...]) -> Finding:
    part = f"{key.target} ({key.side})" if key.side else key.target
    return finding(rule, key.source, said, part=part, provenance=places[:1])


def _pairs(edges: Iterable[Edge]) -> dict[_Key, _Pair]:
    groups: dict[_Key, list[Edge]] = {}
    for edge in edges:
        # A registry that names a topic without a side says nothing that a side could differ from.
        if edge.layer in _DECLARING and (edge.side or not edge.target.startswith(PREFIX)):
            groups.setdefault(_Key(edge.source, edge.target, edge.side), []).append(edge)
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


def crossings(
    edges: Iterable[Edge], boundaries: Iterable[Boundary], forbidden: Iterable[Crossing] = ()
) -> tuple[Finding, ...]:
    """Return a finding for every crossing of a boundary, with the line that crosses it and that of the rule.

    A call crosses the boundary of a service that leaves the caller out; ``forbidden`` are dependencies on what a rule
    of the build hides.
    """
    by_service = {boundary.service: boundary for boundary in boundaries}
    called = [
        finding(
            _CROSSED,
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
    ]
    built = [
        finding(
            _CROSSED,
            one.source,
            f"{one.source} depends on {one.target}, which it may not: its {one.said}, as {one.rule} says",
            part=one.target,
            provenance=(one.provenance, one.rule),
        )
        for one in forbidden
    ]
    return (*called, *built)


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
