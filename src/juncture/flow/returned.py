"""What a service's own code tells of a contract's types, in whatever file: functions, and types built on them."""

from collections.abc import Mapping
from typing import NamedTuple

from juncture.code.language import language
from juncture.code.owners import Owners
from juncture.code.syntax import Source
from juncture.facts.problem import InputError
from juncture.flow.bound import Bound
from juncture.flow.files import Files
from juncture.flow.namesakes import Namesakes

MAX_FILES = 500
"""Files of one service and language that are read for what their functions return."""


class Beside(NamedTuple):
    """The types of contracts that functions return, and those whose members a service's own types have as well."""

    functions: Mapping[str, str]
    bases: Mapping[str, list[str]]


class Returned:
    """What functions return and types extend, by service and language, worked out when asked for."""

    def __init__(self, files: Files, bound: Bound, namesakes: Namesakes) -> None:
        self._files = files
        self._bound = bound
        self._namesakes = namesakes
        self._beside: dict[tuple[str, str], list[str]] | None = None
        self._found: dict[tuple[str, str], Beside] = {}

    def of(self, path: str) -> Beside:
        """Return what the files beside one tell; a function that is shown with two types is left out."""
        key = self._files.service(path), self._files.facts(path).language
        if key not in self._found:
            paths = self._paths().get(key, [])[:MAX_FILES]
            self._files.load(paths)
            types: dict[str, set[str]] = {}
            bases: dict[str, list[str]] = {}
            for each in paths:
                found = self._in_file(each)
                for name, type_ in found.functions.items():
                    types.setdefault(name, set()).add(type_)
                for name, held in found.bases.items():
                    bases.setdefault(name, []).extend(held)
            alone = {name: next(iter(one)) for name, one in types.items() if len(one) == 1}
            self._found[key] = Beside({name: type_ for name, type_ in alone.items() if type_}, bases)
        return self._found[key]

    def _paths(self) -> dict[tuple[str, str], list[str]]:
        """Return the files that reach a contract: a function that returns its type names it."""
        if self._beside is None:
            self._beside = {}
            for path in self._files.written():
                facts = self._files.facts(path)
                if not facts.test and self._bound.names_types(path):
                    self._beside.setdefault((self._files.service(path), facts.language), []).append(path)
        return self._beside

    def _in_file(self, path: str) -> Beside:
        try:
            source = Source(path, language(self._files.facts(path).language), self._files.content(path))
        except InputError as error:
            self._files.unread[path] = str(error.problems[0])
            return Beside({}, {})
        owners = Owners(source)
        contracts = [each for each in self._bound.contracts(path) if each in self._files.catalog.surfaces]

        def told(type_: str) -> str:
            origin = owners.origins.of(owners.brought.full(type_)) if type_ else ""
            return self._namesakes.told(path, owners.brought.real(type_), origin, contracts) if type_ else ""

        bases = {name: [each for each in map(told, held) if each] for name, held in owners.types.bases.items()}
        return Beside(
            {name: told(type_) for name, type_ in owners.results.items()},
            {name: held for name, held in bases.items() if held},
        )
