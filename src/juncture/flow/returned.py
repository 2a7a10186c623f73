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


class _Named(NamedTuple):
    """A type as a file names it: by the name that it is imported under, and where that comes from."""

    type: str
    origin: str


class _Shown(NamedTuple):
    """What the functions of one file return and its types extend, as it shows by itself; None for no type."""

    results: Mapping[str, _Named | None]
    bases: Mapping[str, list[_Named | None]]


class Returned:
    """What functions return and types extend, by service and language, worked out when asked for."""

    def __init__(self, files: Files, bound: Bound, namesakes: Namesakes) -> None:
        self._files = files
        self._bound = bound
        self._namesakes = namesakes
        self._found: dict[tuple[str, str], Beside] = {}

    def of(self, path: str) -> Beside:
        """Return what the files beside one tell; a function that is shown with two types is left out."""
        key = self._files.service(path), self._files.outline(path).language
        if key not in self._found:
            paths = self._bound.naming_types(*key)[:MAX_FILES]
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

    def _in_file(self, path: str) -> Beside:
        try:
            shown = self._files.once("shown", path, lambda: self._shown(path))
        except InputError as error:
            self._files.unread[path] = str(error.problems[0])
            return Beside({}, {})
        contracts = [each for each in self._bound.contracts(path) if each in self._files.catalog.surfaces]

        def told(named: _Named | None) -> str:
            return self._namesakes.told(path, named.type, named.origin, contracts) if named else ""

        bases = {name: [each for each in map(told, held) if each] for name, held in shown.bases.items()}
        return Beside(
            {name: told(type_) for name, type_ in shown.results.items()},
            {name: held for name, held in bases.items() if held},
        )

    def _shown(self, path: str) -> "_Shown":
        """Return what a file shows by itself. Raises InputError for one that cannot be parsed."""
        source = Source(path, language(self._files.outline(path).language), self._files.content(path))
        owners = Owners(source)

        def named(type_: str) -> _Named | None:
            origin = owners.origins.of(owners.brought.full(type_)) if type_ else ""
            return _Named(owners.brought.real(type_), origin) if type_ else None

        return _Shown(
            {name: named(type_) for name, type_ in owners.results.items()},
            {name: list(map(named, held)) for name, held in owners.types.bases.items()},
        )
