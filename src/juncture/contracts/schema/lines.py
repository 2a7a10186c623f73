"""The lines of a JSON text's keys and items, found when asked for: nothing is scanned where nothing changed."""

import json
import re
from itertools import accumulate
from json.decoder import scanstring  # type: ignore[attr-defined]

from juncture.contracts.schema.place import Step

_BLOCK = 1 << 13
_BLANKS = re.compile(r"[ \t\n\r]*").match
_COLON = re.compile(r"[ \t\n\r]*:[ \t\n\r]*").match
_COMMA = re.compile(r"[ \t\n\r]*,?[ \t\n\r]*").match
_VALUE = json.JSONDecoder(object_pairs_hook=len).scan_once  # type: ignore[attr-defined]
"""Finds the end of a value without keeping what is in it."""
_OUTER_LEVELS = 3
"""Levels indexed in the first pass over the text: in contracts, those down to the names of paths and schemas."""


class _Container:
    """An object or list of the text: where each child starts and where its value does, as far as it was looked at.

    ``next`` is where the next child starts; ``open`` is the value before it, where its end was not looked for, else -1.
    """

    __slots__ = ("children", "is_object", "next", "open")

    def __init__(self, is_object: bool, start: int) -> None:
        self.is_object = is_object
        self.children: dict[Step, tuple[int, int]] = {}
        self.next = start
        self.open = -1


class JsonLines:
    """Lines of one JSON text, which must be well-formed. Text is looked through once, as far as it is needed."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._text = ""
        self._containers: dict[int, _Container] = {}
        self._blocks: list[int] = []

    def line_of(self, *pointer: Step) -> int:
        """Return the line (from 1) of the key or item that the pointer leads to, else of its nearest parent."""
        mark = at = self._start()
        for step in pointer:
            found = self._child(at, step)
            if found is None:
                break
            mark, at = found
        block = mark // _BLOCK
        return self._blocks[block] + self._text.count("\n", block * _BLOCK, mark) + 1

    def _start(self) -> int:
        """Return where the value begins; index the outer levels when first asked."""
        at = 3 if self._content.startswith(b"\xef\xbb\xbf") else 0
        if not self._blocks:
            # One character for each byte: offsets stay right, and the text takes no more room than the bytes.
            self._text = text = self._content.decode("latin-1")
            counts = (text.count("\n", start, start + _BLOCK) for start in range(0, len(text), _BLOCK))
            self._blocks = list(accumulate(counts, initial=0))
            self._end(_BLANKS(text, at).end(), _OUTER_LEVELS)  # type: ignore[union-attr]
        found: int = _BLANKS(self._text, at).end()  # type: ignore[union-attr]
        return found

    def _child(self, at: int, step: Step) -> tuple[int, int] | None:
        """Return where a child starts, and its value; of a key that stands twice, one of them."""
        container = self._container(at)
        if container is not None and step not in container.children:
            self._read(container, 1, step)
        return container.children.get(step) if container else None

    def _container(self, at: int) -> _Container | None:
        kind = self._text[at]
        if at not in self._containers and kind in "{[":
            self._containers[at] = _Container(kind == "{", _BLANKS(self._text, at + 1).end())  # type: ignore[union-attr]
        return self._containers.get(at)

    def _end(self, at: int, levels: int) -> int:
        """Return where a value ends; index its children, and theirs, as many levels deep."""
        container = self._container(at) if levels else None
        if container is None:
            end: int = _VALUE(self._text, at)[1]
            return end
        self._read(container, levels, None)
        return container.next + 1

    def _read(self, container: _Container, levels: int, until: Step | None) -> None:
        """Index children from where it was left, up to one of them."""
        text, children, start = self._text, container.children, container.next
        if container.open >= 0:
            start = _COMMA(text, self._end(container.open, 0)).end()  # type: ignore[union-attr]
            container.open = -1
        while text[start] not in "}]":
            step: Step = len(children)
            value = start
            if container.is_object:
                raw, value = scanstring(text, start + 1, False)
                step = raw if raw.isascii() else _utf8(raw)
                value = _COLON(text, value).end()  # type: ignore[union-attr]
            children[step] = start, value
            if step == until:
                container.open = value
                return
            start = _COMMA(text, self._end(value, levels - 1)).end()  # type: ignore[union-attr]
        container.next = start


def _utf8(raw: str) -> str:
    """Return a key whose bytes were read as characters; an escaped one beyond Latin-1 is right already."""
    try:
        return raw.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return raw
