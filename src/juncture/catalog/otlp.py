"""OTLP/JSON traces, as collectors and SDKs write them to files, and as Jaeger's API v3 and Tempo answer.

Ids are hexadecimal text, whatever their case. Source: OTLP Specification, "JSON Protobuf Encoding" and "File Exporter";
OpenTelemetry semantic conventions, "Service" and "Messaging spans".
"""

from typing import Any

from juncture.catalog.spans import CONSUMER, DESTINATIONS, PRODUCER, Found, Marks, Span, at, key, objects, text

_LISTS = ("resourceSpans", "batches")
"""What the list is called by OTLP, and by Tempo."""
_KINDS = {4: PRODUCER, 5: CONSUMER, "SPAN_KIND_PRODUCER": PRODUCER, "SPAN_KIND_CONSUMER": CONSUMER}


def read(value: Any, marks: Marks) -> Found | None:
    """Return the spans of one ``TracesData``; None where a value is none."""
    held = at(value, "result") if isinstance(at(value, "result"), dict) else value
    listed = next((name for name in _LISTS if isinstance(at(held, name), list)), "")
    if not listed:
        return None
    spans: dict[str, Span] = {}
    nameless = 0
    for resource in objects(held, listed):
        service = _attribute(at(resource, "resource"), "service.name")
        for scope in (*objects(resource, "scopeSpans"), *objects(resource, "instrumentationLibrarySpans")):
            for span in objects(scope, "spans"):
                known = key(text(span, "traceId"), text(span, "spanId"))
                if known and service:
                    spans[known] = _span(span, service, marks)
                else:
                    nameless += 1
    return Found(spans, (), nameless)


def _span(span: dict[str, Any], service: str, marks: Marks) -> Span:
    links = objects(span, "links")
    kind = at(span, "kind")
    return Span(
        service,
        key(text(span, "traceId"), text(span, "parentSpanId")),
        _KINDS.get(kind, "") if isinstance(kind, int | str) else "",
        next(filter(None, (_attribute(span, name) for name in DESTINATIONS)), ""),
        tuple(key(text(link, "traceId"), text(link, "spanId")) for link in links),
        marks.next(text(span, "spanId"), (text(link, "spanId") for link in links)),
    )


def _attribute(holder: Any, name: str) -> str:
    return next(
        (text(at(one, "value"), "stringValue") for one in objects(holder, "attributes") if one.get("key") == name), ""
    )
