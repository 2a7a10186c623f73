"""Who refers to a type: the fields that return it, the arguments and input fields that take it, the operations above.

An operation is a field of a root type (``Query.repository``). In a schema of any size nearly every operation reaches
nearly every type, so only the nearest are told.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from juncture.contracts.graphql.schema import Schema
from juncture.contracts.graphql.syntax import Definition, Field, Input, named
from juncture.contracts.graphql.tokens import SyntaxProblem
from juncture.contracts.model import Direction

NEAREST = 12
"""How many operations a change names at most."""
FARTHEST = 16
"""How many types lie at most between an operation and a type that it is told to reach."""
_BUDGET = 2_000_000
"""How many references are followed in one schema: a schema made to be slow names fewer operations."""


class Holder(NamedTuple):
    """A type that refers to another: by a field's type, by an argument of a field, or by listing it.

    ``field`` is empty where a value of the holder may be one of the type: a union's member, an interface's object.
    """

    name: str
    field: str
    argument: str
    direction: Direction


class Graph:
    """The references of one schema, read when first asked for."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._holders: dict[str, list[Holder]] | None = None
        self._implementors: dict[str, list[str]] = {}
        self._operations: dict[str, frozenset[str]] = {}
        self._above: dict[str, tuple[dict[str, int], list[str]]] = {}
        self._left = _BUDGET

    def holders(self, name: str) -> list[Holder]:
        """Return the types that refer to a type, in the order of the files."""
        if self._holders is None:
            self._holders = self._read()
        return self._holders.get(name, [])

    def implementors(self, interface: str) -> list[str]:
        """Return the types that implement an interface, in the order of the files."""
        self.holders(interface)
        return self._implementors.get(interface, [])

    def ways(self, name: str) -> set[Direction]:
        """Return in which directions values of a type travel."""
        return {holder.direction for holder in self.holders(name) if holder.field}

    def operations(self, name: str) -> frozenset[str]:
        """Return the nearest root fields through which a type is reached, queries before others of equal distance."""
        if name not in self._operations:
            self._operations[name] = self._nearest([name]) or self._nearest(self.implementors(name))
        return self._operations[name]

    def _nearest(self, names: Iterable[str]) -> frozenset[str]:
        found: dict[str, int] = {}
        seen, edge = set(names), list(names)
        for _ in range(FARTHEST):
            if len(found) >= NEAREST or self._left < 0:
                break
            here, edge = edge, []
            reached: dict[str, int] = {}
            for operations, holders in map(self._directly, here):
                reached |= operations
                edge += [each for each in holders if each not in seen]
                seen.update(holders)
                self._left -= len(operations) + len(holders)
            nearest = sorted(reached.items(), key=lambda pair: (pair[1], pair[0]))
            found.update(nearest[: NEAREST - len(found)])
        return frozenset(found)

    def _directly(self, name: str) -> tuple[dict[str, int], list[str]]:
        """Return the operations that return or take a type themselves, with their rank, and the other holders."""
        if name not in self._above:
            rank = {root: number for number, root in enumerate(self.schema.roots.values())}
            operations: dict[str, int] = {}
            holders: dict[str, None] = {}
            for holder in self.holders(name):
                if holder.field and holder.name in rank:
                    operations[f"{holder.name}.{holder.field}"] = rank[holder.name]
                else:
                    holders[holder.name] = None
            self._above[name] = operations, list(holders)
        return self._above[name]

    def _read(self) -> dict[str, list[Holder]]:
        holders: dict[str, list[Holder]] = {}
        for chunk in (each for chunks in self.schema.chunks.values() for each in chunks):
            try:
                definition = self.schema.definition(chunk)
            except SyntaxProblem:
                continue  # told where the definition itself differs
            for target, holder in _references(definition):
                holders.setdefault(target, []).append(holder)
            if definition.kind in ("type", "interface"):
                for interface in definition.names:
                    self._implementors.setdefault(interface.name, []).append(definition.name)
        return holders


def _references(definition: Definition) -> Iterator[tuple[str, Holder]]:
    """Yield each type that a definition refers to, with how."""
    name = definition.name
    if definition.kind in ("type", "interface"):
        for interface in definition.names:
            yield name, Holder(interface.name, "", "", Direction.RESPONSE)
    elif definition.kind not in ("input", "union"):
        return
    for member in definition.members:
        if isinstance(member, Field):
            yield named(member.type), Holder(name, member.name, "", Direction.RESPONSE)
            for argument in member.arguments:
                yield named(argument.type), Holder(name, member.name, argument.name, Direction.REQUEST)
        elif isinstance(member, Input):
            yield named(member.type), Holder(name, member.name, "", Direction.REQUEST)
        else:
            yield member.name, Holder(name, "", "", Direction.RESPONSE)
