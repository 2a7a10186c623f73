"""What a backtest says: merges as they would have been reviewed, their breaks, and what became of each.

Field names and order are those of the table that ``juncture backtest`` writes. Keys are only added within a schema
version.
"""

from enum import StrEnum
from typing import Literal

import msgspec

from juncture.flow.model import Answer, UseState
from juncture.policy.model import Verdict

SCHEMA_VERSION = 1


class State(StrEnum):
    """What a merge does for the users of a part that it breaks: one in doubt is ``unknown``, none known ``unused``."""

    UNTOUCHED = "untouched"
    UNKNOWN = "unknown"
    UNUSED = "unused"
    REPAIRED = "repaired"


class Line(msgspec.Struct, frozen=True):
    """A line of a consumer that uses the part, at ``revision``. ``line`` counts from 1."""

    path: str
    line: int
    revision: str
    text: str


class Consumer(msgspec.Struct, frozen=True):
    """A service that uses a broken part, or of which it cannot be told (``why``); tests are left out of ``lines``."""

    service: str
    answer: Answer
    state: UseState
    why: str
    lines: tuple[Line, ...]


class Later(msgspec.Struct, frozen=True):
    """The later merge that settled a break.

    ``how``: every untouched use is ``repaired``; the break is ``withdrawn``, by going back or by mending the contract;
    or the contract is ``removed``.
    """

    commit: str
    date: str
    request: str
    how: Literal["repaired", "withdrawn", "removed"]


class Break(msgspec.Struct, frozen=True):
    """A breaking change of a contract. ``path`` and ``line`` are its cause, ``services`` serve the part.

    ``later`` is only sought for an untouched break; None says that nothing in the window settled it. ``unsafe`` is why
    a break blocks that leaves no use behind: what hurts while old and new run together, empty where nothing does.
    """

    contract: str
    part: str
    rule: str
    old: str
    new: str
    path: str
    line: int
    services: tuple[str, ...]
    state: State
    consumers: tuple[Consumer, ...]
    later: Later | None = None
    unsafe: str = ""

    @property
    def name(self) -> str:
        """What people call it: the part, or the contract where the whole of it is meant."""
        return self.part or self.contract


class Commit(msgspec.Struct, frozen=True):
    """A first-parent commit. ``date`` is the committer's, ``request`` ``#12`` or empty where the subject names none."""

    commit: str
    parent: str
    date: str
    subject: str
    request: str


class Merge(msgspec.Struct, frozen=True):
    """A merge as ``review --base PARENT --head COMMIT`` judges it.

    ``files`` counts the changed ones. ``because`` is what the verdict rests on; ``holds`` names the holds that it
    meets. ``error`` is why the verdict is ``error``: nobody can tell what the merge does.
    """

    commit: str
    parent: str
    date: str
    subject: str
    request: str
    verdict: Verdict
    mode: str
    comment: bool
    files: int
    because: str = ""
    holds: tuple[str, ...] = ()
    breaks: tuple[Break, ...] = ()
    error: str = ""

    @property
    def state(self) -> State | None:
        """What the merge leaves behind: an untouched use before all, then one in doubt. None: no break."""
        states = {one.state for one in self.breaks}
        order = (State.UNTOUCHED, State.UNKNOWN, State.REPAIRED, State.UNUSED)
        return next((state for state in order if state in states), None)


class Backtest(msgspec.Struct, frozen=True, kw_only=True):
    """The merges up to ``target``, newest first. Same inputs and ``as_of``, same bytes."""

    schema_version: int = SCHEMA_VERSION
    as_of: str
    target: str
    merges: tuple[Merge, ...]
