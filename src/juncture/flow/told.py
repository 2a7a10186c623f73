"""What contracts tell of the types in generated code: members, results and requests, by a language's names."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from juncture.code.known import Known
from juncture.code.names import method_names, names_for, type_names
from juncture.code.origins import TOLD
from juncture.contracts.surface import Operation, Surface, Type
from juncture.flow.files import Files
from juncture.flow.naming import Naming
from juncture.flow.spelt import last

MAX_TYPES = 4_000
"""Types of the contracts that one file reaches; beyond these only what the file itself shows counts."""


class Telling:
    """What the contracts of one tree tell, by contract and language, worked out when asked for."""

    def __init__(self, files: Files, naming: Naming) -> None:
        self._files = files
        self._surfaces = files.catalog.surfaces
        self._naming = naming
        self._known: dict[tuple[str, tuple[str, ...]], Known] = {}
        self._members: dict[tuple[str, str], list[tuple[list[str], dict[str, str]]]] = {}

    def of(self, language: str, contracts: Iterable[str]) -> Known:
        """Return what these contracts, and those that they import, tell of one language's generated code."""
        near = {path for contract in contracts for path in self._naming.names(contract).near(contract)}
        key = language, tuple(sorted(near))
        if key not in self._known:
            self._known[key] = self._told(language, key[1])
        return self._known[key]

    def _told(self, language: str, contracts: tuple[str, ...]) -> Known:
        if sum(len(self._surfaces[path].types) for path in contracts) > MAX_TYPES:
            return Known()
        members: dict[str, dict[str, str]] = {}
        calls: dict[str, set[tuple[str, str]]] = {}
        exchanged: dict[str, tuple[str, str]] = {}
        for path in contracts:
            surface = self._surfaces[path]
            for names, told in self._of_types(language, path):
                for name in names:
                    _merge(members.setdefault(name, {}), told)
            for each in surface.operations:
                given, returned = (self._named(language, path, each, name) for name in (each.input, each.output))
                for name in method_names(language, each.name.rpartition("/")[2]):
                    calls.setdefault(name, set()).add((given, returned))
                    exchanged.setdefault(f"{each.group}/{name}", (given, returned))
        alone = {name: next(iter(types)) for name, types in calls.items() if len(types) == 1}
        handled = sent = {name: given for name, (given, _) in alone.items() if given}
        if language == "typescript":
            # A handler of grpc-js is given a call, which holds the request; one of connect the request itself.
            members |= {
                f"{last(given)}()": members.get(last(given), {}) | {"request": given} for given in handled.values()
            }
            handled = {name: f"{given}()" for name, given in handled.items()}
        results = {name: returned for name, (_, returned) in alone.items() if returned}
        return Known(members, results, handled, sent, exchanged=exchanged)

    def _of_types(self, language: str, path: str) -> list[tuple[list[str], dict[str, str]]]:
        """Return the names of each type of a contract, and its members, each with the name of its type."""
        key = language, path
        if key not in self._members:
            spelt = self._files.once(("spelt", language), path, lambda: _spelt(language, self._surfaces[path]))
            self._members[key] = [(each.names, self._told_of(language, path, each)) for each in spelt]
        return self._members[key]

    def _told_of(self, language: str, path: str, spelt: "_Spelt") -> dict[str, str]:
        scope = self._full(path, spelt.type.name)
        told = {}
        for member, names in zip(spelt.type.members, spelt.members, strict=True):
            type_ = self._type(language, path, scope, member.type) if spelt.type.kind != "enum" else ""
            told.update(dict.fromkeys(names, type_))
        return told

    def _named(self, language: str, path: str, operation: Operation, written: str) -> str:
        return self._type(language, path, self._full(path, operation.group), written)

    def _type(self, language: str, path: str, scope: str, written: str) -> str:
        """Return the generated name of a type, marked as told by a contract; empty for a plain one."""
        found = self._naming.names(path).find(path, scope, written) if written else None
        if found is None:
            return ""
        package = self._surfaces[found.path].package
        name = min(generated(language, found.name.removeprefix(f"{package}.") if package else found.name))
        return f"{TOLD}{package}.{name}"

    def _full(self, path: str, name: str) -> str:
        package = self._surfaces[path].package
        return f"{package}.{name}" if package else name


class _Spelt(NamedTuple):
    """A type of a contract with its names in generated code, and those of each member."""

    type: Type
    names: list[str]
    members: list[frozenset[str]]


def _spelt(language: str, surface: Surface) -> list[_Spelt]:
    return [
        _Spelt(
            item,
            sorted(generated(language, item.name)),
            [names_for(language, one.name, one.names, one.repeated) for one in item.members],
        )
        for item in surface.types
    ]


def generated(language: str, type_name: str) -> frozenset[str]:
    """Return the last words of a type's names in generated code."""
    return frozenset(last(name) for name in type_names(language, type_name))


def _merge(held: dict[str, str], told: Mapping[str, str]) -> None:
    """Add what another type of the same name tells; where two types of that name differ, nothing is certain."""
    for name, type_ in told.items():
        held[name] = type_ if held.get(name, type_) == type_ else ""
