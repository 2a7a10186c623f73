"""Results that outlive an interrupted run: each is written whole, or it was never there.

Plain JSON in SQLite beside the cache of facts. What does not decode is computed anew (threats.md T25).
"""

import hashlib
import sqlite3
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import msgspec

from juncture.repository.cache import default_file

Result = TypeVar("Result")


class Kept:
    """Results by what they are computed from. ``file`` None keeps nothing; ``said`` is why a file could not be used."""

    def __init__(self, file: Path | None) -> None:
        self.said = ""
        self._database = self._open(file) if file else None

    def _open(self, file: Path) -> sqlite3.Connection | None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(file, timeout=10)
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID")
        except (OSError, sqlite3.Error) as error:
            self.said = f"nothing is kept for another run: {file}: {error}"
            return None
        return database

    def get(self, keys: Iterable[str], form: type[Result]) -> dict[str, Result]:
        """Return what is kept of these keys."""
        found: dict[str, Result] = {}
        if self._database is None:
            return found
        for key in keys:
            try:
                row = self._database.execute("SELECT body FROM results WHERE key = ?", [key]).fetchone()
                if row:
                    found[key] = msgspec.json.decode(row[0], type=form)
            except sqlite3.Error as error:
                self.said = f"what an earlier run kept cannot be read: {error}"
                break
            except (msgspec.MsgspecError, TypeError):
                continue  # written by something else, or half: it is computed anew
        return found

    def put(self, key: str, result: object) -> None:
        """Keep a result. It counts for every later run once this returns."""
        if self._database is None:
            return
        try:
            with self._database:
                self._database.execute(
                    "INSERT OR REPLACE INTO results VALUES (?, ?)", [key, msgspec.json.encode(result)]
                )
        except sqlite3.Error as error:
            self.said = f"nothing is kept for another run: {error}"
            self._database = None


def file() -> Path:
    """Return where results are kept: beside the cache of facts."""
    return default_file().with_name("history.sqlite")


@cache
def edition() -> str:
    """Return 16 hex digits that name this code and its rules.

    A version number stands still while the code is worked on, and a result of other code must never count.
    """
    root = Path(str(files("juncture")))
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.suffix in (".py", ".toml", ".yaml"):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
