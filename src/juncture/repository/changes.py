"""ChangeSet: the paths that differ from base to head, as raw objects tell it."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from juncture.repository.git import Entry
from juncture.repository.tree import REGULAR, SUBMODULE, SYMLINK, GitTree, Tree

_LONG = 5_000
"""Lines beyond which the comparison leaves very frequent lines out of its search, or it would take minutes."""


class Change(NamedTuple):
    """One path that differs. ``old`` or ``new`` is None where the path is absent on that side."""

    path: str
    old: Entry | None
    new: Entry | None

    @property
    def kind(self) -> str:
        """``added``, ``removed``, ``modified``, or ``mode`` where only the mode differs."""
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        return "mode" if self.old.blob == self.new.blob else "modified"

    @property
    def oddity(self) -> str:
        """What a plain diff would hide: a symlink, a submodule, a changed mode; empty where nothing is odd."""
        modes = {entry.mode for entry in (self.old, self.new) if entry}
        if SYMLINK in modes:
            return "symlink"
        if SUBMODULE in modes:
            return "submodule"
        if not modes <= REGULAR:
            return f"mode {'/'.join(sorted(modes - REGULAR))}"
        if self.old and self.new and self.old.mode != self.new.mode:
            return f"mode {self.old.mode} → {self.new.mode}"
        return ""


class ChangeSet:
    """What differs between two trees. Compares ids, so neither .gitattributes nor a rename hides anything."""

    def __init__(self, base: Tree, head: Tree) -> None:
        self.base = base
        self.head = head
        self._lines: dict[str, LineChange] = {}

    @cached_property
    def changes(self) -> Mapping[str, Change]:
        """Every differing path, in path order."""
        base, head = self.base, self.head
        if isinstance(base, GitTree) and isinstance(head, GitTree) and base.git is head.git:
            return {each[0]: Change(*each) for each in base.git.differences(base.revision, head.revision)}
        old, new = base.entries, head.entries
        return {
            path: Change(path, old.get(path), new.get(path))
            for path in sorted(old.keys() | new.keys())
            if old.get(path) != new.get(path)
        }

    def __contains__(self, path: object) -> bool:
        return path in self.changes

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes.values())

    def __len__(self) -> int:
        return len(self.changes)

    @cached_property
    def moves(self) -> Mapping[str, str]:
        """Where files went that stand at another path as they were, to one of the same name rather than any other."""
        added: dict[str, list[str]] = {}
        for change in self:
            if change.new and not change.old:
                added.setdefault(change.new.blob, []).append(change.path)
        found: dict[str, str] = {}
        for change in self:
            there = added.get(change.old.blob, []) if change.old and not change.new else []
            if there:
                name = change.path.rpartition("/")[2]
                found[change.path] = min(there, key=lambda path: (path.rpartition("/")[2] != name, path))
                there.remove(found[change.path])
        return found

    def lines(self, paths: Iterable[str]) -> dict[str, "LineChange"]:
        """Return what happened to the lines of these paths; paths that do not differ are left out."""
        missing = [path for path in paths if path in self.changes and path not in self._lines]
        old = dict(self.base.read([path for path in missing if self.changes[path].old]))
        new = dict(self.head.read([path for path in missing if self.changes[path].new]))
        for path in missing:
            self._lines[path] = LineChange.between(old.get(path), new.get(path))
        return {path: self._lines[path] for path in paths if path in self._lines}


class LineChange(NamedTuple):
    """The lines of one file that differ; numbers count from 1.

    ``moved`` maps each line of the new side that stands unchanged to its number on the old side.
    """

    removed: frozenset[int]
    added: frozenset[int]
    moved: Mapping[int, int]

    @classmethod
    def between(cls, old: bytes | None, new: bytes | None) -> "LineChange":
        """Compare two contents line by line; an absent side has no lines."""
        before = (old or b"").split(b"\n") if old is not None else []
        after = (new or b"").split(b"\n") if new is not None else []
        start, end = _common_ends(before, after)
        moved = {number: number for number in range(1, start + 1)}
        matcher = difflib.SequenceMatcher(
            None, before[start : len(before) - end], after[start : len(after) - end], autojunk=len(after) > _LONG
        )
        for one, other, size in matcher.get_matching_blocks():
            moved.update({start + other + step: start + one + step for step in range(1, size + 1)})
        moved.update({len(after) - step: len(before) - step for step in range(end)})
        kept = set(moved.values())
        return cls(
            removed=frozenset(number for number in range(1, len(before) + 1) if number not in kept),
            added=frozenset(number for number in range(1, len(after) + 1) if number not in moved),
            moved=moved,
        )


def _common_ends(before: list[bytes], after: list[bytes]) -> tuple[int, int]:
    """Return how many lines both sides share at the start, and how many more at the end."""
    shorter = min(len(before), len(after))
    start = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    rest = shorter - start
    end = next((at for at in range(rest) if before[-1 - at] != after[-1 - at]), rest)
    return start, end
