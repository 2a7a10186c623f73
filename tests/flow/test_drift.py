"""Drift: what is called and not declared, declared and never called, and calls across a boundary."""

from hypothesis import given
from hypothesis import strategies as st

from juncture.catalog.model import Boundary, Crossing, Edge, Layer, Service, Strength
from juncture.facts.provenance import Provenance
from juncture.flow.drift import appeared, crossings, drift, unowned

CALLED, DECLARED, WIRED, OBSERVED = Strength.CALLED, Strength.DECLARED, Strength.WIRED, Strength.OBSERVED


def edge(source: str, target: str, *strength: Strength, layer: Layer = Layer.SYNC, line: int = 1) -> Edge:
    return Edge(source, target, layer, strength, provenance=(Provenance("a.yaml", line),))


def told(findings):
    return [(one.rule.partition("/")[2], one.message, [str(place) for place in one.provenance]) for one in findings]


def test_a_call_that_is_missing_among_the_declarations():
    found = drift([edge("web", "cart", CALLED, line=3), edge("web", "quote", DECLARED, CALLED)])
    assert told(found) == [
        ("called-not-declared", "web → cart is called and not declared, though web declares others", ["a.yaml:3"])
    ]


def test_a_declaration_without_a_call():
    found = drift(
        [edge("web", "quote", DECLARED, layer=Layer.START_ORDER, line=7), edge("web", "cart", DECLARED, WIRED)]
    )
    assert told(found) == [
        ("declared-not-called", "web → quote is declared, and no call, wire or trace shows it", ["a.yaml:7"])
    ]


def test_who_declares_nothing_or_whose_calls_are_not_seen_drifts_from_nothing():
    assert drift([edge("web", "cart", CALLED), edge("job", "cart", DECLARED)]) == ()


def test_infrastructure_drifts_from_nothing():
    found = [edge("web", "db", DECLARED), edge("web", "cart", DECLARED, CALLED), edge("db", "cart", DECLARED)]
    assert drift(found, infrastructure={"db"}) == ()


def topic(source: str, name: str, side: str, *strength: Strength, line: int = 1) -> Edge:
    return Edge(source, f"topic:{name}", Layer.ASYNC, strength, side=side, provenance=(Provenance("a.yaml", line),))


def test_builds_and_telemetry_are_no_declarations_and_topics_none_of_services():
    found = [edge("web", "a", DECLARED, layer=layer) for layer in (Layer.BUILD, Layer.TELEMETRY)]
    assert drift([*found, topic("web", "x", "produces", CALLED), edge("web", "cart", DECLARED, CALLED)]) == ()


def test_a_topic_drifts_from_the_description_by_its_side():
    found = drift(
        [
            topic("web", "orders", "produces", DECLARED, line=3),
            topic("web", "orders", "consumes", CALLED, line=5),
            topic("web", "mails", "produces", DECLARED, CALLED),
            topic("other", "parcels", "consumes", CALLED),
        ]
    )
    assert told(found) == [
        (
            "called-not-declared",
            "web → topic:orders (consumes) is called and not declared, though web declares others",
            ["a.yaml:5"],
        ),
        (
            "declared-not-called",
            "web → topic:orders (produces) is declared, and no call, wire or trace shows it",
            ["a.yaml:3"],
        ),
    ]


def test_a_topic_whose_name_is_composed_may_be_any():
    declared = [topic("web", "orders", "produces", DECLARED), topic("web", "x", "consumes", DECLARED, CALLED)]
    assert len(drift([*declared, topic("web", "mails", "produces", CALLED)])) == 2
    assert drift([*declared, topic("web", "?web", "produces", CALLED)]) == ()
    assert drift([topic("web", "orders.{id}", "produces", DECLARED), topic("web", "o", "produces", CALLED)]) == ()


def test_a_registry_that_names_no_side_of_a_topic_drifts_from_nothing():
    assert drift([topic("web", "orders", "", DECLARED), topic("web", "orders", "produces", CALLED)]) == ()


def test_a_dependency_that_the_build_forbids():
    label, rule = Provenance("web/BUILD", 3, reader="bazel"), Provenance("cart/BUILD", 7, reader="bazel")
    found = crossings([], [], [Crossing("web", "//cart:lib", "visibility is //visibility:private", label, rule)])
    assert told(found) == [
        (
            "boundary-crossed",
            "web depends on //cart:lib, which it may not: its visibility is //visibility:private, as cart/BUILD:7 says",
            ["web/BUILD:3", "cart/BUILD:7"],
        )
    ]
    assert appeared(found, found) == (), "one that stood before is not brought about by a change"


def test_a_call_across_a_boundary():
    boundary = Boundary("cart", ("web",), Provenance("policy.yaml", 9))
    found = crossings(
        [edge("web", "cart", CALLED), edge("job", "cart", OBSERVED), edge("x", "cart", DECLARED)], [boundary]
    )
    assert told(found) == [
        ("boundary-crossed", "job calls cart; only web may, as policy.yaml:9 says", ["a.yaml:1", "policy.yaml:9"])
    ]


def test_services_without_owner():
    services = [Service("a", "src/a", teams=("@team",)), Service("b", "src/b"), Service("db", "")]
    assert [one.part for one in unowned(services)] == ["src/b"]
    assert unowned(services[1:]) == ()


def test_what_a_change_brings_about():
    before = drift([edge("web", "quote", DECLARED), edge("web", "cart", DECLARED, CALLED)])
    after = drift([edge("web", "quote", DECLARED), edge("web", "cart", DECLARED, CALLED), edge("web", "ad", CALLED)])
    assert [one.part for one in appeared(before, after)] == ["ad"]


_EDGES = st.builds(
    edge,
    st.sampled_from("abc"),
    st.sampled_from("abc"),
    st.sampled_from(list(Strength)),
    layer=st.sampled_from(list(Layer)),
)


@given(st.lists(_EDGES, max_size=8), st.randoms())
def test_the_order_of_edges_does_not_matter(edges, random):
    shuffled = list(edges)
    random.shuffle(shuffled)
    assert [one.message for one in drift(edges)] == [one.message for one in drift(shuffled)]


@given(st.lists(_EDGES, max_size=8))
def test_an_observed_edge_is_never_one_without_a_call(edges):
    seen = [*edges, *(edge(one.source, one.target, OBSERVED) for one in edges)]
    assert not [one for one in drift(seen) if one.rule == "catalog/declared-not-called"]
