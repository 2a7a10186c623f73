"""Tells the differences of schemas as changes of a contract: one for each cause, with the operations it reaches."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from juncture.contracts.model import Cause, Compatibility, ContractChange, Direction
from juncture.contracts.schema.comparison import Comparison, Pair
from juncture.contracts.schema.judge import Judgement, judged
from juncture.contracts.schema.leaf import BOTH_WAYS, REQUEST, RESPONSE, UNDECIDED, Leaf
from juncture.contracts.schema.parts import Part
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.sources import Sources

Judge = Callable[[Leaf, int], Judgement]


class Root(NamedTuple):
    """Where data enters a schema: the operation, and which way it goes (bits)."""

    pair: Pair
    ways: int
    operation: str = ""


class Told(NamedTuple):
    """A change of a contract, with the difference of schemas that it was made of, if it was.

    ``decided`` is what a change that could not be decided is where an instance shows it, by direction (bits).
    """

    change: ContractChange
    pair: Pair | None = None
    leaf: Leaf | None = None
    ways: int = 0
    decided: Mapping[int, ContractChange] = MappingProxyType({})


class Teller(NamedTuple):
    """What is needed to tell a change: both sides' files, their revisions, and the contract."""

    old: Sources
    new: Sources
    old_revision: str
    new_revision: str
    contract: str

    def cause(self, place: Place) -> Cause:
        """Return the line of a place at head."""
        return Cause(place.path, self.new.line(place), self.new_revision)

    def cause_old(self, place: Place) -> Cause:
        """Return the line of a place at base."""
        return Cause(place.path, self.old.line(place), self.old_revision)


def schema_changes(
    comparison: Comparison, roots: Sequence[Root], teller: Teller, judge: Judge | None = None
) -> Iterator[Told]:
    """Yield a change for each cause. A schema that no root leads to is judged both ways, and at most risky."""
    by_pair: dict[Pair, list[Root]] = {}
    for root in roots:
        by_pair.setdefault(root.pair, []).append(root)
    for pair, leaves in comparison.leaves.items():
        reached: dict[int, Mapping[Root, int]] = {}
        for leaf in leaves:
            if leaf.ways not in reached:
                reached[leaf.ways] = _reached(comparison, by_pair, pair, leaf.ways)
            if not reached[leaf.ways] and not comparison.holders_of(pair).isdisjoint(by_pair):
                continue  # it travels only in the direction in which this does not matter
            yield _told(comparison, pair, leaf, reached[leaf.ways], teller, judge or _by_kind)


def direction(ways: int) -> Direction:
    """Return a direction by its bits."""
    return {REQUEST: Direction.REQUEST, RESPONSE: Direction.RESPONSE}.get(ways, Direction.BOTH)


def _by_kind(leaf: Leaf, ways: int) -> Judgement:
    return judged(leaf.kind, ways)


def _reached(
    comparison: Comparison, by_pair: Mapping[Pair, Sequence[Root]], pair: Pair, ways: int
) -> Mapping[Root, int]:
    """Return the roots that lead to a pair, with the directions in which they do."""
    found: dict[Root, int] = {}
    for above, mask in comparison.reached_from(pair, ways):
        for root in by_pair.get(above, ()):
            if mask & root.ways:
                found[root] = mask & root.ways
    return found


def _told(
    comparison: Comparison, pair: Pair, leaf: Leaf, reached: Mapping[Root, int], teller: Teller, judge: Judge
) -> Told:
    ways = 0
    for mask in reached.values():
        ways |= mask
    ways = ways or leaf.ways or BOTH_WAYS

    def change(judgement: Judgement) -> ContractChange:
        return _change(comparison, pair, leaf, reached, teller, judgement)

    judgement = judge(leaf, ways)
    decided = {}
    if leaf.kind == UNDECIDED:
        shown = {way: leaf._replace(kind=kind) for way, kind in _shown(leaf).items() if judgement.ways & way}
        decided = {way: change(judge(each, way)) for way, each in shown.items()}
    return Told(change(judgement), pair, leaf, judgement.ways, decided)


def _shown(leaf: Leaf) -> Mapping[int, str]:
    """Return what an undecided difference is where an instance shows it, by direction."""
    if leaf.is_overlap:
        return dict.fromkeys((REQUEST, RESPONSE), "alternatives-overlap")
    return {REQUEST: "condition-added", RESPONSE: "condition-dropped"}


def _change(
    comparison: Comparison,
    pair: Pair,
    leaf: Leaf,
    reached: Mapping[Root, int],
    teller: Teller,
    judgement: Judgement,
) -> ContractChange:
    compatibility = judgement.compatibility
    if not reached and compatibility is Compatibility.BREAKING:
        compatibility = Compatibility.RISKY
    operations = {root.operation for root, mask in reached.items() if mask & judgement.ways and root.operation}
    home = comparison.homes[pair]
    part = home.part
    assert isinstance(part, Part)
    return ContractChange(
        fingerprint="",
        rule=judgement.rule,
        compatibility=compatibility,
        direction=direction(judgement.ways),
        part=str(msgspec.structs.replace(part, steps=(*part.steps, *home.steps, *leaf.steps))),
        contract=teller.contract,
        old=leaf.old or (leaf.reason if not leaf.new else ""),
        new=leaf.new,
        cause=teller.cause(leaf.at),
        cause_old=teller.cause_old(leaf.was),
        operations=tuple(sorted(operations)),
    )
