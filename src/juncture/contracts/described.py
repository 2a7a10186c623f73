"""An API description as a whole, in however many files it is written: its types, what carries them, what it sends."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from juncture.contracts.openapi.api import Description, Operation, schema_part
from juncture.contracts.openapi.read import operations, paths, webhooks
from juncture.contracts.schema.leaf import REQUEST, RESPONSE
from juncture.contracts.schema.parts import named
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.sources import Missing, Sources
from juncture.contracts.schema.types import types
from juncture.contracts.surface import Type

MAX_STEPS = 10_000
"""Values of one schema that are looked through for references."""


class Sent(NamedTuple):
    """An operation that the provider asks of others: of a webhook, or of a callback.

    ``name`` is its part, ``event`` what the webhook or callback is called. ``asked`` is the operation that a receiver
    gives its URL to, empty for a webhook; ``url`` is where the callback goes, as written: an address or an expression
    (OpenAPI 3.1, Callback Object).
    """

    name: str
    event: str
    method: str
    operation_id: str = ""
    asked: str = ""
    url: str = ""


class Described(NamedTuple):
    """What a description says as a whole. Types are named as its changes are told.

    ``ids`` are the operationIds by operation (``GET /carts``), ``carried`` the types that each operation carries,
    however deep, those of ``sent`` included.
    """

    types: tuple[Type, ...]
    ids: Mapping[str, str]
    carried: Mapping[str, frozenset[str]]
    sent: tuple[Sent, ...]

    def carrying(self, type_: str) -> list[str]:
        """Return the operations that carry a type, or the named one that it is inside of, sorted."""
        around = {type_[: len(type_) - len(rest)] for rest in _endings(type_)}
        return sorted(name for name, held in self.carried.items() if held & around)


NOTHING = Described((), {}, {}, ())


def described(path: str, contents: Mapping[str, bytes]) -> Described:
    """Return what a description says. ``contents`` are the files it may be in.

    Raises InputError for a description that cannot be read.
    """
    description = Description(Sources(contents), path)
    schemas = _Schemas(description)
    ids: dict[str, str] = {}
    carried: dict[str, frozenset[str]] = {}
    sent: list[Sent] = []
    for asks, items in ((REQUEST, paths(description)), (RESPONSE, webhooks(description))):
        for name, item in items.items():
            for each in operations(description, name, item, asks).values():
                found = [each] if each.method else []
                ids |= {each.name: each.operation_id} if each.operation_id and asks == REQUEST else {}
                sent += [Sent(each.name, name, each.method.upper(), each.operation_id)] if asks != REQUEST else []
                for callback in (one for one in each.callbacks if one.method):
                    sent.append(_callback(each, callback))
                    found.append(callback)
                carried |= {one.name: schemas.carried(one) for one in found}
    return Described(schemas.types(), ids, carried, tuple(sent))


def _callback(asked: Operation, callback: Operation) -> Sent:
    word = next((word for word in callback.located.part.words if word.startswith("callback:")), "")
    event = word.partition(":")[2]
    return Sent(callback.name, event, callback.method.upper(), callback.operation_id, asked.name, callback.path)


class _Schemas:
    """The named schemas that a description refers to, in whatever file."""

    def __init__(self, description: Description) -> None:
        self._description = description
        self._sources = description.sources
        self._found: dict[str, Place] = {}
        self._called: dict[str, str] = {}
        self._referred: dict[Place, list[Place]] = {}
        for pointer in (("components", "schemas"), ("definitions",)):
            here = Place(description.path, pointer)
            held = self._sources.at(here)
            for name in held if isinstance(held, dict) else ():
                self._named(str(name), here.at(name))

    def carried(self, operation: Operation) -> frozenset[str]:
        """Return the names of the schemas that an operation's bodies and answers hold, however deep."""
        holders = [operation.body, *operation.responses.values()]
        edge = [place for held in holders if held for place in held.content.values() if place is not None]
        seen = set(edge)
        names = set()
        while edge:
            place = edge.pop()
            part = schema_part(place, self._description.path)
            names |= {str(part)} if part else set()
            fresh = [each for each in self._references(place) if each not in seen]
            seen.update(fresh)
            edge += fresh
        return frozenset(names)

    def types(self) -> tuple[Type, ...]:
        """Return the types of the schemas found so far, those of members by the names that are found."""
        edge = list(self._found.values())
        seen = set(edge)
        while edge:
            fresh = [each for each in self._references(edge.pop()) if each not in seen]
            seen.update(fresh)
            edge += fresh
        found = types(self._sources, sorted(self._found.items()))
        return tuple(
            msgspec.structs.replace(
                item,
                members=tuple(
                    msgspec.structs.replace(member, type=self._called.get(member.type, member.type))
                    for member in item.members
                ),
            )
            for item in found
        )

    def _references(self, place: Place) -> list[Place]:
        """Return the schemas that a schema refers to, each where it is written at last."""
        if place not in self._referred:
            self._referred[place] = []
            for reference in _written(self._sources.at(place)):
                target = self._sources.target(place.path, reference)
                last = target if isinstance(target, Missing) else self._sources.follow(target)
                if not isinstance(last, Missing):
                    written = reference.rpartition("/")[2].partition(".")[0] or reference
                    self._named(str(named(written)), last)
                    self._referred[place].append(last)
        return self._referred[place]

    def _named(self, written: str, place: Place) -> None:
        """Note what a schema is called where changes of it are told, and what a reference calls it."""
        last = self._sources.follow(place)
        part = schema_part(last, self._description.path) if not isinstance(last, Missing) else None
        if part is not None and not isinstance(last, Missing):
            self._found.setdefault(str(part), last)
            if written != str(part):
                self._called.setdefault(written, str(part))


def _written(value: object) -> Iterator[str]:
    """Yield the references inside a schema, those of discriminators too."""
    edge = [value]
    for _ in range(MAX_STEPS):
        if not edge:
            return
        here = edge.pop()
        if isinstance(here, dict):
            reference, mapping = here.get("$ref"), here.get("mapping")
            if isinstance(reference, str):
                yield reference
            if isinstance(mapping, dict):
                yield from (each for each in mapping.values() if isinstance(each, str) and "/" in each)
            edge += here.values()
        elif isinstance(here, list):
            edge += here


def _endings(name: str) -> Iterator[str]:
    """Yield what may be left out at the end of a dotted name: nothing, its last step, its last two …"""
    steps = name.split(".")
    yield from (name[len(".".join(steps[:count])) :] for count in range(1, len(steps) + 1))
