"""One document of YAML or JSON: plain data, and the line of every key and item.

Positions are kept beside the values, by container, so that a value stays a plain dict or list; those of JSON are looked
for in its text when they are asked for.
"""

import json
from collections.abc import Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

MAX_DEPTH = 200
MAX_NODES = 2_000_000


class Document:
    """One document of a file.

    ``value`` is plain data. ``line`` is where it starts. ``duplicates`` are keys given twice, with their
    lines; the last value stands. ``tags`` are the lines of tags that were read as if they were not there.
    """

    __slots__ = ("_content", "_marks", "duplicates", "line", "path", "tags", "value")

    def __init__(self, path: str, value: Any, line: int = 1, json_text: str | None = None) -> None:
        self.path = path
        self.value = value
        self.line = line
        self.duplicates: list[tuple[str, int]] = []
        self.tags: list[int] = []
        self._marks: dict[int, Any] = {}
        self._content = json_text

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


def _json_line(text: str, path: Sequence[str | int]) -> int:
    at = _skip(text, 0)
    mark = at
    for step in path:
        try:
            found = _json_child(text, at, step)
        except RecursionError:
            break  # what stands beside it is nested too deeply to be skipped from here: its parent's line stands for it
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
