"""Strict reading of what people write: the published JSON Schema is the check, every problem is told at once."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any, TypeVar

import msgspec

from juncture.facts.problem import InputError, Problem
from juncture.repository.document import Document
from juncture.repository.documents import load_one

MAX_BYTES = 1024 * 1024
"""Bytes beyond which a file that people write is refused (threats.md T13)."""
MAX_PROBLEMS = 100
_SHOWN = 60

Record = TypeVar("Record", bound=msgspec.Struct)

_NOUNS = {
    "string": "text",
    "array": "a list",
    "object": "a mapping",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}


@cache
def schema(record: type) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a record, closed: no object takes a key that its record does not name."""
    described = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(record)))
    for definition in described["$defs"].values():
        if "properties" in definition:
            definition["additionalProperties"] = False
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **described}


def read(path: str, content: bytes, record: type[Record]) -> tuple[Record, Document]:
    """Return what a YAML or JSON file says, as a record, with the document that knows the lines.

    An empty file says nothing. Raises InputError with every problem of the file.
    """
    if len(content) > MAX_BYTES:
        raise InputError(Problem(path, 0, f"{len(content):,} bytes; at most {MAX_BYTES:,} are allowed here"))
    document = load_one(content, path)
    if document.value is None:
        document.value = {}
    problems = check(document, schema(record))
    if problems:
        raise InputError(*problems)
    return msgspec.convert(document.value, record), document


def check(document: Document, schema: Mapping[str, Any]) -> list[Problem]:
    """Return what a document has wrong by a closed schema, in file order: duplicates, tags, keys, types, values."""
    import jsonschema_rs  # noqa: PLC0415 - only a file that people wrote needs it

    path = document.path
    problems = {
        Problem(path, line, f"duplicate key {_quoted(key)}; a key stands once") for key, line in document.duplicates
    }
    problems |= {Problem(path, line, "a tag; plain values are allowed") for line in document.tags}
    judge = jsonschema_rs.Draft202012Validator(dict(schema))
    try:
        for error in islice(judge.iter_errors(document.value), MAX_PROBLEMS):
            problems.update(_problems(document, schema, error))
    except UnicodeEncodeError:
        problems.add(Problem(path, 0, "half of a character pair (a lone surrogate); text is UTF-8"))
    return sorted(problems)[:MAX_PROBLEMS]


def _problems(document: Document, schema: Mapping[str, Any], error: Any) -> Iterator[Problem]:
    """Yield one schema error in the words of who wrote the file."""
    where: list[str | int] = list(error.instance_path)
    line = document.line_of(*where)
    kind = error.kind
    place = _place(where)
    holder = _at(schema, error.schema_path[:-1])
    match kind.name:
        case "additionalProperties":
            for key in kind.unexpected:
                yield Problem(
                    document.path, document.line_of(*where, key), _unknown_key(key, sorted(holder["properties"]))
                )
        case "required":
            yield Problem(document.path, line, f"{place} lacks {_quoted(kind.property)}; it is required")
        case "type":
            yield Problem(document.path, line, f"{place} is {_noun(_at(document.value, where))}; {_expected(holder)}")
        case "enum":
            allowed = [str(option) for option in kind.options]
            said = f"{place} is {_quoted(error.instance)}; allowed: {', '.join(allowed)}"
            yield Problem(document.path, line, said + _did_you_mean(str(error.instance), allowed))
        case "pattern":
            meant = holder.get("description") or kind.pattern
            yield Problem(document.path, line, f"{place} is {_quoted(error.instance)}; expected: {meant}")
        case "minimum" | "maximum":
            bound = "least" if kind.name == "minimum" else "most"
            yield Problem(document.path, line, f"{place} is {error.instance}; at {bound} {kind.limit} is allowed")
        case "minLength":
            yield Problem(document.path, line, f"{place} is empty; text is expected")
        case _:
            yield Problem(document.path, line, f"{place}: {error.message[: _SHOWN * 2]}")


def _at(root: Any, steps: Sequence[str | int]) -> Any:
    node = root
    for step in steps:
        node = node[step]
    return node


def _place(where: Sequence[str | int]) -> str:
    """``other_teams[0].team``, or ``the file`` for its root."""
    text = ""
    for step in where:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return _shorten(text.lstrip(".")) if text else "the file"


def _unknown_key(key: str, allowed: list[str]) -> str:
    return f"unknown key {_quoted(key)}; allowed: {', '.join(allowed)}{_did_you_mean(key, allowed)}"


def _did_you_mean(word: str, allowed: list[str]) -> str:
    near = difflib.get_close_matches(word[:_SHOWN], allowed, 1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _noun(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    names = {str: "text", int: "the number", float: "the number", list: "a list", dict: "a mapping"}
    noun = names[type(value)]
    return f"{noun} {_shorten(str(value))}" if noun == "the number" else noun


def _expected(holder: Mapping[str, Any]) -> str:
    kinds = holder.get("type", "object")
    wanted = " or ".join(_NOUNS[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))
    return f"{wanted} is expected" + (" (in quotes)" if kinds == "string" else "")


def _quoted(value: object) -> str:
    """The value as one printable line of bounded length."""
    return _shorten(repr(value))


def _shorten(text: str) -> str:
    printable = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text[: _SHOWN + 1])
    return printable if len(printable) <= _SHOWN else printable[:_SHOWN] + "…"
