"""The URL paths that code writes, and whether one is an operation's; each file is read once for all that is asked."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from juncture.code.requests import ANY, Requested, requested, words
from juncture.facts.problem import InputError
from juncture.flow.descriptions import Descriptions
from juncture.flow.files import Files

MAX_OPERATIONS = 500
"""Operations of one description whose calls are looked for."""


class Template(NamedTuple):
    """An operation's path: method and segments, computed ones as ``{}``."""

    method: str
    steps: tuple[str, ...]


class Urls:
    """The URL paths in the files of one tree that may be of an operation."""

    def __init__(self, files: Files, descriptions: Descriptions) -> None:
        self.files = files
        self._descriptions = descriptions
        self._hits: dict[tuple[str, ...], list[tuple[str, Requested]]] = {}
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

    def of(self, operation: str, operations: tuple[str, ...]) -> list[tuple[str, Requested]]:
        """Return the URL paths that end like an operation's, with their files; ``operations`` are read together."""
        wanted = template(operation)
        return [(path, one) for path, one in self._at(operations) if wanted and ends_like(one.steps, wanted.steps)]

    def _at(self, operations: tuple[str, ...]) -> list[tuple[str, Requested]]:
        if operations not in self._hits:
            templates = [each for each in map(template, operations) if each]
            pattern = words("/".join(each.steps) for each in templates)
            self._hits[operations] = list(self._requested(pattern)) if pattern else []
        return self._hits[operations]

    def _requested(self, pattern: "re.Pattern[str]") -> Iterator[tuple[str, Requested]]:
        spelt = re.compile(pattern.pattern.encode())
        paths = self.files.written()
        self.files.load(paths)
        for path in paths:
            content = self.files.content(path)
            if spelt.search(content):
                try:
                    yield from ((path, one) for one in requested(path, content, pattern))
                except InputError as error:
                    self.files.unread[path] = str(error.problems[0])


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
    tail = steps[len(steps) - len(wanted) :]
    if len(tail) != len(wanted) or not wanted:
        return False
    return all(right in (ANY, left) for left, right in zip(tail, wanted, strict=True))


def fits(wanted: Template | None, one: Requested) -> bool:
    """Tell whether the method that code shows is an operation's, or none is shown."""
    return wanted is not None and (not one.method or one.method == wanted.method)


def literals(each: Template) -> int:
    """Return how many segments of a template are literal."""
    return sum(step != ANY for step in each.steps)
