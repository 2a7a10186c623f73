"""Evidence by operationId: calls of the method that generated clients give an operation of an API description."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from juncture.catalog.paths import folder, stem
from juncture.code.language import language_of
from juncture.code.language import names as languages
from juncture.code.model import Access, tail
from juncture.code.names import method_names
from juncture.code.served import IMPLEMENTS
from juncture.code.vocabulary import is_telling, word_of
from juncture.flow.called import Call, calling, serving
from juncture.flow.descriptions import Descriptions
from juncture.flow.found import Found
from juncture.flow.lookup import Lookup, Words

Place = tuple[str, tuple[str, ...]]
"""A contract, and operations of it."""


class _Spelt(NamedTuple):
    """The files that write operationIds, with the names; ``meant`` tells by language whose operation a name is."""

    held: Mapping[str, Words]
    meant: Mapping[str, Mapping[str, str]]

    def operation(self, path: str, name: str) -> str:
        """Return the operation that a name in a file means."""
        return self.meant[language_of(path) or ""][name]


class OperationIds:
    """The operationIds of descriptions in one tree, and who calls them."""

    def __init__(self, lookup: Lookup, descriptions: Descriptions) -> None:
        self.files = lookup.files
        self._lookup = lookup
        self._descriptions = descriptions
        self._spelt: dict[Place, _Spelt] = {}
        self._calls: dict[Place, list[tuple[str, Found]]] = {}
        self._handlers: dict[Place, list[tuple[str, Found]]] = {}
        self._own: dict[str, set[str]] = {}

    def calls(self, contract: str, operations: tuple[str, ...]) -> list[tuple[str, Found]]:
        """Return the calls, on what is called like a client, with the operation; one word alone is anybody's method."""
        place = contract, operations
        if place not in self._calls:
            spelt = self._spelling(place)
            self._calls[place] = [
                self._called(path, call.access, spelt)
                for path, found in self._lookup.read(calling, spelt.held).items()
                for call in found
                if not call.modules or not self._is_own(path, call)
            ]
        return self._calls[place]

    def handlers(self, contract: str, operations: tuple[str, ...]) -> list[tuple[str, Found]]:
        """Return the functions that serve operations: called like one, in the form of a server that was generated."""
        place = contract, operations
        if place not in self._handlers:
            spelt = self._spelling(place)
            self._handlers[place] = [
                self._handled(path, one.name, range(one.first, one.last + 1), spelt)
                for path, found in self._lookup.read(serving, spelt.held).items()
                for one in found
            ]
        return self._handlers[place]

    def _spelling(self, place: Place) -> _Spelt:
        """Return the files that write operationIds, each with the names of them that its language gives."""
        if place not in self._spelt:
            contract, operations = place
            ids = self._descriptions.of(contract).ids
            wanted = {ids[each]: each for each in operations if is_telling(ids.get(each, ""))}
            meant = {
                spoken: {name: wanted[each] for each in wanted for name in methods(spoken, each)}
                for spoken in languages()
            }
            self._spelt[place] = _Spelt(dict(self._held(meant)), meant)
        return self._spelt[place]

    def _held(self, meant: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, Words]]:
        """Yield the files that may write one of these names, each with those of its language."""
        names: dict[str, set[str]] = {}
        for name in (name for known in meant.values() for name in known):
            names.setdefault(word_of(name), set()).add(name)
        for path, words in self._lookup.holding(names).items():
            here = {name for word in words for name in names[word]} & meant[language_of(path) or ""].keys()
            if here:
                yield path, frozenset(here)

    def _called(self, path: str, one: Access, spelt: _Spelt) -> tuple[str, Found]:
        operation, test = spelt.operation(path, one.name), self.files.test(path, one.line)
        how = f"{language_of(path)}: {one.name} is the operationId of {operation}"
        service = self.files.service(path)
        return operation, Found(service, path, one.line, one.text, "read", "", one.name, "", test, how)

    def _handled(self, path: str, name: str, lines: range, spelt: _Spelt) -> tuple[str, Found]:
        operation, line = spelt.operation(path, name), lines[0]
        how = f"{language_of(path)}: {name} is the operationId of {operation}"
        text, test, service = self.files.line(path, line), self.files.test(path, line), self.files.service(path)
        return operation, Found(service, path, line, text, IMPLEMENTS, "", name, "", test, how, lines=lines)

    def _is_own(self, path: str, call: Call) -> bool:
        """Tell whether all modules that bring a function are code of the same service that people wrote."""
        service = self.files.service(path)
        if service not in self._own:
            mine = [each for each in self.files.written() if self.files.service(each) == service]
            self._own[service] = {*map(stem, mine), *(folder(each).rpartition("/")[2] for each in mine)}
        return all(tail(module) in self._own[service] for module in call.modules)


@cache
def methods(language_name: str, name: str) -> frozenset[str]:
    """Return the names of the method that generators give an operationId."""
    plain = re.sub(r"\W+(\w?)", lambda found: found[1].upper(), name)
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", plain).lower()
    names = {name, plain, snake, *method_names(language_name, plain)}
    return frozenset(filter(is_telling, names | {f"{each}WithResponse" for each in names}))
