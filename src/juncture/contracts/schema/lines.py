"""A JSON text read piece by piece: equal pieces of two texts are one value, and the line of every key can be told.

Only what encloses the pieces is taken apart at first; what is inside one when the line of something in it is asked for.
"""

import json
import re
from itertools import accumulate
from typing import Any, NamedTuple

import msgspec
import orjson

from juncture.contracts.schema.place import Step

_BLOCK = 1 << 13
_BLANKS = re.compile(rb"[ \t\n\r,]*+").match
_KEY = re.compile(rb'[ \t\n\r,]*+("(?:[^"\\]++|\\.)*+")[ \t\n\r]*+:[ \t\n\r]*+').match
"""A key with what stands around it. The text is well-formed: commas are where they belong, and count as blanks."""
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_LIST = msgspec.json.Decoder(list[msgspec.Raw]).decode
"""They skip over what is inside a value, and tell how long its text is."""
_VALUE = json.JSONDecoder(object_pairs_hook=len).scan_once  # type: ignore[attr-defined]


_LARGEST_PIECE = 1 << 15
"""Bytes of an object beyond which it is taken apart."""


class _Child(NamedTuple):
    """Where a key or item starts, where its value does, and where that ends: offsets in bytes."""

    start: int
    value: int
    end: int


class JsonText:
    """One JSON text."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._children: dict[int, dict[Step, _Child]] = {}
        self._blocks: list[int] = []

    def value(self, known: dict[bytes, Any]) -> Any:
        """Return the value; each piece whose bytes are ``known`` is the one that they map to, others are added.

        Raises orjson.JSONDecodeError where the text is no JSON.
        """
        try:
            return self._value(self._whole(), known)
        except (msgspec.DecodeError, UnicodeDecodeError, orjson.JSONDecodeError, RecursionError):
            return orjson.loads(self._content.removeprefix(b"\xef\xbb\xbf"))  # says where it is wrong in the whole text

    def _value(self, child: _Child, known: dict[bytes, Any]) -> Any:
        if child.end - child.value > _LARGEST_PIECE and self._content.startswith(b"{", child.value):
            return {key: self._value(each, known) for key, each in self._inside(child).items()}
        piece = self._content[child.value : child.end]
        if piece not in known:
            known[piece] = orjson.loads(piece)
        return known[piece]

    def line_of(self, *pointer: Step) -> int:
        """Return the line (from 1) of the key or item that the pointer leads to, else of its nearest parent.

        Raises RecursionError where the text nests too deep to be looked through.
        """
        here = self._whole()
        for step in pointer:
            found = self._inside(here).get(step)
            if found is None:
                break
            here = found
        block = here.start // _BLOCK
        return self._blocks[block] + self._content.count(b"\n", block * _BLOCK, here.start) + 1

    def _whole(self) -> _Child:
        text = self._content
        if not self._blocks:
            counts = (text.count(b"\n", start, start + _BLOCK) for start in range(0, len(text), _BLOCK))
            self._blocks = list(accumulate(counts, initial=0))
        start = _next(text, 3 if text.startswith(b"\xef\xbb\xbf") else 0)
        return _Child(start, start, len(text))

    def _inside(self, child: _Child) -> dict[Step, _Child]:
        if child.value not in self._children:
            self._children[child.value] = _indexed(self._content, child)
        return self._children[child.value]


def _indexed(text: bytes, parent: _Child) -> dict[Step, _Child]:
    """Return the children of an object or list; of a key that stands twice, the last."""
    kind, inside = text[parent.value : parent.value + 1], memoryview(text)[parent.value : parent.end]
    if kind == b"{":
        found = _keyed(text, parent, {key: len(raw) for key, raw in _OBJECT(inside).items()})
        return _scanned(text, parent) if found is None else found
    children: dict[Step, _Child] = {}
    at = parent.value + 1
    for number, raw in enumerate(_LIST(inside) if kind == b"[" else ()):
        start = _next(text, at)
        at = start + len(raw)
        children[number] = _Child(start, start, at)
    return children


def _keyed(text: bytes, parent: _Child, sizes: dict[str, int]) -> dict[Step, _Child] | None:
    """Return the children of an object by the sizes of their values; None where a key stands twice."""
    children: dict[Step, _Child] = {}
    at = parent.value + 1
    for key, size in sizes.items():
        named = _KEY(text, at)
        if named is None:
            return None
        value = named.end()
        at = value + size
        children[key] = _Child(named.start(1), value, at)
    at = _next(text, at)
    return children if text[at : at + 1] == b"}" else None


def _scanned(text: bytes, parent: _Child) -> dict[Step, _Child]:
    """Return the children of an object key by key."""
    children: dict[Step, _Child] = {}
    characters = text[parent.value : parent.end].decode("latin-1")  # one for each byte: offsets stay right
    at = parent.value + 1
    while named := _KEY(text, at):
        value = named.end()
        at = parent.value + _VALUE(characters, value - parent.value)[1]
        children[json.loads(named[1])] = _Child(named.start(1), value, at)
    return children


def _next(text: bytes, at: int) -> int:
    """Return where the next thing stands that is neither blank nor comma."""
    end: int = _BLANKS(text, at).end()  # type: ignore[union-attr]
    return end
