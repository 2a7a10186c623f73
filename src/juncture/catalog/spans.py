"""Spans, whatever tracer wrote them: who called whom, who met at which topic, and where a file says so.

A call is a span whose parent is another service's. What goes through a broker is told by its destination, or by a link
to the sender's span.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

PRODUCER, CONSUMER = "producer", "consumer"
DESTINATIONS = ("messaging.destination.name", "messaging.destination", "message_bus.destination")
"""Attributes that name a topic or queue: OpenTelemetry's semantic conventions, its older ones, OpenTracing's."""
_HEX = re.compile(r"[0-9A-Fa-f]+")
_WRITTEN = re.compile(rb'"(?:spanI[dD]|parent)"\s*:\s*"([^"\\]{1,128})"')


class Span(NamedTuple):
    """A span as far as it tells who talks to whom; ``parent`` and ``links`` are keys of other spans."""

    service: str
    parent: str
    kind: str
    destination: str
    links: tuple[str, ...]
    offset: int


class Place(NamedTuple):
    """A call, or an end of a topic (``side`` is then set), and the offset in the file at which it is written."""

    source: str
    target: str
    offset: int
    side: str = ""
    is_async: bool = False


class Found(NamedTuple):
    """What one JSON value holds: spans by key, calls that it states itself, and how many spans name no service."""

    spans: Mapping[str, Span] = {}
    calls: tuple[Place, ...] = ()
    nameless: int = 0


class Marks:
    """Where ids of spans and callers of dependencies are written; asked in the file's order, gone through once."""

    def __init__(self, content: bytes) -> None:
        self._places: dict[bytes, list[int]] = {}
        for found in _WRITTEN.finditer(content):
            self._places.setdefault(found[1], []).append(found.start())
        self._at = 0

    def next(self, own: str, beside: Iterable[str] = ()) -> int:
        """Return the offset of the next entry of this id. ``beside`` are ids of others that are written within it."""
        inside = [at for one in (own, *beside) if (at := self._after(one)) is not None]
        found = self._after(own)
        offset = self._at if found is None else found
        self._at = max((*inside, self._at - 1)) + 1
        return offset

    def _after(self, written: str) -> int | None:
        places = self._places.get(written.encode("utf-8", "surrogatepass"), [])
        number = bisect_left(places, self._at)
        return places[number] if number < len(places) else None


def calls(spans: Mapping[str, Span]) -> Iterator[Place]:
    """Yield every call between services and every end of a topic that spans show."""
    for span in spans.values():
        parent = spans.get(span.parent)
        if span.destination and span.kind in (PRODUCER, CONSUMER):
            side = "produces" if span.kind == PRODUCER else "consumes"
            yield Place(span.service, span.destination, span.offset, side, is_async=True)
            continue
        for other in filter(None, (spans.get(link) for link in span.links)):
            if other.service != span.service and span.kind == CONSUMER:
                yield Place(span.service, other.service, span.offset, is_async=True)
        if parent is not None and parent.service != span.service:
            if span.kind == CONSUMER:
                yield Place(span.service, parent.service, span.offset, is_async=True)
            else:
                yield Place(parent.service, span.service, span.offset)


def key(trace: str, span: str) -> str:
    """Return what a span is found by, empty where it has no id."""
    return f"{plain(trace)}/{plain(span)}" if plain(span) else ""


def plain(written: str) -> str:
    """Return an id such that two spellings of one are equal: hexadecimal, whatever its case and padding."""
    return written.lower().lstrip("0") if _HEX.fullmatch(written) else written


def at(value: Any, name: str) -> Any:
    """Return a member of an object, None where there is none."""
    return value.get(name) if isinstance(value, dict) else None


def text(value: Any, name: str) -> str:
    """Return a member that is text, empty where it is not."""
    found = at(value, name)
    return found if isinstance(found, str) else ""


def objects(value: Any, name: str) -> list[dict[str, Any]]:
    """Return the objects of a member that is a list."""
    found = at(value, name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
