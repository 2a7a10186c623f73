"""Evidence in terms of services: Pact files of the tree, Pact files and traces of a folder that is handed in."""

import json

from juncture.catalog.evidence import account
from juncture.repository.cache import Cache

SERVICES = {"src/web/Dockerfile": "FROM x\n", "src/cart-service/Dockerfile": "FROM x\n"}
PACT = json.dumps(
    {
        "consumer": {"name": "web"},
        "provider": {"name": "Cart"},
        "interactions": [
            {"description": "x", "request": {"method": "GET", "path": "/c"}, "response": {"body": {"id": 1}}}
        ],
    }
)
CALLS = json.dumps([{"parent": "web", "child": "cart-service"}, {"parent": "web", "child": "elsewhere"}])


def test_a_pact_in_the_tree_is_a_call_and_says_which_members(catalog, edges):
    found = catalog({**SERVICES, "tests/pacts/web-cart.json": PACT})
    assert edges(found, "sync") == [("web", "cart-service", "tests/pacts/web-cart.json:1")]
    assert found.edges[0].strength == ("called",)
    assert [(use.consumer, use.provider, use.operation, use.side, use.part) for use in found.uses] == [
        ("web", "cart-service", "GET /c", "", ""),
        ("web", "cart-service", "GET /c", "response", "$.id"),
    ]


def test_traces_count_only_from_the_folder_that_is_handed_in(catalog):
    assert catalog({**SERVICES, "jaeger.json": CALLS}).edges == ()
    found = catalog(SERVICES, evidence={"jaeger.json": CALLS})
    (edge,) = found.edges
    assert (edge.source, edge.target, edge.strength) == ("web", "cart-service", ("observed",))
    assert [(str(place), place.revision) for place in edge.provenance] == [("--evidence/jaeger.json:1", "FOLDER")]


def test_a_name_that_nobody_goes_by_is_a_finding(catalog):
    (said,) = catalog(SERVICES, evidence={"jaeger.json": CALLS}).findings
    assert (said.rule, said.part) == ("catalog/evidence-unknown-service", "elsewhere")


def test_what_is_called_and_observed_is_one_edge(catalog):
    (edge,) = catalog({**SERVICES, "pacts/a.json": PACT}, evidence={"x/jaeger.json": CALLS}).edges
    assert edge.strength == ("called", "observed")


def unread(found) -> dict[str, str]:
    return {one.path: one.reason for one in found.unread}


def test_what_is_neither_pact_nor_trace_is_told_with_the_reason_and_never_passed_over(catalog):
    """Its path names the option: it is no file of the repository, whatever it is called there."""
    given = {"t.json": '{"resourceSpans": [', "alien.json": '{"hello": 1}', "notes.txt": "x", "jaeger.json": CALLS}
    told = unread(catalog({**SERVICES, "t.json": "{}"}, evidence=given))
    assert set(told) == {"--evidence/t.json", "--evidence/alien.json", "--evidence/notes.txt"}
    assert told["--evidence/t.json"].startswith("not JSON: ")
    assert told["--evidence/alien.json"].startswith("neither a Pact file nor OTLP/JSON or Jaeger traces")
    assert told["--evidence/notes.txt"].endswith("ends in none of .json, .jsonl, .ndjson")


def test_of_a_whole_repository_that_is_handed_in_as_evidence_the_other_files_are_counted(catalog):
    told = unread(catalog(SERVICES, evidence={f"src/{n:02}.py": "" for n in range(25)}))
    assert len(told) == 21
    assert told["--evidence/…"].startswith("5 more files")


def test_a_pact_that_is_handed_in_is_no_broken_trace(catalog):
    found = catalog(SERVICES, evidence={"web-cart.json": PACT})
    assert (edges_of(found), found.unread) == ([("web", "cart-service")], ())


def edges_of(found) -> list[tuple[str, str]]:
    return [(edge.source, edge.target) for edge in found.edges]


def test_how_much_was_read(catalog, tree):
    """An edge that the tree itself shows is not counted as proven by the folder."""
    spans = [
        {"traceID": "1", "spanID": "a", "processID": "p1", "references": []},
        {"traceID": "1", "spanID": "b", "processID": "p2", "references": [{"refType": "CHILD_OF", "spanID": "a"}]},
        {"traceID": "1", "spanID": "c", "processID": "p9", "references": []},
    ]
    processes = {"p1": {"serviceName": "web"}, "p2": {"serviceName": "cart-service"}}
    traces = json.dumps({"data": [{"traceID": "1", "spans": spans, "processes": processes}]})
    given = {"t.json": traces, "web-cart.json": PACT, "calls.json": CALLS, "alien.json": "1"}
    found = catalog(SERVICES, evidence=given)
    told = account(tree(given, "evidence"), Cache(None), [edge.provenance for edge in found.edges])
    assert (told.pacts, told.traces, told.spans, told.nameless, told.edges) == (1, 2, 2, 1, 1)
    assert [one.path for one in told.unread] == ["--evidence/alien.json"]
    assert account(tree({"x.json": CALLS}, "other"), Cache(None), ()).edges == 0
