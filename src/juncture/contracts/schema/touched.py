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

_REFERENCE = re.compile(rb'"\$(?:ref|dynamicRef|recursiveRef)":("[^"\\]*+(?:\\.[^"\\]*+)*+")')
_MAPPING = re.compile(rb'"mapping":(\{[^{}]*\})')

_NOTHING = object()

Renamed = Callable[[str], str]
"""Returns the path at head of a path at base."""


class Touched:
    """What differs between two sides, as far as it was asked for. Places are those at head.

    ``old_path`` returns the path at base of a path at head.
    """

    def __init__(self, old: Sources, new: Sources, old_path: Renamed) -> None:
        self.old, self.new = old, new
        self._old_path = old_path
        self._led: dict[tuple[Sources, str, bytes], Place | Missing] = {}
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
        before, after = self.old.at(old), self.new.at(new)
        if before is None or after is None:
            return before is after
        if type(after) is dict and len(after) == 1 and "$ref" in after and before == after:
            target = self.new.target(new.path, str(after["$ref"]))
            if isinstance(target, Missing):
                return isinstance(self.old.target(old.path, str(after["$ref"])), Missing)
            return target not in self
        text = digest(after, new.path)
        is_equal = before is after or text == digest(before, old.path)
        return is_equal and not self._refers(self.new, new.path, text) and not self._leads_nowhere(new, text)

    def is_reference(self, place: Place) -> bool:
        """Whether what stands at a place at head is written elsewhere."""
        value = self.new.at(place)
        return isinstance(value, dict) and "$ref" in value

    def stamp(self, old_side: bool) -> Callable[[Place, Any], bytes]:
        """Return a function that writes a condition so that equal texts mean the same on both sides."""
        sources = self.old if old_side else self.new

        def stamp(place: Place, value: Any) -> bytes:
            text = digest(value, place.path)
            return text + (b" (old)" if old_side else b" (new)") if self._refers(sources, place.path, text) else text

        return stamp

    def _refers(self, sources: Sources, path: str, text: bytes) -> bool:
        if b'"$' not in text and b'"mapping"' not in text:
            return False
        targets = self._targets(sources, path, text)
        if b'"$dynamicRef"' in text or b'"$recursiveRef"' in text:
            targets = {*targets, Place(path)}  # any schema of the file may be its caller, and decide what it leads to
        return any(self._at_head(target, sources) in self for target in targets)

    def _at_head(self, place: Place, sources: Sources) -> Place:
        if sources is self.new:
            return place
        known = next((path for path in self.new.files if self._old_path(path) == place.path), place.path)
        return place._replace(path=known)

    def _walk(self, edge: list[Place]) -> None:
        """Look at places and all that they refer to; then mark what differs and all that refers to it."""
        differing = []
        while edge:
            place = edge.pop()
            if place in self._seen:
                continue
            self._seen.add(place)
            before, after = self._texts(place)
            if before != after or self._leads_nowhere(place, after):
                differing.append(place)
            sides = [(self.new, place.path, after)]
            if before != after:
                sides.append((self.old, self._old_path(place.path), before))
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

    def _texts(self, place: Place) -> tuple[bytes, bytes]:
        """Return what stands at a place at base and at head; nothing where there is no such file."""
        path = self._old_path(place.path)
        before = self.old.at(Place(path, place.pointer)) if path in self.old.files else _NOTHING
        after = self.new.at(place) if place.path in self.new.files else _NOTHING
        text = b"" if after is _NOTHING else digest(after, place.path)
        if before is after:
            return text, text
        return b"" if before is _NOTHING else digest(before, path), text

    def _targets(self, sources: Sources, path: str, text: bytes) -> set[Place]:
        """Return all that a text refers to, as far as it leads anywhere."""
        found = {self._target(sources, path, written) for written in set(_REFERENCE.findall(text))}
        if b'"mapping"' in text:
            for mapping in _MAPPING.findall(text):
                found |= {sources.meant(path, each) for each in orjson.loads(mapping).values() if isinstance(each, str)}
        return {each for each in found if type(each) is Place}

    def _leads_nowhere(self, place: Place, text: bytes) -> bool:
        """Whether a text, the same on both sides, refers to something that there was and is no more."""
        if b'"$ref"' not in text:
            return False
        lost = (
            each for each in set(_REFERENCE.findall(text)) if type(self._target(self.new, place.path, each)) is Missing
        )
        path = self._old_path(place.path)
        return any(type(self._target(self.old, path, each)) is Place for each in lost)

    def _target(self, sources: Sources, path: str, written: bytes) -> Place | Missing:
        key = (sources, path, written)
        known = self._led.get(key)
        if known is None:
            known = self._led[key] = sources.target(path, orjson.loads(written))
        return known
