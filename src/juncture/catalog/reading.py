"""What is read of a tree: the readers that choose their files by path, all of a file's in one go."""

import re
from collections.abc import Iterator
from typing import Any

from juncture.catalog import (
    backstage,
    bazel,
    compose,
    environment,
    kubernetes,
    kustomize,
    packages,
    pact,
    settings,
    tagged,
    unparsed,
)
from juncture.catalog.units import is_aside
from juncture.code.source import SOURCE, is_source
from juncture.contracts import formats
from juncture.contracts.surface import Surface
from juncture.facts.problem import Unread
from juncture.repository.cache import Cache, Reader
from juncture.repository.tree import Tree

YAML = (".yaml", ".yml")
_ASKED_LATER = re.compile(
    r"(?:Dockerfile|Containerfile)[\w.-]*$|\.(?:sh|bash|conf|template|tmpl|tpl|csproj|cfg|ini|txt|gotmpl)$"
)
"""Files that are read once it is known whose they are: images, scripts, gateways, parts of charts."""
_FOREIGN = frozenset({"vendor", "third_party", "third-party", "node_modules"})


def by_path(tree: Tree) -> Iterator[tuple[Reader[Any], list[str]]]:
    """Yield the readers that choose their files by the path alone; whoever needs more asks on its own."""
    own = [path for path in tree.entries if not is_aside(path)]
    yield SOURCE, [path for path in tree.entries if is_source(path)]
    yield surface_reader(), _contract_files(tree)
    yield backstage.READER, [path for path in tree.entries if path.endswith(YAML)]
    # A chart's templates are rendered with all of the chart.
    yield kubernetes.READER, [path for path in own if path.endswith((*YAML, ".json")) and "/templates/" not in path]
    for reader, recognises in (
        (kustomize.READER, kustomize.recognises),
        (compose.READER, compose.recognises),
        (packages.READER, packages.recognises),
        (bazel.READER, bazel.is_build),
        (settings.READER, settings.recognises),
        (tagged.READER, tagged.recognises),
        (unparsed.READER, unparsed.recognises),
    ):
        yield reader, [path for path in own if recognises(path)]
    yield environment.READER, [path for path in tree.entries if environment.recognises(path)]
    yield pact.READER, [path for path in tree.entries if pact.recognises(path)]


def bring(tree: Tree) -> None:
    """Fetch all that a catalogue may ask for of a partial clone, in one batch: each more would be a wait of its own."""
    tree.bring(_wanted(tree))


def _wanted(tree: Tree) -> Iterator[str]:
    """Yield what a catalogue may ask for; a full clone never asks this."""
    for _, paths in by_path(tree):
        yield from paths
    yield from filter(_ASKED_LATER.search, tree.entries)


def read_surfaces(tree: Tree, cache: Cache, unread: list[Unread]) -> dict[str, Surface]:
    """Return the surface of every contract file that people keep; third-party code declares no contract here."""
    found = cache.facts(surface_reader(), tree, _contract_files(tree), unread)
    return {path: surface for path, surface in sorted(found.items()) if surface is not None}


def surface_reader() -> Reader[Surface | None]:
    """Return the reader of surfaces, of all formats."""
    return Reader("surface", formats.version(), Surface | None, _surface, formats.told)


def _contract_files(tree: Tree) -> list[str]:
    endings = formats.endings()
    return [path for path in tree.entries if path.endswith(endings) and not _is_foreign(path)]


def _surface(path: str, content: bytes) -> Surface | None:
    """Return the surface of a file in its own format; None for a file that is no contract."""
    known = formats.format_of(path, content)
    return known.surface(path, content) if known else None


def _is_foreign(path: str) -> bool:
    return not _FOREIGN.isdisjoint(path.split("/"))
