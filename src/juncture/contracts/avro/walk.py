"""Compares pairs of types, each pair of named types once, from the roots to all that they reach."""

from collections.abc import Iterator

from juncture.contracts.avro.draft import Draft, Trail
from juncture.contracts.avro.link import Node, Schemas, Spot, View, spot
from juncture.contracts.avro.logical import logical_rule
from juncture.contracts.avro.model import Array, Definition, Map, Primitive, Reference, Union, unqualified
from juncture.contracts.avro.named import named_changes
from juncture.contracts.avro.notation import notation
from juncture.contracts.avro.parts import Part
from juncture.contracts.avro.resolution import Resolution, promotes
from juncture.contracts.avro.unions import union_changes
from juncture.contracts.names import Named


class Walk:
    """Both sides, what reads what in either direction, and the pairs of named types met so far."""

    def __init__(self, old: Schemas, new: Schemas) -> None:
        self.old, self.new = old, new
        self.backward = Resolution(old, new)
        self.forward = Resolution(new, old)
        self._met: set[tuple[Named, Named]] = set()
        self._waiting: list[tuple[View, View]] = []

    def changes(self, old: Node, new: Node) -> Iterator[Draft]:
        """Yield what differs between two roots, and between all named types that both lead to."""
        yield from self.types(Trail(Part(), old, new), old, new)
        while self._waiting:
            before, after = self._waiting.pop()
            yield from named_changes(self, before, after)

    def types(self, trail: Trail, old: Node, new: Node) -> Iterator[Draft]:
        """Yield what differs between two types at one place."""
        before, after = self.old.view(old), self.new.view(new)
        match before.shape, after.shape:
            case (Union(), _) | (_, Union()):
                yield from union_changes(self, trail, old, new)
            case Primitive(), Primitive():
                yield from self._primitives(trail, old, new)
            case Array() as one, Array() as other:
                further = trail.to(trail.part.items(), ("items", 0), ("items", 0))
                yield from self.types(further, before.node(one.items), after.node(other.items))
            case Map() as one, Map() as other:
                further = trail.to(trail.part.values(), ("values", "k"), ("values", "k"))
                yield from self.types(further, before.node(one.values), after.node(other.values))
            case _:
                yield from self._named(trail, (old, new), (before, after))

    def draft(
        self,
        rule: str,
        trail: Trail,
        old: Node | None,
        new: Node | None,
        was: Spot | None = None,
        at: Spot | None = None,
    ) -> Draft:
        """Return the draft of a change from one type to another; None for one that is absent from ``was`` or ``at``."""
        return Draft(
            rule,
            trail.part,
            was=spot(old) if old else was,
            at=spot(new) if new else at,
            old=notation(old.type, old.file.namespace) if old else "",
            new=notation(new.type, new.file.namespace) if new else "",
            trail=trail,
        )

    def _named(self, trail: Trail, nodes: tuple[Node, Node], views: tuple[View, View]) -> Iterator[Draft]:
        here, there = (each.named for each in views)
        unknown = [isinstance(each.shape, Reference) for each in views]
        if here is None or there is None:
            yield self.draft("type-changed", trail, *nodes)
        elif any(unknown):
            if not all(unknown) or unqualified(here.name) != unqualified(there.name):
                yield self.draft("cannot-prove", trail, *nodes)
        elif self.one_type(*nodes):
            self._meet((here, there), views)
        else:
            yield self.draft("type-changed", trail, *nodes)

    def one_type(self, old: Node, new: Node) -> bool:
        """Whether two types are one named type over time: by name, by alias, or as one that went and one that came."""
        before, after = self.old.view(old), self.new.view(new)
        if not isinstance(before.shape, Definition) or not isinstance(after.shape, Definition):
            return False
        one, other = before.shape, after.shape
        if unqualified(one.name) == unqualified(other.name) or one.name in other.aliases or other.name in one.aliases:
            return True
        return one.kind == other.kind and one.name not in after.file.types and other.name not in before.file.types

    def _meet(self, pair: tuple[Named, Named], views: tuple[View, View]) -> None:
        if pair not in self._met:
            self._met.add(pair)
            self._waiting.append(views)

    def _primitives(self, trail: Trail, old: Node, new: Node) -> Iterator[Draft]:
        one, other = old.type, new.type
        assert isinstance(one, Primitive) and isinstance(other, Primitive)
        logical = logical_rule(one.logical, other.logical)
        if one.name == other.name:
            rule = logical
        else:
            rule = _PROMOTION[promotes(one.name, other.name), promotes(other.name, one.name)]
            if rule != "type-changed" and logical == "logical-type-changed":
                rule = logical
        if rule:
            yield self.draft(rule, trail, old, new)


_PROMOTION = {
    (True, True): "string-and-bytes",
    (True, False): "type-widened",
    (False, True): "type-narrowed",
    (False, False): "type-changed",
}
"""Whether the new reader promotes what was written, and the old reader what is: the rule."""
