"""Parts of contracts that hold schemas: printed and read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.contracts.schema.parts import Part, named, parse_part, worded
from juncture.facts.problem import InputError

TEXT = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8)
STEPS = st.lists(
    st.one_of(
        TEXT.map(lambda name: f".{name}"),
        TEXT.map(lambda name: f"<{name}>"),
        TEXT.map(lambda name: f"{{/{name}/}}"),
        st.sampled_from(["[]", "[0]", "{}", "[?]", "{name}"]),
    ),
    max_size=4,
)
PARTS = st.one_of(
    st.builds(named, TEXT, STEPS),
    st.builds(worded, st.lists(TEXT, min_size=2, max_size=4), STEPS),
)


@given(PARTS)
def test_a_part_is_read_back_as_it_was_printed(part: Part) -> None:
    assert parse_part(str(part)) == part


def test_parts_read_like_prose() -> None:
    assert parse_part("Order.items[].price") == named("Order", [".items", "[]", ".price"])
    assert str(worded(("GET", "/carts/{id}", "200", "application/json"), ("[]", ".price"))) == (
        "GET /carts/{id} 200 application/json [].price"
    )
    assert str(named("io.k8s.Pod", [".spec"])) == "io.k8s.Pod.spec"
    assert str(worded(("parameter:per-page",))) == "parameter:per-page"
    assert str(named("Order", [".a b"])) == 'Order."a b"'


@pytest.mark.parametrize("wrong", ["", ".a", 'GET "a"b', "Order.", "Order[x]", 'Order."\\q"'])
def test_what_is_no_part_is_refused(wrong: str) -> None:
    with pytest.raises(InputError):
        parse_part(wrong)
