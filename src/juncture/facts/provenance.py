"""Where a fact was read."""

import msgspec


class Provenance(msgspec.Struct, frozen=True, order=True):
    """One place that proves a fact.

    ``line`` counts from 1; 0 means the file as a whole. ``revision`` is the id of the commit, or
    ``WORKTREE``, or ``FOLDER``. ``reader`` names the reader that found the fact.
    """

    path: str
    line: int = 0
    revision: str = ""
    reader: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path
