"""The shortest way from an operation's root to a type: by fields to what is returned, by arguments to what is given."""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import NamedTuple

from juncture.contracts.graphql.draft import Side
from juncture.contracts.graphql.graph import FARTHEST, Holder
from juncture.contracts.graphql.operation import TYPENAME, Literal, Operation, Selection, wrapped
from juncture.contracts.graphql.samples import call_arguments, is_composite, sample
from juncture.contracts.graphql.schema import Schema
from juncture.contracts.model import Direction

Usable = Callable[[Holder], bool]


class Route(NamedTuple):
    """The way to an object, interface or union: the steps from the root, each without what it selects."""

    kind: str
    steps: tuple[Selection, ...]

    def operation(self, *inner: Selection, variables: dict[str, str] | None = None) -> Operation:
        """Return the operation that selects ``inner`` at the end of the way."""
        for step in reversed(self.steps):
            inner = (Selection(step.name, step.arguments, inner, step.on),)
        return Operation(self.kind, inner, variables or {})


class Place(NamedTuple):
    """Where values of an input type are given: an argument of a field, and the input fields below it, outermost first.

    ``below`` pairs an input object with its field.
    """

    holder: str
    field: str
    argument: str
    below: tuple[tuple[str, str], ...] = ()


class Ways:
    """The routes and places of one side, found when asked for. ``other`` is the side that should have them too."""

    def __init__(self, side: Side, other: Side) -> None:
        self.schema = side.schema
        self._graph = side.graph
        self._kept = _kept(side.schema, other.schema)
        self._routes: dict[str, Route | None] = {}

    def route(self, name: str) -> Route | None:
        """Return the shortest route to an output type, of those that both sides have where there are such."""
        if name not in self._routes:
            self._routes[name] = self._route(name, self._kept) or self._route(name, lambda _: True)
        return self._routes[name]

    def select(self, name: str, *inner: Selection, variables: dict[str, str] | None = None) -> Operation | None:
        """Return the operation that selects ``inner`` on a type; None where nothing returns it."""
        route = self.route(name)
        return route.operation(*inner, variables=variables) if route else None

    def call(
        self,
        holder: str,
        name: str,
        given: Mapping[str, Literal | None] = {},
        variables: dict[str, str] | None = None,
        inner: Selection = TYPENAME,
    ) -> Operation | None:
        """Return the operation that selects a field with the arguments given, and the others that it needs.

        ``inner`` is selected on what the field returns, where that is no leaf.
        """
        field = self.schema.field(holder, name)
        if field is None:
            return None
        below = (inner,) if is_composite(self.schema, field.type) else ()
        selection = Selection(name, call_arguments(self.schema, field, given), below)
        return self.select(holder, selection, variables=variables)

    def places(self, name: str, most: int = 3) -> list[Place]:
        """Return the nearest places of an input type where values are given."""
        found: list[Place] = []
        edge: list[tuple[str, tuple[tuple[str, str], ...]]] = [(name, ())]
        seen = {name}
        for _ in range(FARTHEST):
            if len(found) >= most:
                break
            here, edge = edge, []
            for inner, below in here:
                for holder in self._graph.holders(inner):
                    if holder.argument:
                        found.append(Place(holder.name, holder.field, holder.argument, below))
                    elif holder.direction is Direction.REQUEST and holder.name not in seen:
                        seen.add(holder.name)
                        edge.append((holder.name, ((holder.name, holder.field), *below)))
        roots = set(self.schema.roots.values())
        found.sort(key=lambda place: (place.holder not in roots, len(place.below), place))
        return list(islice((place for place in found if self.route(place.holder)), most))

    def give(self, place: Place, value: Literal, variables: dict[str, str] | None = None) -> Operation | None:
        """Return the operation that gives a value at a place, inside the lists and objects that are there."""
        for type_name, name in reversed(place.below):
            node, around = self.schema.input_field(type_name, name), sample(self.schema, type_name)
            if node is None or not isinstance(around, dict):
                return None
            value = {**around, name: wrapped(node.type, value)}
        argument = self.schema.argument(place.holder, place.field, place.argument)
        if argument is None:
            return None
        return self.call(place.holder, place.field, {place.argument: wrapped(argument.type, value)}, variables)

    def _route(self, name: str, usable: Usable) -> Route | None:
        roots = {type_: kind for kind, type_ in self.schema.roots.items()}
        if name in roots:
            return Route(roots[name], ())
        onward: dict[str, tuple[str, Selection]] = {}
        edge = [name]
        for _ in range(FARTHEST):
            steps = [each for child in edge for each in self._steps(child, usable)]
            arrived = [step for step in steps if step[0] in roots]
            if arrived:
                order = list(roots.values())
                best = min(arrived, key=lambda step: (order.index(roots[step[0]]), len(str(step[1])), str(step[1])))
                return Route(roots[best[0]], (best[1], *_followed(best[2], name, onward)))
            edge = []
            for holder, selection, child in steps:
                if holder not in onward and holder != name:
                    onward[holder] = (child, selection)
                    edge.append(holder)
        return None

    def _steps(self, name: str, usable: Usable) -> Iterable[tuple[str, Selection, str]]:
        """Yield the holder of each field that returns a type, the step from it, and the type."""
        for holder in self._graph.holders(name):
            if holder.direction is Direction.RESPONSE and usable(holder):
                yield holder.name, self._step(holder, name), name
        if self.schema.kind(name) == "interface":
            for implementor in self._graph.implementors(name):
                yield implementor, Selection(name, on=True), name

    def _step(self, holder: Holder, name: str) -> Selection:
        if not holder.field:
            return Selection(name, on=True)
        field = self.schema.field(holder.name, holder.field)
        return Selection(holder.field, call_arguments(self.schema, field, {}) if field else {})


def _followed(child: str, name: str, onward: dict[str, tuple[str, Selection]]) -> Iterable[Selection]:
    while child != name:
        child, selection = onward[child]
        yield selection


def _kept(schema: Schema, other: Schema) -> Usable:
    """Whether the other side has the same step."""

    def usable(holder: Holder) -> bool:
        if schema.kind(holder.name) != other.kind(holder.name):
            return False
        before, after = (side.field(holder.name, holder.field) for side in (schema, other))
        return not holder.field or bool(before and after and before.type == after.type)

    return usable
