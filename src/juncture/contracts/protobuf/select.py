"""Chooses which files a comparison must read: those that differ, what they import, and what imports them.

Import edges are found in the bytes, so that files without a share in the change are never parsed.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Set
from posixpath import dirname

import msgspec

from juncture.contracts.formats import Comparison
from juncture.contracts.names import Names, Unit
from juncture.contracts.protobuf.parser import parse
from juncture.contracts.protobuf.syntax import File
from juncture.facts.problem import InputError, Problem

_IMPORT = re.compile(rb"(?:^|;)[ \t]*+import\s++(?:(?:public|weak|option)\s++)?[\"']([^\"'\n]+)[\"']", re.MULTILINE)
_PACKAGE = re.compile(rb"(?:^|;)[ \t]*+package\s++([\w.]+)", re.MULTILINE)


class Selection(msgspec.Struct, frozen=True):
    """The parsed files of both sides, and the paths that differ on each."""

    old: dict[str, File]
    new: dict[str, File]
    old_changed: frozenset[str]
    new_changed: frozenset[str]


class _Side:
    """The files of one side, with their import edges."""

    def __init__(self, contents: Mapping[str, bytes], changed: frozenset[str]) -> None:
        self.contents = contents
        self.changed = changed
        written = {path: _imports(content) for path, content in contents.items()}
        self.names = Names({path: Unit("", frozenset(), paths) for path, paths in written.items()})
        self.edges: dict[str, set[str]] = {path: set() for path in contents}
        self.lacking: set[str] = set()
        for path, paths in written.items():
            for each in paths:
                target = self.names.imported(path, each)
                if target is not None:
                    self.edges[path].add(target)
                elif path in changed:
                    self.lacking.add(path)

    def imported(self) -> set[str]:
        """Return the changed files and all that they import, however far; without an import, their neighbours."""
        return _closure(self.changed | self._neighbours(), lambda path: self.edges[path])

    def importing(self) -> set[str]:
        """Return the changed files and all that import them."""
        back: dict[str, set[str]] = {}
        for path, targets in self.edges.items():
            for target in targets:
                back.setdefault(target, set()).add(path)
        return _closure(self.changed, lambda path: back.get(path, set()))

    def _neighbours(self) -> set[str]:
        folders = {dirname(path) for path in self.lacking}
        return {path for path in self.contents if dirname(path) in folders} if folders else set()

    def sharing(self, packages: Set[bytes]) -> set[str]:
        """Return the files of these packages."""
        return {path for path, content in self.contents.items() if _package(content) in packages} if packages else set()


def select(comparison: Comparison) -> Selection:
    """Return the files to compare, parsed.

    Raises InputError where a changed file, or one that it imports, does not parse.
    """
    old_changed, new_changed = _changed(comparison)
    if not old_changed and not new_changed:
        return Selection({}, {}, old_changed, new_changed)
    old, new = _Side(comparison.old, old_changed), _Side(comparison.new, new_changed)
    lone = _lone(comparison, old_changed, new_changed)
    parsed: dict[tuple[str, bytes], File] = {}
    problems: list[Problem] = []
    sides = []
    for side in (old, new):
        needed = side.imported()
        files = _parsed(side.contents, sorted(needed), parsed, problems.append)
        context = (side.importing() | side.sharing(lone)) - needed
        sides.append({**files, **_parsed(side.contents, sorted(context), parsed, _ignore)})
    if problems:
        raise InputError(*sorted(set(problems)))
    return Selection(sides[0], sides[1], old_changed, new_changed)


def _changed(comparison: Comparison) -> tuple[frozenset[str], frozenset[str]]:
    old, new, moved = comparison.old, comparison.new, comparison.moved
    gone = {path for path in old if old[path] != new.get(moved.get(path, path)) or path in moved}
    back = {target: path for path, target in moved.items()}
    come = {path for path in new if new[path] != old.get(back.get(path, path)) or path in back}
    return frozenset(gone), frozenset(come)


def _lone(comparison: Comparison, old_changed: Set[str], new_changed: Set[str]) -> set[bytes]:
    """Return the packages of files that are on one side only: copies of them may live elsewhere."""
    targets = set(comparison.moved.values())
    removed = [comparison.old[each] for each in old_changed if comparison.moved.get(each, each) not in comparison.new]
    added = [comparison.new[each] for each in new_changed if each not in comparison.old and each not in targets]
    return {_package(content) for content in [*removed, *added]}


def _parsed(
    contents: Mapping[str, bytes],
    paths: Iterable[str],
    known: dict[tuple[str, bytes], File],
    note: Callable[[Problem], None],
) -> dict[str, File]:
    found = {}
    for path in paths:
        key = (path, contents[path])
        if key not in known:
            try:
                known[key] = parse(*key)
            except InputError as error:
                for problem in error.problems:
                    note(problem)
                continue
        found[path] = known[key]
    return found


def _ignore(problem: Problem) -> None:
    """A file that only looks at the change from outside and does not parse adds no operations; it breaks nothing."""
    del problem


def _closure(start: Iterable[str], following: Callable[[str], Iterable[str]]) -> set[str]:
    seen = set(start)
    edge = list(seen)
    while edge:
        for each in following(edge.pop()):
            if each not in seen:
                seen.add(each)
                edge.append(each)
    return seen


def _imports(content: bytes) -> tuple[str, ...]:
    return tuple(each.decode("utf-8", "backslashreplace") for each in _IMPORT.findall(content))


def _package(content: bytes) -> bytes:
    found = _PACKAGE.search(content)
    return found[1] if found else b""
