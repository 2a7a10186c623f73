"""What names of types mean in one tree, and what reaches a type: worked out for the contracts that are asked for."""

from functools import cached_property

from juncture.catalog.needs import Needs
from juncture.contracts.formats import format_named
from juncture.contracts.names import Names
from juncture.contracts.reach import Reach, names_on_demand
from juncture.flow.files import Files


class Naming:
    """The names and the reach of a tree's contracts, each format apart: no name means a type of another format.

    ``near`` is the naming of the tree that the files are near to: it serves this one as far as both name alike.
    """

    def __init__(self, files: Files, near: "Naming | None" = None) -> None:
        self._catalog = files.catalog
        self._differing = files.differing
        self._near = near
        self._names: dict[str, Names] = {}
        self._needs: dict[str, Needs] = {}
        self._reach: dict[str, Reach] = {}

    def names(self, contract: str) -> Names:
        """Return the names of all files of a contract's format."""
        return self._names_of(self._catalog.headings[contract].format)

    def reach(self, contract: str) -> Reach:
        """Return what reaches the types of a contract: its own file's, and those of all files that need it."""
        if contract not in self._reach:
            above = sorted(self._needs_of(self._catalog.headings[contract].format).above([contract]))
            self._reach[contract] = Reach({path: self._catalog.surfaces[path] for path in above}, self.names(contract))
        return self._reach[contract]

    def _names_of(self, format_: str) -> Names:
        if self._near and self._is_headed_alike and self._declares_alike:
            return self._near._names_of(format_)
        if format_ not in self._names:
            alike = {path: each for path, each in self._catalog.headings.items() if each.format == format_}
            self._names[format_] = names_on_demand(alike, self._catalog.surfaces)
        return self._names[format_]

    def _needs_of(self, format_: str) -> Needs:
        if self._near and self._is_headed_alike and not format_named(format_).by_name:
            return self._near._needs_of(format_)
        if format_ not in self._needs:
            self._needs[format_] = Needs.of(self._catalog.headings, self._catalog.surfaces, format_)
        return self._needs[format_]

    @cached_property
    def _is_headed_alike(self) -> bool:
        """Tell whether the contract files of the near tree have the same packages and imports."""
        there, here = self._near._catalog.headings if self._near else {}, self._catalog.headings
        return all(there.get(path) == here.get(path) for path in self._differing)

    @cached_property
    def _declares_alike(self) -> bool:
        """Tell whether the contract files of the near tree have types of the same names."""
        there, here = self._near._catalog.surfaces if self._near else {}, self._catalog.surfaces
        return all(
            [one.name for one in there[path].types] == [one.name for one in here[path].types]
            for path in self._differing
            if path in here and path in there
        )
