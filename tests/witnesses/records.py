"""Re-checks Avro data: the writer's schema must write what is shown, the reader's must refuse it, by fastavro.

For a logical type the bytes that are shown must be read as the values that are told, and as different ones.
"""

import copy
import re
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import fastavro
from fastavro.schema import SchemaParseException
from sides import CannotReadError, Side

_LINE = re.compile(r"(old|new) writer → (old|new) reader   (\S+) (.+)   (refused: .*)\Z")
_BYTES = re.compile(r"bytes ([0-9a-f ]+) as (\S+)   (.+)\Z")
_REFUSED_SCHEMA = "the new schema is refused   "
_STEP = re.compile(r"\[([^\]]*)\]|\{\}")
_NAMED = ("record", "error", "enum", "fixed")
_PLAIN = ("null", "boolean", "int", "long", "float", "double", "bytes", "string")


def refuted(change: dict[str, Any], old: Side, new: Side) -> str:
    """Return why a witness does not hold; empty where it does. Raises CannotReadError."""
    witness = change["witness"]
    if not (witness.get("old_at") and witness.get("new_at")):
        raise CannotReadError("the witness names no type")
    places = {"old": (old, witness["old_at"][0]), "new": (new, witness["new_at"][0])}
    if witness["text"].startswith(_REFUSED_SCHEMA):
        return _accepted_schema(*places["new"])
    if witness["text"].startswith("bytes "):
        return _read_alike(change, places)
    for line in witness["text"].split("\n"):
        match = _LINE.match(line)
        if match is None:
            return f"the line says not who writes and who reads: {line}"
        writer, reader, _, datum, outcome = match.groups()
        if witness[f"{reader}_verdict"] != outcome:
            return f"the verdict of {reader} is not what the text says"
        if match[3].startswith("decimal("):
            why = _fits(datum, *(_leaf(change, word, *places[word]) for word in (writer, reader)))
        else:
            why = _read(datum, *(_schema(*places[word]) for word in (writer, reader)))
        if why:
            return f"{writer} → {reader}: {why}"
    return ""


def _read(text: str, writer: Any, reader: Any) -> str:
    buffer = BytesIO()
    try:
        (datum,) = fastavro.json_reader(StringIO(text), writer, decoder=fastavro.io.json_decoder.AvroJSONDecoder)
        fastavro.schemaless_writer(buffer, writer, datum)
        fastavro.schemaless_reader(BytesIO(buffer.getvalue()), writer, writer)
    except (ValueError, TypeError, LookupError, EOFError, AttributeError) as error:
        return f"the writer does not write it: {type(error).__name__} {error}"
    try:
        fastavro.schemaless_reader(BytesIO(buffer.getvalue()), writer, reader)
    except (fastavro.read.SchemaResolutionError, UnicodeDecodeError):
        return ""
    return "the reader reads it"


def _accepted_schema(side: Side, address: str) -> str:
    path = address.partition("#")[0]
    try:
        fastavro.parse_schema(_inlined(side, path, side.value(path), "", set()))
    except SchemaParseException:
        return ""
    return "fastavro takes the new schema"


def _read_alike(change: dict[str, Any], places: dict[str, tuple[Side, str]]) -> str:
    lines = change["witness"]["text"].split("\n")
    values = []
    for word, line in zip(("old", "new"), lines, strict=True):
        match = _BYTES.match(line)
        if match is None:
            return f"the line shows no bytes: {line}"
        value = fastavro.schemaless_reader(BytesIO(bytes.fromhex(match[1])), _leaf(change, word, *places[word]))
        if str(value) != match[3] or change["witness"][f"{word}_verdict"] != f"reads {value}":
            return f"{word}: read as {value}, not {match[3]}"
        values.append((match[1], value))
    return "" if values[0][0] == values[1][0] and values[0] != values[1] else "both read the same value"


def _fits(text: str, writer: Any, reader: Any) -> str:
    fastavro.schemaless_writer(BytesIO(), writer, Decimal(text))
    try:
        fastavro.schemaless_writer(BytesIO(), reader, Decimal(text))
    except ValueError:
        return ""
    return "the reader's type holds it"


def _schema(side: Side, address: str) -> Any:
    """Return the type at ``PATH#Name``, or a file's whole schema, with all that it refers to."""
    path, _, name = address.partition("#")
    try:
        if not name:
            return fastavro.parse_schema(_inlined(side, path, side.value(path), "", set()))
        names = [*_definitions(side.value(path))]
        full = next((each for each, _ in names if each == name), None)
        full = full or next((each for each, _ in names if each.rpartition(".")[2] == name), None)
        if full is None:
            raise CannotReadError(f"{path} declares no {name}")
        return fastavro.parse_schema(_inlined(side, path, full, "", set()))
    except (TypeError, KeyError, AttributeError, ValueError, SchemaParseException) as error:
        raise CannotReadError(f"{path} is no schema that fastavro reads: {error}") from error


def _inlined(side: Side, path: str, value: Any, namespace: str, known: set[str]) -> Any:
    """Return a schema in which each name is declared where it stands first, wherever it is declared."""
    if isinstance(value, list):
        return [_inlined(side, path, each, namespace, known) for each in value]
    if isinstance(value, str):
        return value if value in _PLAIN else _declared(side, path, value, namespace, known)
    kind = value["type"]
    if isinstance(kind, dict | list) or kind not in (*_NAMED, "array", "map"):
        inner = _inlined(side, path, kind, namespace, known)
        return {**value, "type": inner} if isinstance(inner, str) and inner in _PLAIN else inner
    if kind in ("array", "map"):
        key = "items" if kind == "array" else "values"
        return {**value, key: _inlined(side, path, value[key], namespace, known)}
    full = _full(value["name"], value.get("namespace", namespace))
    if full in known:
        return full
    known.add(full)
    space = full.rpartition(".")[0]
    said = {key: each for key, each in value.items() if key != "namespace"}
    said |= {"name": full, "aliases": [_full(each, space) for each in value.get("aliases") or ()]}
    if kind in ("record", "error"):
        fields = [{**each, "type": _inlined(side, path, each["type"], space, known)} for each in value["fields"]]
        said |= {"type": "record", "fields": fields}
    return said


def _declared(side: Side, path: str, name: str, namespace: str, known: set[str]) -> Any:
    for full in (_full(name, namespace), name):
        if full in known:
            return full
        home = _home(side, path, full)
        if home is not None:
            found = next(each for each in _definitions(side.value(home)) if each[0] == full)
            return _inlined(side, home, {**found[1], "name": full, "namespace": ""}, "", known)
    raise CannotReadError(f"{name} is declared nowhere")


def _home(side: Side, path: str, full: str) -> str | None:
    """Return the file that declares a name: this one, one beside it, else any."""
    others = [each for each in side.files(".avsc", ".json") if side.root.is_dir() and each != path]
    folder = path.rpartition("/")[0]
    for each in (path, *sorted(others, key=lambda each: (each.rpartition("/")[0] != folder, each))):
        if any(name == full for name, _ in _definitions(side.value(each))):
            return each
    return None


def _full(name: str, namespace: str) -> str:
    return name if "." in name or not namespace else f"{namespace}.{name}"


def _definitions(value: Any, namespace: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the named types of a schema by their full names."""
    if isinstance(value, list):
        for each in value:
            yield from _definitions(each, namespace)
    if not isinstance(value, dict):
        return
    if value.get("type") in _NAMED and isinstance(value.get("name"), str):
        full = _full(value["name"], value.get("namespace", namespace))
        namespace = full.rpartition(".")[0]
        yield full, value
    for key in ("fields", "type", "items", "values"):
        yield from _definitions(value.get(key), namespace)


def _leaf(change: dict[str, Any], word: str, side: Side, address: str) -> Any:
    """Return the type that the change's part leads to: ``Record.field[branch][]{}``."""
    head, *_ = re.split(r"[\[{]", change["part"], maxsplit=1)
    schema = _schema(side, address)
    known = dict(_definitions(schema))
    own = address.partition("#")[2]
    field = head.removeprefix(own).lstrip(".") if own else ""
    if own and not head.startswith(own):
        field = head.rpartition(".")[2]
    here = schema
    if field:
        here = next((each["type"] for each in schema["fields"] if each["name"] == field), None)
    for step in _STEP.finditer(change["part"][len(head) :]):
        here = _inside(here, step, known)
    here = known.get(here, here) if isinstance(here, str) else here
    if here is None:
        raise CannotReadError(f"{word}: {change['part']} leads to nothing")
    return fastavro.parse_schema(copy.deepcopy(here), {})


def _inside(here: Any, step: re.Match[str], known: dict[str, Any]) -> Any:
    here = known.get(here, here) if isinstance(here, str) else here
    if step[0] == "{}":
        return here["values"]
    if isinstance(here, list):
        return next((each for each in here if step[1] in (_branch(each), _branch(each).rpartition(".")[2])), None)
    return here["items"] if step[0] == "[]" else here


def _branch(each: Any) -> str:
    return each if isinstance(each, str) else str(each.get("name", each["type"]))
