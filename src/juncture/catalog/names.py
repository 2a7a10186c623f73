"""Names of services: one canonical name, the aliases it goes by elsewhere, and how two names are the same."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from juncture.catalog.paths import shared_folders

_SEPARATORS = re.compile(r"[^a-z0-9]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_KIND_WORDS = ("service", "services", "server", "svc", "api", "app", "image", "deployment", "client")
"""Words that say what a thing is and not which: ``cart-service`` and ``cart`` are one."""


@lru_cache(1 << 16)
def words(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case, from kebab, snake, dotted and camel case."""
    return tuple(word for word in _SEPARATORS.split(_CAMEL.sub("-", name).lower()) if word)


def key(name: str) -> str:
    """Return what two spellings of one name have in common.

    Case and separators are dropped, and kind words at the end; never more. ``product-catalog``,
    ``ProductCatalogService`` and ``productcatalogservice`` share a key; ``cart`` and ``cart-worker`` do not.
    """
    return keys(name)[-1]


def keys(name: str) -> list[str]:
    """Return the name without case and separators, then with one kind word after the other dropped from its end."""
    found = ["".join(words(name))]
    while True:
        last = found[-1]
        word = next((word for word in _KIND_WORDS if last.endswith(word) and len(last) > len(word)), "")
        if not word:
            return found
        found.append(last.removesuffix(word))


class AliasTable:
    """Which names mean which service.

    ``declared`` is the policy's table, canonical name to other names; it outranks every likeness. A name that
    two services could claim by likeness belongs to neither.
    """

    def __init__(self, names: Iterable[str], declared: Mapping[str, Iterable[str]]) -> None:
        self._exact: dict[str, str] = {}
        self._alike: dict[str, set[str]] = {}
        for name in names:
            self.add(name, name)
        for name, others in declared.items():
            for other in others:
                self._exact[other] = name

    def add(self, alias: str, name: str) -> None:
        """Record that a service goes by ``alias`` somewhere. The first to claim an exact name keeps it."""
        self._exact.setdefault(alias, name)
        self._alike.setdefault(key(alias), set()).add(name)

    def exact(self, alias: str) -> str | None:
        """Return the service that goes by exactly this name, or None."""
        return self._exact.get(alias)

    def service(self, alias: str) -> str | None:
        """Return the canonical name of the one service that goes by this name, or None."""
        exact = self._exact.get(alias)
        if exact is not None:
            return exact
        alike = self._alike.get(key(alias), set())
        return next(iter(alike)) if len(alike) == 1 else None


class Claims:
    """Who goes by exactly a name, and where: what two claim with equal right belongs to whoever is near, or to neither.

    ``rank`` says how good a claim is, 0 the best; only the best claims to a name count.
    """

    def __init__(self) -> None:
        self._claims: dict[str, tuple[int, dict[str, set[str]]]] = {}

    def add(self, name: str, owner: str, place: str, rank: int) -> None:
        """Record that the owner goes by a name, at a place: a path of the repository."""
        best, owners = self._claims.get(name, (rank, {}))
        if rank < best:
            best, owners = rank, {}
        if rank == best:
            owners.setdefault(owner, set()).add(place)
        self._claims[name] = best, owners

    def of(self, name: str, near: str) -> str | None:
        """Return the only owner of a name; of several the one whose place shares most folders with ``near``."""
        _, owners = self._claims.get(name, (0, {}))
        if len(owners) < 2:
            return next(iter(owners), None)
        rated = sorted(((max(shared_folders(at, near) for at in places), who) for who, places in owners.items()))
        return rated[-1][1] if rated[-1][0] > rated[-2][0] else None

    def __contains__(self, name: object) -> bool:
        return name in self._claims
