"""Tells which files make one schema together: a file belongs to the nearest one that declares what it lacks.

SDL has no imports. A file that refers to a type, or extends one, that it does not declare itself is part of the same
schema as the file that does. Two files with operation types of their own are two schemas unless they share a folder.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from posixpath import commonpath, dirname

from juncture.contracts.graphql.scan import Chunk
from juncture.contracts.graphql.syntax import BUILT_IN

_REFERENCE = re.compile(
    r'"""(?:[^"\\]++|\\"""|\\|"(?!""))*+"""|"(?:[^"\\\n]++|\\.)*+"|#[^\n]*+|[:=|&\[]\s*+([A-Za-z_]\w*+)'
)
_IMPLEMENTS = re.compile(r"\bimplements\s++([A-Za-z_]\w*+)")
_ROOTS = frozenset({"Query", "Mutation", "Subscription", ""})


def groups(chunks: Mapping[str, Sequence[Chunk]], aliases: Mapping[str, str]) -> list[frozenset[str]]:
    """Return the paths of each schema, in the order of their first path.

    ``chunks`` holds the definitions of both sides by path; ``aliases`` maps a path to another name of the same file.
    """
    parent = {path: path for path in sorted(chunks)}

    def top(path: str) -> str:
        while parent[path] != path:
            parent[path] = parent[parent[path]]
            path = parent[path]
        return path

    def join(path: str, other: str) -> None:
        low, high = sorted((top(path), top(other)))
        parent[high] = low

    for path, other in aliases.items():
        if path in parent and other in parent:
            join(path, other)
    for path, other in _needs(chunks):
        join(path, other)
    found: dict[str, set[str]] = {}
    for path in parent:
        found.setdefault(top(path), set()).add(path)
    return [frozenset(found[each]) for each in sorted(found)]


def _needs(chunks: Mapping[str, Sequence[Chunk]]) -> Iterable[tuple[str, str]]:
    """Yield a file and the one that declares what it lacks."""
    if len(chunks) < 2:
        return
    declared = {path: {each.name for each in found if not each.extension} for path, found in chunks.items()}
    homes: dict[str, list[str]] = {}
    for path in sorted(chunks):
        for name in declared[path]:
            homes.setdefault(name, []).append(path)
    for path in sorted(chunks):
        for name in sorted(_mentioned(chunks[path]) - declared[path] - BUILT_IN):
            likely = [each for each in homes.get(name, ()) if _may_join(declared, path, each)]
            if likely:
                yield path, max(likely, key=lambda each: (_shared(path, each), each))


def _mentioned(chunks: Iterable[Chunk]) -> set[str]:
    names = set()
    for chunk in chunks:
        names.update(_REFERENCE.findall(chunk.text))
        names.update(_IMPLEMENTS.findall(chunk.text))
        if chunk.extension:
            names.add(chunk.name)
    return names - {""}


def _may_join(declared: Mapping[str, set[str]], path: str, other: str) -> bool:
    both_have_roots = bool(_ROOTS & declared[path]) and bool(_ROOTS & declared[other])
    return dirname(path) == dirname(other) or not both_have_roots


def _shared(path: str, other: str) -> int:
    """How many folders two paths share, the more the nearer."""
    folders = dirname(path), dirname(other)
    return len(commonpath(folders)) if all(folders) and folders[0][:1] == folders[1][:1] else 0
