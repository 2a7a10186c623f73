"""Tries old and new on data: one side writes, the other reads, by protobuf's own runtime."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from google.protobuf import json_format
from google.protobuf.message import DecodeError, Error

from juncture.contracts.protobuf.samples import assign, read, same, samples, shown

_TRIES = 8
_MOST_BYTES = 200
"""A message is shown whole or not at all: who checks it again needs every byte."""


class Trial(NamedTuple):
    """What a reader made of what a writer sent. ``harm`` tells that it lost, misread or refused it."""

    sent: str
    form: str
    outcome: str
    harm: bool


class Ends(NamedTuple):
    """Writer's and reader's class, and the fields watched: their names on either end, empty where absent."""

    writer: Any
    reader: Any
    fields: tuple[tuple[str, str], ...]


def wire(ends: Ends, fill: Callable[[Any], None]) -> Trial:
    """Send one message in binary form."""
    message = ends.writer()
    fill(message)
    data = message.SerializePartialToString(deterministic=True)
    if len(data) > _MOST_BYTES:
        raise ValueError("more bytes than anybody reads")
    got = ends.reader()
    try:
        got.MergeFromString(data)
    except (DecodeError, UnicodeDecodeError):
        return Trial(_sent(ends, message), _hex(data), "refused", True)
    return _compared(ends, message, got, _hex(data))


def as_json(ends: Ends, fill: Callable[[Any], None]) -> Trial:
    """Send one message as ProtoJSON."""
    message = ends.writer()
    fill(message)
    text = json_format.MessageToJson(message, indent=None)
    got = ends.reader()
    try:
        json_format.Parse(text, got)
    except json_format.ParseError:
        return Trial(_sent(ends, message), text, "refused", True)
    return _compared(ends, message, got, text)


def _sent(ends: Ends, message: Any) -> str:
    unset = not message.ListFields()
    names = [name for name, _ in ends.fields if name and read(message, name, unset) is not None]
    told = [(name, _meant(message, name, unset)) for name in names]
    if len(ends.fields) == 1 and told:
        return told[0][1]
    return ", ".join(f"{name} {text}" for name, text in told) or "nothing"


def _meant(message: Any, name: str, unset: bool) -> str:
    text = shown(message, name, read(message, name, unset))
    field = message.DESCRIPTOR.fields_by_name[name]
    return f"unset ({text})" if field.has_presence and not message.HasField(name) else text


def _compared(ends: Ends, message: Any, got: Any, form: str) -> Trial:
    missing = [name for _, name in ends.fields if name and name in got.FindInitializationErrors()]
    if missing:
        return Trial(_sent(ends, message), form, f"refused: required {missing[0]} is missing", True)
    outcomes, harm, unset = [], False, not message.ListFields()
    for written, awaited in ends.fields:
        before = read(message, written, unset) if written else None
        after = read(got, awaited, unset) if awaited else None
        if before is not None and not (unset and not awaited):
            harm = harm or not (same(before, after) or (unset and _same_name(ends, written, awaited, before, after)))
        name = f"{awaited} " if len(ends.fields) > 1 else ""
        outcomes.append(name + (shown(got, awaited, after) if awaited else "nothing"))
    return Trial(_sent(ends, message), form, "read " + ", ".join(outcomes), harm)


def _same_name(ends: Ends, written: str, awaited: str, before: Any, after: Any) -> bool:
    """Whether what an unset enum is taken for has one name at both ends, whatever its number."""
    fields = ends.writer.DESCRIPTOR.fields_by_name[written], ends.reader.DESCRIPTOR.fields_by_name.get(awaited)
    if fields[1] is None or any(each.enum_type is None or each.is_repeated for each in fields):
        return False
    names = [each.enum_type.values_by_number.get(value) for each, value in zip(fields, (before, after), strict=True)]
    return all(names) and names[0].name == names[1].name


def by_name(ends: Ends, number: int) -> Trial:
    """Send an enum's number in binary form and compare names: for a value that has another number."""
    message, got = ends.writer(), ends.reader()
    message.value = number
    data = message.SerializePartialToString(deterministic=True)
    got.MergeFromString(data)
    sent, came = shown(message, "value", message.value), shown(got, "value", got.value)
    return Trial(sent, _hex(data), f"read {came}", sent != came)


def fillings(ends: Ends) -> Iterator[Callable[[Any], None]]:
    """Yield functions that set the watched fields of a writer's message to one sample after another."""
    fields = ends.writer.DESCRIPTOR.fields_by_name
    names = [name for name, _ in ends.fields if name in fields]
    choices = [list(islice(samples(fields[name]), _TRIES)) for name in names]
    for turn in range(max(map(len, choices), default=0)):

        def fill(message: Any, turn: int = turn) -> None:
            for name, values in zip(names, choices, strict=True):
                assign(message, name, values[min(turn, len(values) - 1)])

        yield fill


def tried(trial: Callable[[Ends, Callable[[Any], None]], Trial], ends: Ends) -> Trial | None:
    """Return the first trial that shows harm."""
    for fill in fillings(ends):
        try:
            found = trial(ends, fill)
        except (Error, ValueError, TypeError, AttributeError, json_format.Error):
            continue  # the writer cannot send this: no sample of its type, or a well-known type defined otherwise
        if found.harm:
            return found
    return None


def untouched(message: Any) -> None:
    """Leave a message as it is: nothing set."""
    del message


def _hex(data: bytes) -> str:
    return data.hex(" ") or "no bytes"
