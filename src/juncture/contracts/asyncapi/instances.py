"""Finds payloads that one message takes and others do not, as a judge that is not ours sees them (jsonschema-rs)."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from juncture.contracts.asyncapi.api import Message
from juncture.contracts.schema.canonical import digest
from juncture.contracts.schema.dialect import Dialect
from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.node import Node
from juncture.contracts.schema.samples import NoSampleError, edges
from juncture.contracts.schema.sources import Sources
from juncture.contracts.schema.travelling import Travelling
from juncture.contracts.schema.validator import validator

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
    if message.payload.language != "schema":
        return None
    lowering = side.lowering(message.payload.dialect)
    judge = validator(lowering, lowering.usage(message.payload.place).schema, side.way)
    return judge.says if judge else None
