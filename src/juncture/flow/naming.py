"""What names of types mean in one tree, and what reaches a type: worked out for the contracts that are asked for."""

from juncture.catalog.catalog import Catalog
from juncture.catalog.needs import Needs
from juncture.contracts.names import Names
from juncture.contracts.reach import Reach, names_on_demand


class Naming:
    """The names and the reach of a tree's contracts, each format apart: no name means a type of another format."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._names: dict[str, Names] = {}
        self._needs: dict[str, Needs] = {}
        self._reach: dict[str, Reach] = {}

    def names(self, contract: str) -> Names:
        """Return the names of all files of a contract's format."""
        format_ = self._catalog.headings[contract].format
        if format_ not in self._names:
            alike = {path: each for path, each in self._catalog.headings.items() if each.format == format_}
            self._names[format_] = names_on_demand(alike, self._catalog.surfaces)
        return self._names[format_]

    def reach(self, contract: str) -> Reach:
        """Return what reaches the types of a contract: its own file's, and those of all files that need it."""
        if contract not in self._reach:
            format_ = self._catalog.headings[contract].format
            if format_ not in self._needs:
                self._needs[format_] = Needs.of(self._catalog.headings, self._catalog.surfaces, format_)
            above = sorted(self._needs[format_].above([contract]))
            self._reach[contract] = Reach({path: self._catalog.surfaces[path] for path in above}, self.names(contract))
        return self._reach[contract]
