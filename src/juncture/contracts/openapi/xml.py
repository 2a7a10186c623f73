"""Compares how a schema is written in XML: names, namespaces, attributes, wrapped lists (OpenAPI 3.1, XML Object)."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.leaf import Sides
from juncture.contracts.schema.parts import Part, named
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.sources import Missing, Sources

XML = re.compile(r"(?:application|text)/(?:xml|[\w.\-]+\+xml)\b.*")
_MOST = 5000
"""Pairs of schemas looked at for one body, beyond which it is not decided."""
_NAMED = ("schemas", "definitions")


class _Spot(NamedTuple):
    """Two schemas that stand for each other, and the name under which they stand."""

    old: Place
    new: Place
    name: str
    part: Part


def xml_changes(part: Part, was: Place, at: Place, sides: Sides, ways: int) -> Iterator[Draft]:
    """Yield the schemas inside a body in XML, ``was`` and ``at``, that are written otherwise."""
    edge, seen = [_Spot(was, at, "", part)], set()
    while edge:
        spot = edge.pop()
        one, other = sides.old.sources.follow(spot.old), sides.new.sources.follow(spot.new)
        if isinstance(one, Missing) or isinstance(other, Missing) or (one, other, spot.name) in seen:
            continue
        seen.add((one, other, spot.name))
        if sides.same(spot.old, spot.new):
            continue
        if len(seen) > _MOST:
            why = "XML names beyond five thousand schemas are not compared"
            yield Draft("cannot-prove", part, why, "", was, at, ways)
            return
        part_here = named(str(other.pointer[-1])) if other.pointer[-2:-1] and other.pointer[-2] in _NAMED else spot.part
        spot = _Spot(one, other, spot.name, part_here)
        before, after = _written(sides.old.sources, one, spot.name), _written(sides.new.sources, other, spot.name)
        if before != after:
            yield Draft("xml-changed", spot.part, before, after, one.at("xml"), other.at("xml"), ways)
        edge += _inside(spot, sides)


def _written(sources: Sources, place: Place, name: str) -> str:
    value = sources.at(place)
    xml = value.get("xml") if isinstance(value, dict) else None
    said: dict[str, Any] = xml if isinstance(xml, dict) else {}
    kind = "attribute" if said.get("attribute") is True else "element"
    namespace = f"{{{said['namespace']}}}" if said.get("namespace") else ""
    wrapped = ", wrapped" if said.get("wrapped") is True else ""
    return f"{kind} {namespace}{said.get('name') or name}{wrapped}".strip()


def _inside(spot: _Spot, sides: Sides) -> Iterator[_Spot]:
    before, after = sides.old.sources.at(spot.old), sides.new.sources.at(spot.new)
    if not isinstance(before, dict) or not isinstance(after, dict):
        return

    def inner(name: str, step: str, *steps: str | int) -> _Spot:
        part = spot.part
        made = Part(part.name, part.words, (*part.steps, step)) if step else part
        return _Spot(spot.old.at(*steps), spot.new.at(*steps), name, made)

    olds, news = (each.get("properties") for each in (before, after))
    if isinstance(olds, dict) and isinstance(news, dict):
        yield from (inner(str(name), f".{name}", "properties", name) for name in olds if name in news)
    if all(isinstance(each.get("items"), dict) for each in (before, after)):
        yield inner(spot.name, "[]", "items")
    for key in ("allOf", "anyOf", "oneOf"):
        olds, news = before.get(key), after.get(key)
        if isinstance(olds, list) and isinstance(news, list):
            yield from (inner(spot.name, "", key, at) for at in range(min(len(olds), len(news))))
