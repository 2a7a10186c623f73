"""Parts of contracts: files that a contract refers to and that look like none by themselves."""

from collections.abc import Mapping
from typing import NamedTuple

from juncture.contracts.formats import format_of
from juncture.contracts.neighbours import references
from juncture.contracts.surface import Heading
from juncture.repository.tree import Tree


class Part(NamedTuple):
    """What belongs to contracts of a format, with the files that it refers to itself."""

    format: str
    references: tuple[str, ...]


def parts(tree: Tree, headings: Mapping[str, Heading]) -> dict[str, Part]:
    """Return the parts that contracts lead to, by path. What is a contract by itself is none."""
    edge = {path: each.format for each in headings.values() for path in each.imports}
    found: dict[str, Part] = {}
    seen = set(headings)
    while edge:
        wanted = sorted(path for path in edge if path in tree.entries and path not in seen)
        seen.update(edge)
        following: dict[str, str] = {}
        for path, content in tree.read(wanted):
            if content is not None and not _is_whole(path, content):
                found[path] = Part(edge[path], tuple(references(path, content)))
                following |= dict.fromkeys(found[path].references, edge[path])
        edge = following
    return found


def _is_whole(path: str, content: bytes) -> bool:
    known = format_of(path, content)
    return known is not None and known.whole(path, content)
