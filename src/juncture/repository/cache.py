"""The cache of facts: what a reader found in a blob, kept by (reader version, path, blob id).

Entries are plain JSON in SQLite, in the user's cache folder, never pickle. An entry that does not decode is
read anew (threats.md T25). Several runs may share the file.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from juncture.facts.problem import Unread
from juncture.repository.tree import Tree
from juncture.repository.workers import ABSENT, each_read

Facts = TypeVar("Facts")
_CHUNK = 500


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
        self.said = ""
        self._database = self._open(file) if file else None

    def _open(self, file: Path) -> sqlite3.Connection | None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(file, timeout=10)
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=OFF")
            database.execute(
                "CREATE TABLE IF NOT EXISTS facts (reader TEXT, blob TEXT, path TEXT, body BLOB,"
                " PRIMARY KEY (reader, blob, path)) WITHOUT ROWID"
            )
        except (OSError, sqlite3.Error) as error:
            self.said = f"no cache: {file}: {error}"
            return None
        return database

    def facts(
        self, reader: Reader[Facts], tree: Tree, paths: Iterable[str], unread: list[Unread] | None = None
    ) -> dict[str, Facts]:
        """Return the facts of every path that could be read; the others are appended to ``unread``."""
        wanted = {path: tree.entries[path].blob for path in paths if path in tree.entries}
        for path in [path for path in wanted if printable(path) != path]:
            # Nothing that is written down could name it, so it is counted and never read as if it had another name.
            del wanted[path]
            if unread is not None:
                unread.append(Unread(printable(path), "its path is not UTF-8"))
        missing = [path for path, blob in wanted.items() if (reader.key, path, blob) not in self._known]
        missing = self._recall(reader, wanted, missing)
        if missing:
            self._read(reader, tree, wanted, missing)
        found: dict[str, Facts] = {}
        for path, blob in wanted.items():
            known = self._known[reader.key, path, blob]
            if not isinstance(known, Unread):
                found[path] = known
            elif unread is not None:
                unread.append(known)
        return found

    def _recall(self, reader: Reader[Facts], wanted: dict[str, str], missing: list[str]) -> list[str]:
        """Take what the database knows; return the paths that it does not."""
        if self._database is None or not missing:
            return missing
        entries = msgspec.json.Decoder(_entry_type(reader.facts))
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

    def _read(self, reader: Reader[Facts], tree: Tree, wanted: dict[str, str], missing: list[str]) -> None:
        facts = msgspec.json.Decoder(reader.facts)
        each = each_read(reader.read, tree.read(missing), len(missing))
        while batch := list(islice(each, _CHUNK)):
            for path, body, unread in batch:
                known = Unread(path, unread) if unread else facts.decode(body)
                self._known[reader.key, path, wanted[path]] = known
            self._store(
                (reader.key, wanted[path], path, _entry(body, unread))
                for path, body, unread in batch
                if body or unread != ABSENT
            )

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
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def default_file() -> Path:
    """Return where the cache is: ``$JUNCTURE_CACHE``, else ``juncture`` in the user's cache folder."""
    named = os.environ.get("JUNCTURE_CACHE")
    if named:
        return Path(named) / "facts.sqlite"
    root = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(root) / "juncture" / "facts.sqlite"
