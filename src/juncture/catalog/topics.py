"""Topics: which service produces to and consumes from which, by the name that code, wiring or a description gives."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from juncture.catalog.constants import DEEPEST, Constants, constants
from juncture.catalog.edges import Owned
from juncture.catalog.given import Given
from juncture.catalog.model import Contract, Edge, Layer, Strength
from juncture.catalog.names import key
from juncture.catalog.paths import without_ending
from juncture.catalog.units import is_aside
from juncture.code.model import SourceFacts, TopicEnd, Value
from juncture.contracts.surface import Surface
from juncture.facts.problem import Unread
from juncture.facts.provenance import Provenance
from juncture.repository.cache import Cache
from juncture.repository.tree import Tree

PREFIX = "topic:"
_NOTHING = Given()


class _Resolved(NamedTuple):
    name: str
    wired: tuple[Provenance, ...]


def topics(
    tree: Tree,
    cache: Cache,
    sources: Mapping[str, SourceFacts],
    owned: Owned,
    given: Mapping[str, Given],
    wrapped: Iterable[tuple[str, TopicEnd, str]],
    unread: list[Unread],
) -> Iterator[Edge]:
    """Yield an edge for every end of a topic whose name could be resolved.

    ``given`` says what the configuration of each service gives. ``wrapped`` are calls of own code around a topic,
    each with its path and the path of what names the topic. An end whose name is composed at run time gives an edge
    to ``topic:?`` and the service: two of them need not be one topic. A type of message is a topic where some service
    handles it: what else is built and handed on stays in its process.
    """
    own, behind = list(_ends(sources)), list(wrapped)
    every = [*own, *behind]
    handled = {
        end.topic.text
        for path, end, _ in own
        if end.topic.kind == "type" and end.side == "consumes" and owned.service(path)
    }
    asked = ((end.topic, held) for path, end, held in every if owned.service(path))
    named = constants(asked, tree, cache, sources, owned, unread)
    called = {(end.side, owned.service(path)) for path, end, _ in behind}
    for path, end, held in every:
        name = owned.service(path)
        if not name or (end.topic.kind == "type" and end.topic.text not in handled):
            continue
        handed = end.topic.kind == "unknown" and any(one.line == end.line for one in sources[path].wrappers)
        if handed and (end.side, name) in called:
            continue
        for resolved in _resolve(end.topic, held, named, given.get(name, _NOTHING), 0):
            yield _edge(name, path, end, sources[path], resolved)


def described(contracts: Iterable[Contract], surfaces: Mapping[str, Surface], owned: Owned) -> Iterator[Edge]:
    """Yield a declared edge for every topic that the description of a service's application says it uses.

    A topic whose address is known at run time only has no name, as in code.
    """
    for contract in contracts:
        ends = surfaces[contract.path].topics
        name = _describing(contract, owned) if ends else ""
        for topic in ends if name else ():
            yield Edge(
                name,
                PREFIX + (f"?{name}" if topic.name.startswith("?") else topic.name),
                Layer.ASYNC,
                (Strength.DECLARED,),
                side=topic.side,
                contract=contract.path,
                provenance=(Provenance(contract.path, topic.line, reader=contract.format),),
            )


def _describing(contract: Contract, owned: Owned) -> str:
    """Return the one service whose application a description is of, empty where that is not sure.

    Others keep copies to know what is sent: under that service's name, or nobody can tell the copy from the original.
    """
    paths = [path for path in (contract.path, *(copy.path for copy in contract.copies)) if not is_aside(path)]
    holding = {path: name for path in paths if (name := owned.service(path))}
    folders = {path: {key(part) for part in without_ending(path).split("/")} for path in holding}
    own = {
        name
        for path, name in holding.items()
        if not any(key(other) in folders[path] for other in holding.values() if other != name)
    }
    return next(iter(own)) if len(own) == 1 else ""


def _ends(sources: Mapping[str, SourceFacts]) -> Iterator[tuple[str, TopicEnd, str]]:
    for path, facts in sources.items():
        if not (facts.test or facts.generated):
            yield from ((path, end, path) for end in facts.topics)


def _edge(service: str, path: str, end: TopicEnd, facts: SourceFacts, resolved: _Resolved) -> Edge:
    strength = (Strength.WIRED, Strength.CALLED) if resolved.wired else (Strength.CALLED,)
    place = Provenance(path, end.line, reader=f"{facts.language} topic")
    return Edge(
        service,
        PREFIX + (resolved.name or f"?{service}"),
        Layer.ASYNC,
        strength,
        side=end.side,
        provenance=(place, *resolved.wired),
    )


def _resolve(value: Value, path: str, constants: Constants, given: Given, depth: int) -> list[_Resolved]:
    """Follow a value to the topic's name, or the names of a list: what is configured outranks a default in code."""
    if value.kind == "type":
        return [_Resolved(value.text, ())]
    if value.kind == "literal":
        return [_Resolved(given.filled(value.text), ())]
    known = given.get(value.text) if value.kind == "env" else given.named(value.text) if value.kind == "name" else None
    if known and known.value:
        return [_Resolved(known.value, (known.provenance,))]
    if value.kind == "env":
        return [_Resolved(value.default, ())]
    found = constants.find(value.text, path) if value.kind == "name" and depth < DEEPEST else []
    if not found:
        return [_Resolved("", ())]
    return [one for constant in found for one in _resolve(constant.value, path, constants, given, depth + 1)]
