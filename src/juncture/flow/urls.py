"""The URL paths that code writes, and whether one is an operation's; each file is read once for all that is asked."""

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from juncture.code.language import extension
from juncture.code.requests import ANY, Requested, requested
from juncture.code.source import SOURCE
from juncture.flow.descriptions import Descriptions
from juncture.flow.lookup import Lookup, Words
from juncture.repository.cache import Reader

Hit = tuple[str, Requested]
"""A URL path in code, with its file."""

MAX_OPERATIONS = 500
"""Operations of one description whose calls are looked for."""


class Template(NamedTuple):
    """An operation's path: method and segments, computed ones as ``{}``."""

    method: str
    steps: tuple[str, ...]


class Urls:
    """The URL paths in the files of one tree that may be of an operation."""

    def __init__(self, lookup: Lookup, descriptions: Descriptions) -> None:
        self._lookup = lookup
        self._descriptions = descriptions
        self._hits: dict[tuple[str, ...], dict[str, list[Hit]]] = {}
        self._operations: dict[str, tuple[str, ...]] = {}
        self._expected: dict[str, tuple[str, ...]] = {}

    def expect(self, contract: str, operations: Iterable[str]) -> None:
        """Say which operations of a contract will be asked for, so that files are read once for all of them."""
        together = {*self._expected.get(contract, ()), *operations}
        self._expected[contract] = tuple(sorted(together)[:MAX_OPERATIONS])

    def together(self, contract: str, named: Iterable[str]) -> tuple[str, ...]:
        """Return the operations that are looked for with these: all that are expected where these are among them."""
        wanted = tuple(sorted(set(named))[:MAX_OPERATIONS])
        expected = self._expected.get(contract, ())
        return expected if set(wanted) <= set(expected) else wanted

    def operations(self, contract: str) -> tuple[str, ...]:
        """Return all operations of a description that others call, sorted."""
        if contract not in self._operations:
            surface = self._descriptions.surface(contract)
            sent = {each.name for each in self._descriptions.of(contract).sent}
            named = {each.name for each in surface.operations if template(each.name)} if surface else set()
            self._operations[contract] = tuple(sorted(named - sent))
        return self._operations[contract]

    def of(self, operation: str, operations: tuple[str, ...]) -> list[Hit]:
        """Return the URL paths that end like an operation's, with their files; ``operations`` are read together."""
        wanted = template(operation)
        hits = self._at(operations).get(longest(wanted), ()) if wanted else ()
        return [(path, one) for path, one in hits if wanted and ends_like(one.steps, wanted.steps)]

    def _at(self, operations: tuple[str, ...]) -> dict[str, list[Hit]]:
        """Return the URL paths by a segment that an operation's path has to have."""
        if operations not in self._hits:
            words = {longest(each) for each in map(template, operations) if each} - {""}
            hits: dict[str, list[Hit]] = {word: [] for word in words}
            for path, found in self._lookup.read(_reader, self._lookup.holding(words)).items():
                for one in found:
                    for step in words.intersection(one.steps):
                        hits[step].append((path, one))
            self._hits[operations] = hits
        return self._hits[operations]


def _reader(words: Words) -> Reader[tuple[Requested, ...]]:
    """Return the reader of the URL paths that have one of these segments."""
    pattern = re.compile("|".join(sorted(map(re.escape, words))))

    def read(path: str, content: bytes) -> tuple[Requested, ...]:
        return tuple(requested(path, content, pattern))

    version = f"1 {SOURCE.key} {hashlib.sha256(pattern.pattern.encode()).hexdigest()[:16]}"
    return Reader("requested", version, tuple[Requested, ...], read, extension)


def longest(wanted: Template) -> str:
    """Return the longest literal segment of a template; empty where all is computed, by which nothing is found."""
    return max((step for step in wanted.steps if step != ANY), key=len, default="")


@cache
def template(operation: str) -> Template | None:
    """Return the template of an operation's name (``GET /carts/{id}``), None for one that is not called by URL."""
    method, _, path = operation.partition(" ")
    if not path.startswith("/") or not method.isupper():
        return None
    return Template(method, tuple(ANY if "{" in step else step for step in path.split("/") if step))


def matches(written: str, operation: str) -> bool:
    """Tell whether a request line (``GET /carts/7``) is one of an operation, under whatever base path."""
    one, wanted = template(written.partition("?")[0]), template(operation)
    return one is not None and wanted is not None and one.method == wanted.method and ends_like(one.steps, wanted.steps)


def ends_like(steps: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Tell whether a URL ends like a template: literal where it is literal, anything where it is computed."""
    if not wanted or len(steps) < len(wanted):
        return False
    tail = steps[len(steps) - len(wanted) :]
    return all(right in (left, ANY) for left, right in zip(tail, wanted, strict=True))


def fits(wanted: Template | None, one: Requested) -> bool:
    """Tell whether the method that code shows is an operation's, or none is shown."""
    return wanted is not None and (not one.method or one.method == wanted.method)


def literals(each: Template) -> int:
    """Return how many segments of a template are literal."""
    return sum(step != ANY for step in each.steps)
