"""Compares what is sent by media type: which types stand for each other, and their schemas."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from juncture.contracts.openapi.entry import Entry, Found
from juncture.contracts.openapi.forms import form_changes
from juncture.contracts.openapi.xml import XML, xml_changes
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.leaf import REQUEST, Sides
from juncture.contracts.schema.parts import Part, worded
from juncture.contracts.schema.place import Place

_Content = Mapping[str, Place | None]
_QUOTED = re.compile(r'\s*=\s*"([\w.+\-]+)"$')
"""A parameter's value in quotation marks that holds nothing that needs them."""


def content_changes(
    part: Part, old: _Content, new: _Content, was: Place, at: Place, ways: int, sides: Sides
) -> Iterator[Found]:
    """Yield the differences of two bodies that stand for each other; ``was`` and ``at`` are where they are written."""
    way = "request" if ways == REQUEST else "response"
    before, after = {_plain(media): media for media in old}, {_plain(media): media for media in new}
    answered: set[str] = set()
    for plain, media in sorted(before.items()):
        there = after.get(plain) or next((after[each] for each in sorted(after) if _covers(each, plain)), None)
        if there is None and ways != REQUEST:
            there = next((after[each] for each in sorted(after) if _covers(plain, each)), None)
        if there is None:
            yield Draft(f"{way}-media-type-removed", worded((*part.words, media)), media, "", _of(was, media), at, ways)
            continue
        answered.add(there)
        inner, here = worded((*part.words, there)), _of(at, there)
        yield from _schema(inner, (old[media], _of(was, media)), (new[there], here), ways)
        yield from form_changes(inner, plain, _of(was, media), here, sides, ways)
        if XML.match(plain):
            before_there, after_there = old[media], new[there]
            if before_there is not None and after_there is not None:
                yield from xml_changes(inner, before_there, after_there, sides, ways)
    for plain, media in sorted(after.items()):
        if media in answered or plain in before:
            continue
        if not any(_covers(each, plain) for each in before):
            yield Draft(f"{way}-media-type-added", worded((*part.words, media)), "", media, was, _of(at, media), ways)


def _of(place: Place, media: str) -> Place:
    return place.at("content", media)


def _schema(part: Part, old: tuple[Place | None, Place], new: tuple[Place | None, Place], ways: int) -> Iterator[Found]:
    way = "request" if ways == REQUEST else "response"
    if old[0] is not None and new[0] is not None:
        yield Entry(old[0], new[0], part, ways)
    elif old[0] is not None:
        yield Draft(f"{way}-schema-dropped", part, "a schema", "", old[1], new[1], ways)
    elif new[0] is not None:
        yield Draft(f"{way}-schema-added", part, "", "a schema", old[1], new[1], ways)


@lru_cache(maxsize=512)
def _plain(media: str) -> str:
    """Return a media type in lower case, its parameters in order and without quotation marks (RFC 9110, 8.3.1).

    That texts are in UTF-8 goes without saying (RFC 8259, 8.1; RFC 9110 gives no other default).
    """
    kind, *parameters = (each.strip() for each in media.lower().split(";"))
    plain = (_QUOTED.sub(r"=\1", each) for each in parameters)
    return ";".join([kind, *sorted(each for each in plain if each and each != "charset=utf-8")])


def _covers(general: str, media: str) -> bool:
    """Whether a media range takes in a media type (RFC 9110, 12.5.1)."""
    if general == "*/*":
        return True
    return general.endswith("/*") and media.startswith(general[:-1])
