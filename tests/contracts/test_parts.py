"""Addresses of contracts and their parts: printed and read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.contracts.parts import Address, parse_address
from juncture.contracts.protobuf.parts import Part, parse_part
from juncture.facts.problem import InputError

names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)
dotted = st.lists(names, min_size=1, max_size=4).map(".".join)
text = st.text(st.characters(exclude_categories=("Cs",)), min_size=1)
parts = st.one_of(
    st.builds(Part, st.just("declaration"), dotted),
    st.builds(Part, st.just("method"), names, names),
    st.builds(Part, st.just("oneof"), dotted, names),
    st.builds(Part, st.just("extension"), dotted),
    st.builds(Part, st.sampled_from(["option", "import"]), text),
    st.builds(Part, st.sampled_from(["package", "syntax", "file"])),
)


@given(parts)
def test_a_part_is_read_back_as_it_was_printed(part: Part) -> None:
    assert parse_part(str(part)) == part


@given(text, st.one_of(st.just(""), parts.map(str)))
def test_an_address_is_read_back_as_it_was_printed(path: str, part: str) -> None:
    assert parse_address(str(Address(path, part))) == Address(path, part)


def test_addresses_read_like_prose() -> None:
    assert parse_address("pb/demo.proto#Address.zip_code") == Address("pb/demo.proto", "Address.zip_code")
    assert parse_part("CartService/AddItem") == Part("method", "CartService", "AddItem")
    assert parse_part("Order@payment") == Part("oneof", "Order", "payment")
    assert parse_part("option:go_package") == Part("option", "go_package")
    assert str(Part("declaration", "package")) == ".package"


@pytest.mark.parametrize("wrong", ["", "a b", "A/", "/b", "A.", "A@", "[x", "option:", "Größe"])
def test_what_is_no_part_is_refused(wrong: str) -> None:
    with pytest.raises(InputError, match="expected"):
        parse_part(wrong)


def test_an_address_needs_a_contract() -> None:
    with pytest.raises(InputError, match="expected PATH#PART"):
        parse_address("#Order.id")
