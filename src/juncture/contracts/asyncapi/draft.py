"""A difference of two applications before it is told."""

from typing import NamedTuple

from juncture.contracts.asyncapi.payload import Payload
from juncture.contracts.schema.leaf import BOTH_WAYS
from juncture.contracts.schema.parts import Part
from juncture.contracts.schema.place import Place


class Draft(NamedTuple):
    """One difference. ``rule`` is the name within the family; ``ways`` are the directions (bits) that it is about."""

    rule: str
    part: Part
    old: str
    new: str
    was: Place | None
    at: Place | None
    ways: int = BOTH_WAYS


class Entry(NamedTuple):
    """Where data enters a schema; ``part`` names it. ``ways`` is 0 where nobody is known to write or read it.

    ``textual`` tells that it travels as text.
    """

    old: Payload
    new: Payload
    part: Part
    ways: int
    textual: bool = False


Found = Draft | Entry
