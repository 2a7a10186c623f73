"""Names of services: one canonical name, the aliases it goes by elsewhere, and how two names are the same."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

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
