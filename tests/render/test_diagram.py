"""The graph as DOT, Mermaid and SVG: deterministic, honest about losses, inert."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest

from juncture.catalog.model import Edge, Layer, Service, Strength
from juncture.render import diagram, graph, svg
from juncture.review.model import Review

from .payloads import MARKDOWN, MARKUP

GOLDEN = Path(__file__).parent / "golden"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Make a shell script the program that draws."""

    def use(script: str) -> None:
        path = tmp_path / "draw"
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setenv("JUNCTURE_DOT", str(path))

    return use


def test_dot_is_the_text_that_people_agreed_on(review: Review) -> None:
    assert diagram.dot(graph.of_review(review)) == (GOLDEN / "flow.dot").read_text()


def test_mermaid_is_the_text_that_people_agreed_on(review: Review) -> None:
    assert diagram.mermaid(graph.of_review(review)) == (GOLDEN / "flow.mermaid").read_text()


def test_the_order_of_edges_and_services_does_not_matter(review: Review) -> None:
    turned = msgspec.structs.replace(review, edges=review.edges[::-1], services=review.services[::-1])
    assert diagram.dot(graph.of_review(turned)) == diagram.dot(graph.of_review(review))


def test_start_order_is_hidden_unless_asked_for(review: Review) -> None:
    layers = {link.layer for link in graph.of_review(review).links}
    assert "start-order" not in layers
    assert "start-order" in {link.layer for link in graph.of_review(review, hidden=()).links}


def test_messages_are_drawn_the_way_data_flows(review: Review) -> None:
    ends = {(link.source, link.target) for link in graph.of_review(review).links}
    assert {("checkout", "topic:orders"), ("topic:orders", "email")} <= ends


def test_what_changes_and_whom_it_reaches_is_told_in_words(review: Review) -> None:
    marks = {node.name: node.mark for node in graph.of_review(review).nodes}
    assert marks["shipping"] == "changed"
    assert marks["frontend"] == "reached"
    assert marks["email"] == "unknown"
    assert marks["quote"] == ""
    assert "▲ uses what changes" in diagram.dot(graph.of_review(review))


def test_the_difference_keeps_what_the_change_concerns_and_says_what_it_left_out(review: Review) -> None:
    shown = graph.difference(graph.of_review(review))
    assert [node.name for node in shown.nodes] == ["checkout", "email", "frontend", "shipping", "topic:orders"]
    assert shown.said == "Left out: 2 nodes that the change does not concern."


EVENT = "events/order_placed.avsc"


def over_a_topic(review: Review) -> Review:
    """The same break of a contract that nobody serves; its users send and read it over topics without a name."""
    change = msgspec.structs.replace(review.changes[0], contract=EVENT, operations=())
    ways = {"frontend": "write", "shipping": "read"}
    impacts = tuple(
        msgspec.structs.replace(
            one,
            uses=tuple(msgspec.structs.replace(use, how=ways.get(one.service, use.how)) for use in one.uses),
        )
        for one in review.impact
    )
    edges = [
        msgspec.structs.replace(review.edges[2], source=name, target=f"topic:?{name}", contract="") for name in ways
    ]
    changed = msgspec.structs.replace(review.change, services=("frontend", "shipping", "currency"))
    return msgspec.structs.replace(
        review, changes=(change,), impact=impacts, edges=tuple(edges), contracts=(), change=changed
    )


def test_a_contract_that_nobody_serves_joins_those_who_write_it_with_those_who_read_it(review: Review) -> None:
    shown = graph.difference(graph.of_review(over_a_topic(review)))
    sheet = f"contract:{EVENT}"
    assert {(link.source, link.target) for link in shown.links} >= {("frontend", sheet), (sheet, "shipping")}
    text = diagram.dot(shown)
    assert "order_placed.avsc\\n✕ breaks" in text
    assert "shape=note" in text
    assert "Sheet: a contract, from those that write it to those that read it" in diagram.legend(shown)


def test_topics_without_a_name_are_told_beside_the_picture_and_in_the_legend(review: Review) -> None:
    whole = graph.of_review(over_a_topic(review))
    shown = graph.difference(whole)
    assert not [node.name for node in shown.nodes if node.name.startswith("topic:")]
    assert "Not joined: frontend, shipping use topics whose names could not be read." in shown.said
    assert "?: topics whose names could not be read" in diagram.legend(whole)
    assert '"? of frontend"' in diagram.dot(whole)


def test_who_is_edited_and_joined_to_nothing_is_named_and_not_drawn(review: Review) -> None:
    shown = graph.difference(graph.of_review(over_a_topic(review)))
    assert "currency" not in [node.name for node in shown.nodes]
    assert "Edited, and joined to none of these: currency." in shown.said


def test_some_services_are_shown_with_their_neighbours(review: Review) -> None:
    near = graph.around(graph.of_review(review), "shipping", "nobody")
    assert [node.name for node in near.nodes] == ["checkout", "quote", "shipping"]
    assert {(link.source, link.target) for link in near.links} == {("checkout", "shipping"), ("shipping", "quote")}


def test_above_three_hundred_nodes_domains_are_drawn() -> None:
    services = [Service(f"s{number}", f"src/{number}", f"d{number % 3}") for number in range(400)]
    edges = [Edge(f"s{number}", f"s{number + 1}", Layer.SYNC, (Strength.CALLED,)) for number in range(399)]
    shown = diagram.drawable(graph.graph(services, edges))
    assert [node.name for node in shown.nodes] == ["d0", "d1", "d2"]
    assert len(shown.links) == 3
    assert "400 nodes are too many for one picture" in shown.said


def test_an_unknown_domain_has_no_frame() -> None:
    assert "cluster" not in diagram.dot(graph.graph([Service("a", "a")], []))


@pytest.mark.parametrize("payload", [*MARKUP, *MARKDOWN, 'a"]; evil [label="', "a\\", "<b>x</b>", "a:b:c", "node"])
def test_a_planted_name_stays_within_its_quotes(payload: str) -> None:
    edges = [Edge(payload, "b", Layer.SYNC, ())]
    text = diagram.dot(graph.graph([Service(payload, "", payload, (payload,))], edges))
    unquoted = re.sub(r'"(?:[^"\\]|\\.)*"', "Q", text)
    assert len(re.findall(r"^\t+\S+ -> ", unquoted, re.MULTILINE)) == 1
    assert "<" not in unquoted
    assert "evil" not in unquoted.replace("Qevil", "")


def test_a_picture_has_a_name_a_description_and_no_size_of_its_own(review: Review) -> None:
    picture = svg.svg(diagram.dot(graph.of_review(review)), "Flow", "7 nodes")
    assert picture.said == ""
    assert picture.svg is not None
    root = ElementTree.fromstring(picture.svg)
    assert root.get("role") == "img"
    assert [root.findtext(f"{SVG}{name}") for name in ("title", "desc")] == ["Flow", "7 nodes"]
    assert root.get("width") is None
    assert root.get("viewBox")


def test_a_picture_of_planted_names_holds_nothing_but_shapes_and_text(planted: Callable[[str], Review]) -> None:
    picture = svg.svg(diagram.dot(graph.of_review(planted("".join(MARKUP)[:1500]))))
    assert picture.svg is not None
    root = ElementTree.fromstring(picture.svg)
    shapes = {"svg", "g", "title", "desc", "path", "polygon", "polyline", "ellipse", "text"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= shapes
    names = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in names if name.startswith("on") or "href" in name}


def test_scripts_links_and_sizes_of_a_foreign_renderer_are_dropped(program: Callable[[str], None]) -> None:
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9pt"'
        ' viewBox="0 0 9 9" onload="x()"><script>x()</script><image xlink:href="http://evil.example/"/>'
        '<style>@import "x"</style>'
        '<g class="edge"><a xlink:href="javascript:x()"><text onclick="x()">t</text></a>'
        '<path d="M0,0" style="x"/></g></svg>'
    )
    program(f"cat > /dev/null; cat <<'END'\n{drawn}\nEND")
    picture = svg.svg("digraph {\n\ta -> b\n}\n")
    assert picture.svg is not None
    for gone in ("script", "image", "import", "href", "onload", "onclick", "9pt", "javascript", "<style"):
        assert gone not in picture.svg


def test_a_lost_edge_is_reported(program: Callable[[str], None]) -> None:
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g class="edge"/></svg>'
    program(f"cat > /dev/null; echo '{drawn}'; exit 1")
    picture = svg.svg("digraph {\n\ta -> b\n\tb -> c\n}\n")
    assert picture.said == "Graphviz ended with exit code 1. The picture shows 1 of 2 edges; the table has all."


def test_no_renderer_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("JUNCTURE_DOT", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    assert svg.svg("digraph {}") == svg.Picture(
        None, "No picture: no Graphviz at hand (`dot`, or the package graphviz-pure)."
    )


def test_the_package_graphviz_pure_stands_in_for_dot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("JUNCTURE_DOT", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    (tmp_path / "graphviz-pure").touch(mode=0o755)
    assert svg.renderer() == [str(tmp_path / "graphviz-pure")]


def test_a_renderer_that_hangs_is_stopped(program: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svg, "TIME_LIMIT", 0.2)
    program("exec cat /dev/zero > /dev/null")
    assert svg.svg("digraph {}").said == "No picture: draw took more than 0 seconds."


@pytest.mark.parametrize("named", ["/nowhere/dot", os.devnull])
def test_a_renderer_that_cannot_start_is_a_sentence(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUNCTURE_DOT", named)
    assert svg.svg("digraph {}").said.startswith("No picture: ")


def test_what_is_no_svg_is_a_sentence(program: Callable[[str], None]) -> None:
    program("cat > /dev/null; echo '<html/>'")
    assert svg.svg("digraph {}").said == "No picture: what Graphviz wrote is no SVG."
