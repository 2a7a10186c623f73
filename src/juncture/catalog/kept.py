"""A catalogue that was opened before is kept whole: for the same commit and hints nothing is read or joined again.

What is kept is what ``open_catalog`` returned, by the commit, the hints and the kit's own code. The facts of single
files stay where they are; they are taken from the cache when somebody first asks for them.
"""

import hashlib
import zlib
from collections.abc import Iterator
from functools import cache as once
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, get_type_hints

import msgspec

from juncture.catalog.bindings import Binding, Bindings
from juncture.catalog.catalog import Catalog, Hints
from juncture.catalog.edges import Owned
from juncture.catalog.recalled import recalled_sources, recalled_surfaces
from juncture.repository.cache import Cache
from juncture.repository.tree import REGULAR, GitTree, Tree
from juncture.repository.workers import ABSENT

_FLOORS = ("facts", "repository", "code", "contracts", "catalog")
"""The parts of the kit whose code decides what a catalogue holds."""
_APART = frozenset({"tree", "surfaces", "sources", "bindings", "owned", "cache"})
"""The fields of a catalogue that are kept in another form, or follow from others."""


class _Files(msgspec.Struct, frozen=True):
    """The files of a kept catalogue: contract files and sources with their blobs, and what binds which.

    ``bindings`` stay as they are written until somebody asks for those of a file; ``reached`` are the files of each
    contract, by their number among those that have bindings; ``missing`` the blobs that were not at hand.
    """

    surfaces: dict[str, str]
    sources: dict[str, str]
    bindings: dict[str, msgspec.Raw]
    reached: dict[str, tuple[int, ...]]
    generated: dict[str, tuple[str, ...]]
    missing: list[str]


def recall(tree: Tree, cache: Cache, hints: Hints) -> Catalog | None:
    """Return the catalogue of a commit as it was opened before; None where it was not, or more of it is at hand."""
    key = _key(tree, hints)
    body = cache.recall(key) if key else None
    if body is None:
        return None
    try:
        joined, listed = msgspec.json.decode(zlib.decompress(body), type=tuple[_joined(), _Files])  # type: ignore[misc]
    except (zlib.error, msgspec.DecodeError):
        return None  # written by something else: the tree is read anew
    if listed.missing and isinstance(tree, GitTree) and tree.git.missing(listed.missing) != set(listed.missing):
        return None
    return Catalog(
        tree=tree,
        surfaces=recalled_surfaces(tree, cache, listed.surfaces),
        sources=recalled_sources(tree, cache, listed.sources, joined.outlines),
        bindings=_bindings(listed),
        owned=Owned(joined.services),
        cache=cache,
        **msgspec.structs.asdict(joined),
    )


def _bindings(listed: _Files) -> Bindings:
    written, decode = listed.bindings, msgspec.json.Decoder(tuple[Binding, ...]).decode
    paths = list(written)
    reached = {contract: [paths[number] for number in numbers] for contract, numbers in listed.reached.items()}
    return Bindings(paths, lambda path: decode(written[path]) if path in written else (), listed.generated, reached)


def keep(catalog: Catalog, cache: Cache, hints: Hints) -> None:
    """Keep a catalogue that was opened with these hints."""
    key = _key(catalog.tree, hints)
    if not key:
        return
    entries = catalog.tree.entries
    joined = _joined()(**{name: getattr(catalog, name) for name in _joined().__struct_fields__})
    bindings = {path: tuple(found) for path in catalog.sources if (found := catalog.bindings.of(path))}
    number = {path: number for number, path in enumerate(bindings)}
    listed = _Files(
        {path: entries[path].blob for path in catalog.surfaces},
        {path: entries[path].blob for path in catalog.sources},
        {path: msgspec.Raw(msgspec.json.encode(found)) for path, found in bindings.items()},
        {contract: tuple(map(number.__getitem__, paths)) for contract, paths in catalog.bindings.reached.items()},
        {place: tuple(paths) for place, paths in catalog.bindings.generated.items()},
        _lacking(catalog),
    )
    cache.keep(key, zlib.compress(msgspec.json.encode((joined, listed)), 1))


def _lacking(catalog: Catalog) -> list[str]:
    """Return the blobs that could not be read since they were not at hand, and may be another day."""
    tree = catalog.tree
    absent = (tree.entries[one.path] for one in catalog.unread if one.reason == ABSENT and one.path in tree.entries)
    blobs = [entry.blob for entry in absent if entry.mode in REGULAR]
    return sorted(tree.git.missing(blobs)) if blobs and isinstance(tree, GitTree) else []


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
