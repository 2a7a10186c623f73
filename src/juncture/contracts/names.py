"""Resolves type names over several contract files, as far as the files at hand allow.

The scoping is Protobuf's (Language Guide, Packages and Name Resolution): the innermost scope first, then
outwards. A repository may hold several copies of one contract, so a full name may be declared more than once:
the same file comes before an imported one, that before the same directory.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from posixpath import commonprefix, dirname
from typing import NamedTuple, Protocol


class Unit(NamedTuple):
    """What one file brings to the naming: its package, the full names it declares, the paths it imports."""

    package: str
    names: frozenset[str]
    imports: tuple[str, ...]


class Named(NamedTuple):
    """A declaration: the file that holds it, and its full name without a leading dot."""

    path: str
    name: str


class Homes(Protocol):
    """Knows which files declare a full name."""

    def get(self, name: str, /) -> Sequence[str] | None:
        """Return the files that declare a name, in path order; none or nothing where there is none."""
        ...


class OnDemand:
    """Homes of names that are looked for only in files of their packages, each of which is read when that happens.

    ``declared`` returns the full names that a file declares.
    """

    def __init__(self, packages: Mapping[str, str], declared: Callable[[str], AbstractSet[str]]) -> None:
        self._declared = declared
        self._by_package: dict[str, list[str]] = {}
        for path in sorted(packages):
            self._by_package.setdefault(packages[path], []).append(path)
        self._found: dict[str, list[str]] = {}

    def get(self, name: str, /) -> Sequence[str]:
        """Return the files that declare a name, in path order."""
        if name not in self._found:
            likely = [path for each in _around(name) for path in self._by_package.get(each, ())]
            self._found[name] = sorted(path for path in likely if name in self._declared(path))
        return self._found[name]


class Names:
    """The names that a set of files declares; ``homes`` knows them where the units do not list them."""

    def __init__(self, units: Mapping[str, Unit], homes: Homes | None = None) -> None:
        self._units = units
        self._by_ending: dict[str, list[str]] = {}
        for path in sorted(units):
            for ending in _endings(path):
                self._by_ending.setdefault(ending, []).append(path)
        self._homes = homes or _listed(units)
        self._near: dict[str, dict[str, int]] = {}
        self._found: dict[tuple[str, str, str], Named | None] = {}

    def find(self, path: str, scope: str, written: str) -> Named | None:
        """Return what ``written`` means inside ``scope`` (a full name) of the file ``path``; None where unknown."""
        key = (path, scope, written)
        if key not in self._found:
            self._found[key] = self._find(path, list(_candidates(scope, written)))
        return self._found[key]

    def imported(self, path: str, written: str) -> str | None:
        """Return the file of the set that an import means: the one whose path ends so and lies nearest."""
        ends = "/" + written
        likely = self._by_ending.get(_endings(written)[-1], ())
        matches = [each for each in likely if ("/" + each).endswith(ends)]
        return max(matches, key=lambda each: len(commonprefix([each, path])), default=None)

    def near(self, path: str) -> Mapping[str, int]:
        """Return the files that a file sees through its imports, with their distance; itself has 0."""
        if path not in self._near:
            seen, edge = {path: 0}, [path]
            while edge:
                following = []
                for here in edge:
                    for written in self._units[here].imports:
                        there = self.imported(here, written)
                        if there is not None and there not in seen:
                            seen[there] = seen[here] + 1
                            following.append(there)
                edge = following
            self._near[path] = seen
        return self._near[path]

    def _find(self, path: str, candidates: list[str]) -> Named | None:
        known = [(name, homes) for name in candidates if (homes := self._homes.get(name))]
        for name, homes in known:
            if path in homes:
                visible = {path: 0}
            else:
                near = self.near(path)
                visible = {home: near[home] for home in homes if home in near}
            if visible:
                return Named(min(visible, key=lambda home: (visible[home], home)), name)
        for name, homes in known:
            likely = [home for home in homes if self._related(path, home, name == candidates[-1])]
            if likely:
                folder = dirname(path)
                return Named(min(likely, key=lambda home: (dirname(home) != folder, home)), name)
        return None

    def _related(self, path: str, home: str, absolute: bool) -> bool:
        """Whether a file that is not imported may still be meant: same folder, same package, or fully named."""
        package = self._units[home].package
        return dirname(path) == dirname(home) or bool(package and (absolute or package == self._units[path].package))


def _listed(units: Mapping[str, Unit]) -> dict[str, list[str]]:
    homes: dict[str, list[str]] = {}
    for path in sorted(units):
        for name in units[path].names:
            homes.setdefault(name, []).append(path)
    return homes


def _around(name: str) -> Iterable[str]:
    """Yield every package that a full name may be of, the empty one last."""
    while name:
        name = name.rpartition(".")[0]
        yield name


def _endings(path: str) -> list[str]:
    """The last one, two and three steps of a path: the more are known, the fewer files share them."""
    steps = path.split("/")[-3:]
    return ["/".join(steps[-count:]) for count in range(1, len(steps) + 1)]


def _candidates(scope: str, written: str) -> Iterable[str]:
    if written.startswith("."):
        yield written[1:]
        return
    while scope:
        yield f"{scope}.{written}"
        scope = scope.rpartition(".")[0]
    yield written
