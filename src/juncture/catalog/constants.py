"""What the names of topics stand for: the constants of a file, of its service, and of the files that it imports.

Only files that speak of topics are asked, and only for the names that some end of a topic, or another constant, gives.
"""

from collections.abc import Iterable, Iterator, Mapping

from juncture.catalog.edges import Owned
from juncture.catalog.wrapped import brought, places, words
from juncture.code.constants import Declared, Named, called, owner
from juncture.code.model import Constant, Import, SourceFacts, Value
from juncture.code.test_paths import told
from juncture.facts.problem import Unread
from juncture.repository.cache import Cache, Reader
from juncture.repository.tree import Tree

DEEPEST = 5
"""Constants that name constants are followed so far."""


class Constants:
    """The constants of a tree that go by the names which are asked for."""

    def __init__(
        self, sources: Mapping[str, SourceFacts], owned: Owned, found: Mapping[str, Iterable[Declared]]
    ) -> None:
        self._sources = sources
        self._owned = owned
        self._of_file: dict[str, dict[str, list[Constant]]] = {}
        self._of_service: dict[str, dict[str, list[Constant]]] = {}
        self._named: dict[str, list[tuple[str, Constant]]] = {}
        self._owners: dict[str, frozenset[str]] = {}
        for path, declared in sorted(found.items()):
            here = self._of_file.setdefault(path, {})
            self._owners[path] = frozenset(each for one in declared for each in one.owners)
            for constant in dict.fromkeys(each for one in declared for each in one.constants):
                here.setdefault(constant.name, []).append(constant)
                self._named.setdefault(constant.name, []).append((path, constant))
            for name, some in here.items():
                self._of_service.setdefault(owned.service(path), {}).setdefault(name, some)

    def find(self, name: str, path: str) -> list[Constant]:
        """Return what a name stands for in a file: in full, else by its last word; nothing where that is not sure.

        A list stands for several.
        """
        facts = self._sources.get(path)
        service = self._of_service.get(self._owned.service(path), {}) if self._owned.service(path) else {}
        for word in called(name):
            local = self._of_file.get(path, {}).get(word, [])
            found = local or service.get(word) or self._imported(name, word, facts)
            if found:
                return found
        return []

    def _imported(self, name: str, word: str, facts: SourceFacts | None) -> list[Constant]:
        """Return the constant of another folder that the file imports, where all that it may mean have one value."""
        found = [
            constant
            for path, constant in self._named.get(word, ())
            if facts and any(brought(item, path) or self._has(path, name, item) for item in facts.imports)
        ]
        return found[:1] if len({(one.value.kind, one.value.text) for one in found}) == 1 else []

    def _has(self, path: str, name: str, item: Import) -> bool:
        """Tell whether a file is, or has, what an import brings by name and a name belongs to."""
        first = name.partition(".")[0]
        return first in item.names and (first in places(path) or owner(name) in self._owners[path])


def constants(
    values: Iterable[tuple[Value, str]],
    tree: Tree,
    cache: Cache,
    sources: Mapping[str, SourceFacts],
    owned: Owned,
    unread: list[Unread],
) -> Constants:
    """Return what the names among these values may stand for, each in its file, and what those stand for in turn."""
    near = _Near(sources, owned)
    found: dict[str, list[Declared]] = {}
    known = Constants(sources, owned, {})
    asked = {(value.text, path) for value, path in values if value.kind == "name"}
    for _ in range(DEEPEST if asked else 0):
        readers = [
            (Reader("constants", f"2-{named.version}", Declared, named, told), paths)
            for named, paths in near.asked(asked)
        ]
        cache.prepare(tree, readers)
        for reader, paths in readers:
            for path, declared in cache.facts(reader, tree, paths, unread).items():
                found.setdefault(path, []).append(declared)
        known = Constants(sources, owned, found)
        meant = ((constant.value, path) for name, path in asked for constant in known.find(name, path))
        asked = {(value.text, path) for value, path in meant if value.kind == "name"} - asked
    return known


class _Near:
    """The files that may declare what a name of another file stands for."""

    def __init__(self, sources: Mapping[str, SourceFacts], owned: Owned) -> None:
        self._sources = sources
        self._owned = owned
        self._all = [path for path, facts in sources.items() if facts.topical or facts.topics or facts.wrappers]
        self._of_service: dict[str, list[str]] = {}
        self._of_place: dict[str, list[str]] = {}
        for path in self._all:
            self._of_service.setdefault(owned.service(path), []).append(path)
            for place in places(path):
                self._of_place.setdefault(place, []).append(path)

    def asked(self, names: Iterable[tuple[str, str]]) -> Iterator[tuple[Named, list[str]]]:
        """Yield what finds names, each given with its file, and the files in which to look.

        What belongs to something that a file imports by name may stand anywhere, beside what it belongs to; anything
        else in its service, or in what it imports.
        """
        near: dict[str, set[str]] = {}
        anywhere: set[str] = set()
        for name, path in names:
            imports = self._sources[path].imports if path in self._sources else ()
            if any(name.partition(".")[0] in item.names for item in imports):
                anywhere.add(name)
            service = self._owned.service(path)
            here = {path, *(self._of_service.get(service, ()) if service else ())}
            brought_in = {word for item in imports for word in (*words(item), *item.names)}
            here.update(there for word in brought_in for there in self._of_place.get(word, ()))
            for there in here:
                near.setdefault(there, set()).add(name)
        groups: dict[frozenset[str], list[str]] = {}
        for path, wanted in sorted(near.items()):
            groups.setdefault(frozenset(wanted), []).append(path)
        yield from ((Named(wanted), paths) for wanted, paths in groups.items())
        if anywhere:
            yield Named(anywhere, beside=True), self._all
