"""Names of services: what makes two spellings one, and what never does."""

import pytest

from juncture.catalog.names import AliasTable, key, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("product-catalog", "ProductCatalogService"),
        ("productcatalogservice", "product_catalog"),
        ("auth-server", "auth"),
        ("cartservice", "cart"),
        ("HTTPGateway", "http-gateway"),
    ],
)
def test_spellings_of_one_name_share_a_key(one, other):
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), [("cart", "cart-worker"), ("ad", "adapter"), ("frontend", "frontend-proxy")])
def test_other_names_do_not(one, other):
    assert key(one) != key(other)


def test_a_name_of_kind_words_alone_keeps_one():
    assert key("service") == "service"
    assert words("XMLHttpRequest") == ("xml", "http", "request")


def test_a_declared_alias_outranks_a_likeness():
    table = AliasTable(["cart", "basket"], {"basket": ["cartservice"]})
    assert table.service("cartservice") == "basket"
    assert table.service("CartService") == "cart"


def test_what_two_could_claim_belongs_to_neither():
    table = AliasTable(["auth-server", "auth-api"], {})
    assert table.service("auth") is None
    assert table.service("auth-api") == "auth-api"
