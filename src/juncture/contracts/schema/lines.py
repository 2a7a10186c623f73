"""The lines of a JSON text's keys and items, found when asked for: nothing is scanned where nothing changed."""

import json
import re
from itertools import accumulate
from json.decoder import scanstring  # type: ignore[attr-defined]

from juncture.contracts.schema.place import Step

_BLOCK = 1 << 13
_BLANKS = re.compile(r"[ \t\n\r]*").match
_VALUE = json.JSONDecoder(object_pairs_hook=len).scan_once  # type: ignore[attr-defined]
"""Finds the end of a value without keeping what is in it."""
_OUTER_LEVELS = 3
"""Levels indexed in the first pass over the text: in contracts, those down to the names of paths and schemas."""

_Children = dict[Step, tuple[int, int]]
"""Where each key (or item) starts, and where its value does. Of a key that stands twice, the last."""


class JsonLines:
    """Lines of one JSON text, which must be well-formed. A container's children are looked through once."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._text = ""
        self._children: dict[int, _Children] = {}
        self._blocks: list[int] = []

    def line_of(self, *pointer: Step) -> int:
        """Return the line (from 1) of the key or item that the pointer leads to, else of its nearest parent."""
        mark = at = self._start()
        for step in pointer:
            if at not in self._children:
                self._end(at, 1)
            found = self._children.get(at, {}).get(step)
            if found is None:
                break
            mark, at = found
        block = mark // _BLOCK
        return self._blocks[block] + self._text.count("\n", block * _BLOCK, mark) + 1

    def _start(self) -> int:
        at = 3 if self._content.startswith(b"\xef\xbb\xbf") else 0
        if not self._blocks:
            # One character for each byte: offsets stay right, and the text takes no more room than the bytes.
            self._text = text = self._content.decode("latin-1")
            counts = (text.count("\n", start, start + _BLOCK) for start in range(0, len(text), _BLOCK))
            self._blocks = list(accumulate(counts, initial=0))
            self._end(self._skip(at), _OUTER_LEVELS)
        return self._skip(at)

    def _skip(self, at: int) -> int:
        return _BLANKS(self._text, at).end()  # type: ignore[union-attr]

    def _end(self, at: int, levels: int) -> int:
        """Return where a value ends; index its children, and theirs, as many levels deep."""
        kind = self._text[at]
        if not levels or kind not in "{[":
            end: int = _VALUE(self._text, at)[1]
            return end
        children: _Children = {}
        closing = "}" if kind == "{" else "]"
        at_child = self._skip(at + 1)
        while self._text[at_child] != closing:
            step: Step = len(children)
            value = at_child
            if kind == "{":
                raw, value = scanstring(self._text, at_child + 1, False)
                step, value = _utf8(raw), self._skip(self._skip(value) + 1)
            children[step] = at_child, value
            at_child = self._skip(self._end(value, levels - 1))
            if self._text[at_child] == ",":
                at_child = self._skip(at_child + 1)
        self._children[at] = children
        return at_child + 1


def _utf8(raw: str) -> str:
    """Return a key whose bytes were read as characters; an escaped one beyond Latin-1 is right already."""
    try:
        return raw.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return raw
