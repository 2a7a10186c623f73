"""Where data enters a schema of an API description."""

from typing import NamedTuple

from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.parts import Part
from juncture.contracts.schema.place import Place


class Entry(NamedTuple):
    """Where data enters a schema. The places are those of the schema at both sides; ``part`` names it."""

    old: Place
    new: Place
    part: Part
    ways: int
    textual: bool = False


Found = Draft | Entry
