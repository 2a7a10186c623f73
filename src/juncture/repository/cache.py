"""The cache of facts: what a reader found in a blob, kept by (reader version, what it is told of the path, blob id).

Entries are plain JSON in SQLite, in the user's cache folder, never pickle. An entry that does not decode is
read anew (threats.md T25). Several runs may share the file.
"""

import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from juncture.facts.problem import Unread
from juncture.repository.git import Entry
from juncture.repository.tree import REGULAR, Tree
from juncture.repository.workers import ABSENT, Task, each_read

Facts = TypeVar("Facts")
_Told = tuple[str, str]
"""A blob, and what a reader is told of its path."""
_CHUNK = 500
"""Blobs that are asked of the database at once."""
_KEPT = 24
"""How many things are kept whole; a review needs two catalogues."""
_BATCH = 10_000
"""Facts that are written at once, in the table's order: what comes in no order splits page after page."""


def whole(path: str) -> str:
    """Tell a reader the whole path."""
    return path


class Reader(Generic[Facts]):
    """A pure function from a blob to facts.

    ``version`` changes whenever ``read`` would answer differently. ``read(told, content)`` may raise InputError for
    content that it should understand and cannot; the file then counts as unread. ``tells(path)`` is what it is told of
    the path: copies and moved files of which it is told the same have the same facts, and are read once.
    """

    def __init__(
        self,
        name: str,
        version: int | str,
        facts: Any,
        read: Callable[[str, bytes], Facts],
        tells: Callable[[str], str] = whole,
    ) -> None:
        self.name = name
        self.key = f"{name}@{version}"
        self.facts = facts
        self.read = read
        self.tells = tells

    def of(self, path: str, content: bytes) -> Facts:
        """Return what is found in a file. Raises InputError."""
        return self.read(self.tells(path), content)


class Cache:
    """Facts by blob. ``file`` None keeps them in memory for this run only."""

    def __init__(self, file: Path | None) -> None:
        self._known: dict[str, dict[_Told, Any]] = {}
        self._entries: dict[str, msgspec.json.Decoder[Any]] = {}
        self.said = ""
        self._database = self._open(file) if file else None

    def _open(self, file: Path) -> sqlite3.Connection | None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(file, timeout=10)
            database.execute("PRAGMA page_size=16384")
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=OFF")
            database.execute("PRAGMA cache_size=-65536")  # KiB: inserts in no order come back to the same pages
            database.execute(
                "CREATE TABLE IF NOT EXISTS found (reader TEXT, blob TEXT, told TEXT, body BLOB,"
                " UNIQUE (reader, blob, told))"
            )
            database.execute("CREATE TABLE IF NOT EXISTS kept (key TEXT UNIQUE, body BLOB)")
        except (OSError, sqlite3.Error) as error:
            self.said = f"no cache: {file}: {error}"
            return None
        return database

    def facts(
        self, reader: Reader[Facts], tree: Tree, paths: Iterable[str], unread: list[Unread] | None = None
    ) -> dict[str, Facts]:
        """Return the facts of every path that could be read; the others are appended to ``unread``."""
        entries = tree.entries
        wanted: dict[str, str] = {}
        for path in dict.fromkeys(path for path in paths if path in entries):
            reason = _unreadable(path, entries[path])
            if not reason:
                wanted[path] = entries[path].blob
            elif unread is not None:
                unread.append(Unread(printable(path), reason))
        self._learn(tree, [(reader, wanted)])
        found: dict[str, Facts] = {}
        for path, known in self._of(reader, wanted):
            if not isinstance(known, Unread):
                found[path] = known
            elif unread is not None:
                unread.append(Unread(path, known.reason))
        return found

    def facts_of(self, reader: Reader[Facts], tree: Tree, blobs: Mapping[str, str]) -> dict[str, Facts]:
        """Return the facts of files whose blobs are known already, without a listing of their tree."""
        self._learn(tree, [(reader, blobs)])
        return {path: facts for path, facts in self._of(reader, blobs) if not isinstance(facts, Unread)}

    def recall(self, key: str) -> bytes | None:
        """Return what was kept whole under a key, or None."""
        if self._database is None:
            return None
        try:
            found = self._database.execute("SELECT body FROM kept WHERE key = ?", [key]).fetchone()
        except sqlite3.Error as error:
            self.said = f"cache not read: {error}"
            return None
        return bytes(found[0]) if found else None

    def keep(self, key: str, body: bytes) -> None:
        """Keep something whole; of all that is kept so, only the newest stay."""
        if self._database is None:
            return
        try:
            with self._database:
                self._database.execute("INSERT OR REPLACE INTO kept (key, body) VALUES (?, ?)", [key, body])
                self._database.execute(
                    "DELETE FROM kept WHERE rowid NOT IN (SELECT rowid FROM kept ORDER BY rowid DESC LIMIT ?)", [_KEPT]
                )
        except sqlite3.Error as error:
            self.said = f"cache not written: {error}"

    def prepare(self, tree: Tree, asked: Iterable[tuple[Reader[Any], Iterable[str]]]) -> None:
        """Read every file that these readers will be asked for once, whatever the number of its readers."""
        entries = tree.entries
        self._learn(
            tree,
            [
                (reader, {path: at.blob for path in paths if (at := entries.get(path)) and not _unreadable(path, at)})
                for reader, paths in asked
            ],
        )

    def _learn(self, tree: Tree, asked: Sequence[tuple[Reader[Any], Mapping[str, str]]]) -> None:
        """Know what each reader finds in its files (path to blob): from memory, from the database, from the tree."""
        tasks: dict[str, list[int]] = {}
        for number, (reader, wanted) in enumerate(asked):
            known = self._known.setdefault(reader.key, {})
            missing: dict[_Told, str] = {}
            for path, blob in wanted.items():
                told = blob, reader.tells(path)
                if told not in known:
                    missing.setdefault(told, path)
            self._recall(reader, missing)
            for told, path in missing.items():
                if told not in known:
                    tasks.setdefault(path, []).append(number)
        if tasks:
            self._read(tree, asked, [Task(path, numbers) for path, numbers in tasks.items()])

    def _of(self, reader: Reader[Any], wanted: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
        """Yield each path with its facts; with what one of the files that are alike is unread for."""
        known = self._known[reader.key]
        return ((path, known[blob, reader.tells(path)]) for path, blob in wanted.items())

    def _recall(self, reader: Reader[Any], missing: Collection[_Told]) -> None:
        """Take what the database knows of these."""
        if self._database is None or not missing:
            return
        if reader.key not in self._entries:
            self._entries[reader.key] = msgspec.json.Decoder(_entry_type(reader.facts))
        entries, known = self._entries[reader.key], self._known[reader.key]
        blobs = sorted({blob for blob, _ in missing})  # in the order of the table: neighbours share a page
        for start in range(0, len(blobs), _CHUNK):
            chunk = blobs[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            query = f"SELECT blob, told, body FROM found WHERE reader = ? AND blob IN ({marks})"
            try:
                rows = self._database.execute(query, [reader.key, *chunk]).fetchall()
            except sqlite3.Error as error:
                self.said = f"cache not read: {error}"
                return
            for *told, body in rows:
                if (key := tuple(told)) in missing:
                    try:
                        entry = entries.decode(body)
                    except (msgspec.DecodeError, TypeError):
                        continue  # written by something else: the blob is read anew
                    known[key] = Unread(key[1], entry.unread) if entry.unread else entry.facts

    def _read(self, tree: Tree, asked: Sequence[tuple[Reader[Any], Mapping[str, str]]], tasks: Sequence[Task]) -> None:
        decoders = [msgspec.json.Decoder(reader.facts) for reader, _ in asked]
        each = each_read(tree, [reader.of for reader, _ in asked], tasks)
        while batch := list(islice(each, _BATCH)):
            rows = []
            for path, number, body, unread in batch:
                reader, wanted = asked[number]
                told = wanted[path], reader.tells(path)
                self._known[reader.key][told] = Unread(path, unread) if unread else decoders[number].decode(body)
                if body or unread != ABSENT:
                    rows.append((reader.key, *told, _entry(body, unread)))
            self._store(sorted(rows))

    def _store(self, rows: Iterable[tuple[str, str, str, bytes]]) -> None:
        if self._database is None:
            return
        try:
            with self._database:
                self._database.executemany("INSERT OR REPLACE INTO found VALUES (?, ?, ?, ?)", rows)
        except sqlite3.Error as error:
            self.said = f"cache not written: {error}"


def _unreadable(path: str, entry: Entry) -> str:
    """Return why a file is not read whatever it holds, empty for any other.

    What a link points to is no content, though it may be that of a file. Nothing that is written down could name a path
    that is no text, so such a file is not read as if it had another name.
    """
    if entry.mode not in REGULAR:
        return ABSENT
    return "" if path.isascii() or printable(path) == path else "its path is not UTF-8"


def _entry(body: bytes, unread: str) -> bytes:
    return msgspec.json.encode({"unread": unread} if unread else {"facts": msgspec.Raw(body)})


def _entry_type(facts: Any) -> Any:
    return msgspec.defstruct("Entry", [("facts", facts | None, None), ("unread", str, "")])


def printable(path: str) -> str:
    """Return the path with undecodable bytes shown as ``\\xNN``, so that it can be stored and printed."""
    if path.isascii():
        return path
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def default_file() -> Path:
    """Return where the cache is: ``$JUNCTURE_CACHE``, else ``juncture`` in the user's cache folder."""
    named = os.environ.get("JUNCTURE_CACHE")
    if named:
        return Path(named) / "facts.sqlite"
    root = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(root) / "juncture" / "facts.sqlite"
