"""Who is hurt by a change: uses, and what they mean for each service."""

from enum import StrEnum
from typing import Literal

import msgspec

Answer = Literal["uses", "depends", "unknown"]
"""Whether a service uses a part: with lines; it handles what carries it, no use found; nobody can tell."""


Role = Literal["consumer", "provider"]

Side = Literal["reads", "writes", "both", ""]
"""What a service does with a part, in its old or its new build; empty where that is not known."""


class UseState(StrEnum):
    """What the same change does to a use.

    ``edited``: its line changes here, and nobody can tell whether as the contract's change demands. ``rebuilt``: it
    takes a record as a whole by code that is made from the contract; it needs no edit, and a new build.
    """

    REPAIRED = "repaired"
    UNTOUCHED = "untouched"
    EDITED = "edited"
    REBUILT = "rebuilt"
    NEW = "new"
    OUTSIDE = "outside"


class Use(msgspec.Struct, frozen=True):
    """A line of a consumer that uses a part. ``reader`` says how it was resolved; ``test`` tags test code.

    ``state`` is the use's own. ``how`` is ``read``, ``write``, ``implements`` (the function that serves an operation),
    ``declare`` (an own type repeats the member), ``decode`` (takes or refuses the record that holds it, whatever it
    reads of it), ``pass`` (given to something that may look at it) or ``forward`` (put under its own name into another
    message, unread: a line that needs no edit when the value changes its type).
    """

    path: str
    line: int
    revision: str
    reader: str
    text: str
    test: bool
    state: UseState
    how: str


class Impact(msgspec.Struct, frozen=True):
    """What one change means for one service.

    ``change`` is the change's fingerprint. ``answer``: ``uses`` with lines; ``depends`` with no use of this part
    found; ``unknown`` with the reason in ``why``. ``strength`` is the strongest evidence of the dependency.
    ``rollout`` says what happens while both versions run together. ``role`` tells who offers the part from who uses it:
    a provider is not hurt by what goes, and ``why`` says what it leaves behind. ``service`` is a folder, with a slash
    at its end, where shared code of no service uses the part; ``teams`` are the owners of the file then.
    """

    change: str
    service: str
    teams: tuple[str, ...]
    answer: Answer
    strength: str
    state: UseState
    rollout: str
    why: str
    uses: tuple[Use, ...] = ()
    role: Role = "consumer"
    side: Side = ""


class Meeting(StrEnum):
    """How old and new meet: while both run, in what a topic kept, at a client that never updates."""

    OLD_READER = "old-reader"
    NEW_READER = "new-reader"
    KEPT = "kept"
    NEVER_UPDATES = "never-updates"


class Outcome(StrEnum):
    """What a meeting does: nothing, harm, or it does not take place."""

    SAFE = "safe"
    HURT = "hurt"
    ABSENT = "absent"


class Mixed(msgspec.Struct, frozen=True):
    """One meeting of old and new. ``proof`` is ``proven`` where a witness shows it, else ``by-rule``."""

    meeting: Meeting
    outcome: Outcome
    why: str
    proof: Literal["proven", "by-rule"] = "by-rule"


class Stage(StrEnum):
    """The stages of a change that hurts nobody, in their order."""

    EXPAND = "expand"
    MIGRATE = "migrate"
    CONTRACT = "contract"


class Stride(msgspec.Struct, frozen=True):
    """What one stage does for a part. ``state``: ``done``, ``open``, or ``skipped`` by this change.

    ``services`` are those that have to act, ``places`` (path:line) what they have to edit.
    """

    stage: Stage
    what: str
    state: Literal["done", "open", "skipped"]
    services: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


class Rollout(msgspec.Struct, frozen=True):
    """How a break can go live: what happens in each meeting, the safe deploy order, the sequence, and where it stands.

    ``change`` is the change's fingerprint. ``order`` is ``none``, ``consumers-first``, ``providers-first`` or ``any``.
    ``stage`` is how far the code at head is; ``why`` says how that is known.
    """

    change: str
    order: str
    meetings: tuple[Mixed, ...]
    sequence: tuple[Stride, ...]
    stage: Stage
    why: str
