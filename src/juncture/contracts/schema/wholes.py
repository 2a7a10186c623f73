"""Holds an instance against the schemas around the one that it was made for, up to where data enters.

What one alternative refuses another may take: a difference inside alternatives is one of the contract only where the
whole that lists them differs too. All other ways up lead to a difference by themselves, and are gone as far as an
instance can be made.
"""

from collections.abc import Iterator
from typing import Any

from juncture.contracts.schema.comparison import Comparison, Pair
from juncture.contracts.schema.leaf import REQUEST, RESPONSE
from juncture.contracts.schema.node import OBJECT, Schema
from juncture.contracts.schema.samples import NoSampleError, smallest
from juncture.contracts.schema.travelling import Travelling
from juncture.contracts.schema.validator import Validator, validator

_FULLEST = 200
"""Properties that an instance is filled with."""


class Wholes:
    """The pairs of a comparison, the schemas around each, and the judges of all, made when asked for and kept."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._judges: dict[tuple[bool, Schema, int], Validator | None] = {}
        sides = (comparison.sides.old, comparison.sides.new)
        self._travelling = {way: [Travelling(each, way) for each in sides] for way in (REQUEST, RESPONSE)}
        self._exposed: dict[tuple[Pair, int], bool] = {}

    def ends(self, pair: Pair, way: int) -> tuple[Travelling, Schema, Travelling, Schema]:
        """Return who writes what, and who reads it as what."""
        old, new = self._travelling[way]
        return (old, pair.old, new, pair.new) if way == REQUEST else (new, pair.new, old, pair.old)

    def judges(self, pair: Pair, way: int) -> tuple[Validator | None, Validator | None]:
        """Return the judges of who writes and of who reads; None where one cannot read the schema."""
        old, new = self._judge(True, pair.old, way), self._judge(False, pair.new, way)
        return (old, new) if way == REQUEST else (new, old)

    def differ(self, pair: Pair, instance: Any, way: int) -> bool:
        """Whether who writes may write an instance that who reads refuses."""
        accepts, refuses = self.judges(pair, way)
        return (
            accepts is not None
            and refuses is not None
            and accepts.says(instance) is True
            and refuses.says(instance) is False
        )

    def take(self, pair: Pair, instance: Any, way: int) -> bool:
        """Whether who reads is known to accept an instance."""
        refuses = self.judges(pair, way)[1]
        return refuses is not None and refuses.says(instance) is True

    def is_exposed(self, pair: Pair, way: int) -> bool:
        """Whether data enters a pair in a direction on some way that leads through no alternative."""
        key = pair, way
        if key not in self._exposed:
            seen, edge = {pair}, [pair]
            while edge and self._comparison.entries.isdisjoint(seen):
                around = self._comparison.above.get(edge.pop(), ())
                plain = {each.pair for each in around if each.ways & way and not each.is_branch} - seen
                seen |= plain
                edge += plain
            self._exposed[key] = not self._comparison.entries.isdisjoint(seen)
        return self._exposed[key]

    def risen(self, pair: Pair, instance: Any, way: int) -> tuple[Pair, Any] | bool:
        """Return an exposed pair around one, and an instance of it that holds this one and of which both sides differ.

        Where there is none, return whether each whole is known to take the instance.
        """
        seen, edge, taken = {pair}, [(pair, instance)], []
        while edge:
            here, held = edge.pop()
            if self.is_exposed(here, way):
                return here, held
            for above in self._comparison.above.get(here, ()):
                if not above.ways & way or above.pair in seen:
                    continue
                seen.add(above.pair)
                wider = [held] if above.is_branch else list(self._holding(above.pair, above.step, held, way))
                differing = [each for each in wider if self.differ(above.pair, each, way)]
                edge += [(above.pair, each) for each in differing]
                if not differing:
                    taken.append(above.is_branch and self.take(above.pair, held, way))
        return bool(taken) and all(taken)

    def grown(self, pair: Pair, instance: Any, way: int) -> tuple[Pair, Any]:
        """Put an instance into one of the schema that holds it, as far as both sides still disagree about it."""
        seen = {pair}
        while pair in self._comparison.holders:
            holder, step = self._comparison.holders[pair]
            held = None if holder in seen else next(self._holding(holder, step, instance, way), None)
            if held is None or not self.differ(holder, held, way):
                break
            seen.add(holder)
            pair, instance = holder, held
        return pair, instance

    def filled(self, pair: Pair, instance: Any, way: int, without: str = "") -> Any:
        """Return an object with all properties that who writes knows, but for one; anything else as it is."""
        writer, schema, _, _ = self.ends(pair, way)
        if not isinstance(instance, dict):
            return instance
        found = dict(instance)
        for name, places in sorted(writer.node(schema).properties.items())[:_FULLEST]:
            try:
                if name not in found and name != without:
                    found[name] = smallest(writer, writer.usage(*places).schema)
            except NoSampleError:
                continue  # a property that no sample is known of
        return found

    def _judge(self, is_old: bool, schema: Schema, way: int) -> Validator | None:
        key = (is_old, schema, way)
        if key not in self._judges:
            lowering = self._comparison.sides.old if is_old else self._comparison.sides.new
            self._judges[key] = validator(lowering, schema, way)
        return self._judges[key]

    def _holding(self, pair: Pair, step: str, instance: Any, way: int) -> Iterator[Any]:
        """Yield instances of a pair that hold one at a step: the smallest, then one with all other properties."""
        if step.startswith("<") or not step:
            yield instance
        elif step == "[]":
            yield [instance]
        elif step.startswith("."):
            writer, schema, reader, other = self.ends(pair, way)
            try:
                whole = smallest(writer, schema._replace(nullable=False, scope=schema.scope & OBJECT))
                needed = reader.node(other).required - {step[1:]}
                for name in sorted(needed - whole.keys() if isinstance(whole, dict) else ()):
                    places = writer.node(schema).properties.get(name)
                    if places:
                        whole[name] = smallest(writer, writer.usage(*places).schema)
            except NoSampleError:
                return
            if isinstance(whole, dict):
                yield {**whole, step[1:]: instance}
                yield {**self.filled(pair, whole, way), step[1:]: instance}
