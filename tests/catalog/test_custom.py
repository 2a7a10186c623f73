"""Readers of the policy: a literal text with {to} in it, in files that a glob selects."""

import time

import pytest

from juncture.catalog.catalog import Hints
from juncture.catalog.custom import Custom, reader
from juncture.catalog.model import Layer
from juncture.facts.problem import InputError

FILES = {
    "src/web/Dockerfile": "FROM x\n",
    "src/cart/Dockerfile": "FROM x\n",
    "src/web/deps.txt": "# who we call\nneeds service(cart), service(nobody)\nneeds service(web)\n",
}


def hints(pattern: str, layer: Layer = Layer.SYNC) -> Hints:
    return Hints(customs=(Custom(lambda path: path.endswith("deps.txt"), pattern, layer),))


def test_a_mention_of_a_service_is_a_declared_edge(catalog):
    (edge,) = catalog(FILES, hints=hints("service({to})")).edges
    assert (edge.source, edge.target, edge.layer, edge.strength) == ("web", "cart", "sync", ("declared",))
    assert [(str(place), place.reader) for place in edge.provenance] == [("src/web/deps.txt:2", "custom juncture.yaml")]


def test_of_the_async_layer_an_unknown_name_is_a_topic(catalog):
    found = catalog(FILES, hints=hints("service({to})", Layer.ASYNC)).edges
    assert [(edge.source, edge.target) for edge in found] == [("web", "cart"), ("web", "topic:nobody")]


def test_the_text_is_literal(catalog):
    assert catalog(FILES, hints=hints("service.{to}.")).edges == ()


@pytest.mark.parametrize("pattern", ["service()", "{to}{to}", "{to}", "  {to} ", ""])
def test_a_pattern_without_one_name_and_text_beside_it_is_refused(pattern):
    with pytest.raises(InputError):
        reader(Custom(lambda _: True, pattern))


@pytest.mark.parametrize("pattern", ["a{to}b", "{to}b", "(a+)+{to}$"])
def test_no_text_makes_a_reader_slow(pattern):
    start = time.process_time()
    reader(Custom(lambda _: True, pattern)).read("x", b"a" * 5_000_000 + b"\n" + (b"a" * 4000 + b"\n") * 50)
    assert time.process_time() - start < 5
