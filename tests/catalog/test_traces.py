"""Recorded telemetry: calls and topic ends that were seen."""

import json
import time
from contextlib import suppress

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


def refused(content: bytes, path: str = "t.json") -> str:
    with pytest.raises(InputError) as error:
        read(path, content)
    return error.value.problems[0].message


def test_what_is_no_trace_is_refused_with_what_it_is():
    neither = "neither a Pact file nor OTLP/JSON or Jaeger traces nor Jaeger dependencies"
    assert refused(b'{"a": 1}') == refused(b'{"resourceSpans": 3}') == refused(b"[]") == neither
    assert refused(b'{"resourceMetrics": []}') == "OTLP metrics; who calls whom is read from traces alone"
    assert refused(b'{"data": null, "errors": [{"code": 404, "msg": "trace not found"}]}').startswith(
        "an answer without data"
    )
    nameless = trace(web=[span("01"), span("02")]).replace(b"service.name", b"service.code")
    assert refused(nameless) == "none of its spans names its service; they are 2"


def test_a_broken_file_is_refused_with_its_line():
    assert refused(b'{"resourceSpans": [').startswith("not JSON:")
    assert refused(b"{broken\n").endswith("(line 1)")
    assert refused(b"").startswith("not JSON:")
    lines = json.dumps({"resourceSpans": []}).encode()
    assert refused(lines + b"\n{broken", "t.jsonl").endswith("(line 2)")
    assert refused(lines + b'\n{"a": 1}', "t.jsonl").endswith("(line 2)")


def test_spans_are_counted_and_those_without_a_service_apart():
    content = json.loads(trace(web=[span("01"), span("02", "01")], cart=[span("03", "01")]))
    del content["resourceSpans"][1]["resource"]
    found = read("t.json", json.dumps(content).encode())
    assert (found.spans, found.nameless, found.seen) == (2, 1, ())


def test_jaegers_api_v3_wraps_otlp_and_tempo_calls_its_list_batches_and_writes_ids_in_base64():
    inner = json.loads(trace(web=[span("cmteMBAvwNA=")], cart=[span("OY8PIaPbma4=", "cmteMBAvwNA=")]))
    assert seen(json.dumps({"result": inner}).encode()) == [("web", "cart", "", False)]
    assert seen(json.dumps({"batches": inner["resourceSpans"]}).encode()) == [("web", "cart", "", False)]


def test_nothing_is_sought_through_the_whole_file_for_each_span():
    """Ids that are written with escapes, and as many services as spans: a search for each would take minutes."""
    spans = {f"s{n}": [span(f"\\u0061{n:x}", f"\\u0061{n - 1:x}")] for n in range(10_000)}
    content = trace(**spans).replace(b"\\\\u", b"\\u")
    start = time.process_time()
    assert len(read("t.json", content).seen) == 9_999
    assert time.process_time() - start < 10


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
                        "traceID",
                        "spanID",
                        "tags",
                        "serviceName",
                        "processes",
                        "processID",
                        "refType",
                        "references",
                        "data",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=20,
    )
)
def test_any_value_is_read_or_refused(value):
    for form in (b'{"resourceSpans": %s}', b'{"data": %s}', b'{"traceID": "1", "processes": {}, "spans": %s}', b"%s"):
        with suppress(InputError):
            read("t.json", form % json.dumps(value).encode())
