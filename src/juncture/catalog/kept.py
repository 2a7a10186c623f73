"""A catalogue that was opened before is kept whole: for the same commit and hints nothing is read or joined again.

What is kept is what ``open_catalog`` returned, by the commit, the hints and the kit's own code. The facts of single
files stay where they are; they are taken from the cache when somebody first asks for them.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache as once
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Generic, TypeVar, get_type_hints

import msgspec

from juncture.catalog.bindings import Binding, Bindings
from juncture.catalog.catalog import Catalog, Hints
from juncture.catalog.edges import Owned
from juncture.catalog.reading import surface_reader
from juncture.code.source import SOURCE
from juncture.repository.cache import Cache, Reader
from juncture.repository.tree import GitTree, Tree

Facts = TypeVar("Facts")
_FLOORS = ("facts", "repository", "code", "contracts", "catalog")
"""The parts of the kit whose code decides what a catalogue holds."""
_APART = frozenset({"tree", "surfaces", "sources", "bindings", "owned"})
"""The fields of a catalogue that are kept in another form, or follow from others."""


class Recalled(Mapping[str, Facts], Generic[Facts]):
    """Facts by path, each taken from the cache when it is first asked for; all at once where all are asked for."""

    def __init__(self, blobs: Mapping[str, str], load: Callable[[Mapping[str, str]], Mapping[str, Facts]]) -> None:
        self._blobs = blobs
        self._load = load
        self._found: dict[str, Facts] = {}
        self._is_whole = False

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

    def items(self) -> Any:
        """Return all of them, in their order."""
        return self._whole().items()

    def values(self) -> Any:
        """Return all facts, in the order of their paths."""
        return self._whole().values()

    def _whole(self) -> dict[str, Facts]:
        if not self._is_whole:
            found = self._load({path: blob for path, blob in self._blobs.items() if path not in self._found})
            self._found = {path: found[path] if path in found else self._found[path] for path in self._blobs}
            self._is_whole = True
        return self._found


class _Files(msgspec.Struct, frozen=True):
    """The files of a kept catalogue: contract files and sources with their blobs, and what binds which."""

    surfaces: dict[str, str]
    sources: dict[str, str]
    bindings: dict[str, tuple[Binding, ...]]
    generated: dict[str, tuple[str, ...]]


def recall(tree: Tree, cache: Cache, hints: Hints) -> Catalog | None:
    """Return the catalogue of a commit as it was opened before; None where it was not, or differs in any way."""
    key = _key(tree, hints)
    body = cache.recall(key) if key else None
    if body is None:
        return None
    try:
        joined, listed = msgspec.json.decode(zlib.decompress(body), type=tuple[_joined(), _Files])  # type: ignore[misc]
    except (zlib.error, msgspec.DecodeError):
        return None  # written by something else: the tree is read anew

    def load(reader: Reader[Any]) -> Callable[[Mapping[str, str]], Mapping[str, Any]]:
        return lambda blobs: cache.facts_of(reader, tree, blobs)

    return Catalog(
        tree=tree,
        surfaces=Recalled(listed.surfaces, load(surface_reader())),
        sources=Recalled(listed.sources, load(SOURCE)),
        bindings=Bindings(listed.bindings, lambda path: listed.bindings.get(path, ()), listed.generated),
        owned=Owned(joined.services),
        **msgspec.structs.asdict(joined),
    )


def keep(catalog: Catalog, cache: Cache, hints: Hints) -> None:
    """Keep a catalogue that was opened with these hints."""
    key = _key(catalog.tree, hints)
    if not key:
        return
    entries = catalog.tree.entries
    joined = _joined()(**{name: getattr(catalog, name) for name in _joined().__struct_fields__})
    listed = _Files(
        {path: entries[path].blob for path in catalog.surfaces},
        {path: entries[path].blob for path in catalog.sources},
        {path: tuple(found) for path in catalog.sources if (found := catalog.bindings.of(path))},
        {place: tuple(paths) for place, paths in catalog.bindings.generated.items()},
    )
    cache.keep(key, zlib.compress(msgspec.json.encode((joined, listed)), 1))


@once
def _joined() -> Any:
    hints = get_type_hints(Catalog)
    return msgspec.defstruct("Joined", [(name, type_) for name, type_ in hints.items() if name not in _APART])


def _key(tree: Tree, hints: Hints) -> str:
    """Return what changes whenever a catalogue would be another; empty where a tree or its hints have no id."""
    if not isinstance(tree, GitTree) or not hints.digest:
        return ""
    said = "\0".join((_kit(), tree.revision, hints.digest, *sorted(hints.leading)))
    return hashlib.sha256(said.encode(errors="surrogateescape")).hexdigest()


@once
def _kit() -> str:
    """Return a digest of the kit's code as far as a catalogue depends on it."""
    digest = hashlib.sha256()
    for floor in _FLOORS:
        for file in _code(files("juncture") / floor):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _code(folder: Traversable) -> Iterator[Traversable]:
    for each in sorted(folder.iterdir(), key=lambda one: one.name):
        if each.is_dir():
            yield from _code(each)
        elif each.name.endswith((".py", ".toml")):
            yield each
