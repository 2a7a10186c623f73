"""A change of a schema before it is told to others: what differs, where, who cannot read whom, how to show it."""

from typing import Literal, NamedTuple

import msgspec

from juncture.contracts.avro.link import Node, Spot
from juncture.contracts.avro.parts import Part

Step = tuple[Literal["field", "items", "values", "branch", "symbol"], str | int]
"""A step into a datum: a field, an item, a value, the branch of that number, or the symbol to take."""


class Trail(NamedTuple):
    """The way from the pair of types that is compared to a place inside: as a part, and into a datum of each side."""

    part: Part
    old: Node
    new: Node
    old_steps: tuple[Step, ...] = ()
    new_steps: tuple[Step, ...] = ()

    def to(self, part: Part, old: Step | None, new: Step | None) -> "Trail":
        """Return the way one step further, on each side that has the step."""
        return self._replace(
            part=part,
            old_steps=(*self.old_steps, old) if old else self.old_steps,
            new_steps=(*self.new_steps, new) if new else self.new_steps,
        )


class Draft(msgspec.Struct, frozen=True):
    """One difference.

    ``rule`` is the name within the family; its order says who cannot read whom (``judgement.broken``). ``was`` and
    ``at`` are its places, old and new. ``trail`` leads to a datum that shows it; None where none can.
    """

    rule: str
    part: Part
    was: Spot | None = None
    at: Spot | None = None
    old: str = ""
    new: str = ""
    trail: Trail | None = None
