"""A change of a schema before it is told to others: what differs and where, on both sides."""

import msgspec

from juncture.contracts.graphql.graph import Graph
from juncture.contracts.graphql.parts import Part
from juncture.contracts.graphql.schema import Schema, Spot
from juncture.contracts.model import Direction


class Draft(msgspec.Struct, frozen=True):
    """One difference. ``rule`` is the name within the family; ``at`` and ``was`` are its lines, new and old."""

    rule: str
    part: Part
    direction: Direction
    old: str = ""
    new: str = ""
    at: Spot | None = None
    was: Spot | None = None


class Side(msgspec.Struct, frozen=True):
    """A schema, and who refers to what in it."""

    schema: Schema
    graph: Graph


class Sides(msgspec.Struct, frozen=True):
    """Both sides of one schema."""

    old: Side
    new: Side

    def direction(self, name: str) -> Direction:
        """Return who writes values of a type: by its use on either side, BOTH where it has none."""
        ways = self.old.graph.ways(name) | self.new.graph.ways(name)
        return ways.pop() if len(ways) == 1 else Direction.BOTH
