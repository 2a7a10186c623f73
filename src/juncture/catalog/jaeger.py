"""Jaeger's JSON: traces as its UI saves and ``/api/traces`` answers them, and what ``/api/dependencies`` answers.

A span's parent is the first ``CHILD_OF`` reference within its trace, else the first ``FOLLOWS_FROM``; what else it
follows from are links. Source: Jaeger, "APIs" (internal HTTP JSON) and its model's ``Span.ParentSpanID``.
"""

from collections.abc import Iterator
from typing import Any

from juncture.catalog.spans import DESTINATIONS, Found, Marks, Place, Span, at, key, objects, plain, text


def read(value: Any, marks: Marks) -> Found | None:
    """Return the spans of traces, or the calls of dependencies; None where a value holds neither."""
    held = at(value, "data") or value
    listed = held if isinstance(held, list) else [held]
    traces = [one for one in listed if _is_trace(one)]
    if traces:
        return _traces(traces, marks)
    if any(_ends(one) for one in listed):
        return Found(calls=tuple(_dependencies(listed, marks)))
    return None


def _is_trace(value: Any) -> bool:
    return isinstance(at(value, "spans"), list) and (at(value, "processes") is not None or "traceID" in value)


def _traces(traces: list[Any], marks: Marks) -> Found:
    spans: dict[str, Span] = {}
    nameless = 0
    for trace in traces:
        for span in objects(trace, "spans"):
            process = at(at(trace, "processes"), text(span, "processID")) or at(span, "process")
            service, of = text(process, "serviceName"), text(span, "traceID") or text(trace, "traceID")
            known = key(of, text(span, "spanID"))
            if known and service:
                spans[known] = _span(span, of, service, marks)
            else:
                nameless += 1
    return Found(spans, (), nameless)


def _span(span: dict[str, Any], trace: str, service: str, marks: Marks) -> Span:
    references = objects(span, "references")
    known = [(text(one, "refType"), key(text(one, "traceID") or trace, text(one, "spanID"))) for one in references]
    within = [of for of in known if of[1].startswith(f"{plain(trace)}/")]
    parent = (
        next((of for kind, of in within if kind == "CHILD_OF"), "")
        or key(trace, text(span, "parentSpanID"))
        or next((of for _, of in within), "")
    )
    tags = {text(one, "key"): text(one, "value") for one in objects(span, "tags")}
    return Span(
        service,
        parent,
        tags.get("span.kind", ""),
        next(filter(None, (tags.get(name) for name in DESTINATIONS)), ""),
        tuple(of for kind, of in known if kind == "FOLLOWS_FROM" and of != parent),
        marks.next(text(span, "spanID"), (text(one, "spanID") for one in references)),
    )


def _ends(value: Any) -> tuple[str, str] | None:
    parent, child = text(value, "parent"), text(value, "child")
    return (parent, child) if parent and child else None


def _dependencies(listed: list[Any], marks: Marks) -> Iterator[Place]:
    for ends in filter(None, map(_ends, listed)):
        place = Place(*ends, marks.next(ends[0]))
        if place.source != place.target:
            yield place
