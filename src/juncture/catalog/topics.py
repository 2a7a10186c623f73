"""Topics: which service produces to and consumes from which, by the name that the code and its wiring give."""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from juncture.catalog.edges import Owned
from juncture.catalog.model import Edge, Layer, Service, Strength
from juncture.code.model import Constant, SourceFacts, TopicEnd, Value
from juncture.facts.provenance import Provenance

PREFIX = "topic:"
_DEEPEST = 5
"""Constants that name constants are followed so far."""


class Variable(NamedTuple):
    """The value that a manifest gives an environment variable of a service."""

    value: str
    provenance: Provenance


class _Resolved(NamedTuple):
    name: str
    wired: tuple[Provenance, ...]


def topics(
    sources: Mapping[str, SourceFacts],
    services: Iterable[Service],
    environment: Mapping[str, Mapping[str, Variable]],
) -> Iterator[Edge]:
    """Yield an edge for every end of a topic whose name could be resolved.

    ``environment`` maps a service to its variables. A constant is looked up in its file, then in its service. An end
    whose name is composed at run time gives an edge to ``topic:?`` and the service: two of them need not be one topic.
    """
    owned = Owned(services)
    constants: dict[str, dict[str, Constant]] = {}
    for path, facts in sources.items():
        for constant in facts.constants:
            if not facts.test:
                constants.setdefault(owned.service(path), {}).setdefault(constant.name, constant)
    for path, facts in sources.items():
        name = owned.service(path)
        if not name or facts.test or facts.generated:
            continue
        local = {constant.name: constant for constant in facts.constants}
        for end in facts.topics:
            known = ChainMap(local, constants.get(name, {}))
            yield _edge(name, path, end, facts, _resolve(end.topic, known, environment.get(name, {})))


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


def _resolve(value: Value, constants: Mapping[str, Constant], environment: Mapping[str, Variable]) -> _Resolved:
    """Follow a value to the topic's name: the wired value of a variable outranks its default in code."""
    for _ in range(_DEEPEST):
        if value.kind == "literal":
            return _Resolved(value.text, ())
        if value.kind == "env":
            wired = environment.get(value.text)
            return _Resolved(wired.value, (wired.provenance,)) if wired else _Resolved(value.default, ())
        constant = constants.get(value.text) or constants.get(value.text.rpartition(".")[2])
        if constant is None:
            break
        value = constant.value
    return _Resolved("", ())
