"""Compares how the fields of a form are written: the encodings of a media type (OpenAPI 3.1, Encoding Object)."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.leaf import REQUEST, Sides
from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.node import ANY, ARRAY, BOOLEAN, NULL, NUMBER, OBJECT, STRING, Node
from juncture.contracts.schema.parts import Part, worded
from juncture.contracts.schema.place import Place

_URL = "application/x-www-form-urlencoded"
_STYLED = ("style", "explode", "allowReserved")


class _Field(NamedTuple):
    """A field: its type of content unless one is said, empty where it is not decided; and whether it is one text."""

    content_type: str
    is_single: bool


def form_changes(part: Part, media: str, was: Place, at: Place, sides: Sides, ways: int) -> Iterator[Draft]:
    """Yield the fields that are written otherwise; ``was`` and ``at`` are the places of the media type's object."""
    lowerings = (sides.old, sides.new)
    places = (was.at("encoding"), at.at("encoding"))
    olds, news = (_entries(lowering.sources.at(place)) for lowering, place in zip(lowerings, places, strict=True))
    if not olds and not news:
        return
    fields = [_fields(lowering, place.at("schema")) for lowering, place in zip(lowerings, (was, at), strict=True)]
    for name in sorted(olds.keys() | news.keys()):
        if name not in fields[0] or name not in fields[1]:
            continue  # an encoding of a field that is not there says nothing, and one that came is told as a field
        here, there = olds.get(name, {}), news.get(name, {})
        inner = worded((*part.words, f"encoding:{name}"))
        spots = places[0].at(name), places[1].at(name)
        one, other = (field[name] for field in fields)
        yield from _content_type(inner, (here, there), (one, other), spots, ways)
        before, after = _style(media, here, one), _style(media, there, other)
        if before != after:
            yield Draft("encoding-changed", inner, before, after, *spots, ways)
        if here.get("headers") != there.get("headers"):
            yield Draft("cannot-prove", inner, "headers of the parts of a form are not compared", "", *spots, ways)


def _content_type(
    part: Part,
    encodings: tuple[Mapping[str, Any], Mapping[str, Any]],
    fields: tuple[_Field, _Field],
    at: tuple[Place, Place],
    ways: int,
) -> Iterator[Draft]:
    if encodings[0].get("contentType") == encodings[1].get("contentType"):
        return
    said = [str(each.get("contentType") or "") for each in encodings]
    before, after = said[0] or fields[0].content_type, said[1] or fields[1].content_type
    if not before or not after:
        why = "the type of content of a field whose schema takes several types is not known"
        yield Draft("cannot-prove", part, before or why, after or why, *at, ways)
        return
    one, other = ({each.strip().lower() for each in text.split(",")} for text in (before, after))
    sent, taken = (one, other) if ways == REQUEST else (other, one)
    if not all(any(_covers(range_, each) for range_ in taken) for each in sent):
        yield Draft("encoding-changed", part, before, after, *at, ways)


def _covers(range_: str, media: str) -> bool:
    return range_ in (media, "*/*") or (range_.endswith("/*") and media.startswith(range_[:-1]))


def _style(media: str, encoding: Mapping[str, Any], field: _Field) -> str:
    """Return how a field is written as text; empty where its type of content says it."""
    if media != _URL and not any(key in encoding for key in _STYLED):
        return ""
    style = str(encoding.get("style") or "form")
    explode = encoding.get("explode", style == "form") is True
    # A single text is written alike, exploded or not.
    how = "" if field.is_single else ", exploded" if explode else ", not exploded"
    return f"style {style}{how}{', reserved characters' if encoding.get('allowReserved') is True else ''}"


def _entries(written: object) -> dict[str, Mapping[str, Any]]:
    found = written if isinstance(written, dict) else {}
    return {str(name): each for name, each in found.items() if isinstance(each, dict)}


def _fields(lowering: Lowering, schema: Place) -> dict[str, _Field]:
    """Return the fields, with the default type of content of each (OpenAPI 3.1, Encoding Object, contentType)."""
    if lowering.sources.at(schema) is None:
        return {}
    node = lowering.node(lowering.usage(schema).schema)
    return {
        name: _default(lowering, lowering.node(lowering.usage(*places).schema))
        for name, places in node.properties.items()
    }


def _default(lowering: Lowering, node: Node) -> _Field:
    types = node.types & ~NULL
    if types == ARRAY:
        return _Field(_scalar(lowering.node(lowering.usage(*node.items).schema)) if node.items else "", is_single=False)
    return _Field(_scalar(node), is_single=not types & (ARRAY | OBJECT))


def _scalar(node: Node) -> str:
    types = node.types & ~NULL
    if types == ANY & ~NULL:
        return ""
    if types == OBJECT:
        return "application/json"
    if types == STRING and node.formats & {"binary"}:
        return "application/octet-stream"
    return "text/plain" if not types & ~(STRING | NUMBER | BOOLEAN) else ""
