"""The one loader for YAML and JSON: plain values, the line of every key and item, and caps.

Values follow the YAML 1.2 core schema (``yes`` and ``on`` are strings). Keys of mappings become strings.
Positions are kept beside the values, by container, so that a value stays a plain dict or list.
"""

import json
from collections.abc import Iterator, Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

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


def _load_yaml(content: bytes, path: str) -> Iterator[Document]:
    # `juncture diff` of two JSON files must not pay for it
    import yaml  # noqa: PLC0415

    from juncture.repository.yaml_events import YamlBuilder  # noqa: PLC0415

    try:
        yield from YamlBuilder(yaml.CSafeLoader(content).get_event, path)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        raise InputError(Problem(path, line, f"not YAML: {error.problem or error.context}")) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InputError(Problem(path, 0, f"not YAML: {' '.join(str(error).split())}")) from error
