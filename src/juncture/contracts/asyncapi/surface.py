"""The surface of one description of an application, or of a part of one."""

from collections.abc import Iterator

from juncture.contracts.asyncapi.api import SEND, Message
from juncture.contracts.asyncapi.application import application
from juncture.contracts.asyncapi.format import is_description
from juncture.contracts.asyncapi.layers import LayeredSources
from juncture.contracts.asyncapi.read import Description
from juncture.contracts.schema.parts import named
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.types import meaning, references, types
from juncture.contracts.surface import Operation, Surface, Topic
from juncture.facts.problem import InputError, Problem

_GROUPS = (("components", "schemas"), ("definitions",), ("schemas",), ("$defs",))


def surface(path: str, content: bytes) -> Surface:
    """Return the operations, topics and types that a file declares. Raises InputError."""
    sources = LayeredSources({path: content})
    root = sources.root(path)
    if not isinstance(root, dict):
        raise InputError(Problem(path, 1, "no mapping; a description of an application is one"))
    description = Description(sources, path)
    found = list(_operations(description)) if is_description(content) else []
    roots = [
        (str(name), Place(path, (*pointer, name)))
        for pointer in _GROUPS
        for name in _keys(sources.at(Place(path, pointer)))
    ]
    roots += [root for _, _, inline in found for root in inline]
    return Surface(
        format="asyncapi",
        package="",
        digest=meaning(root, path),
        imports=references(path, root),
        types=tuple(types(sources, dict(roots).items())),
        operations=tuple(each for each, _, _ in found),
        groups={topic.name: topic.line for _, topic, _ in found},
        topics=tuple(each for _, each, _ in found),
        options=_identity(root),
        is_part=not is_description(content),
    )


def _identity(root: dict[object, object]) -> dict[str, str]:
    """Return what a description calls its application."""
    info = root.get("info")
    title = info.get("title") if isinstance(info, dict) else None
    return {"title": str(title).strip()} if title else {}


def _keys(value: object) -> list[str]:
    return list(value) if isinstance(value, dict) else []


def _operations(description: Description) -> Iterator[tuple[Operation, Topic, list[tuple[str, Place]]]]:
    sources = description.sources
    for channel in application(description).channels:
        for operation in channel.operations.values():
            line = sources.line(operation.place)
            payloads = [_payload(each) for each in operation.messages]
            names = [name for name, _ in payloads]
            is_sent = operation.action == SEND
            carried = names[0] if len(set(names)) == 1 else ""
            inline = [(name, place) for name, place in payloads if place is not None]
            yield (
                Operation(operation.name, channel.label, line, "" if is_sent else carried, carried if is_sent else ""),
                Topic(channel.label, "produces" if is_sent else "consumes", line, operation.name, tuple(names)),
                inline,
            )


def _payload(message: Message) -> tuple[str, Place | None]:
    """Return the name of a message's payload; the message's own, with the place, where it is written in it."""
    pointer = message.payload.place.pointer
    if len(pointer) > 1 and pointer[-2] in ("schemas", "definitions", "$defs"):
        return str(named(str(pointer[-1]))), None
    return str(named(message.label)), message.payload.place
