"""A service that moves or is renamed stays itself where one name of it stays."""

import pytest

from juncture.catalog.identity import paired
from juncture.catalog.model import Service
from juncture.catalog.open import open_catalog
from juncture.repository.cache import Cache


def service(name: str, path: str, **aliases: str) -> Service:
    return Service(name, path, aliases={namespace: (alias,) for namespace, alias in aliases.items()})


def names(before: list[Service], after: list[Service]) -> list[tuple[str, str, bool, bool]]:
    return [
        (pair.before.name if pair.before else "", pair.after.name if pair.after else "", pair.is_moved, pair.is_renamed)
        for pair in paired(before, after)
    ]


def test_a_moved_service_keeps_its_name():
    assert names([service("cart", "src/cart")], [service("cart", "services/cart")]) == [("cart", "cart", True, False)]


def test_a_renamed_service_is_known_by_another_of_its_names():
    before = [service("cart", "src/cart", kubernetes="cart-server")]
    assert names(before, [service("basket", "src/basket", kubernetes="cart-server")]) == [
        ("cart", "basket", True, True)
    ]
    assert names([service("cart", "src/cart")], [service("basket", "src/cart")]) == [("cart", "basket", False, True)]


def test_a_name_that_two_could_claim_joins_neither():
    before = [service("cart", "src/cart", compose="shop")]
    after = [service("a", "a", compose="shop"), service("b", "b", compose="shop")]
    assert names(before, after) == [("", "a", False, False), ("", "b", False, False), ("cart", "", False, False)]


@pytest.mark.parametrize(("folder", "name"), [("apps/cart", "cart"), ("apps/shopping-cart", "shopping-cart")])
def test_a_moved_folder_keeps_the_service_of_its_manifest(tree, folder, name):
    def services(place: str) -> list[Service]:
        compose = f"services: {{cart: {{build: ./{place}}}}}\n"
        files = tree({"compose.yaml": compose, f"{place}/Dockerfile": "FROM x\n"}, place.replace("/", "-"))
        return list(open_catalog(files, Cache(None)).services)

    assert names(services("src/cart"), services(folder)) == [("cart", name, True, name != "cart")]
