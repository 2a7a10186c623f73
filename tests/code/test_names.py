"""The names that generators give to what a contract names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.code import language
from juncture.code.names import (
    case_names,
    method_names,
    names_for,
    service_names,
    type_names,
    value_names,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("go", {"ZipCode", "GetZipCode"}),
        ("java", {"getZipCode", "setZipCode", "hasZipCode", "clearZipCode", "zipCode", "ZIP_CODE_FIELD_NUMBER"}),
        ("kotlin", {"zipCode", "getZipCode", "setZipCode", "hasZipCode", "clearZipCode", "zipCodeOrNull"}),
        ("python", {"zip_code"}),
        ("typescript", {"zipCode", "zip_code", "getZipCode", "setZipCode"}),
        ("csharp", {"ZipCode", "HasZipCode"}),
        ("rust", {"zip_code"}),
    ],
)
def test_a_member(name: str, expected: set[str]) -> None:
    assert expected <= names_for(name, "zip_code")


def test_a_repeated_member_has_the_names_of_a_list_and_a_map() -> None:
    assert {"getItemsList", "itemsList", "addItems", "itemsMap"} <= names_for("typescript", "items", repeated=True)
    assert {"addItems", "getItemsList", "getItemsCount"} <= names_for("java", "items", repeated=True)
    assert "itemsList" not in names_for("typescript", "items")


@pytest.mark.parametrize(
    ("member", "go", "java", "json"),
    [
        ("street_address_1", "StreetAddress_1", "getStreetAddress1", "streetAddress1"),
        ("address1line", "Address1Line", "getAddress1Line", "address1line"),
        ("_hidden", "XHidden", "getHidden", "hidden"),
        ("zipCode", "ZipCode", "getZipCode", "zipCode"),
        ("id", "Id", "getId", "id"),
    ],
)
def test_digits_and_underscores_as_the_generators_treat_them(member: str, go: str, java: str, json: str) -> None:
    assert go.lower() in {each.lower() for each in names_for("go", member)}
    assert java in names_for("java", member)
    assert json in names_for("typescript", member)


def test_a_digit_ends_no_word_in_go() -> None:
    assert "StreetAddress_1" in names_for("go", "street_address_1")
    assert "Address1Line" not in names_for("go", "address1line")


def test_a_name_that_an_option_gives_replaces_the_derived_one() -> None:
    assert names_for("go", "order_id", {"go": "OrderID"}) == {"OrderID", "GetOrderID"}
    assert "OrderId" in names_for("go", "order_id", {"java": "other"})
    assert {"postalCode", "zipCode"} <= names_for("typescript", "zip_code", {"json": "postalCode"})


def test_types_services_and_methods() -> None:
    assert type_names("go", "Order.Item") == {"Order_Item"}
    assert {"Order.Item", "Item", "ItemOrBuilder"} <= type_names("java", "Order.Item")
    assert "Order.Types.Item" in type_names("csharp", "Order.Item")
    assert "order::Item" in type_names("rust", "Order.Item")
    assert "CartServiceStub" in service_names("python", "CartService")
    assert {"NewCartServiceClient", "RegisterCartServiceServer"} <= service_names("go", "CartService")
    assert method_names("rust", "GetCart") == {"get_cart"}
    assert "getCart" in method_names("java", "GetCart")
    assert {"GetCart", "GetCartAsync"} <= method_names("csharp", "GetCart")


@given(st.sampled_from(sorted(language.names())), st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True), st.booleans())
def test_every_name_is_an_identifier_that_spells_the_member(name: str, member: str, repeated: bool) -> None:
    letters = member.replace("_", "")
    for each in names_for(name, member, repeated=repeated):
        assert each.removeprefix("r#").isidentifier()
        assert letters in each.lower().replace("_", "")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("go", {"Color_COLOR_RED"}),
        ("java", {"COLOR_RED"}),
        ("kotlin", {"COLOR_RED"}),
        ("csharp", {"Red", "COLOR_RED"}),
        ("rust", {"Red"}),
        ("python", {"COLOR_RED"}),
        ("typescript", {"COLOR_RED"}),
        ("cpp", {"COLOR_RED", "Color_COLOR_RED", "kColorRed"}),
    ],
)
def test_a_value_of_an_enum(name: str, expected: set[str]) -> None:
    assert expected <= value_names(name, "Color", "COLOR_RED")


def test_a_nested_enums_value_is_named_after_what_it_is_nested_in() -> None:
    assert value_names("go", "Order.Status", "ACTIVE") == {"Order_ACTIVE"}
    assert "Order_Status_ACTIVE" in value_names("cpp", "Order.Status", "ACTIVE")


def test_a_digit_alone_is_no_name_of_a_value() -> None:
    assert "Version1" in value_names("csharp", "Version", "VERSION_1")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("go", {"Address_HomePhone"}),
        ("java", {"HOME_PHONE"}),
        ("kotlin", {"HOME_PHONE"}),
        ("csharp", {"HomePhone"}),
        ("rust", {"HomePhone"}),
        ("cpp", {"kHomePhone"}),
        ("python", set()),
    ],
)
def test_a_case_of_a_oneof(name: str, expected: set[str]) -> None:
    assert case_names(name, "Address", "home_phone") == expected


def test_generated_python_keeps_a_methods_spelling() -> None:
    assert method_names("python", "GetCart") == {"GetCart"}
