"""Evidence by operationId: calls of the method that generated clients give an operation of an API description."""

import re
from collections.abc import Iterable, Iterator, Mapping

from juncture.catalog.paths import folder, stem
from juncture.code.accesses import accesses
from juncture.code.language import every, language
from juncture.code.model import Access, tail
from juncture.code.names import method_names
from juncture.code.served import IMPLEMENTS, defined
from juncture.code.sites import sites
from juncture.code.syntax import Source
from juncture.facts.problem import InputError
from juncture.flow.descriptions import Descriptions
from juncture.flow.files import Files
from juncture.flow.found import Found

_CLIENT = re.compile(r"(?:client|api|sdk|service|stub)\w*(?:\(\))?$", re.IGNORECASE)
_CLIENT_MODULE = re.compile(r"(?:^|[^a-z])(?:gen|generated|client|api|sdk|openapi|rest)", re.IGNORECASE)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


class OperationIds:
    """The operationIds of descriptions in one tree, and who calls them."""

    def __init__(self, files: Files, descriptions: Descriptions) -> None:
        self.files = files
        self._descriptions = descriptions
        self._calls: dict[tuple[str, tuple[str, ...]], list[tuple[str, Found]]] = {}
        self._handlers: dict[tuple[str, tuple[str, ...]], list[tuple[str, Found]]] = {}

    def calls(self, contract: str, operations: tuple[str, ...]) -> list[tuple[str, Found]]:
        """Return the calls, on what is called like a client, with the operation; one word alone is anybody's method."""
        place = contract, operations
        if place not in self._calls:
            ids = self._descriptions.of(contract).ids
            wanted = {ids[each]: each for each in operations if is_telling(ids.get(each, ""))}
            self._calls[place] = list(self._called(wanted)) if wanted else []
        return self._calls[place]

    def handlers(self, contract: str, operations: tuple[str, ...]) -> list[tuple[str, Found]]:
        """Return the functions that serve operations: called like one, in the form of a server that was generated."""
        place = contract, operations
        if place not in self._handlers:
            ids = self._descriptions.of(contract).ids
            wanted = {ids[each]: each for each in operations if is_telling(ids.get(each, ""))}
            self._handlers[place] = [
                found
                for path, names in (self._spelling(wanted) if wanted else ())
                for found in self._handling(path, names)
            ]
        return self._handlers[place]

    def _handling(self, path: str, names: Mapping[str, str]) -> Iterator[tuple[str, Found]]:
        spoken, content = self.files.facts(path).language, self.files.content(path)
        try:
            found = list(defined(path, spoken, content, names, every().requests["serves"]))
        except InputError as error:
            self.files.unread[path] = str(error.problems[0])
            return
        for name, lines in found:
            operation, line = names[name], lines[0]
            how = f"{spoken}: {name} is the operationId of {operation}"
            text, test, service = self.files.line(path, line), self.files.test(path, line), self.files.service(path)
            yield operation, Found(service, path, line, text, IMPLEMENTS, "", name, "", test, how, lines=lines)

    def _spelling(self, wanted: Mapping[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield the files that write operationIds, each with the operations by the names that its language gives."""
        spelt = written(wanted)
        paths = self.files.written()
        self.files.load(paths)
        for path in paths:
            if spelt.search(self.files.content(path)):
                spoken = self.files.facts(path).language
                yield path, {name: wanted[each] for each in wanted for name in methods(spoken, each)}

    def _called(self, wanted: Mapping[str, str]) -> Iterator[tuple[str, Found]]:
        for path, names in self._spelling(wanted):
            try:
                yield from self._in_file(path, names)
            except InputError as error:
                self.files.unread[path] = str(error.problems[0])

    def _in_file(self, path: str, names: Mapping[str, str]) -> Iterator[tuple[str, Found]]:
        content = self.files.content(path)
        on_client = [one for one in accesses(path, content, names) if one.how != "declare"]
        on_client = [one for one in on_client if _CLIENT.search(one.receiver)]
        for one in (*on_client, *self._imported(path, names)):
            operation = names[one.name]
            reader = f"{self.files.facts(path).language}: {one.name} is the operationId of {operation}"
            test = self.files.test(path, one.line)
            yield (
                operation,
                Found(self.files.service(path), path, one.line, one.text, "read", "", one.name, "", test, reader),
            )

    def _imported(self, path: str, names: Mapping[str, str]) -> Iterator[Access]:
        """Yield the calls of functions that are called like an operation, where nobody here wrote their module."""
        facts = self.files.facts(path)
        brought = {
            name: item
            for item in facts.imports
            for name in item.names
            if name in names and _CLIENT_MODULE.search(item.module) and not self._is_own(path, item.module)
        }
        if not brought:
            return
        source = Source(path, language(facts.language), self.files.content(path))
        for site in sites(source, ["call"]):
            if site.callee in brought:
                yield Access(site.callee, site.line, source.line_text(site.line), "read")

    def _is_own(self, path: str, module: str) -> bool:
        """Tell whether a module is code of the same service that people wrote."""
        service, name = self.files.service(path), tail(module)
        found = [each for each in self.files.written() if self.files.service(each) == service]
        return any(stem(each) == name or folder(each).rpartition("/")[2] == name for each in found)


def is_telling(name: str) -> bool:
    """Tell whether an operationId has more than one word."""
    return len(_WORDS.findall(name)) > 1


def written(names: Iterable[str]) -> "re.Pattern[bytes]":
    """Return a pattern that finds operationIds however a language spells them: ``getCart``, ``get_cart``."""
    parts = (re.split(r"[\W_]+|(?<=[a-z0-9])(?=[A-Z])", each) for each in sorted(names))
    return re.compile("|".join(r"\W?_?".join(map(re.escape, each)) for each in parts).encode(), re.IGNORECASE)


def methods(language_name: str, name: str) -> set[str]:
    """Return the names of the method that generators give an operationId."""
    plain = re.sub(r"\W+(\w?)", lambda found: found[1].upper(), name)
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", plain).lower()
    names = {name, plain, snake, *method_names(language_name, plain)}
    return names | {f"{each}WithResponse" for each in names}
