"""Finds which parts of the documents differ, or refer to something that does: nothing else is compared.

Bytes are compared, not values. References are found in those bytes, and followed backwards from what differs.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

import orjson

from juncture.contracts.schema.canonical import digest
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.sources import Missing, Sources

_REFERENCE = re.compile(rb'"(?:\$ref|\$dynamicRef|\$recursiveRef)":("(?:[^"\\]|\\.)*")')
_MAPPING = re.compile(rb'"mapping":(\{[^{}]*\})')

Renamed = Callable[[str], str]
"""Returns the path at head of a path at base."""


class Touched:
    """What differs between two sides, as far as it was asked for. Places are those at head.

    ``old_path`` returns the path at base of a path at head.
    """

    def __init__(self, old: Sources, new: Sources, old_path: Renamed) -> None:
        self._old, self._new = old, new
        self._old_path = old_path
        self._dumps: dict[tuple[bool, Place], bytes] = {}
        self._users: dict[Place, list[Place]] = {}
        self._seen: set[Place] = set()
        self._touched: set[Place] = set()

    def __contains__(self, place: Place) -> bool:
        """Whether what stands at a place at head differs, or refers to something that does."""
        if place not in self._seen:
            self._walk([place])
        return place in self._touched

    def walk(self, places: Iterable[Place]) -> None:
        """Look at places and at all that they refer to."""
        self._walk([place for place in places if place not in self._seen])

    def seen(self, place: Place) -> bool:
        """Whether a place was looked at, because something that was compared refers to it."""
        return place in self._seen

    def same(self, old: Place, new: Place) -> bool:
        """Whether two places hold the same and refer to nothing that differs."""
        if old.path != self._old_path(new.path):
            return False
        if old.pointer == new.pointer and new in self._seen:
            return new not in self._touched
        before, after = self._old.at(old), self._new.at(new)
        if before is None and after is None:
            return True
        if type(after) is dict and len(after) == 1 and "$ref" in after and before == after:
            target = self._new.target(new.path, str(after["$ref"]))
            return isinstance(target, Missing) or target not in self
        text = digest(before, old.path)
        return text == digest(after, new.path) and not self._refers(self._new, new.path, text)

    def is_reference(self, place: Place) -> bool:
        """Whether what stands at a place at head is written elsewhere."""
        value = self._new.at(place)
        return isinstance(value, dict) and "$ref" in value

    def stamp(self, old_side: bool) -> Callable[[Place, Any], bytes]:
        """Return a function that writes a condition so that equal texts mean the same on both sides."""
        sources = self._old if old_side else self._new

        def stamp(place: Place, value: Any) -> bytes:
            text = digest(value, place.path)
            return text + (b" (old)" if old_side else b" (new)") if self._refers(sources, place.path, text) else text

        return stamp

    def _refers(self, sources: Sources, path: str, text: bytes) -> bool:
        if b'"$' not in text and b'"mapping"' not in text:
            return False
        targets = self._targets(sources, path, text)
        return any(self._at_head(target, sources) in self for target in targets)

    def _at_head(self, place: Place, sources: Sources) -> Place:
        if sources is self._new:
            return place
        known = next((path for path in self._new.files if self._old_path(path) == place.path), place.path)
        return place._replace(path=known)

    def _walk(self, edge: list[Place]) -> None:
        """Look at places and all that they refer to; then mark what differs and all that refers to it."""
        differing = []
        while edge:
            place = edge.pop()
            if place in self._seen:
                continue
            self._seen.add(place)
            before, after = self._text(self._old, place), self._text(self._new, place)
            if before != after:
                differing.append(place)
            sides = [(self._new, place.path, after)]
            if before != after:
                sides.append((self._old, self._old_path(place.path), before))
            for sources, path, text in sides:
                for target in self._targets(sources, path, text):
                    there = self._at_head(target, sources)
                    self._users.setdefault(there, []).append(place)
                    if there in self._touched:
                        differing.append(place)
                    edge.append(there)
        while differing:
            place = differing.pop()
            if place not in self._touched:
                self._touched.add(place)
                differing += self._users.get(place, ())

    def _text(self, sources: Sources, place: Place) -> bytes:
        path = place.path if sources is self._new else self._old_path(place.path)
        if path not in sources.files:
            return b""
        return digest(sources.at(Place(path, place.pointer)), path)

    @staticmethod
    def _targets(sources: Sources, path: str, text: bytes) -> list[Place]:
        found = {sources.target(path, orjson.loads(each)) for each in set(_REFERENCE.findall(text))}
        for mapping in _MAPPING.findall(text):
            found |= {sources.meant(path, each) for each in orjson.loads(mapping).values() if isinstance(each, str)}
        return sorted(each for each in found if not isinstance(each, Missing))
