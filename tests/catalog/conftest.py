"""A plain folder of files, and its catalogue."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from juncture.catalog.catalog import Catalog, Hints
from juncture.catalog.open import open_catalog
from juncture.repository.cache import Cache
from juncture.repository.tree import FolderTree

Files = Mapping[str, str | bytes]


def write(folder: Path, files: Files) -> FolderTree:
    for path, content in files.items():
        full = folder / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(content.encode() if isinstance(content, str) else content)
    return FolderTree(folder)


@pytest.fixture
def tree(tmp_path: Path) -> Callable[[Files], FolderTree]:
    """Write files into a folder of their own and return it as a tree."""
    return lambda files, name="tree": write(tmp_path / name, files)


@pytest.fixture
def catalog(tree) -> Callable[..., Catalog]:
    """Open the catalogue of files; ``evidence`` are files of a folder that is handed in."""

    def opened(files: Files, evidence: Files | None = None, hints: Hints | None = None) -> Catalog:
        given = replace(hints or Hints(), evidence=tree(evidence, "evidence") if evidence else None)
        return open_catalog(tree(files), Cache(None), given)

    return opened


@pytest.fixture
def edges() -> Callable[[Catalog, str], list[tuple[str, str, str]]]:
    """Return (source, target, first place) of the edges of one layer."""
    return lambda found, layer: [
        (edge.source, edge.target, str(edge.provenance[0])) for edge in found.edges if edge.layer == layer
    ]
