"""Compares schemas pair by pair: each pair once, whatever the number of ways that lead to it.

A pair says what differs in it, and which pairs lie inside it. What a pair means as a whole follows from all pairs that
it reaches; so recursion needs no unfolding, and the answer is the greatest fixpoint: schemas are equal unless a
difference can be reached. Pairs are kept without direction; which way data goes is asked afterwards.

Alternatives are matched by trial, which does need the answer for a pair while others are unfinished. An unfinished pair
counts as equal there, and nothing that rests on one is kept.
"""

from collections import deque
from collections.abc import Callable, Iterator
from typing import NamedTuple

from juncture.contracts.schema.leaf import BOTH_WAYS, CHANGED, UNKNOWN, Child, Doubt, Leaf, Sides, gathered, in_practice
from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.node import ANY, Schema, Usage
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.relate import relate

_DEEPEST_TRIAL = 12
_MOST_TRIED = 20_000
"""Pairs looked at for trials, beyond which alternatives are matched by name only."""


class Pair(NamedTuple):
    """Two schemas that stand for each other. ``textual`` says that instances travel as text."""

    old: Schema
    new: Schema
    textual: bool = False


class Home(NamedTuple):
    """How people name a pair: the part that it belongs to, and the steps from there."""

    part: object
    steps: tuple[str, ...] = ()


class Above(NamedTuple):
    """A pair that leads to another one by ``step``, in the directions ``ways``."""

    pair: Pair
    step: str
    ways: int
    is_branch: bool


class _Related(NamedTuple):
    leaves: tuple[Leaf, ...]
    children: tuple[Child, ...]
    doubts: tuple[Doubt, ...]


class Comparison:
    """All pairs of two sides.

    ``named`` returns the part that a place is, where it is a schema with a name of its own.
    """

    def __init__(self, sides: Sides, named: Callable[[Place], object | None]) -> None:
        self.sides = sides
        self.homes: dict[Pair, Home] = {}
        self.uses: dict[Pair, tuple[Usage, Usage]] = {}
        """For each pair: where it was come upon first."""
        self.leaves: dict[Pair, tuple[Leaf, ...]] = {}
        self.holders: dict[Pair, tuple[Pair, str]] = {}
        """For each pair without a name: the pair that its steps come from, and the last of them."""
        self.above: dict[Pair, list[Above]] = {}
        self.entries: set[Pair] = set()
        """Pairs that were asked for."""
        self._named = named
        self._related: dict[Pair, _Related] = {}
        self._queue: deque[Pair] = deque()
        self._fits: dict[Pair, int] = {}
        self._open: list[Pair] = []
        self._rested: set[Pair] = set()
        self._tried = 0

    def add(self, old: Place, new: Place, part: object, textual: bool = False) -> Pair | None:
        """Ask for the comparison of two schemas; ``part`` names them where they have no name. None where equal."""
        pair = self._enter(Child("", self.sides.old.usage(old), self.sides.new.usage(new)), Home(part), textual)
        if pair is not None:
            self.entries.add(pair)
        return pair

    def run(self) -> None:
        """Compare all that was asked for, and all that it leads to."""
        doubts: list[tuple[Pair, Doubt]] = []
        while self._queue:
            pair = self._queue.popleft()
            found = self._relation(pair)
            self.leaves[pair] = found.leaves
            doubts += [(pair, each) for each in found.doubts]
            home = self.homes[pair]
            for child in found.children:
                inner = Home(home.part, (*home.steps, child.step))
                textual = pair.textual and child.step == "[]"
                self.leaves[pair] += tuple(self._around(child))
                entered = self._enter(child, inner, textual)
                if entered is not None:
                    if self.homes[entered] == inner and entered not in self.holders and entered != pair:
                        self.holders[entered] = (pair, child.step)
                    self.above.setdefault(entered, []).append(Above(pair, child.step, child.ways, child.is_branch))
        for pair, doubt in doubts:
            if any(self._differs(child) for child in doubt.children):
                self.leaves[pair] += (doubt.leaf,)

    def reached_from(self, pair: Pair, ways: int = BOTH_WAYS) -> Iterator[tuple[Pair, int]]:
        """Yield all pairs that lead to a pair, itself included, with the directions in which they do."""
        seen: dict[Pair, int] = {}
        edge = [(pair, ways)]
        while edge:
            here, mask = edge.pop()
            if not mask & ~seen.get(here, 0):
                continue
            seen[here] = seen.get(here, 0) | mask
            edge += [(each.pair, mask & each.ways) for each in self.above.get(here, ())]
        yield from seen.items()

    def holders_of(self, pair: Pair) -> set[Pair]:
        """Return all pairs that lead to a pair, itself included, in whatever direction."""
        seen, edge = {pair}, [pair]
        while edge:
            above = [each.pair for each in self.above.get(edge.pop(), ()) if each.pair not in seen]
            seen.update(above)
            edge += above
        return seen

    def _enter(self, child: Child, home: Home, textual: bool) -> Pair | None:
        old, new = _widest(self.sides.old, child.old.schema), _widest(self.sides.new, child.new.schema)
        pair = Pair(old, new, textual)
        if pair not in self.homes and self._same(old, new):
            return None
        if pair not in self.homes:
            name = self._name(child)
            self.homes[pair] = home if name is None else Home(name)
            self.uses[pair] = (child.old, child.new)
            self._queue.append(pair)
        return pair

    def _name(self, child: Child) -> object | None:
        """A pair has a name of its own where both sides refer to schemas with names."""
        if len(child.old.schema.places) > 1 or len(child.new.schema.places) > 1:
            return None
        old, new = child.old.schema.places[0], child.new.schema.places[0]
        return self._named(new) if self._named(old) is not None else None

    def _same(self, old: Schema, new: Schema) -> bool:
        if (old.nullable, old.scope, len(old.places)) != (new.nullable, new.scope, len(new.places)):
            return False
        return all(self.sides.same(here, there) for here, there in zip(old.places, new.places, strict=True))

    def _around(self, child: Child) -> Iterator[Leaf]:
        """Yield what changed in the annotations around a schema, which belong to its use."""
        if child.old.wrappers or child.new.wrappers:
            before, after = self.sides.old.notes(child.old), self.sides.new.notes(child.new)
            if before.deprecated != after.deprecated:
                old, new = ("deprecated" if notes.deprecated else "" for notes in (before, after))
                yield Leaf("deprecation-changed", 0, old, new, child.old.at, child.new.at, (child.step,), child.ways)

    def _relation(self, pair: Pair) -> _Related:
        if pair in self._related:
            return self._related[pair]
        found = list(relate(self.sides, self._fits_for(pair.textual), pair.old, pair.new, pair.textual))
        related = _Related(
            tuple(each for each in found if isinstance(each, Leaf)),
            tuple(each for each in found if isinstance(each, Child)),
            tuple(each for each in found if isinstance(each, Doubt)),
        )
        if not self._rested:
            self._related[pair] = related
        return related

    def _fits_for(self, textual: bool) -> Callable[[Schema, Schema], int]:
        return lambda old, new: self._fit(Pair(old, new, textual))

    def _fit(self, root: Pair) -> int:
        if root in self._fits:
            return self._fits[root]
        if root in self._open:
            self._rested.add(root)
            return 0
        if len(self._open) >= _DEEPEST_TRIAL or self._tried > _MOST_TRIED:
            return CHANGED | UNKNOWN
        self._open.append(root)
        bits = self._explored(root)
        self._open.pop()
        self._rested.discard(root)
        if not self._rested:
            self._fits[root] = bits
        return bits

    def _explored(self, root: Pair) -> int:
        """Return the bits of all leaves that a pair reaches."""
        bits, seen, edge = 0, {root}, [root]
        while edge and in_practice(bits) != CHANGED | UNKNOWN:
            pair = edge.pop()
            self._tried += 1
            found = self._relation(pair)
            for leaf in found.leaves:
                bits = gathered(bits, leaf.bits)
            for doubt in found.doubts:
                bits |= UNKNOWN if any(self._differs(child) for child in doubt.children) else 0
            for child in found.children:
                inner = Pair(child.old.schema, child.new.schema, pair.textual and child.step == "[]")
                if inner not in seen and not self._same(inner.old, inner.new):
                    seen.add(inner)
                    edge.append(inner)
        return bits

    def _differs(self, child: Child) -> bool:
        """Whether anything differs inside two schemas that stand for each other."""
        return bool(self._fit(Pair(child.old.schema, child.new.schema)))


def _widest(lowering: Lowering, schema: Schema) -> Schema:
    """Return a schema without a scope that leaves nothing out, so that it is one however it is come upon."""
    if schema.scope == ANY:
        return schema
    whole = schema._replace(scope=ANY)
    return schema if lowering.node(whole).types & ~schema.scope else whole
