"""Tree: the files at a place. A git revision, the work tree and a plain folder look the same from above."""

import hashlib
import os
import stat
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Protocol

from juncture.facts.problem import InputError, Problem
from juncture.repository.git import Entry, Git

WORKTREE = "WORKTREE"
FOLDER = "FOLDER"
REGULAR = frozenset({"100644", "100755"})
SYMLINK = "120000"
SUBMODULE = "160000"
ABSENT = "000000"
MAX_BLOB = 16 * 1024 * 1024
"""Bytes beyond which a file is not read; contracts and sources are far smaller (threats.md T13)."""


class Tree(Protocol):
    """Files at a place, read without checking anything out."""

    revision: str
    """The commit id, or WORKTREE, or FOLDER."""

    @property
    def entries(self) -> Mapping[str, Entry]:
        """Every path with its mode and blob id, in path order. Paths use ``/``."""
        ...

    def bring(self, paths: Iterable[str]) -> None:
        """Fetch what a partial clone misses of these files, all in one batch; nothing else needs it."""
        ...

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Yield the content of regular files; None where it is missing, too large or not regular."""
        ...


def below(tree: Tree, folder: str) -> list[str]:
    """Return every path below a folder, in path order; all paths for the root, which is empty."""
    paths = sorted(tree.entries)
    if not folder:
        return paths
    return paths[bisect_left(paths, f"{folder}/") : bisect_left(paths, f"{folder}0")]  # 0 comes after /


def read_one(tree: Tree, path: str) -> bytes | None:
    """Return the content of one regular file, or None."""
    if path not in tree.entries:
        return None
    return next(iter(tree.read([path])))[1]


class GitTree:
    """The files of one commit, read from objects.

    ``near`` is a tree of the same repository that is listed anyway: only what differs from it is then asked of git.
    """

    def __init__(self, git: Git, revision: str, near: "GitTree | None" = None) -> None:
        self.git = git
        self.revision = git.commit(revision)
        self._near = near

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Every path of the commit, in path order, submodules and symlinks included."""
        if self._near is None:
            return self.git.entries(self.revision)
        entries = dict(self._near.entries)
        fresh = False
        for path, _, here in self.git.differences(self._near.revision, self.revision):
            fresh = fresh or path not in entries
            if here:
                entries[path] = here
            else:
                del entries[path]
        return dict(sorted(entries.items())) if fresh else entries

    def bring(self, paths: Iterable[str]) -> None:
        """Fetch what a partial clone misses of these files."""
        found = (self.entries.get(path) for path in paths)
        self.git.bring(entry.blob for entry in found if entry and entry.mode in REGULAR)

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Yield each path once, in the order asked; a content is held no longer than a path needs it."""
        wanted = list(dict.fromkeys(paths))
        ids = {path: entry.blob for path in wanted if (entry := self.entries.get(path)) and entry.mode in REGULAR}
        needed = Counter(ids.values())
        contents = self.git.blobs(needed, limit=MAX_BLOB)
        held: dict[str, bytes | None] = {}
        for path in wanted:
            if path not in ids:
                yield path, None
                continue
            blob = ids[path]
            while blob not in held:
                held.update([next(contents)])
            needed[blob] -= 1
            yield path, held[blob] if needed[blob] else held.pop(blob)


class FolderTree:
    """The files below a plain folder; nothing outside it is read, no link is followed."""

    revision = FOLDER

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise InputError(Problem(str(root), 0, "no such folder"))
        self.root = root

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Every regular file and symlink below the folder, ``.git`` left out."""
        return dict(sorted(self._walk()))

    def _walk(self) -> Iterator[tuple[str, Entry]]:
        for folder, names, files in os.walk(self.root):
            names[:] = [name for name in names if name != ".git"]
            for name in files:
                full = Path(folder, name)
                entry = disk_entry(full)
                if entry is not None:
                    yield full.relative_to(self.root).as_posix(), entry

    def bring(self, paths: Iterable[str]) -> None:
        """All files are at hand."""

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Yield each path once, in the order asked."""
        for path in dict.fromkeys(paths):
            entry = self.entries.get(path)
            yield path, disk_content(self.root / path) if entry and entry.mode in REGULAR else None


class WorkTree:
    """The work tree of a repository: what a commit of everything in it would hold."""

    revision = WORKTREE

    def __init__(self, git: Git) -> None:
        if git.top is None:
            raise InputError(Problem(str(git.folder), 0, "a bare repository has no work tree; name a revision"))
        self.git = git
        self.root = git.top

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Tracked files as they are now, and new ones that are not ignored."""
        listed = self.git.output("-C", str(self.root), "ls-files", "-z", "--stage")
        entries: dict[str, Entry] = {}
        for line in listed.split(b"\0"):
            if line:
                meta, _, raw = line.partition(b"\t")
                mode, blob, _ = meta.decode().split(" ")
                entries[os.fsdecode(raw)] = Entry(mode, blob)
        changed = self.git.output(
            *self.git.filter_overrides,
            *("-C", str(self.root), "ls-files", "-z", "--modified", "--deleted", "--others", "--exclude-standard"),
        )
        for raw in changed.split(b"\0"):
            path = os.fsdecode(raw)
            if raw and entries.get(path, Entry("", "")).mode != SUBMODULE:
                now = disk_entry(self.root / path)
                if now is None:
                    entries.pop(path, None)
                else:
                    entries[path] = now
        for path in self._flagged():
            entries[path] = disk_entry(self.root / path) or entries[path]
        return dict(sorted(entries.items()))

    def _flagged(self) -> Iterator[str]:
        """Yield the files that a flag of the index tells git not to look at (assume-unchanged, skip-worktree).

        A sparse checkout has many that are not on disk: those are what the index says.
        """
        for line in self.git.output("-C", str(self.root), "ls-files", "-z", "-v").split(b"\0"):
            if line and (line[:1].islower() or line[:1] == b"S"):
                yield os.fsdecode(line[2:])

    def bring(self, paths: Iterable[str]) -> None:
        """All files are at hand."""

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Yield each path once, in the order asked."""
        for path in dict.fromkeys(paths):
            entry = self.entries.get(path)
            yield path, disk_content(self.root / path) if entry and entry.mode in REGULAR else None


def disk_entry(path: Path) -> Entry | None:
    """Return the mode and the id that git would give a file on disk; None for what git cannot hold."""
    try:
        status = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISLNK(status.st_mode):
        return Entry(SYMLINK, blob_id(os.fsencode(os.readlink(path))))
    if not stat.S_ISREG(status.st_mode):
        return None
    mode = "100755" if status.st_mode & stat.S_IXUSR else "100644"
    if status.st_size > MAX_BLOB:
        return Entry(mode, f"size-{status.st_size}-{status.st_mtime_ns}")
    content = disk_content(path)
    return None if content is None else Entry(mode, blob_id(content))


def disk_content(path: Path) -> bytes | None:
    """Return the bytes of a regular file; None where it is a link, a device, too large or unreadable."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None  # the caller counts the file as unread
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_BLOB:
            return None
        return file.read()


def blob_id(content: bytes) -> str:
    """Return the id that git gives this content (SHA-1 over its header and itself)."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
