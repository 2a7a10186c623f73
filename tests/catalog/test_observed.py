"""Evidence in terms of services: Pact files of the tree, Pact files and traces of a folder that is handed in."""

import json

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
    assert [place.revision for place in edge.provenance] == ["FOLDER"]


def test_a_name_that_nobody_goes_by_is_a_finding(catalog):
    (said,) = catalog(SERVICES, evidence={"jaeger.json": CALLS}).findings
    assert (said.rule, said.part) == ("catalog/evidence-unknown-service", "elsewhere")


def test_what_is_called_and_observed_is_one_edge(catalog):
    (edge,) = catalog({**SERVICES, "pacts/a.json": PACT}, evidence={"x/jaeger.json": CALLS}).edges
    assert edge.strength == ("called", "observed")


def test_a_broken_file_is_unread(catalog):
    found = catalog(SERVICES, evidence={"t.json": '{"resourceSpans": ['})
    assert [one.path for one in found.unread] == ["t.json"]
