"""Facts of files that are taken from the cache when somebody first asks for them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

from juncture.catalog.reading import surface_reader
from juncture.code.model import Outline, SourceFacts
from juncture.code.source import SOURCE, TEST
from juncture.contracts.surface import Surface
from juncture.repository.cache import Cache
from juncture.repository.tree import Tree

Facts = TypeVar("Facts")


class Recalled(Mapping[str, Facts], Generic[Facts]):
    """Facts by path, each taken when it is first asked for; all at once where all are asked for."""

    def __init__(self, blobs: Mapping[str, str], load: Callable[[Mapping[str, str]], Mapping[str, Facts]]) -> None:
        self._blobs = blobs
        self._load = load
        self._found: dict[str, Facts] = {}

    def __getitem__(self, path: str) -> Facts:
        if path not in self._found:
            self._found |= self._load({path: self._blobs[path]})
        return self._found[path]

    def __contains__(self, path: object) -> bool:
        return path in self._blobs

    def __iter__(self) -> Iterator[str]:
        return iter(self._blobs)

    def __len__(self) -> int:
        return len(self._blobs)

    def several(self, paths: Iterable[str]) -> dict[str, Facts]:
        """Return the facts of these files, taken in one go."""
        wanted = {path: self._blobs[path] for path in paths}
        missing = {path: blob for path, blob in wanted.items() if path not in self._found}
        if missing:
            self._found |= self._load(missing)
        return {path: self._found[path] for path in wanted}

    def items(self) -> Any:
        """Return all of them, in their order."""
        return self.several(self._blobs).items()

    def values(self) -> Any:
        """Return all facts, in the order of their paths."""
        return self.several(self._blobs).values()


def recalled_surfaces(tree: Tree, cache: Cache, blobs: Mapping[str, str]) -> Recalled[Surface]:
    """Return the surfaces of contract files."""
    reader = surface_reader()

    def load(asked: Mapping[str, str]) -> dict[str, Surface]:
        found = cache.facts_of(reader, tree, asked).items()
        return {path: surface for path, surface in found if surface is not None}

    return Recalled(blobs, load)


def recalled_sources(
    tree: Tree, cache: Cache, blobs: Mapping[str, str], outlines: Mapping[str, Outline]
) -> Recalled[SourceFacts]:
    """Return the facts of source files. What a test does is read when it is asked for: no edge starts at one."""

    def load(asked: Mapping[str, str]) -> dict[str, SourceFacts]:
        tests = {path: blob for path, blob in asked.items() if outlines[path].test}
        # A test too large to be parsed is known by what the other reader found in it.
        return cache.facts_of(SOURCE, tree, asked) | cache.facts_of(TEST, tree, tests)

    return Recalled(blobs, load)
