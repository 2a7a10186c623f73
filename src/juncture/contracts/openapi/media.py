"""Compares what is sent by media type: which types stand for each other, and their schemas."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from juncture.contracts.openapi.entry import Entry, Found
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.leaf import REQUEST
from juncture.contracts.schema.parts import Part, worded
from juncture.contracts.schema.place import Place

_Content = Mapping[str, Place | None]


def content_changes(part: Part, old: _Content, new: _Content, was: Place, at: Place, ways: int) -> Iterator[Found]:
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
        yield from _schema(
            worded((*part.words, there)), (old[media], _of(was, media)), (new[there], _of(at, there)), ways
        )
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
    """Return a media type in lower case, its parameters in order (RFC 9110, 8.3.1)."""
    kind, *parameters = (each.strip() for each in media.lower().split(";"))
    return ";".join([kind, *sorted(filter(None, parameters))])


def _covers(general: str, media: str) -> bool:
    """Whether a media range takes in a media type (RFC 9110, 12.5.1)."""
    if general == "*/*":
        return True
    return general.endswith("/*") and media.startswith(general[:-1])
