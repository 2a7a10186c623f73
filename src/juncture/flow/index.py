"""The source files of one tree by what a search asks of them: who imports a module, what a service has.

Only what is asked for is gone through: a tree may hold far more files than have anything to do with a change.
"""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable
from functools import cached_property

from juncture.catalog.catalog import Catalog
from juncture.catalog.paths import folder
from juncture.catalog.units import is_aside
from juncture.code.model import Outline


class Index:
    """The source files of a catalogue, each answer in path order.

    ``near`` is the index of another tree of the repository, in which all files but the ``differing`` are the same.
    """

    def __init__(self, catalog: Catalog, near: "Index | None" = None, differing: Collection[str] = ()) -> None:
        self._near = near
        self._differing = differing
        self._tree = catalog.tree
        self._outlines = catalog.outlines
        self._owned = catalog.owned
        self._services = catalog.services
        self._importing: dict[str, dict[str, list[str]]] = {}
        self._speaking: dict[frozenset[str], list[str]] = {}
        self._beside: dict[tuple[str, str], list[str]] = {}

    def service(self, path: str) -> str:
        """Return the service of a file; shared code of no service goes by its folder, which ends with ``/``."""
        return self._owned.service(path) or f"{folder(path)}/"

    def is_written(self, path: str) -> bool:
        """Tell whether people wrote a source file: of a service, or shared code that is not set aside."""
        return not self._outlines[path].generated and bool(self._owned.service(path) or not is_aside(path))

    @cached_property
    def written(self) -> list[str]:
        """The source files that people wrote."""
        return list(filter(self.is_written, self._outlines))

    def speaking(self, languages: Collection[str]) -> list[str]:
        """Return the source files in some languages that people wrote."""
        return list(filter(self.is_written, self._spoken(frozenset(languages))))

    def _spoken(self, languages: frozenset[str]) -> list[str]:
        if languages not in self._speaking:
            if self._near is None:
                found = [path for path, each in self._outlines.items() if each.language in languages]
            else:
                found = self._with(self._near._spoken(languages), lambda each: each.language in languages)
            self._speaking[languages] = found
        return self._speaking[languages]

    def importing(self, language: str, name: str) -> list[str]:
        """Return the files of a language that import a module whose path ends with a name, of those people wrote."""
        return list(filter(self.is_written, self._naming(language, name)))

    def _naming(self, language: str, name: str) -> list[str]:
        if self._near is None:
            return self._modules(language).get(name, [])
        there = self._near._naming(language, name)
        return self._with(there, lambda each: each.language == language and name in each.modules)

    def _with(self, there: Iterable[str], fits: Callable[[Outline], bool]) -> list[str]:
        """Return what the near index found, corrected for the files that differ."""
        here = (path for path in self._differing if path in self._outlines and fits(self._outlines[path]))
        return sorted([*(path for path in there if path not in self._differing), *here])

    def _modules(self, language: str) -> dict[str, list[str]]:
        """Return the files of a language by the last name of each module that they import."""
        if language not in self._importing:
            found: dict[str, list[str]] = {}
            for path, each in self._outlines.items():
                for module in each.modules if each.language == language else ():
                    found.setdefault(module, []).append(path)
            self._importing[language] = found
        return self._importing[language]

    def of_service(self, service: str, language: str) -> list[str]:
        """Return the files of a service in one language that people wrote, tests left out."""
        key = service, language
        if key not in self._beside:
            below = _below(self._paths, service[:-1]) if service.endswith("/") else self._around(service)
            spoken = (path for path in below if self._outlines[path].language == language)
            self._beside[key] = [
                path
                for path in spoken
                if not self._outlines[path].test and self.service(path) == service and self.is_written(path)
            ]
        return self._beside[key]

    def has_source(self, service: str) -> bool:
        """Tell whether any source file is of a service."""
        return any(self._owned.service(path) == service for path in self._around(service))

    def _around(self, service: str) -> Iterable[str]:
        """Return the source files in the directories of a service; some may be of others."""
        places = {place for each in self._services if each.name == service for place in (each.path, *each.parts)}
        return sorted({path for place in places - {""} for path in _below(self._paths, place)})

    def every(self, place: str) -> list[str]:
        """Return all files below a folder, of whatever kind."""
        return _below(self._every, place)

    @cached_property
    def _paths(self) -> list[str]:
        return sorted(self._outlines)

    @cached_property
    def _every(self) -> list[str]:
        return sorted(self._tree.entries)


def _below(paths: list[str], place: str) -> list[str]:
    if not place:
        return paths
    return paths[bisect_left(paths, f"{place}/") : bisect_left(paths, f"{place}0")]  # 0 comes after /
