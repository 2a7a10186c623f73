"""A change of an operation, or of something that operations share, before it is told."""

from typing import NamedTuple

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
    """Where data enters a schema. The places are those of the schema at both sides; ``part`` names it."""

    old: Place
    new: Place
    part: Part
    ways: int
    textual: bool = False


Found = Draft | Entry
