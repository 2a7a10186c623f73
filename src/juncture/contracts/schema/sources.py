"""The files of one side: values, lines, and references, which lead to these files and nowhere else.

A reference to an address (http, file, a network share) is never followed: no socket and no disk is touched
(threats.md T12). What cannot be reached is a ``Missing`` with its reason.
"""

import re
from collections.abc import Mapping
from posixpath import dirname, join, normpath
from typing import Any, NamedTuple, Protocol, TypeGuard
from urllib.parse import unquote, urljoin

import orjson

from juncture.contracts.schema.lines import JsonText
from juncture.contracts.schema.place import Place, Step
from juncture.facts.problem import InputError, Problem
from juncture.repository.documents import MAX_BYTES, load_one

MAX_HOPS = 100
"""References that lead to a reference, one after another."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|[\\/]|.*\\")
_ID = re.compile(rb"""["']?\$?\bid["']?\s{0,20}:\s{0,20}["']?([a-z]{2,6}:[^\s"']{1,500})""")
_ID_WITHIN = 4096


class Missing(NamedTuple):
    """What a reference leads to where it leads to nothing.

    ``within`` where that is in the file after all; ``is_loop`` where references only lead to one another.
    """

    reason: str
    within: bool = False
    is_loop: bool = False


class Lines(Protocol):
    """Knows the line of every key and item of a document."""

    def line_of(self, *path: Step) -> int:
        """Return the line, from 1; of the nearest parent where the path leads nowhere."""
        ...


class _Read(NamedTuple):
    value: Any
    lines: Lines


class Sources:
    """The contract files of one side, read when first asked for.

    What both sides write alike is one value where the other side's sources are given; values are never altered.
    """

    def __init__(self, files: Mapping[str, bytes], other: "Sources | None" = None) -> None:
        self.files = files
        self._known: dict[bytes, Any] = other._known if other else {}
        self._read: dict[str, _Read] = {}
        self._targets: dict[tuple[str, str], Place | Missing] = {}
        self._ids: dict[str, str] | None = None
        self._inside: dict[str, dict[str, Place]] = {}
        self._anchors: dict[str, dict[str, Place]] = {}

    def root(self, path: str) -> Any:
        """Return a whole file's value. Raises InputError."""
        return self._file(path).value

    def at(self, place: Place) -> Any:
        """Return the value at a place; None where there is none."""
        known = self._read.get(place.path)
        value = known.value if known else self.root(place.path)
        try:
            for step in place.pointer:
                value = value[step]
        except (KeyError, IndexError, TypeError):
            return None  # the pointer leads nowhere
        return value

    def line(self, place: Place) -> int:
        """Return the line of a place, from 1. Raises InputError where the text nests too deep to be looked through."""
        try:
            return self._file(place.path).lines.line_of(*place.pointer)
        except RecursionError as error:
            raise InputError(Problem(place.path, 0, "nested deeper than 900 levels")) from error

    def target(self, path: str, reference: str) -> Place | Missing:
        """Return what a ``$ref`` written in ``path`` leads to."""
        key = (path, reference)
        if key not in self._targets:
            self._targets[key] = self._find(path, reference)
        return self._targets[key]

    def meant(self, path: str, written: str) -> Place | Missing:
        """Return what a discriminator's mapping leads to: a reference, or the name of a schema."""
        named = Place(path, ("components", "schemas", written))
        return named if self.at(named) is not None else self.target(path, written)

    def follow(self, place: Place) -> Place | Missing:
        """Return the place that holds the value itself, at the end of a chain of references."""
        for _ in range(MAX_HOPS):
            value = self.at(place)
            reference = value.get("$ref") if isinstance(value, dict) else None
            if not isinstance(reference, str):
                return place
            found = self.target(place.path, reference)
            if isinstance(found, Missing):
                return found
            place = found
        return Missing("references that only lead to references", is_loop=True)

    def _file(self, path: str) -> _Read:
        if path not in self._read:
            self._read[path] = _loaded(path, self.files[path], self._known)
        return self._read[path]

    def _find(self, path: str, reference: str) -> Place | Missing:
        written, _, fragment = reference.partition("#")
        home = self._home(path, written)
        if isinstance(home, Missing):
            inside = self._embedded(path).get(urljoin(self._own_id(path), written).rstrip("#"))
            if inside is not None and fragment and not fragment.startswith("/"):
                return Missing(f"anchors inside {written}, which is a part of {path}, are not followed", within=True)
            return home if inside is None else self._beneath(inside, fragment)
        if fragment and not fragment.startswith("/"):
            found = self._anchored(home).get(unquote(fragment))
            return found or Missing(f"no anchor #{fragment} in {home}")
        return self._beneath(Place(home), fragment)

    def _beneath(self, place: Place, fragment: str) -> Place | Missing:
        """Return what a JSON pointer leads to from a place."""
        value, pointer = self.at(place), list(place.pointer)
        for token in fragment.split("/")[1:]:
            key: Step = unquote(token).replace("~1", "/").replace("~0", "~")
            if isinstance(value, list) and isinstance(key, str) and key.isdecimal() and len(key) < 10:
                key = int(key)
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                return Missing(f"nothing at #{fragment} in {place.path}")
            pointer.append(key)
        return Place(place.path, tuple(pointer))

    def _home(self, path: str, written: str) -> str | Missing:
        """Return the given file that a reference without its fragment names."""
        if not written:
            return path
        near = normpath(join(dirname(path), unquote(written)))
        is_address = _ADDRESS.match(written) is not None
        if not is_address and near in self.files:
            return near
        by_id = self._by_id()
        base = next((one for one, home in by_id.items() if home == path), "")
        known = by_id.get(urljoin(base, written))
        if known:
            return known
        if is_address:
            return Missing(f"{written} is outside the contract's files, and is never fetched")
        return Missing(f"{written} is not among the given files")

    def _by_id(self) -> dict[str, str]:
        """Return the files by the ``$id`` that they give themselves (JSON Schema 2020-12, 8.2.1)."""
        if self._ids is None:
            found = {path: _ID.search(content, 0, _ID_WITHIN) for path, content in sorted(self.files.items())}
            self._ids = {own: path for path, match in found.items() if match and (own := self._own_id(path))}
        return self._ids

    def _own_id(self, path: str) -> str:
        """Return the id that a file gives itself as a whole; those of schemas inside it are not its own."""
        root = self.root(path)
        own = root.get("$id", root.get("id")) if isinstance(root, dict) else None
        return own.rstrip("#") if isinstance(own, str) else ""

    def _embedded(self, path: str) -> dict[str, Place]:
        """Return the schemas inside a file that have an id of their own (JSON Schema 2020-12, 9.3.1)."""
        if path not in self._inside:
            found: dict[str, Place] = {}
            base = self._own_id(path)
            edge: list[tuple[Place, Any, str]] = [(Place(path), self.root(path), base)]
            while edge:
                place, value, around = edge.pop()
                if isinstance(value, dict):
                    own = value.get("$id")
                    if place.pointer and _is_id(own):
                        around = urljoin(around, own)
                        found.setdefault(around.rstrip("#"), place)
                    edge += [(place.at(key), each, around) for key, each in value.items()]
                elif isinstance(value, list):
                    edge += [(place.at(at), each, around) for at, each in enumerate(value)]
            self._inside[path] = found
        return self._inside[path]

    def _anchored(self, path: str) -> dict[str, Place]:
        """Return the anchors of a file, ``$id: "#name"`` of older drafts included."""
        if path not in self._anchors:
            found: dict[str, Place] = {}
            edge: list[tuple[Place, Any]] = [(Place(path), self.root(path))]
            while edge:
                place, value = edge.pop()
                if isinstance(value, dict):
                    if place.pointer and _is_id(value.get("$id")):
                        continue  # a schema with an id of its own has its own anchors
                    names = [value.get("$anchor"), value.get("$dynamicAnchor"), value.get("$id"), value.get("id")]
                    for name in names[:2] + [one[1:] for one in names[2:] if isinstance(one, str) and one[:1] == "#"]:
                        if isinstance(name, str):
                            found.setdefault(name, place)
                    edge += [(place.at(key), each) for key, each in value.items() if isinstance(each, dict | list)]
                elif isinstance(value, list):
                    edge += [(place.at(at), each) for at, each in enumerate(value) if isinstance(each, dict | list)]
            self._anchors[path] = found
        return self._anchors[path]


def _is_id(value: object) -> TypeGuard[str]:
    """Whether a schema has an id of its own; a mere fragment is an anchor."""
    return isinstance(value, str) and not value.startswith("#")


def _loaded(path: str, content: bytes, known: dict[bytes, Any]) -> _Read:
    """JSON is read without looking for duplicate keys (the last one stands), YAML by the one loader."""
    if content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        document = load_one(content, path)
        return _Read(document.value, document)
    if len(content) > MAX_BYTES:
        raise InputError(Problem(path, 0, f"{len(content):,} bytes; contracts over {MAX_BYTES:,} bytes are not read"))
    try:
        text = JsonText(content)
        return _Read(text.value(known), text)
    except orjson.JSONDecodeError as error:
        if path.endswith(".json"):
            raise InputError(Problem(path, error.lineno, f"not JSON: {error.msg}")) from error
    document = load_one(content, path)  # a YAML file that begins with a flow mapping
    return _Read(document.value, document)
