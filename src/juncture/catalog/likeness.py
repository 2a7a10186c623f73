"""What makes two files copies of one contract: what they declare, and how much of it is the same.

Names alone tell little where a format has no packages: every schema has a ``Query``, every service ``GET /health``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, pairwise
from typing import NamedTuple

from juncture.contracts.surface import Surface

_HEALTH = re.compile(
    r"\S+ (?:(?:/[^/{}]+)?/(?:health|healthz|health-?check|ready|readyz|readiness|live|livez|liveness|ping|metrics)"
    r"|/(?:status|version|info)?)/?",
    re.IGNORECASE,
)
"""Operations that say how a process is, and nothing of what it is for."""

_MANY = 64
"""Files that declare one name, up to which each is held against each; beyond, each against its neighbours."""


class _Measure(NamedTuple):
    """How much of the file that says less, and of the one that says more, must stand in the other."""

    smaller: float
    larger: float


_PACKAGED = _Measure(0.5, 0)
"""A package and a name are one thing in one program: a copy may leave most of it out, and lag in the rest."""
_DESCRIBED = _Measure(0.8, 0.5)
"""A name stands for itself alone: a copy says hardly anything of its own, and leaves no more than half out."""
_BARE = _Measure(0.8, 0.8)
"""A format with packages, in a file without one: nothing but the text tells what it belongs to."""


class Declared(NamedTuple):
    """What one file says that others may say, too.

    ``names`` are what it declares, by full name; ``offers`` those of them that somebody calls or sends; ``pieces`` are
    all it says down to the members of its types. ``titled`` and ``served`` are what a description calls its subject and
    where that is reached, empty where it does not say.
    """

    format: str
    package: str
    names: frozenset[str]
    offers: frozenset[str]
    pieces: frozenset[str]
    titled: str
    served: frozenset[str]

    @property
    def measure(self) -> _Measure:
        """How much of it another file must say to be a copy."""
        if self.format in ("protobuf", "avro"):
            return _PACKAGED if self.package else _BARE
        return _DESCRIBED


def declared(surface: Surface) -> Declared:
    """Return what a file declares. Root types of GraphQL and signs of life of a process are nothing of its own."""
    prefix = f"{surface.package}." if surface.package else ""
    roots = surface.groups if surface.format == "graphql" else {}
    types = [item for item in surface.types if item.name not in roots]
    offers = frozenset(prefix + each for each in _offers(surface))
    pieces = {prefix + item.name for item in types}
    pieces |= {f"{prefix}{item.name}.{member.name}" for item in types for member in item.members}
    pieces |= {prefix + each.name for each in surface.operations} if surface.format == "protobuf" else set()
    names = [prefix + item.name for item in types if "." not in item.name]
    if surface.format == "avro":
        names = _outermost(surface, names) or names
    return Declared(
        format=surface.format,
        package=surface.package,
        names=offers.union(names),
        offers=offers,
        pieces=offers | pieces,
        titled=surface.options.get("title", ""),
        served=frozenset(surface.options.get("servers", "").split()),
    )


def _offers(surface: Surface) -> Iterator[str]:
    """Yield what a file offers: services, operations of an API, root fields, and each topic with the side it takes."""
    if surface.format == "asyncapi":
        yield from (f"{topic.side} {topic.name}" for topic in surface.topics)
    elif surface.format == "graphql":
        yield from (each.name for each in surface.operations)
    else:
        yield from (name for name in surface.groups if not _HEALTH.fullmatch(name))


def _outermost(surface: Surface, names: Iterable[str]) -> list[str]:
    """Return the names that no other type of the file contains; none where all contain each other.

    Avro writes a type where it is first used: two schemas that both hold a small record say nothing of each other.
    """
    prefix = f"{surface.package}." if surface.package else ""
    held = {
        member.type.removeprefix(".")
        for item in surface.types
        for member in item.members
        if member.type.removeprefix(".") != prefix + item.name.partition(".")[0]
    }
    return [name for name in names if name not in held]


def copies(surfaces: Mapping[str, Surface]) -> Iterable[list[str]]:
    """Yield groups of paths whose files are copies of each other, by union of pairs."""
    root = {path: path for path in surfaces}

    def find(path: str) -> str:
        while root[path] != path:
            root[path] = root[root[path]]
            path = root[path]
        return path

    said = {path: declared(surface) for path, surface in surfaces.items()}
    first: dict[tuple[Declared, str], str] = {}
    for path, surface in surfaces.items():
        if said[path].names:
            root[path] = first.setdefault((said[path], surface.digest), path)
    for one, other in _pairs({path: said[path] for path in first.values()}):
        if find(one) != find(other) and alike(said[one], said[other]):
            root[find(one)] = find(other)
    groups: dict[str, list[str]] = {}
    for path in surfaces:
        groups.setdefault(find(path), []).append(path)
    return groups.values()


def _pairs(said: Mapping[str, Declared]) -> Iterator[tuple[str, str]]:
    """Yield every two files that declare one name, once."""
    declaring: dict[tuple[str, str], list[str]] = {}
    for path, each in said.items():
        for name in each.names:
            declaring.setdefault((each.format, name), []).append(path)
    seen: set[tuple[str, str]] = set()
    for paths in declaring.values():
        for pair in combinations(paths, 2) if len(paths) <= _MANY else pairwise(paths):
            if pair not in seen:
                seen.add(pair)
                yield pair


def alike(one: Declared, other: Declared) -> bool:
    """Tell whether two files of one format are copies of one contract.

    What both call by other titles, serve at other places, or offer without anything in common are two contracts,
    however many types they share.
    """
    apart = (one.titled and other.titled and one.titled != other.titled) or any(
        mine and its and mine.isdisjoint(its) for mine, its in ((one.served, other.served), (one.offers, other.offers))
    )
    if apart:
        return False
    measure = one.measure
    fewer = min(len(one.names), len(other.names))
    if len(one.names & other.names) < measure.smaller * fewer:
        return False
    shared, sizes = len(one.pieces & other.pieces), sorted((len(one.pieces), len(other.pieces)))
    return shared >= measure.smaller * sizes[0] and shared >= measure.larger * sizes[1]
