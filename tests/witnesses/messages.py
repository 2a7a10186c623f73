"""Re-checks Protobuf messages: bytes or JSON, read by classes of both sides as protoc compiles them.

Each line of a witness says what one side wrote and what the other made of it. The writer must read it as what is said
to be sent; the reader must refuse it, lose a part of it, or take it for something else, just as is said.
"""

import json
import re
from typing import Any, NamedTuple

from compiled import compiled
from google.protobuf import any_pb2, json_format, text_format
from google.protobuf.message import DecodeError
from google.protobuf.unknown_fields import UnknownFieldSet
from sides import CannotReadError, Side

_LINE = re.compile(r"(old|new) writer → (old|new) reader   (.+?)   sent (.*), (refused.*|read .*)\Z")
_ANY = re.compile(r'old writer → new reader   (\{"@type": "type\.googleapis\.com/([\w.]+)"\})   sent \2, refused\Z')
_SHORTENED = "…"


class Line(NamedTuple):
    """What one line of a witness says."""

    writer: str
    reader: str
    form: str
    sent: str
    outcome: str


def refuted(change: dict[str, Any], old: Side, new: Side) -> str:
    """Return why a witness does not hold; empty where it does. Raises CannotReadError."""
    witness = change["witness"]
    any_ = _ANY.match(witness["text"])
    if any_:
        return _resolved(any_, witness, old, new)
    sides = {"old": old, "new": new}
    classes = {}
    for word, side in sides.items():
        if not witness.get(f"{word}_at"):
            raise CannotReadError("the witness names no type")
        path, _, name = witness[f"{word}_at"][0].partition("#")
        classes[word] = compiled(side).message(path if side.root.is_dir() else side.root.name, name)
    for text in witness["text"].split("\n"):
        match = _LINE.match(text)
        if match is None:
            return f"the line says not who writes and who reads: {text}"
        line = Line(*match.groups())
        if witness[f"{line.reader}_verdict"] != f"sent {line.sent}, {line.outcome}":
            return f"the verdict of {line.reader} is not what the text says"
        why = _wrong(line, classes[line.writer], classes[line.reader])
        if why:
            return f"{line.writer} → {line.reader}: {why}"
    return ""


def _resolved(any_: re.Match[str], witness: dict[str, str], old: Side, new: Side) -> str:
    """An Any must name a message that the old side declares and the new one does not."""
    if (witness["old_verdict"], witness["new_verdict"]) != ("", f"sent {any_[2]}, refused"):
        return "the verdicts are not what the text says"
    says = []
    for side in (old, new):
        try:
            json_format.Parse(any_[1], any_pb2.Any(), descriptor_pool=compiled(side).pool)
            says.append("resolved")
        except (json_format.ParseError, TypeError):
            says.append("refused")
    return "" if says == ["resolved", "refused"] else f"{any_[2]} is {' and '.join(says)}"


def _wrong(line: Line, writer: Any, reader: Any) -> str:
    try:
        sent = _parsed(line.form, writer)
    except (DecodeError, json_format.ParseError, ValueError) as error:
        return f"the writer itself does not read it: {error}"
    try:
        got = _parsed(line.form, reader)
    except (DecodeError, json_format.ParseError, UnicodeDecodeError):
        return "" if line.outcome == "refused" else "it is refused"
    missing = got.FindInitializationErrors()
    if line.outcome.startswith("refused: required "):
        named = line.outcome.removeprefix("refused: required ").removesuffix(" is missing")
        return "" if named in missing else f"{named} is not missing"
    if line.outcome == "refused":
        return "it is not refused"
    if not _harmed(sent, got):
        return "the reader takes it for what was sent"
    return _untold(line, sent, got)


def _parsed(form: str, class_: Any) -> Any:
    message = class_()
    if form.startswith("{"):
        return json_format.Parse(form, message)
    message.MergeFromString(b"" if form == "no bytes" else bytes.fromhex(form))
    return message


def _harmed(sent: Any, got: Any) -> bool:
    """Whether the reader lost something that the writer sent, or takes it for something else."""
    if not sent.ListFields() and not len(UnknownFieldSet(sent)):
        return _defaults(sent) != _defaults(got)
    return _meaning(sent) != _meaning(got)


def _meaning(message: Any) -> dict[Any, Any]:
    """Return what a message says, by field number; what is not known by number and wire type only."""
    found: dict[Any, Any] = {f.number: _value(f, value) for f, value in message.ListFields()}
    for each in UnknownFieldSet(message):
        found.setdefault(("unknown", each.field_number), []).append(each.wire_type)
    return found


def _value(field: Any, value: Any) -> Any:
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        inner = field.message_type.fields_by_name["value"]
        return {key: _one(inner, value[key]) for key in value}
    return [_one(field, each) for each in value] if field.is_repeated else _one(field, value)


def _one(field: Any, value: Any) -> Any:
    if field.message_type is not None:
        return _meaning(value)
    if field.enum_type is not None:
        known = field.enum_type.values_by_number.get(value)
        return (value, known.name if known else "")
    return (type(value).__name__, value)


def _defaults(message: Any) -> dict[int, Any]:
    """Return what fields without a value are taken for."""
    return {
        field.number: _value(field, getattr(message, field.name))
        for field in message.DESCRIPTOR.fields
        if not field.is_repeated and field.message_type is None
    }


def _untold(line: Line, sent: Any, got: Any) -> str:
    """Return which of the values that are told is not there."""
    for told, message, word in ((line.sent, sent, "sent"), (line.outcome.removeprefix("read "), got, "read")):
        values = {form for field in message.DESCRIPTOR.fields for form in _shown(field, message)} | {"nothing"}
        parts = _named(told, message) or [("", told)]
        for name, value in parts:
            field = message.DESCRIPTOR.fields_by_name.get(name)
            known = {*_shown(field, message), "nothing"} if field else values
            if not any(value == each or _is_shortened(value, each) for each in known):
                return f"{word} {value} is not what the message holds"
    return ""


def _named(told: str, message: Any) -> list[tuple[str, str]]:
    """Return the values that are told by name, where several are."""
    names = "|".join(re.escape(field.name) for field in message.DESCRIPTOR.fields)
    pieces = re.split(rf"(?:\A|, )({names}) (?=\S)", told) if names else [told]
    return list(zip(pieces[1::2], pieces[2::2], strict=True)) if len(pieces) > 3 and not pieces[0] else []


def _is_shortened(told: str, value: str) -> bool:
    return told.endswith(_SHORTENED) and value.startswith(told[:-1])


def _shown(field: Any, message: Any) -> list[str]:
    """Return how a field's value may be told."""
    value = getattr(message, field.name)
    if field.is_repeated:
        is_map = field.message_type is not None and field.message_type.GetOptions().map_entry
        if is_map:
            inner = field.message_type.fields_by_name["value"]
            return ["{" + ", ".join(f"{key}: {_text(inner, value[key])}" for key in sorted(value)) + "}"]
        return ["[" + ", ".join(_text(field, each) for each in value) + "]"]
    plain = _text(field, value)
    return [plain, f"unset ({plain})"]


def _text(field: Any, value: Any) -> str:
    if field.message_type is not None:
        return "{" + text_format.MessageToString(value, as_one_line=True).strip() + "}"
    if field.enum_type is not None:
        known = field.enum_type.values_by_number.get(value)
        return known.name if known else str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bytes):
        return f"bytes {value.hex(' ')}" if value else "no bytes"
    return str(value).lower() if isinstance(value, bool) else str(value)
