"""What the contract files of a tree need of each other: by imports or, in a format without them, by type names.

Only what is asked for is followed: most files of a large tree have nothing to do with each other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from juncture.catalog.paths import ends_with
from juncture.contracts.formats import format_named
from juncture.contracts.reach import closure, held
from juncture.contracts.surface import Heading, Surface

_Files = Mapping[str, Sequence[str]]


class Needs:
    """Which files need which. ``led`` are the files that some need otherwise than by an import."""

    def __init__(self, headings: Mapping[str, Heading], led: _Files) -> None:
        self._headings = headings
        self._led = led

    @classmethod
    def of(
        cls, headings: Mapping[str, Heading], surfaces: Mapping[str, Surface], format: str, led: _Files | None = None
    ) -> "Needs":
        """Return what files import and are led to; in a ``format`` that follows names, whose types they name, too."""
        named: Mapping[str, Sequence[str]] = {}
        if format_named(format).by_name:
            alone = [path for path, each in headings.items() if each.format == format and not each.imports]
            named = held({path: surfaces[path] for path in alone})
        led = led or {}
        return cls(headings, {path: (*named.get(path, ()), *led.get(path, ())) for path in (*named, *led)})

    def __contains__(self, path: object) -> bool:
        """Tell whether a file is known."""
        return path in self._headings or path in self._led

    def above(self, paths: Iterable[str]) -> set[str]:
        """Return these files and all that need them, however far."""
        return closure(paths, self._needing)

    def below(self, paths: Iterable[str]) -> set[str]:
        """Return these files, as far as they are there, and all that they need."""
        return {path for path in closure(paths, self._needed) if path in self}

    def _needed(self, path: str) -> Iterator[str]:
        for name in self._headings[path].imports if path in self._headings else ():
            yield from (there for there in self._called.get(name.rpartition("/")[2], ()) if ends_with(there, name))
        yield from self._led.get(path, ())

    def _needing(self, path: str) -> Iterator[str]:
        for name, importer in self._importing.get(path.rpartition("/")[2], ()) if path in self._headings else ():
            if ends_with(path, name):
                yield importer
        yield from self._leading.get(path, ())

    @cached_property
    def _called(self) -> dict[str, list[str]]:
        """The files by their last name."""
        called: dict[str, list[str]] = {}
        for path in self._headings:
            called.setdefault(path.rpartition("/")[2], []).append(path)
        return called

    @cached_property
    def _importing(self) -> dict[str, list[tuple[str, str]]]:
        """The imports, each with its file, by the last name of what is imported."""
        importing: dict[str, list[tuple[str, str]]] = {}
        for path, each in self._headings.items():
            for name in each.imports:
                importing.setdefault(name.rpartition("/")[2], []).append((name, path))
        return importing

    @cached_property
    def _leading(self) -> dict[str, list[str]]:
        leading: dict[str, list[str]] = {}
        for path, others in self._led.items():
            for other in others:
                leading.setdefault(other, []).append(path)
        return leading
