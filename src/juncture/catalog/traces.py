"""Recorded telemetry: OTLP/JSON traces and Jaeger's dependency files, as calls and topic ends that were seen.

Ids are hexadecimal text in OTLP/JSON, whatever their case. A call is a span whose parent is another service's. What
goes through a broker is told by ``messaging.destination.name``, or by a link to the sender's span. Source: OTLP
Specification, "JSON Protobuf Encoding"; OpenTelemetry semantic conventions, "Messaging spans"; Jaeger's dependencies.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec
import orjson

from juncture.facts.problem import InputError, Problem
from juncture.repository.cache import Reader
from juncture.repository.documents import MAX_BYTES

_PRODUCER, _CONSUMER = 4, 5
_KINDS = {"SPAN_KIND_PRODUCER": _PRODUCER, "SPAN_KIND_CONSUMER": _CONSUMER}
_HEX = re.compile(r"[0-9A-Fa-f]+")


class Seen(msgspec.Struct, frozen=True, order=True):
    """A call that was seen: from one service to another, or to a topic (``side`` is then set)."""

    source: str
    target: str
    line: int
    side: str = ""
    is_async: bool = False


class Traces(msgspec.Struct, frozen=True):
    """What one file shows; each pair once, at its first line."""

    path: str
    seen: tuple[Seen, ...] = ()


class _Span(NamedTuple):
    """A span as far as it tells who talks to whom."""

    service: str
    parent: str
    kind: int
    destination: str
    links: tuple[str, ...]
    offset: int


def recognises(path: str) -> bool:
    """Tell whether a file of a folder of evidence may hold traces."""
    return path.endswith((".json", ".jsonl", ".ndjson"))


def read(path: str, content: bytes) -> Traces:
    """Return the calls that a file shows; none for another JSON file. Raises InputError for a broken one."""
    if len(content) > MAX_BYTES:
        raise InputError(Problem(path, 0, f"{len(content):,} bytes; files over {MAX_BYTES:,} are not read"))
    if b'"resourceSpans"' in content:
        return Traces(path, _first(_calls(_spans(path, content)), content))
    if b'"parent"' in content and b'"child"' in content:
        return Traces(path, _first(_dependencies(path, content), content))
    return Traces(path)


class _Place(NamedTuple):
    """A call and the offset in the file at which it is written."""

    source: str
    target: str
    offset: int
    side: str = ""
    is_async: bool = False


def _first(found: Iterable[_Place], content: bytes) -> tuple[Seen, ...]:
    """Return each call once, at its first line, sorted."""
    known: dict[tuple[str, str, str, bool], _Place] = {}
    for one in found:
        known.setdefault((one.source, one.target, one.side, one.is_async), one)
    return tuple(
        sorted(
            Seen(one.source, one.target, content.count(b"\n", 0, one.offset) + 1, one.side, one.is_async)
            for one in known.values()
        )
    )


def _spans(path: str, content: bytes) -> dict[str, _Span]:
    """Return every span by trace and span id. A file is one JSON value, or one a line as collectors write them."""
    found: dict[str, _Span] = {}
    for start, value in _values(path, content):
        cursor = start
        for resource in _list(value, "resourceSpans"):
            service = _attribute(_at(resource, "resource"), "service.name")
            for scope in (*_list(resource, "scopeSpans"), *_list(resource, "instrumentationLibrarySpans")):
                for span in _list(scope, "spans"):
                    written = _at(span, "spanId")
                    if service and isinstance(written, str):
                        at = content.find(f'"{written}"'.encode(), cursor)
                        cursor = at if at >= 0 else cursor
                        found[f"{_id(span, 'traceId')}/{_id(span, 'spanId')}"] = _span(span, service, cursor)
    return found


def _span(span: Any, service: str, at: int) -> _Span:
    trace, parent = _id(span, "traceId"), _id(span, "parentSpanId")
    kind = _at(span, "kind")
    links = tuple(f"{_id(link, 'traceId')}/{_id(link, 'spanId')}" for link in _list(span, "links"))
    destination = _attribute(span, "messaging.destination.name") or _attribute(span, "messaging.destination")
    number = kind if isinstance(kind, int) else _KINDS.get(str(kind), 0)
    return _Span(service, f"{trace}/{parent}" if parent.strip("0") else "", number, destination, links, at)


def _calls(spans: dict[str, _Span]) -> Iterator[_Place]:
    for span in spans.values():
        parent = spans.get(span.parent)
        if span.destination and span.kind in (_PRODUCER, _CONSUMER):
            side = "produces" if span.kind == _PRODUCER else "consumes"
            yield _Place(span.service, span.destination, span.offset, side, is_async=True)
            continue
        for other in filter(None, (spans.get(link) for link in span.links)):
            if other.service != span.service and span.kind == _CONSUMER:
                yield _Place(span.service, other.service, span.offset, is_async=True)
        if parent is not None and parent.service != span.service:
            if span.kind == _CONSUMER:
                yield _Place(span.service, parent.service, span.offset, is_async=True)
            else:
                yield _Place(parent.service, span.service, span.offset)


def _dependencies(path: str, content: bytes) -> Iterator[_Place]:
    for _, value in _values(path, content):
        listed = value if isinstance(value, list) else _list(value, "data")
        cursor = 0
        for one in listed if isinstance(listed, list) else ():
            parent, child = _at(one, "parent"), _at(one, "child")
            if isinstance(parent, str) and isinstance(child, str) and parent != child:
                at = content.find(b'"parent"', cursor)
                cursor = at + 1 if at >= 0 else cursor
                yield _Place(parent, child, max(at, 0))


def _values(path: str, content: bytes) -> Iterator[tuple[int, Any]]:
    """Yield the JSON values of a file with the offset of each. Raises InputError."""
    try:
        yield 0, orjson.loads(content)
        return
    except orjson.JSONDecodeError as error:
        if path.endswith(".json") and content.count(b'"resourceSpans"') < 2:
            raise InputError(Problem(path, error.lineno, f"not JSON: {error.msg}")) from error
    offset = 0
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.strip():
            try:
                yield offset, orjson.loads(line)
            except orjson.JSONDecodeError as error:
                raise InputError(Problem(path, number, f"not JSON: {error.msg}")) from error
        offset += len(line) + 1


def _id(value: Any, key: str) -> str:
    text = _at(value, key)
    if not isinstance(text, str):
        return ""
    return text.lower() if _HEX.fullmatch(text) else text


def _attribute(holder: Any, name: str) -> str:
    for one in _list(holder, "attributes"):
        if _at(one, "key") == name:
            value = _at(_at(one, "value"), "stringValue")
            return value if isinstance(value, str) else ""
    return ""


def _at(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _list(value: Any, key: str) -> list[Any]:
    found = _at(value, key)
    return found if isinstance(found, list) else []


READER = Reader("traces", 1, Traces, read)
