"""The causes that a comparison finds: one keyword of one schema that differs, and how."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.node import Usage
from juncture.contracts.schema.place import Place, Places

NARROWED, WIDENED, UNKNOWN = 1, 2, 4
"""Relation of new to old as bits, none of them where they are equal: it accepts less, it accepts more (both:
incomparable), or it cannot be told."""
CHANGED = NARROWED | WIDENED
BY_NAME = 8
"""Only instances count that hold, in an open object, something else under a name that the other side gives a meaning.
Who keeps to the contract writes no such thing."""


REQUEST, RESPONSE = 1, 2
BOTH_WAYS = REQUEST | RESPONSE
"""Which way data goes, as bits: what the consumer writes, and what it reads."""


def gathered(bits: int, more: int) -> int:
    """Add a leaf's bits to those of a whole relation, where bits that count by name stand apart."""
    return bits | ((more & CHANGED) << 4 | more & UNKNOWN if more & BY_NAME else more)


def formally(bits: int) -> int:
    """Return what a whole relation is, whatever is written."""
    return (bits | bits >> 4) & (CHANGED | UNKNOWN)


def in_practice(bits: int) -> int:
    """Return what a whole relation is for those who write only names that their contract gives a meaning."""
    return bits & (CHANGED | UNKNOWN)


UNDECIDED = "cannot-prove"
"""The kind of a difference of which schemas alone do not tell what it refuses."""


class Leaf(NamedTuple):
    """A difference. ``kind`` names it in the rules.

    ``old`` and ``new`` are what stood and stands there, empty where absent; ``was`` and ``at`` are their places.
    ``steps`` lead from the compared schema to what differs. ``ways`` tells in which directions it matters.
    ``is_overlap`` tells that it is undecided because several alternatives may match where just one must.
    """

    kind: str
    bits: int
    old: str
    new: str
    was: Place
    at: Place
    steps: tuple[str, ...] = ()
    ways: int = BOTH_WAYS
    reason: str = ""
    is_overlap: bool = False


class Child(NamedTuple):
    """Two schemas inside the compared ones that stand for each other.

    ``is_branch`` tells that they are alternatives among others: what one refuses, another may take.
    """

    step: str
    old: Usage
    new: Usage
    ways: int = BOTH_WAYS
    is_branch: bool = False


class Doubt(NamedTuple):
    """A leaf that counts only where one of the children differs."""

    leaf: Leaf
    children: tuple[Child, ...]


class Sides(NamedTuple):
    """The schemas of both sides. ``same`` tells of two schemas that they are the same, and refer to nothing else."""

    old: Lowering
    new: Lowering
    same: Callable[[Place, Place], bool]

    def alike(self, old: Places, new: Places) -> bool:
        """Whether two schemas are the same, place by place."""
        return len(old) == len(new) and all(map(self.same, old, new))

    def child(self, step: str, old: Places, new: Places, ways: int = BOTH_WAYS) -> Iterator[Child]:
        """Yield the pair of two schemas that stand for each other, unless they are the same."""
        if not self.alike(old, new):
            yield Child(step, self.old.usage(*old), self.new.usage(*new), ways)
