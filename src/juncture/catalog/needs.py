"""What the contract files of a tree need of each other: by imports or, in a format without them, by type names."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from juncture.catalog.paths import ends_with
from juncture.contracts.formats import format_named
from juncture.contracts.reach import closure, held
from juncture.contracts.surface import Heading, Surface


class Needs:
    """The files that each file needs, path to paths; ``files`` holds every file that is known."""

    def __init__(self, files: Mapping[str, Sequence[str]]) -> None:
        self.files = files

    @classmethod
    def of(cls, headings: Mapping[str, Heading], surfaces: Mapping[str, Surface], format: str) -> "Needs":
        """Return what each file imports; in a ``format`` that follows names, also whose types it names."""
        by_name: dict[str, list[str]] = {}
        for path in headings:
            by_name.setdefault(path.rpartition("/")[2], []).append(path)
        meant: dict[str, list[str]] = {}
        for name in {name for each in headings.values() for name in each.imports}:
            meant[name] = [there for there in by_name.get(name.rpartition("/")[2], ()) if ends_with(there, name)]
        files = {path: [there for name in each.imports for there in meant[name]] for path, each in headings.items()}
        if format_named(format).by_name:
            alone = [path for path, each in headings.items() if each.format == format and not each.imports]
            files |= held({path: surfaces[path] for path in alone})
        return cls(files)

    def above(self, paths: Iterable[str]) -> set[str]:
        """Return these files and all that need them, however far."""
        return closure(paths, self._needed)

    def below(self, paths: Iterable[str]) -> set[str]:
        """Return these files, as far as they are there, and all that they need."""
        return {path for path in closure(paths, self.files) if path in self.files}

    @cached_property
    def _needed(self) -> dict[str, list[str]]:
        needed: dict[str, list[str]] = {}
        for path, others in self.files.items():
            for other in others:
                needed.setdefault(other, []).append(path)
        return needed
