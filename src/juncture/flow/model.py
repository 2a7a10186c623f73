"""Who is hurt by a change: uses, and what they mean for each service."""

from enum import StrEnum
from typing import Literal

import msgspec

Answer = Literal["uses", "depends", "unknown"]
"""Whether a service uses a part: with lines; it handles what carries it, no use found; nobody can tell."""


class UseState(StrEnum):
    """What the same change does to a use."""

    REPAIRED = "repaired"
    UNTOUCHED = "untouched"
    NEW = "new"
    OUTSIDE = "outside"


class Use(msgspec.Struct, frozen=True):
    """A line of a consumer that uses a part. ``reader`` says how it was resolved; ``test`` tags test code.

    ``state`` is the use's own. ``how`` is ``read``, ``write``, ``declare`` (an own type repeats the member), ``pass``
    (given to something that may look at it) or ``forward`` (put under its own name into another message, unread: a
    line that needs no edit when the value changes its type).
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
    ``rollout`` says what happens while both versions run together.
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
