"""The functions of a service's own code that return a type of a contract, in whatever file they stand."""

from collections.abc import Mapping

from juncture.code.language import language
from juncture.code.owners import Owners
from juncture.code.syntax import Source
from juncture.facts.problem import InputError
from juncture.flow.bound import Bound
from juncture.flow.files import Files

MAX_FILES = 500
"""Files of one service and language that are read for what their functions return."""


class Returned:
    """What functions return, by service and language, worked out when asked for."""

    def __init__(self, files: Files, bound: Bound) -> None:
        self._files = files
        self._bound = bound
        self._found: dict[tuple[str, str], Mapping[str, str]] = {}

    def of(self, path: str) -> Mapping[str, str]:
        """Return the type that each function beside a file returns; one that is shown with two types is left out."""
        key = self._files.service(path), self._files.outline(path).language
        if key not in self._found:
            types: dict[str, set[str]] = {}
            for each in self._paths(*key)[:MAX_FILES]:
                for name, type_ in self._in_file(each).items():
                    types.setdefault(name, set()).add(type_)
            self._found[key] = {name: next(iter(one)) for name, one in types.items() if len(one) == 1}
        return self._found[key]

    def _paths(self, service: str, language: str) -> list[str]:
        """Return the files of a service that reach a contract: a function that returns its type names it."""
        beside = self._bound.of_service(service, language)
        self._files.load(beside)
        return [path for path in beside if self._bound.names_types(path)]

    def _in_file(self, path: str) -> Mapping[str, str]:
        try:
            source = Source(path, language(self._files.facts(path).language), self._files.content(path))
        except InputError as error:
            self._files.unread[path] = str(error.problems[0])
            return {}
        return Owners(source).results
