"""An object and the traits applied to it, read as one (AsyncAPI 3.0, Traits Merge Mechanism; RFC 7396).

Where several layers say something of one schema, the merged schema is kept beside the files, under a path of its own;
every place in it still knows the line that it comes from.
"""

from posixpath import dirname, join, normpath, relpath
from typing import Any, NamedTuple
from urllib.parse import quote

from juncture.contracts.schema.place import Place, Step
from juncture.contracts.schema.sources import Missing, Sources, _Read

_DEEPEST = 12
_MOST = 500
"""Levels and values at which layers are merged; beyond, the strongest one stands alone."""

_OF_ONE = ("items", "additionalProperties", "contains", "propertyNames", "not", "if", "then", "else")
_OF_MANY = (("properties",), ("patternProperties",), ("definitions",), ("$defs",))
"""Keywords beneath which a schema stands, or one beneath each of their keys."""


class Lost(NamedTuple):
    """A reference that leads to nothing."""

    place: Place
    reference: str
    reason: str


class Origins(NamedTuple):
    """Where the places of a schema that was put together come from, by pointer; all of ``layers`` together mean it."""

    sources: Sources
    places: dict[tuple[Step, ...], Place]
    layers: tuple[Place, ...]

    def of(self, pointer: tuple[Step, ...]) -> Place:
        """Return the place that a pointer, or the nearest one above it, comes from."""
        for length in range(len(pointer), -1, -1):
            known = self.places.get(pointer[:length])
            if known is not None:
                return known.at(*pointer[length:])
        raise KeyError(pointer)

    def line_of(self, *path: Step) -> int:
        """Return the line, from 1."""
        return self.sources.line(self.of(path))


class LayeredSources(Sources):
    """The contract files of one side, and schemas put together from them."""

    def put(
        self, name: str, value: Any, places: dict[tuple[Step, ...], Place], layers: tuple[Place, ...] = ()
    ) -> Place:
        """Keep a value that stands in no file; ``places`` tells where it comes from. Return its place."""
        home = places[()]
        steps = (_escaped(step).replace("#", "~2") for step in home.pointer)
        path = f"{home.path}#{'!'.join((*steps, name))}"
        if path not in self.files:
            self.files = {**self.files, path: b""}
            self._read[path] = _Read(value, Origins(self, places, layers))
        return Place(path)

    def origin(self, place: Place) -> Place:
        """Return the place in a file that a place comes from."""
        read = self._read.get(place.path)
        return read.lines.of(place.pointer) if read and isinstance(read.lines, Origins) else place

    def written(self, place: Place) -> tuple[Place, ...]:
        """Return the places in files that together mean what a place does; none for what the files do not say."""
        read = self._read.get(place.path)
        if read is None or not isinstance(read.lines, Origins):
            return (place,)
        found = (each.at(*place.pointer) for each in read.lines.layers)
        return tuple(each for each in found if self.at(each) is not None)


class Layers(NamedTuple):
    """An object, references followed: what its places say, the strongest first. ``lost`` takes what leads nowhere."""

    sources: LayeredSources
    places: tuple[Place, ...]
    lost: list[Lost]

    @property
    def place(self) -> Place:
        """Where the object itself is written, or the strongest of the traits that it comes from."""
        return self.places[0]

    @property
    def value(self) -> Any:
        """What the strongest layer says."""
        return self.sources.at(self.place)

    def keys(self) -> list[str]:
        """Return all keys, in the order in which they are written, the strongest layer first."""
        raw = (self.sources.at(place) for place in self.places)
        return list(dict.fromkeys(str(key) for each in raw if isinstance(each, dict) for key in each))

    def at(self, *steps: Step) -> "Layers | None":
        """Return what is said beneath; None where nothing is, or only what leads nowhere."""
        found: Layers | None = self
        for step in steps:
            found = found and found._below(step)
        return found

    def text(self, key: str) -> str:
        """Return a text, empty where there is none; numbers and truth values as JSON writes them."""
        below = self.at(key)
        value = below.value if below else None
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value) if isinstance(value, str | int | float) else ""

    def items(self) -> "list[Layers]":
        """Return the items of a list."""
        value = self.value
        found = (self.at(index) for index in range(len(value) if isinstance(value, list) else 0))
        return [each for each in found if each]

    def entries(self) -> "dict[str, Layers]":
        """Return what a mapping maps to, without extensions."""
        found = {key: self.at(key) for key in self.keys() if not key.startswith("x-")}
        return {key: each for key, each in found.items() if each is not None}

    def with_traits(self, *, traits_win: bool) -> "Layers":
        """Return the object with its traits applied: those of AsyncAPI 2 win over it, those of 3 do not."""
        traits = self.at("traits")
        applied = [each for each in reversed(traits.items() if traits else []) if isinstance(each.value, dict)]
        layers = [*applied, self] if traits_win else [self, *applied]
        return self._replace(places=tuple(place for each in layers for place in each.places))

    def schema(self, name: str) -> Place:
        """Return a place where the object stands as a whole; ``name`` tells merged ones apart."""
        if len(self.places) == 1:
            return self.place
        merging = _Merging(self.place.path, {}, {})
        return self.sources.put(name, self._merged((), merging), merging.origins, self.places)

    def resolved(self) -> Any:
        """Return the plain value, references followed; what nests deeper than is usual stays as it is written."""
        left = _MOST

        def plain(layers: "Layers", depth: int) -> Any:
            nonlocal left
            left -= 1
            value = layers.value
            if depth > _DEEPEST or left < 0 or not isinstance(value, dict | list):
                return value
            if isinstance(value, list):
                return [plain(each, depth + 1) for each in layers.items()]
            return {key: plain(below, depth + 1) for key, below in layers.entries().items()}

        return plain(self, 0)

    def _below(self, step: Step) -> "Layers | None":
        found: list[Place] = []
        for place in self.places:
            raw = self.sources.at(place)
            here = place.at(step)
            if self.sources.at(here) is None:
                if isinstance(raw, dict) and step in raw:
                    break  # null takes away what weaker layers say
                continue
            target = self.sources.follow(here)
            if isinstance(target, Missing):
                self.lost.append(Lost(here, str(self.sources.at(here).get("$ref")), target.reason))
                continue
            is_object = isinstance(self.sources.at(target), dict)
            if found and not is_object:
                break
            found.append(target)
            if not is_object:
                break
        return self._replace(places=tuple(found)) if found else None

    def _merged(self, pointer: tuple[Step, ...], merging: "_Merging") -> Any:
        met = merging.pointers.setdefault(self.places, pointer) if _is_schema(pointer) else pointer
        if met != pointer:
            return {"$ref": "#" + "".join(f"/{quote(_escaped(step))}" for step in met)}
        merging.origins[pointer] = self.place
        if len(self.places) == 1 or len(pointer) > _DEEPEST or len(merging.origins) > _MOST:
            return _moved(self.value, merging.home, self.place.path)
        found = {}
        for key in self.keys():
            holders = [place.at(key) for place in self.places if self.sources.at(place.at(key)) is not None]
            if len(holders) == 1:
                merging.origins[*pointer, key] = holders[0]
                found[key] = _moved(self.sources.at(holders[0]), merging.home, holders[0].path)
            elif below := self.at(key):
                found[key] = below._merged((*pointer, key), merging)
        return found


class _Merging(NamedTuple):
    """A merge under way, for the file ``home``: what has been met where, and where it came from."""

    home: str
    origins: dict[tuple[Step, ...], Place]
    pointers: dict[tuple[Place, ...], tuple[Step, ...]]


def _is_schema(pointer: tuple[Step, ...]) -> bool:
    """Whether a schema stands there, so that a reference may."""
    return not pointer or pointer[-1] in _OF_ONE or pointer[-2:-1] in _OF_MANY


def _escaped(step: Step) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")


def _moved(value: Any, to: str, home: str) -> Any:
    """Return a value of the file ``home`` as it is written in the folder of ``to``: references lead where they led."""
    if isinstance(value, list):
        return [_moved(each, to, home) for each in value]
    if not isinstance(value, dict):
        return value
    moved = {key: _moved(each, to, home) for key, each in value.items()}
    written = value.get("$ref")
    if isinstance(written, str):
        file, _, fragment = written.partition("#")
        if ":" not in file:
            there = normpath(join(dirname(quote(home)), file)) if file else quote(home)
            moved["$ref"] = f"{relpath(there, dirname(quote(to)) or '.')}#{fragment}"
    return moved
