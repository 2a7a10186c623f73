"""Recorded telemetry: calls and topic ends that were seen."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.catalog.traces import read
from juncture.facts.problem import InputError

TRACE = "5B8EFFF798038103D269B633813FC60C"


def span(
    name: str, parent: str = "", kind: int = 2, links: tuple[str, ...] = (), **attributes: str
) -> dict[str, object]:
    return {
        "traceId": TRACE,
        "spanId": name,
        "parentSpanId": parent,
        "kind": kind,
        "links": [{"traceId": TRACE.lower(), "spanId": link} for link in links],
        "attributes": [
            {"key": key.replace("_", "."), "value": {"stringValue": text}} for key, text in attributes.items()
        ],
    }


def trace(**services: list[dict[str, object]]) -> bytes:
    return json.dumps({"resourceSpans": [resource(name, spans) for name, spans in services.items()]}, indent=1).encode()


def resource(name: str, spans: list[dict[str, object]]) -> dict[str, object]:
    attribute = {"key": "service.name", "value": {"stringValue": name}}
    return {"resource": {"attributes": [attribute]}, "scopeSpans": [{"spans": spans}]}


def seen(content: bytes, path: str = "t.json") -> list[tuple[str, str, str, bool]]:
    return [(one.source, one.target, one.side, one.is_async) for one in read(path, content).seen]


def test_a_child_of_another_service_was_called():
    content = trace(
        web=[span("EEE19B7EC3C1B174"), span("aa", "EEE19B7EC3C1B174")], cart=[span("bb", "AA"), span("cc", "bb")]
    )
    assert seen(content) == [("web", "cart", "", False)]
    (call,) = read("t.json", content).seen
    assert b'"bb"' in content.splitlines()[call.line - 1]


def test_ids_are_hexadecimal_whatever_their_case():
    assert seen(trace(a=[span("0F")], b=[span("01", "0f")])) == [("a", "b", "", False)]


def test_a_parent_that_was_not_recorded_is_nobody():
    assert seen(trace(a=[span("01", "ff")], b=[span("02"), span("03", "0000000000000000")])) == []


def test_messages_go_through_their_destination():
    content = trace(
        shop=[span("01", kind=4, messaging_destination_name="orders")],
        mail=[span("02", "01", kind="SPAN_KIND_CONSUMER", messaging_destination_name="orders")],
    )
    assert seen(content) == [("mail", "orders", "consumes", True), ("shop", "orders", "produces", True)]


def test_without_a_destination_a_link_tells_whose_message_it_was():
    assert seen(trace(shop=[span("01", kind=4)], mail=[span("02", kind=5, links=("01",))])) == [
        ("mail", "shop", "", True)
    ]


def test_a_collector_writes_one_value_a_line():
    lines = [{"resourceSpans": [resource("a", [span("01")])]}, {"resourceSpans": [resource("b", [span("02", "01")])]}]
    content = "\n".join(map(json.dumps, lines)).encode()
    (call,) = read("t.jsonl", content).seen
    assert (call.source, call.target, call.line) == ("a", "b", 2)


def test_jaeger_dependencies():
    listed = [{"parent": "a", "child": "b", "callCount": 3}, {"parent": "b", "child": "b"}, {"parent": 1, "child": "x"}]
    assert seen(json.dumps(listed).encode()) == [("a", "b", "", False)]
    assert seen(json.dumps({"data": listed}).encode()) == [("a", "b", "", False)]


def test_other_files_show_nothing_and_broken_ones_are_refused():
    assert seen(b'{"a": 1}') == []
    assert seen(b'{"resourceSpans": 3}') == []
    with pytest.raises(InputError):
        read("t.json", b'{"resourceSpans": [')


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "resourceSpans",
                        "scopeSpans",
                        "spans",
                        "spanId",
                        "resource",
                        "attributes",
                        "key",
                        "value",
                        "parent",
                        "child",
                        "links",
                        "kind",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=20,
    )
)
def test_any_value_is_read(value):
    read("t.json", b'{"resourceSpans": %s, "parent": 1, "child": 2}' % json.dumps(value).encode())
