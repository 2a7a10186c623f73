"""Evidence by operationId: calls of the method that generated clients give an operation of an API description."""

import re
from collections.abc import Iterator

from juncture.catalog.paths import folder, is_below
from juncture.code.accesses import accesses
from juncture.code.names import method_names
from juncture.facts.problem import InputError
from juncture.flow.files import Files
from juncture.flow.found import Found

_CLIENT = re.compile(r"(?:client|api|sdk|service|stub)\w*(?:\(\))?$", re.IGNORECASE)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
MAX_FILES = 3_000
"""Files beside a description that it may refer to."""


class OperationIds:
    """The operationIds of descriptions in one tree, and who calls them."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._of: dict[str, dict[str, str]] = {}
        self._calls: dict[tuple[str, tuple[str, ...]], list[tuple[str, Found]]] = {}

    def calls(self, contract: str, operations: tuple[str, ...]) -> list[tuple[str, Found]]:
        """Return the calls, on what is called like a client, with the operation; one word alone is anybody's method."""
        place = contract, operations
        if place not in self._calls:
            ids = self.of(contract)
            wanted = {ids[each]: each for each in operations if len(_WORDS.findall(ids.get(each, ""))) > 1}
            self._calls[place] = list(self._called(wanted)) if wanted else []
        return self._calls[place]

    def _called(self, wanted: dict[str, str]) -> Iterator[tuple[str, Found]]:
        written = (re.sub(r"[\W_]+", r"\\W?_?", each) for each in sorted(wanted))
        spelt = re.compile("|".join(written).encode(), re.IGNORECASE)
        paths = self.files.written()
        self.files.load(paths)
        for path in paths:
            facts, content = self.files.facts(path), self.files.content(path)
            if facts.test or not spelt.search(content):
                continue
            names = {name: operation for each, operation in wanted.items() for name in _spelt(facts.language, each)}
            for one in accesses(path, content, names):
                if one.how != "declare" and _CLIENT.search(one.receiver):
                    operation = names[one.name]
                    reader = f"{facts.language}: {one.name} is the operationId of {operation}"
                    service = self.files.service(path)
                    yield operation, Found(service, path, one.line, one.text, "read", "", one.name, "", False, reader)

    def of(self, contract: str) -> dict[str, str]:
        """Return the operationId of each operation of a description, by the operation's name."""
        if contract not in self._of:
            from juncture.contracts.operation_ids import operation_ids  # noqa: PLC0415 (loads the reader of a format)

            try:
                self._of[contract] = operation_ids(contract, self._beside(contract))
            except InputError as error:
                self.files.unread[contract] = str(error.problems[0])
                self._of[contract] = {}
        return self._of[contract]

    def _beside(self, contract: str) -> dict[str, bytes]:
        """Return a description with the files beside and below it: it may be written in several."""
        where = folder(contract)
        near = [
            path
            for path in self.files.catalog.tree.entries
            if path.endswith((".yaml", ".yml")) and is_below(path, where)
        ]
        paths = [contract, *near[:MAX_FILES]] if where else [contract]
        self.files.load(paths)
        return {path: self.files.content(path) for path in paths}


def _spelt(language: str, name: str) -> set[str]:
    """Return the names of the method that generators give an operationId."""
    plain = re.sub(r"\W+(\w?)", lambda found: found[1].upper(), name)
    names = {name, plain, *method_names(language, plain)}
    return names | {f"{each}WithResponse" for each in names}
