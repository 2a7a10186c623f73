"""What a type reaches: the types that contain it and the operations that carry it, over surfaces alone."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from typing import NamedTuple, TypeVar

from juncture.contracts.model import Direction
from juncture.contracts.names import Named, Names, OnDemand, Unit
from juncture.contracts.surface import Heading, Surface

Node = TypeVar("Node")


class Carrier(NamedTuple):
    """An operation that carries a type: the contract's path, the operation's name, and which way."""

    path: str
    operation: str
    direction: Direction


class Reach:
    """The graph of types and operations that a set of surfaces declares, resolved over their imports.

    ``names`` are of these files and others; without them only what these declare has a meaning.
    """

    def __init__(self, surfaces: Mapping[str, Surface], names: Names | None = None) -> None:
        self.names = names or Names({path: _unit(each) for path, each in surfaces.items()})
        self._declared: dict[str, list[Named]] = {}
        self._holders: dict[Named, set[Named]] = {}
        self._held: dict[Named, set[Named]] = {}
        self._carriers: dict[Named, set[Carrier]] = {}
        self.referred: set[Named] = set()
        for path in sorted(surfaces):
            self._add(path, surfaces[path])

    def _add(self, path: str, surface: Surface) -> None:
        for each in surface.types:
            here = Named(path, _full(surface, each.name))
            self._declared.setdefault(here.name, []).append(here)
            for member in each.members:
                held = self.names.find(path, here.name, member.type) if member.type else None
                if held is not None:
                    self._holders.setdefault(held, set()).add(here)
                    self._held.setdefault(here, set()).add(held)
                    if held != here:
                        self.referred.add(held)
        for operation in surface.operations:
            scope = _full(surface, operation.group)
            for written, direction in ((operation.input, Direction.REQUEST), (operation.output, Direction.RESPONSE)):
                carried = self.names.find(path, scope, written) if written else None
                if carried is not None:
                    self._carriers.setdefault(carried, set()).add(Carrier(path, operation.name, direction))
                    self.referred.add(carried)

    def declarations(self, name: str) -> list[Named]:
        """Return every declaration of a full name; copies of a contract declare it more than once."""
        return self._declared.get(name.removeprefix("."), [])

    def holders(self, *types: Named) -> frozenset[Named]:
        """Return these types and all types that contain one of them, however deep."""
        return frozenset(closure(types, lambda each: self._holders.get(each, ())))

    def carriers(self, *types: Named) -> list[Carrier]:
        """Return the operations that carry one of these types, however deep, sorted."""
        payloads = {payload for each in types for payload in self._payloads.get(each, ())}
        return sorted({carrier for each in payloads for carrier in self._carriers[each]})

    @cached_property
    def _payloads(self) -> dict[Named, list[Named]]:
        """Per type, the inputs and outputs of operations in which it is found: one walk down from each of these."""
        found: dict[Named, list[Named]] = {}
        for payload in self._carriers:
            for each in closure([payload], lambda each: self._held.get(each, ())):
                found.setdefault(each, []).append(payload)
        return found


def closure(start: Iterable[Node], following: Callable[[Node], Iterable[Node]]) -> set[Node]:
    """Return these nodes and all that they lead to, however far; ``following`` returns the next of one."""
    seen = set(start)
    edge = list(seen)
    while edge:
        for each in following(edge.pop()):
            if each not in seen:
                seen.add(each)
                edge.append(each)
    return seen


def held(surfaces: Mapping[str, Surface]) -> dict[str, list[str]]:
    """Return, for each file, the other files whose types its own contain; files that contain none are left out."""
    names = Names({path: _unit(each) for path, each in surfaces.items()})
    found: dict[str, list[str]] = {}
    for path, surface in surfaces.items():
        own = {_full(surface, each.name) for each in surface.types}
        others: set[str] = set()
        for each in surface.types:
            for written in {member.type for member in each.members if member.type} - own:
                if _full(surface, written) not in own:
                    meant = names.find(path, _full(surface, each.name), written)
                    others.update({meant.path} if meant else ())
        if others - {path}:
            found[path] = sorted(others - {path})
    return found


def names_on_demand(headings: Mapping[str, Heading], surfaces: Mapping[str, Surface]) -> Names:
    """Return the names of files of one format; a surface is looked at when a name may be declared in it."""

    @cache
    def declared(path: str) -> frozenset[str]:
        return _unit(surfaces[path]).names

    units = {path: Unit(each.package, frozenset(), each.imports) for path, each in headings.items()}
    return Names(units, OnDemand({path: each.package for path, each in headings.items()}, declared))


def direction(carriers: Iterable[Carrier]) -> Direction:
    """Return the one direction of all carriers; BOTH where they differ or there is none."""
    found = {each.direction for each in carriers}
    return found.pop() if len(found) == 1 else Direction.BOTH


def _full(surface: Surface, name: str) -> str:
    return f"{surface.package}.{name}" if surface.package else name


def _unit(surface: Surface) -> Unit:
    names = frozenset(_full(surface, each.name) for each in surface.types)
    return Unit(surface.package, names, surface.imports)
