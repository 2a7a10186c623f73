"""Compares what definitions list by name: fields, arguments, values, members, interfaces, locations."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from juncture.contracts.graphql.draft import Draft
from juncture.contracts.graphql.parts import Part
from juncture.contracts.graphql.schema import Placed, Spot
from juncture.contracts.model import Direction


class Aligned(NamedTuple):
    """The members of one name on both sides; None where it is absent."""

    name: str
    old: Placed | None
    new: Placed | None


def aligned(old: Mapping[str, Placed], new: Mapping[str, Placed]) -> Iterator[Aligned]:
    """Yield every name, those of the old side first."""
    for name, placed in old.items():
        yield Aligned(name, placed, new.get(name))
    for name, placed in new.items():
        if name not in old:
            yield Aligned(name, None, placed)


def draft(rule: str, part: Part, way: Direction, pair: Aligned, home: tuple[Spot, Spot]) -> Draft:
    """Return a difference of one member; a side that lacks it shows the line of what it belongs to (old, new)."""
    old, new = pair.old, pair.new
    return Draft(
        rule,
        part,
        way,
        old.node.notation if old else "",
        new.node.notation if new else "",
        new.spot if new else home[1],
        old.spot if old else home[0],
    )


def listed(
    rules: tuple[str, str], part: Part, sign: str, way: Direction, pairs: Iterator[Aligned], home: tuple[Spot, Spot]
) -> Iterator[Draft]:
    """Yield what left and what joined a list of names; ``rules`` are those for removed and added."""
    for pair in pairs:
        if pair.old is None or pair.new is None:
            rule = rules[0] if pair.new is None else rules[1]
            yield draft(rule, Part(part.type, listed=sign + pair.name), way, pair, home)
