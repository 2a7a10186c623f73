"""Reads the operations of an API description, those of one path when it is asked for."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from juncture.contracts.openapi.api import (
    METHODS,
    Body,
    Description,
    Located,
    Lost,
    Operation,
    Parameter,
    Response,
)
from juncture.contracts.openapi.read_v2 import body_v2, forms_v2, parameter_v2, response_v2
from juncture.contracts.openapi.read_v3 import body_v3, parameter_v3, response_v3
from juncture.contracts.schema.leaf import BOTH_WAYS, REQUEST
from juncture.contracts.schema.parts import Part, worded
from juncture.contracts.schema.place import Place

PARTS = frozenset(("parameters", "requestBody", "responses", "callbacks"))
"""What of an operation may be left unread, where it is known to be the same on both sides."""
EVERYTHING = dict.fromkeys(METHODS, PARTS)
_IGNORED = ("accept", "content-type", "authorization")
"""Headers that other objects describe: a parameter for one says nothing (OpenAPI 3.1, Parameter Object, name)."""
_DEEPEST = 3
"""Callbacks of callbacks, beyond which nothing is read."""


class _Reading(NamedTuple):
    """An operation to be read: of the path item ``item``, the ``parts`` named.

    ``items`` are the objects that the path item consists of: what it refers to, and what stands beside the reference.
    """

    description: Description
    words: tuple[str, ...]
    path: str
    item: Place
    method: str
    asks: int
    depth: int
    parts: frozenset[str]
    items: tuple[Place, ...]
    lost: list[Lost]

    @property
    def place(self) -> Place:
        return self.item.at(self.method)

    @property
    def value(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.description.sources.at(self.place)
        return found

    def locate(self, place: Place, *words: str) -> Located | None:
        """Return an object, references followed; one that leads to nothing is noted."""
        return self.locate_as(place, worded((*self.words, *words)))

    def locate_as(self, place: Place, part: Part) -> Located | None:
        """Return an object as ``locate`` does; ``part`` is what people call it."""
        found = self.description.locate(place, part)
        if isinstance(found, Lost):
            self.lost.append(found)
            return None
        return found


def paths(description: Description) -> dict[str, Place]:
    """Return the path items by path."""
    return _items(description, "paths", lambda name: name.startswith("/"))


def webhooks(description: Description) -> dict[str, Place]:
    """Return the webhooks by name; ``x-webhooks`` is how descriptions before 3.1 write them."""
    return {**_items(description, "x-webhooks", bool), **_items(description, "webhooks", bool)}


def _items(description: Description, key: str, wanted: Callable[[str], bool]) -> dict[str, Place]:
    found = description.root.get(key)
    if not isinstance(found, dict):
        return {}
    return {str(name): Place(description.path, (key, name)) for name in found if wanted(str(name))}


def operations(
    description: Description,
    name: str,
    item: Place,
    asks: int = REQUEST,
    wanted: Mapping[str, frozenset[str]] = EVERYTHING,
) -> dict[str, Operation]:
    """Return the operations of a path item, or of a webhook, by method: the ``wanted`` parts of each."""
    prefix = (name,) if asks == REQUEST else (f"webhook:{name}",)
    return _of_item(description, prefix, name, item, asks, 0, wanted)


def _of_item(
    description: Description,
    prefix: tuple[str, ...],
    path: str,
    item: Place,
    asks: int,
    depth: int,
    wanted: Mapping[str, frozenset[str]] = EVERYTHING,
) -> dict[str, Operation]:
    located = description.locate(item, worded(prefix))
    if isinstance(located, Lost):
        return {"": Operation(" ".join(prefix), "", path, Located(item, worded(prefix)), asks, lost=(located,))}
    items = (located.place,) if located.place == item else (located.place, item)
    found = {}
    for method, parts in wanted.items():
        holder = next((each for each in items if isinstance(description.sources.at(each.at(method)), dict)), None)
        if holder is not None:
            words = (method.upper(), *prefix) if len(prefix) == 1 and asks == REQUEST else (*prefix, method.upper())
            reading = _Reading(description, words, path, holder, method, asks, depth, parts, items, [])
            found[method] = _operation(reading)
    return found


def _operation(reading: _Reading) -> Operation:
    value, parts = reading.value, reading.parts
    part = worded(reading.words)
    objects = list(_parameter_objects(reading)) if "parameters" in parts else []
    bodies = [each for each in objects if reading.description.sources.at(each.place).get("in") == "body"]
    parameters = tuple(_parameter(reading.description, each) for each in objects if each not in bodies)
    if not reading.description.is_v2:
        parameters = tuple(each for each in parameters if each.where != "header" or each.name.lower() not in _IGNORED)
    return Operation(
        name=str(part),
        method=reading.method,
        path=reading.path,
        located=Located(reading.place, part),
        asks=reading.asks,
        operation_id=_text(value.get("operationId")),
        deprecated=value.get("deprecated") is True,
        stability=_text(value.get("x-stability-level")),
        sunset=_text(value.get("x-sunset")),
        parameters=parameters,
        body=_body(reading, bodies) if "requestBody" in parts else None,
        responses=dict(_responses(reading)) if "responses" in parts else {},
        security=_security(value.get("security", reading.description.root.get("security"))),
        callbacks=tuple(_callbacks(reading)) if "callbacks" in parts else (),
        servers=_servers(reading),
        forms=forms_v2(reading.description, value) if any(each.where == "formData" for each in parameters) else (),
        lost=tuple(reading.lost),
    )


def _servers(reading: _Reading) -> Place | None:
    """Return the list of servers nearest to an operation; None where it is that of the whole description."""
    lists = (each.at("servers") for each in (reading.place, *reversed(reading.items)))
    return next((each for each in lists if isinstance(reading.description.sources.at(each), list)), None)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _parameter_objects(reading: _Reading) -> Iterator[Located]:
    """Yield the operation's parameters, and those of its path that it does not replace."""
    sources = reading.description.sources
    found: dict[tuple[str, str], Located] = {}
    holders = (*((each, (reading.path,)) for each in reading.items), (reading.place, reading.words))
    for holder, words in holders:
        value = sources.at(holder.at("parameters"))
        for at in range(len(value) if isinstance(value, list) else 0):
            raw = value[at] if isinstance(value[at], dict) else {}
            place = holder.at("parameters", at)
            word = "body" if raw.get("in") == "body" else f"{raw.get('in', '')}:{raw.get('name', '')}"
            located = reading.locate_as(place, worded((*words, word)))
            target = sources.at(located.place) if located else None
            if located and isinstance(target, dict):
                found[str(target.get("in", "")), str(target.get("name", ""))] = located
    yield from found.values()


def _parameter(description: Description, located: Located) -> Parameter:
    known = description.shared.get(located.place)
    if isinstance(known, Parameter):
        return known
    read = parameter_v2(description, located) if description.is_v2 else parameter_v3(description, located)
    description.shared[located.place] = read
    return read


def _body(reading: _Reading, bodies: list[Located]) -> Body | None:
    if reading.description.is_v2:
        return body_v2(reading.description, bodies[-1], reading.value) if bodies else None
    if "requestBody" not in reading.value:
        return None
    located = reading.locate(reading.place.at("requestBody"), "body")
    return body_v3(reading.description, located) if located else None


def _responses(reading: _Reading) -> Iterator[tuple[str, Response]]:
    written = reading.value.get("responses")
    for status in written if isinstance(written, dict) else ():
        if str(status).startswith("x-"):
            continue
        located = reading.locate(reading.place.at("responses", status), str(status))
        if located:
            yield str(status), _response(reading, located)


def _response(reading: _Reading, located: Located) -> Response:
    description = reading.description
    if description.is_v2:
        return response_v2(description, located, reading.value)
    known = description.shared.get(located.place)
    if isinstance(known, Response):
        return known
    read = response_v3(description, located, reading.lost)
    description.shared[located.place] = read
    return read


def _security(written: object) -> tuple[frozenset[str], ...]:
    """Return the alternatives; none at all is one that asks for nothing."""
    if not isinstance(written, list) or not written:
        return (frozenset(),)
    found = []
    for each in written:
        needed: set[str] = set()
        for name, scopes in each.items() if isinstance(each, dict) else ():
            needed |= {name, *(f"{name} {scope}" for scope in (scopes if isinstance(scopes, list) else ()))}
        found.append(frozenset(needed))
    return tuple(found)


def _callbacks(reading: _Reading) -> Iterator[Operation]:
    written = reading.value.get("callbacks")
    for name in written if isinstance(written, dict) and reading.depth < _DEEPEST else ():
        located = reading.locate(reading.place.at("callbacks", name))
        expressions = reading.description.sources.at(located.place) if located else None
        for expression in expressions if located and isinstance(expressions, dict) else ():
            if not str(expression).startswith("x-") and located:
                words = (*reading.words, f"callback:{name}", str(expression))
                item, asks = located.place.at(expression), BOTH_WAYS & ~reading.asks
                yield from _of_item(reading.description, words, str(expression), item, asks, reading.depth + 1).values()
