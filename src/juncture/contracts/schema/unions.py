"""Compares alternatives: finds which of the old ones stands for which of the new ones, and what is left over.

Alternatives are matched by the schema they refer to, by the value that tells them apart (a property that each
requires with one value of its own), then by fit: equal, wider, narrower, alike.
"""

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import NamedTuple

from juncture.contracts.schema.leaf import (
    CHANGED,
    NARROWED,
    UNDECIDED,
    UNKNOWN,
    WIDENED,
    Child,
    Doubt,
    Leaf,
    Sides,
    formally,
    in_practice,
)
from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.node import OBJECT, Node, Schema, Union, Usage
from juncture.contracts.schema.notation import types_text
from juncture.contracts.schema.place import Place

Fits = Callable[[Schema, Schema], int]
"""Returns how a new schema relates to an old one, as bits."""

_MOST_TRIALS = 1000
"""Trials for one list of alternatives, beyond which fit is not tried."""
_MOST_PAIRS = 40_000
"""Pairs of alternatives beyond which they are matched by order."""


class Alternatives(NamedTuple):
    """The alternatives of one side for instances of some types. ``place`` is where they are listed."""

    place: Place
    branches: tuple[Usage, ...]
    one: bool


def alternative_changes(
    sides: Sides, fits: Fits, old: Alternatives, new: Alternatives
) -> Iterator[Leaf | Child | Doubt]:
    """Yield what became of each alternative."""
    matching = _Matching(sides, fits, old, new)
    matched = matching.pairs()
    children = tuple(Child(_label(sides.new, new, there), here, there, is_branch=True) for here, there in matched)
    yield from children
    lost, gained = matching.lost(), matching.gained()
    reason = "an alternative is a reference that leads to nothing, and may take whatever comes or goes"
    if (lost or gained) and any(sides.old.unresolved(each.schema) for each in old.branches):
        listings = _listing(sides.old, old), _listing(sides.new, new)
        yield Leaf(UNDECIDED, UNKNOWN, *listings, old.place, new.place, reason=reason)
        return
    for here in lost:
        step = _label(sides.old, old, here)
        kind = "branch-removed-alike" if matching.is_like_another(here, True) else "branch-removed"
        yield Leaf(kind, NARROWED, _text(sides.old, here), "", here.at, new.place, (step,))
    for there in gained:
        step = _label(sides.new, new, there)
        kind = "branch-added-alike" if matching.is_like_another(there, False) else "branch-added"
        yield Leaf(kind, WIDENED, "", _text(sides.new, there), old.place, there.at, (step,))
    if (old.one or new.one) and not (_apart(sides.old, old) and _apart(sides.new, new)):
        reason = "exactly one alternative must match, and they may overlap"
        bits = UNKNOWN
        texts = (_listing(sides.old, old), _listing(sides.new, new))
        said = texts if texts[0] != texts[1] else ("", "")  # what differs lies inside them
        leaf = Leaf("cannot-prove", bits, *said, old.place, new.place, reason=reason, is_overlap=True)
        covered = len(lost) < len(matching.old) or len(gained) < len(matching.new)
        if old.one != new.one or covered or (gained and not lost):
            yield leaf
        elif matched:
            yield Doubt(leaf, children)


class _Matching:
    """Pairs alternatives in rounds, the surest first; what is left over in the end was lost or gained."""

    def __init__(self, sides: Sides, fits: Fits, old: Alternatives, new: Alternatives) -> None:
        self.sides = sides
        self.fits = fits
        self.old, self.new = list(old.branches), list(new.branches)
        self.all_old, self.all_new = old.branches, new.branches
        self._left = _MOST_TRIALS

    def pairs(self) -> list[tuple[Usage, Usage]]:
        rounds: list[Callable[[Usage, Usage], bool]] = [
            self._same_name,
            self._same_tag,
            lambda here, there: self._fit(here, there) == 0,
            lambda here, there: self._fit(here, there) in (WIDENED, NARROWED) and self._same_types(here, there),
            lambda here, there: self._fit(here, there) == WIDENED,
            lambda here, there: self._fit(here, there) == NARROWED,
            self._alike,
        ]
        if len(self.old) * len(self.new) > _MOST_PAIRS:
            rounds = [lambda here, there: self.all_old.index(here) == self.all_new.index(there)]
        found = []
        for fitting in rounds:
            for here in list(self.old):
                there = next((each for each in self.new if fitting(here, each)), None)
                if there is not None:
                    self.old.remove(here)
                    self.new.remove(there)
                    found.append((here, there))
        return found

    def lost(self) -> list[Usage]:
        """Old alternatives that no new one covers."""
        return [here for here in self.old if not any(self._within(here, there, WIDENED) for there in self.all_new)]

    def gained(self) -> list[Usage]:
        """New alternatives that no old one covers."""
        return [there for there in self.new if not any(self._within(here, there, NARROWED) for here in self.all_old)]

    def is_like_another(self, usage: Usage, is_old: bool) -> bool:
        """Whether what is left over is, for those who keep to the contract, within an alternative of the other side."""
        if is_old:
            return any(in_practice(self._bits(usage, there)) in (0, WIDENED) for there in self.all_new)
        return any(in_practice(self._bits(here, usage)) in (0, NARROWED) for here in self.all_old)

    def _within(self, here: Usage, there: Usage, allowed: int) -> bool:
        return not self._fit(here, there) & ~allowed

    def _fit(self, here: Usage, there: Usage) -> int:
        return formally(self._bits(here, there))

    def _bits(self, here: Usage, there: Usage) -> int:
        self._left -= 1
        return self.fits(here.schema, there.schema) if self._left > 0 else CHANGED | UNKNOWN

    def _same_name(self, here: Usage, there: Usage) -> bool:
        one, other = here.schema.places, there.schema.places
        is_named = here.at != one[0] and there.at != other[0]
        return is_named and [each.pointer for each in one] == [each.pointer for each in other]

    def _same_tag(self, here: Usage, there: Usage) -> bool:
        mine = tags(self.sides.old, self.sides.old.node(here.schema))
        return bool(mine) and mine == tags(self.sides.new, self.sides.new.node(there.schema))

    def _same_types(self, here: Usage, there: Usage) -> bool:
        return self.sides.old.node(here.schema).types == self.sides.new.node(there.schema).types

    def _alike(self, here: Usage, there: Usage) -> bool:
        one, other = self.sides.old.node(here.schema), self.sides.new.node(there.schema)
        if not self._same_types(here, there):
            return False
        names = one.properties.keys() | other.properties.keys()
        shared = one.properties.keys() & other.properties.keys()
        return not names or len(shared) * 2 >= len(names)


def tags(lowering: Lowering, node: Node) -> frozenset[tuple[str, bytes]]:
    """Return the properties that an object must have with one value each."""
    found: set[tuple[str, bytes]] = set()
    for name in node.required & node.properties.keys():
        value = lowering.node(lowering.usage(*node.properties[name]).schema)
        if value.valued == value.types and len(value.values) == 1:
            found.add((name, next(iter(value.values))))
    return frozenset(found)


def _apart(lowering: Lowering, alternatives: Alternatives) -> bool:
    """Whether no instance can match two alternatives."""
    nodes = [lowering.node(usage.schema) for usage in alternatives.branches]
    if len(nodes) > 100:
        return False
    return all(_disjoint(lowering, one, other) for one, other in combinations(nodes, 2))


def _disjoint(lowering: Lowering, one: Node, other: Node) -> bool:
    shared = one.types & other.types
    if not shared:
        return True
    if shared != OBJECT:
        return not shared & ~(one.valued & other.valued) and not one.values & other.values
    mine, theirs = dict(tags(lowering, one)), dict(tags(lowering, other))
    return any(name in theirs and theirs[name] != value for name, value in mine.items())


def _label(lowering: Lowering, alternatives: Alternatives, usage: Usage) -> str:
    """Return the step to an alternative: the name of the schema it refers to, its title, or its number."""
    target = usage.schema.places[0]
    raw = lowering.sources.at(target)
    if usage.at != target and target.pointer:
        return f"<{target.pointer[-1]}>"
    title = raw.get("title") if isinstance(raw, dict) else None
    if isinstance(title, str):
        return f"<{title}>"
    return f"<{alternatives.branches.index(usage) + 1}>"


def _text(lowering: Lowering, usage: Usage) -> str:
    target = usage.schema.places[0]
    if usage.at != target and target.pointer:
        return str(target.pointer[-1])
    return types_text(lowering.node(usage.schema).types)


def _listing(lowering: Lowering, alternatives: Alternatives) -> str:
    """Return alternatives as people name them; a plain schema is its own only one."""
    names = ", ".join(_text(lowering, each) for each in alternatives.branches)
    return f"{'oneOf' if alternatives.one else 'anyOf'} {names}" if len(alternatives.branches) > 1 else names


def listed(union: Union, scope: int) -> Alternatives:
    """Return a union's alternatives for instances of the types ``scope``."""
    branches = tuple(
        usage._replace(schema=usage.schema._replace(scope=usage.schema.scope & scope)) for usage in union.branches
    )
    return Alternatives(union.place, branches, union.one)
