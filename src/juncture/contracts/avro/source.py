"""An Avro schema file as JSON: its value, and the line of any place in it, found when asked for."""

import json
import re
from bisect import bisect_left
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

import orjson

from juncture.facts.problem import InputError, Problem
from juncture.repository.document import MAX_DEPTH
from juncture.repository.documents import MAX_BYTES

Step = str | int
Steps = tuple[Step, ...]
"""The way to a place in JSON: keys and indexes."""

_COMMENT = re.compile(r'"(?:[^"\\\n]++|\\.)*+"|(?://[^\n]*+|/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/)')
_BLANK = re.compile(r"[^\n]")


class Source:
    """A JSON text. Children of a container are indexed once, when a line below it is first asked for."""

    def __init__(self, path: str, content: bytes) -> None:
        self.path = path
        self.value, self._text = _read(path, content)
        self._children: dict[int, dict[Step, tuple[int, int]]] = {}
        self._newlines: list[int] | None = None

    def line_of(self, *steps: Step) -> int:
        """Return the line of the key or item that the steps lead to; of its nearest parent where it is absent."""
        mark = at = _skip(self._text, 0)
        for step in steps:
            found = self._below(at).get(step)
            if found is None:
                break
            mark, at = found
        if self._newlines is None:
            self._newlines = [found.start() for found in re.finditer("\n", self._text)]
        return bisect_left(self._newlines, mark) + 1

    def _below(self, at: int) -> dict[Step, tuple[int, int]]:
        if at not in self._children:
            self._children[at] = _index(self._text, at)
        return self._children[at]


def _read(path: str, content: bytes) -> tuple[Any, str]:
    """Return value and text. Comments are blanked out: Avro's own parser in Java accepts them."""
    if len(content) > MAX_BYTES:
        raise InputError(Problem(path, 0, f"{len(content):,} bytes; a schema of at most {MAX_BYTES:,} is expected"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(Problem(path, content.count(b"\n", 0, error.start) + 1, "not UTF-8")) from error
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        if "//" not in text and "/*" not in text:
            raise InputError(Problem(path, error.lineno, f"not JSON: {error.msg}")) from error
        text = _COMMENT.sub(lambda found: found[0] if found[0][0] == '"' else _BLANK.sub(" ", found[0]), text)
        try:
            value = orjson.loads(text)
        except orjson.JSONDecodeError as second:
            raise InputError(Problem(path, second.lineno, f"not JSON: {second.msg}")) from second
    if _deeper(value, MAX_DEPTH):
        raise InputError(Problem(path, 0, f"nested deeper than {MAX_DEPTH} levels"))
    return value, text


def _deeper(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        inner = [each.values() if isinstance(each, dict) else each for each in level if isinstance(each, dict | list)]
        if not inner:
            return False
        level = [child for children in inner for child in children]
    return True


def _index(text: str, at: int) -> dict[Step, tuple[int, int]]:
    """Return, for each key or index of the container at this place, where it starts and where its value does."""
    decoder = json.JSONDecoder()
    found: dict[Step, tuple[int, int]] = {}
    opening = text[at]
    if opening not in "{[":
        return found
    at = _skip(text, at + 1)
    while text[at] not in "}]":
        start, step = at, len(found)
        if opening == "{":
            step, at = scanstring(text, at + 1, False)
            at = _skip(text, _skip(text, at) + 1)
        found[step] = (start, at)
        _, at = decoder.raw_decode(text, at)
        at = _skip(text, at)
        at = _skip(text, at + 1) if text[at] == "," else at
    return found


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\n\r":
        at += 1
    return at
