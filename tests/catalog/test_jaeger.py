"""Jaeger's JSON as its UI saves it and its API answers, in the shape that is documented and seen in its own tests."""

import json

from juncture.catalog.traces import read

TRACE = "83a9efd15c1c98a977e0711cc93ee28b"


def reference(of: str, kind: str = "CHILD_OF", trace: str = TRACE) -> dict[str, str]:
    return {"refType": kind, "traceID": trace, "spanID": of}


def span(name: str, process: str, *references: dict[str, str], tags: dict[str, str] | None = None) -> dict[str, object]:
    return {
        "traceID": TRACE,
        "spanID": name,
        "operationName": "oteldemo.ShippingService/GetQuote",
        "references": list(references),
        "startTime": 1706678909209712,
        "duration": 123,
        "tags": [{"key": key, "type": "string", "value": text} for key, text in (tags or {}).items()],
        "logs": [],
        "processID": process,
        "warnings": None,
    }


def saved(*spans: dict[str, object], trace: str = TRACE) -> bytes:
    processes = {name: {"serviceName": name, "tags": []} for name in ("web", "cart", "mail")}
    one = {"traceID": trace, "spans": spans, "processes": processes, "warnings": None}
    return json.dumps({"data": [one], "total": 0, "limit": 0, "offset": 0, "errors": None}, indent=2).encode()


def seen(content: bytes, path: str = "t.json") -> list[tuple[str, str, str, bool]]:
    return [(one.source, one.target, one.side, one.is_async) for one in read(path, content).seen]


def test_a_child_of_another_service_was_called():
    content = saved(
        span("1111111111111111", "web", tags={"span.kind": "client"}),
        span("2222222222222222", "cart", reference("1111111111111111"), tags={"span.kind": "server"}),
        span("3333333333333333", "cart", reference("2222222222222222")),
    )
    assert seen(content) == [("web", "cart", "", False)]
    assert read("t.json", content).spans == 3


def test_the_line_is_the_callees_own_though_its_child_is_written_before_it():
    content = saved(
        span("cc", "mail", reference("bb"), tags={"span.kind": "server"}),
        span("bb", "cart", reference("aa"), tags={"span.kind": "server"}),
        span("aa", "web"),
    )
    lines = {(one.source, one.target): content.splitlines()[one.line - 1] for one in read("t.json", content).seen}
    assert lines == {("cart", "mail"): b'          "spanID": "cc",', ("web", "cart"): b'          "spanID": "bb",'}


def test_what_follows_from_its_only_reference_is_its_child():
    assert seen(saved(span("aa", "web"), span("bb", "cart", reference("aa", "FOLLOWS_FROM")))) == [
        ("web", "cart", "", False)
    ]


def test_a_parent_is_within_its_trace_and_outranks_what_is_followed_from():
    other, elsewhere = reference("aa", "FOLLOWS_FROM"), reference("aa", trace="ff")
    assert seen(saved(span("aa", "web"), span("cc", "mail"), span("bb", "cart", other, reference("cc")))) == [
        ("mail", "cart", "", False)
    ]
    assert seen(saved(span("aa", "web"), span("bb", "cart", elsewhere))) == []


def test_messages_go_through_their_destination():
    follows = reference("aa", "FOLLOWS_FROM")
    content = saved(
        span("aa", "web", tags={"span.kind": "producer", "messaging.destination.name": "orders"}),
        span("bb", "mail", follows, tags={"span.kind": "consumer", "message_bus.destination": "orders"}),
        span("cc", "cart", follows, tags={"span.kind": "consumer"}),
    )
    assert seen(content) == [
        ("cart", "web", "", True),
        ("mail", "orders", "consumes", True),
        ("web", "orders", "produces", True),
    ]


def test_older_shapes():
    """A parent beside the references, the process within the span, ids without their leading zeros, one bare trace."""
    child = {"traceID": "0a", "spanID": "02", "parentSpanID": "1", "process": {"serviceName": "cart"}}
    spans = [{"traceID": "a", "spanID": "01", "process": {"serviceName": "web"}}, child]
    assert seen(json.dumps({"traceID": "a", "spans": spans}).encode()) == [("web", "cart", "", False)]


def test_dependencies_with_the_line_of_each():
    listed = [
        {"parent": "web", "child": "cart", "callCount": 30489},
        {"parent": "cart", "child": "cart", "callCount": 1},
        {"parent": 1, "child": "x"},
        {"parent": "web", "child": "mail", "callCount": 7},
    ]
    assert seen(json.dumps(listed).encode()) == [("web", "cart", "", False), ("web", "mail", "", False)]
    content = json.dumps({"data": listed, "total": 0, "errors": None}, indent=1).encode()
    assert [(one.target, content.splitlines()[one.line - 1].strip()) for one in read("d.json", content).seen] == [
        ("cart", b'"parent": "web",'),
        ("mail", b'"parent": "web",'),
    ]
    assert len({one.line for one in read("d.json", content).seen}) == 2
