"""Finds payloads that one message takes and others do not, as a judge that is not ours sees them (jsonschema-rs)."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import jsonschema_rs

from juncture.contracts.asyncapi.api import Message
from juncture.contracts.schema.bundle import UnbundledError, bundle
from juncture.contracts.schema.canonical import digest
from juncture.contracts.schema.dialect import Dialect
from juncture.contracts.schema.effort import Effort
from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.node import Node
from juncture.contracts.schema.samples import NoSampleError, edges
from juncture.contracts.schema.sources import Sources
from juncture.contracts.schema.travelling import Travelling

_JUDGES = {"7": jsonschema_rs.Draft7Validator, "2020-12": jsonschema_rs.Draft202012Validator}
_MOST_TRIED = 60
_LONGEST = 2000


class Side(NamedTuple):
    """The payloads of one side in one direction (``way``)."""

    sources: Sources
    way: int

    def lowering(self, dialect: Dialect) -> Lowering:
        """Return the schemas of this side, read in a dialect."""
        return Lowering(self.sources, lambda _: dialect, lambda place, value: digest(value, place.path))


def telling(writer: Side, message: Message, reader: Side, others: Sequence[Message]) -> str:
    """Return the smallest payload of a message that none of the others takes; empty where none was found."""
    taken = [_judge(reader, each) for each in others]
    own = _judge(writer, message)
    if own is None or None in taken or not others:
        return ""
    found = set()
    for instance in islice(_guesses(writer, message, reader, others), _MOST_TRIED * len(others)):
        if own(instance) is True and all(each and each(instance) is False for each in taken):
            found.add(digest(instance).decode())
    text = min(found, key=lambda each: (len(each), each), default="")
    return text if len(text) <= _LONGEST else ""


def _guesses(writer: Side, message: Message, reader: Side, others: Sequence[Message]) -> Iterator[Any]:
    lowering, node = _node(writer, message)
    for each in others:
        try:
            yield from islice(edges(lowering, node, _node(reader, each)[1]), _MOST_TRIED)
        except NoSampleError:
            continue  # a schema of which no instance can be made


def _node(side: Side, message: Message) -> tuple[Travelling, Node]:
    travelling = Travelling(side.lowering(message.payload.dialect), side.way)
    return travelling, travelling.node(travelling.usage(message.payload.place).schema)


def _judge(side: Side, message: Message) -> Callable[[Any], bool | None] | None:
    """Return what tells whether a message takes a payload; None where no judge reads its schema."""
    payload = message.payload
    validator_of = _JUDGES.get(payload.dialect.judge)
    if payload.language != "schema" or validator_of is None:
        return None
    lowering = side.lowering(payload.dialect)
    try:
        document = bundle(lowering, lowering.usage(payload.place).schema, side.way)
        validator = validator_of(document, validate_formats=True, offline=True)
    except (UnbundledError, ValueError):
        return None  # what the judge cannot read proves nothing
    effort = Effort(document)

    def says(instance: Any) -> bool | None:
        try:
            return bool(validator.is_valid(instance)) if effort.is_bearable(instance) else None
        except ValueError:
            return None  # a pattern that takes too long, a number that it does not know

    return says
