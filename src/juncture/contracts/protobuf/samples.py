"""Sample values for a field of the runtime, and how a value is read back, compared and shown."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

_INTEGERS = (94043, -1, 3_000_000_000, 5_000_000_000, 1)
_RANGES = {
    "int32": (-(2**31), 2**31 - 1),
    "sint32": (-(2**31), 2**31 - 1),
    "sfixed32": (-(2**31), 2**31 - 1),
    "uint32": (0, 2**32 - 1),
    "fixed32": (0, 2**32 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "sint64": (-(2**63), 2**63 - 1),
    "sfixed64": (-(2**63), 2**63 - 1),
    "uint64": (0, 2**64 - 1),
    "fixed64": (0, 2**64 - 1),
}
_DEPTH = 3
_SHOWN = 40


@cache
def _type_names() -> dict[int, str]:
    from google.protobuf.descriptor import FieldDescriptor  # noqa: PLC0415

    return {
        value: name.removeprefix("TYPE_").lower()
        for name, value in vars(FieldDescriptor).items()
        if name.startswith("TYPE_")
    }


def samples(field: Any, depth: int = 0) -> Iterator[Any]:
    """Yield values for a field: plain ones first, then those at the edges of its type.

    Messages come as functions that fill the message they are given.
    """
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        yield from _map_samples(field, depth)
    elif field.is_repeated:
        values = list(_single(field, depth))
        yield [values[0], values[-1]]
    else:
        yield from _single(field, depth)


def _map_samples(field: Any, depth: int) -> Iterator[Any]:
    parts = field.message_type.fields_by_name
    key = next(_single(parts["key"], depth))
    for value in _single(parts["value"], depth):
        yield {key: value}
        return


def _single(field: Any, depth: int) -> Iterator[Any]:
    kind = _type_names()[field.type]
    if kind in _RANGES:
        low, high = _RANGES[kind]
        yield from (each for each in _INTEGERS if low <= each <= high)
    elif kind == "bool":
        yield True
    elif kind in ("float", "double"):
        yield 1.5
    elif kind == "string":
        yield from ("94043", "text")
    elif kind == "bytes":
        yield from (b"94043", b"\xff")
    elif kind == "enum":
        yield from sorted({each.number for each in field.enum_type.values}, key=lambda number: (number == 0, number))
    else:
        yield lambda message: _fill(message, depth + 1)


def _fill(message: Any, depth: int) -> None:
    """Set the first field that can be set, so that the message is seen to arrive."""
    if depth > _DEPTH:
        return
    for field in message.DESCRIPTOR.fields:
        if field.message_type is None or depth < _DEPTH:
            assign(message, field.name, next(samples(field, depth)))
            return


def assign(message: Any, name: str, value: Any) -> None:
    """Set a field to a sample."""
    target = getattr(message, name)
    if callable(value):
        target.SetInParent()
        value(target)
    elif isinstance(value, dict):
        for key, each in value.items():
            if callable(each):
                each(target[key])
            else:
                target[key] = each
    elif isinstance(value, list):
        for each in value:
            if callable(each):
                each(target.add())
            else:
                target.append(each)
    else:
        setattr(message, name, value)


def read(message: Any, name: str, default: bool = False) -> Any:
    """Return what a field holds; None where the message has no such field, or one that is not set.

    ``default`` asks for the default of a scalar that is not set, even inside a oneof.
    """
    field = message.DESCRIPTOR.fields_by_name.get(name)
    if field is None:
        return None
    if (
        field.has_presence
        and not message.HasField(name)
        and (field.message_type or (field.containing_oneof and not default))
    ):
        return None
    return getattr(message, name)


def same(sent: Any, got: Any) -> bool:
    """Return whether a reader has what the writer sent; a list of just that counts."""
    sent, got = _plain(sent), _plain(got)
    if isinstance(got, list) and len(got) == 1 and not isinstance(sent, list):
        got = got[0]
    if isinstance(sent, list) and isinstance(got, list):
        return len(sent) == len(got) and all(same(*pair) for pair in zip(sent, got, strict=True))
    if isinstance(sent, dict) and isinstance(got, dict):
        return sent.keys() == got.keys() and all(same(each, got[key]) for key, each in sent.items())
    kinds = {type(sent), type(got)}
    return bool(sent == got) and (len(kinds) == 1 or kinds <= {int, bool} or kinds <= {int, float})


def _plain(value: Any) -> Any:
    """Return bytes for text and messages, lists and dicts for what behaves so."""
    if isinstance(value, str):
        return value.encode()
    if hasattr(value, "DESCRIPTOR"):
        return _encoded(value)
    if _is_map(value):
        return dict(value)
    return list(value) if _is_list(value) else value


def _encoded(message: Any) -> bytes:
    copy = type(message)()
    copy.CopyFrom(message)
    copy.DiscardUnknownFields()
    return bytes(copy.SerializePartialToString(deterministic=True))


def _is_list(value: Any) -> bool:
    return hasattr(value, "append") and not isinstance(value, str | bytes)


def _is_map(value: Any) -> bool:
    return hasattr(value, "items")


def shown(message: Any, name: str, value: Any) -> str:
    """Return a value as a .proto file or JSON would write it, shortened."""
    if value is None:
        return "nothing"
    field = message.DESCRIPTOR.fields_by_name[name]
    if field.enum_type is not None and isinstance(value, int):
        known = field.enum_type.values_by_number.get(value)
        text = known.name if known else str(value)
    elif isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, bytes):
        text = f"bytes {value.hex(' ')}" if value else "no bytes"
    elif isinstance(value, bool):
        text = str(value).lower()
    elif hasattr(value, "DESCRIPTOR"):
        text = "{" + " ".join(str(value).split()) + "}"
    elif _is_list(value):
        text = "[" + ", ".join(_item(each) for each in value) + "]"
    elif _is_map(value):
        text = "{" + ", ".join(f"{key}: {_item(each)}" for key, each in sorted(value.items())) + "}"
    else:
        text = str(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _item(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return "{" + " ".join(str(value).split()) + "}" if hasattr(value, "DESCRIPTOR") else str(value)
