"""The cache of facts: what a reader found in a blob, kept by (reader version, path, blob id).

Entries are plain JSON in SQLite, in the user's cache folder, never pickle. An entry that does not decode is
read anew (threats.md T25). Several runs may share the file.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from juncture.facts.problem import Unread
from juncture.repository.tree import Tree
from juncture.repository.workers import ABSENT, Task, each_read

Facts = TypeVar("Facts")
_CHUNK = 500
"""Blobs that are asked of the database at once."""
_KEPT = 24
"""How many things are kept whole; a review needs two catalogues."""
_BATCH = 10_000
"""Facts that are written at once, in the table's order: what comes in no order splits page after page."""


class Reader(Generic[Facts]):
    """A pure function from a blob to facts.

    ``version`` changes whenever ``read`` would answer differently. ``read(path, content)`` may raise
    InputError for content that it should understand and cannot; the file then counts as unread.
    """

    def __init__(self, name: str, version: int | str, facts: Any, read: Callable[[str, bytes], Facts]) -> None:
        self.name = name
        self.key = f"{name}@{version}"
        self.facts = facts
        self.read = read


class Cache:
    """Facts by blob. ``file`` None keeps them in memory for this run only."""

    def __init__(self, file: Path | None) -> None:
        self._known: dict[tuple[str, str, str], Any] = {}
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
                "CREATE TABLE IF NOT EXISTS facts (reader TEXT, blob TEXT, path TEXT, body BLOB,"
                " UNIQUE (reader, blob, path))"
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
        wanted = {path: tree.entries[path].blob for path in paths if path in tree.entries}
        for path in [path for path in wanted if not path.isascii() and printable(path) != path]:
            # Nothing that is written down could name it, so it is counted and never read as if it had another name.
            del wanted[path]
            if unread is not None:
                unread.append(Unread(printable(path), "its path is not UTF-8"))
        self._learn(tree, [(reader, wanted)])
        found: dict[str, Facts] = {}
        for path, blob in wanted.items():
            known = self._known[reader.key, path, blob]
            if not isinstance(known, Unread):
                found[path] = known
            elif unread is not None:
                unread.append(known)
        return found

    def facts_of(self, reader: Reader[Facts], tree: Tree, blobs: Mapping[str, str]) -> dict[str, Facts]:
        """Return the facts of files whose blobs are known already, without a listing of their tree."""
        self._learn(tree, [(reader, blobs)])
        known = ((path, self._known[reader.key, path, blob]) for path, blob in blobs.items())
        return {path: facts for path, facts in known if not isinstance(facts, Unread)}

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
                (reader, {path: entries[path].blob for path in paths if path in entries and printable(path) == path})
                for reader, paths in asked
            ],
        )

    def _learn(self, tree: Tree, asked: Sequence[tuple[Reader[Any], Mapping[str, str]]]) -> None:
        """Know what each reader finds in its files (path to blob): from memory, from the database, from the tree."""
        tasks: dict[str, list[int]] = {}
        for number, (reader, wanted) in enumerate(asked):
            missing = [path for path, blob in wanted.items() if (reader.key, path, blob) not in self._known]
            for path in self._recall(reader, wanted, missing):
                tasks.setdefault(path, []).append(number)
        if tasks:
            self._read(tree, asked, [Task(path, numbers) for path, numbers in tasks.items()])

    def _recall(self, reader: Reader[Any], wanted: Mapping[str, str], missing: list[str]) -> list[str]:
        """Take what the database knows; return the paths that it does not."""
        if self._database is None or not missing:
            return missing
        if reader.key not in self._entries:
            self._entries[reader.key] = msgspec.json.Decoder(_entry_type(reader.facts))
        entries = self._entries[reader.key]
        asked = {(wanted[path], path) for path in missing}
        blobs = sorted({blob for blob, _ in asked})  # in the order of the table: neighbours share a page
        for start in range(0, len(blobs), _CHUNK):
            chunk = blobs[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            query = f"SELECT blob, path, body FROM facts WHERE reader = ? AND blob IN ({marks})"
            try:
                rows = self._database.execute(query, [reader.key, *chunk]).fetchall()
            except sqlite3.Error as error:
                self.said = f"cache not read: {error}"
                return missing
            for blob, path, body in rows:
                if (blob, path) in asked:
                    try:
                        entry = entries.decode(body)
                    except (msgspec.DecodeError, TypeError):
                        continue  # written by something else: the blob is read anew below
                    self._known[reader.key, path, blob] = Unread(path, entry.unread) if entry.unread else entry.facts
        return [path for path in missing if (reader.key, path, wanted[path]) not in self._known]

    def _read(self, tree: Tree, asked: Sequence[tuple[Reader[Any], Mapping[str, str]]], tasks: Sequence[Task]) -> None:
        decoders = [msgspec.json.Decoder(reader.facts) for reader, _ in asked]
        each = each_read(tree, [reader.read for reader, _ in asked], tasks)
        while batch := list(islice(each, _BATCH)):
            rows = []
            for path, number, body, unread in batch:
                reader, wanted = asked[number]
                known = Unread(path, unread) if unread else decoders[number].decode(body)
                self._known[reader.key, path, wanted[path]] = known
                if body or unread != ABSENT:
                    rows.append((reader.key, wanted[path], path, _entry(body, unread)))
            self._store(sorted(rows))

    def _store(self, rows: Iterable[tuple[str, str, str, bytes]]) -> None:
        if self._database is None:
            return
        try:
            with self._database:
                self._database.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?)", rows)
        except sqlite3.Error as error:
            self.said = f"cache not written: {error}"


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
