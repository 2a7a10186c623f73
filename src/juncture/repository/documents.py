"""The one loader for YAML and JSON: plain values, the line of every key and item, and caps.

Values follow the YAML 1.2 core schema (``yes`` and ``on`` are strings). Keys of mappings become strings.
Positions are kept beside the values, by container, so that a value stays a plain dict or list.
"""

import json
import re
from collections.abc import Iterator, Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, NamedTuple

import orjson

from juncture.facts.problem import InputError, Problem

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 200
MAX_NODES = 2_000_000


class Document:
    """One document of a file.

    ``value`` is plain data. ``line`` is where it starts. ``duplicates`` are keys given twice, with their
    lines; the last value stands. ``tags`` are the lines of tags that were read as if they were not there.
    """

    __slots__ = ("_content", "_marks", "duplicates", "line", "path", "tags", "value")

    def __init__(self, path: str, value: Any, line: int = 1) -> None:
        self.path = path
        self.value = value
        self.line = line
        self.duplicates: list[tuple[str, int]] = []
        self.tags: list[int] = []
        self._marks: dict[int, Any] = {}
        self._content: str | None = None

    def line_of(self, *path: str | int) -> int:
        """Return the line of the key or item that ``path`` leads to; of its nearest parent where it is absent."""
        if self._content is not None:
            return _json_line(self._content, path)
        line, node = self.line, self.value
        for step in path:
            try:
                line, node = self._marks[id(node)][step], node[step]
            except (KeyError, IndexError, TypeError):
                return line  # the path leads nowhere from here
        return line


def load(content: bytes, path: str) -> list[Document]:
    """Return the documents of a YAML or JSON file. Raises InputError where it cannot be read whole.

    A file over a cap is refused, never read in part (threats.md T13).
    """
    if len(content) > MAX_BYTES:
        raise InputError(
            Problem(
                path,
                0,
                f"{len(content):,} bytes; files over {MAX_BYTES:,} bytes are not read as YAML or JSON",
            )
        )
    if path.endswith(".json"):
        return [_load_json(content, path)]
    return list(_load_yaml(content, path))


def load_one(content: bytes, path: str) -> Document:
    """Return the single document of a file; an empty file holds None. Raises InputError."""
    documents = load(content, path)
    if len(documents) > 1:
        raise InputError(Problem(path, documents[1].line, "a second document; this file holds one"))
    return documents[0] if documents else Document(path, None)


def _load_json(content: bytes, path: str) -> Document:
    try:
        value = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise InputError(Problem(path, error.lineno, f"not JSON: {error.msg}")) from error
    document = Document(path, value)
    text = content.decode("utf-8-sig")
    document._content = text
    if isinstance(value, dict | list):
        json.loads(text, object_pairs_hook=lambda pairs: _note_duplicates(pairs, document))
    return document


def _note_duplicates(pairs: list[tuple[str, Any]], document: Document) -> None:
    if len(pairs) != len({key for key, _ in pairs}):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                document.duplicates.append((key, 0))
            seen.add(key)


def _json_line(text: str, path: Sequence[str | int]) -> int:
    at = _skip(text, 0)
    mark = at
    for step in path:
        found = _json_child(text, at, step)
        if found is None:
            break
        mark, at = found
    return text.count("\n", 0, mark) + 1


def _json_child(text: str, at: int, step: str | int) -> tuple[int, int] | None:
    """Return where the key (or item) starts and where its value starts; the last of duplicate keys."""
    decoder = json.JSONDecoder()
    found = None
    if text[at] == "{":
        at = _skip(text, at + 1)
        while text[at] != "}":
            start = at
            key, at = scanstring(text, at + 1, False)
            at = _skip(text, _skip(text, at) + 1)
            if key == step:
                found = (start, at)
            _, at = decoder.raw_decode(text, at)
            at = _skip(text, at)
            at = _skip(text, at + 1) if text[at] == "," else at
    elif text[at] == "[":
        at, number = _skip(text, at + 1), 0
        while text[at] != "]":
            if number == step:
                return at, at
            _, at = decoder.raw_decode(text, at)
            at = _skip(text, at)
            at = _skip(text, at + 1) if text[at] == "," else at
            number += 1
    return found


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\n\r":
        at += 1
    return at


_INT = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_LONGEST_NUMBER = 400


def plain_scalar(text: str) -> Any:
    """Return the value of an unquoted scalar by the YAML 1.2 core schema (section 10.3.2)."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _LONGEST_NUMBER or not (text[0].isdigit() or text[0] in "+-."):
        return text
    if _INT.match(text):
        return int(text)
    if _OCTAL.match(text):
        return int(text[2:], 8)
    if _HEX.match(text):
        return int(text[2:], 16)
    return float(text) if _FLOAT.match(text) else text


class _Anchored(NamedTuple):
    value: Any
    size: int


def _load_yaml(content: bytes, path: str) -> Iterator[Document]:
    import yaml  # noqa: PLC0415 - `juncture diff` of two JSON files must not pay for it

    try:
        yield from _YamlBuilder(yaml.parse(content, Loader=yaml.CSafeLoader), path)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        raise InputError(Problem(path, line, f"not YAML: {error.problem or error.context}")) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(Problem(path, 0, f"not YAML: {' '.join(str(error).split())}")) from error


class _YamlBuilder:
    """Builds documents from the event stream of libyaml, in one pass."""

    def __init__(self, events: Iterator[Any], path: str) -> None:
        self.events = events
        self.path = path
        self.nodes = 0
        self.depth = 0
        self.anchors: dict[str, _Anchored] = {}
        self.document = Document(path, None)

    def __iter__(self) -> Iterator[Document]:
        for event in self.events:
            if type(event).__name__ == "DocumentStartEvent":
                self.anchors = {}
                self.document = Document(self.path, None, event.start_mark.line + 1)
                first = next(self.events)
                self.document.line = first.start_mark.line + 1
                self.document.value = self._node(first)
                yield self.document

    def _refuse(self, event: Any, what: str) -> InputError:
        return InputError(Problem(self.path, event.start_mark.line + 1, what))

    def _node(self, event: Any) -> Any:
        kind = type(event).__name__
        if kind == "AliasEvent":
            return self._alias(event)
        before = self.nodes
        self._count(event, 1)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._refuse(event, f"nested deeper than {MAX_DEPTH} levels")
        if event.tag is not None and not event.tag.startswith("tag:yaml.org,2002:"):
            self.document.tags.append(event.start_mark.line + 1)
        value: Any
        if kind == "ScalarEvent":
            # A quoted scalar, or one tagged !!str, is text whatever it looks like.
            is_text = event.style not in (None, "") or event.tag == "tag:yaml.org,2002:str"
            value = event.value if is_text else plain_scalar(event.value)
        elif kind == "MappingStartEvent":
            value = self._mapping(event)
        else:
            value = self._sequence(event)
        self.depth -= 1
        if event.anchor:
            self.anchors[event.anchor] = _Anchored(value, self.nodes - before)
        return value

    def _alias(self, event: Any) -> Any:
        anchored = self.anchors.get(event.anchor)
        if anchored is None:
            raise self._refuse(event, f"the alias *{event.anchor} stands before its anchor, or inside it")
        self._count(event, anchored.size)
        return anchored.value

    def _count(self, event: Any, nodes: int) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES:
            raise self._refuse(event, f"more than {MAX_NODES:,} nodes once aliases are followed")

    def _sequence(self, _: Any) -> list[Any]:
        value: list[Any] = []
        marks: list[int] = []
        for event in self.events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            marks.append(event.start_mark.line + 1)
            value.append(self._node(event))
        self.document._marks[id(value)] = marks
        return value

    def _mapping(self, start: Any) -> dict[str, Any]:
        value: dict[str, Any] = {}
        marks: dict[str, int] = {}
        merged: list[Any] = []
        for event in self.events:
            if type(event).__name__ == "MappingEndEvent":
                break
            line = event.start_mark.line + 1
            is_merge = type(event).__name__ == "ScalarEvent" and event.value == "<<" and event.style in (None, "")
            key = self._node(event)
            if isinstance(key, dict | list):
                raise self._refuse(start, "a mapping or a list as a key")
            item = self._node(next(self.events))
            if is_merge:
                merged.extend(item if isinstance(item, list) else [item])
                continue
            name = event.value if type(event).__name__ == "ScalarEvent" else str(key)
            if name in value:
                self.document.duplicates.append((name, line))
            value[name] = item
            marks[name] = line
        for source in merged:
            if isinstance(source, dict):
                theirs = self.document._marks.get(id(source), {})
                for name, item in source.items():
                    if name not in value:
                        value[name] = item
                        marks[name] = theirs.get(name, start.start_mark.line + 1)
        self.document._marks[id(value)] = marks
        return value
