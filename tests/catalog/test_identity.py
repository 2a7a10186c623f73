"""A service that moves or is renamed stays itself where one name of it stays."""

import pytest

from juncture.catalog.identity import paired
from juncture.catalog.model import Service
from juncture.catalog.open import open_catalog
from juncture.repository.cache import Cache
from juncture.repository.git import Git
from juncture.repository.tree import GitTree


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


@pytest.fixture
def moved(repository):
    """Return the pairs of names, old and new, of two commits of files."""

    def run(old: dict[str, str | None], new: dict[str, str | None]) -> list[tuple[str, str, bool]]:
        git = Git(repository.folder)
        before, after = (GitTree(git, repository.commit(files)) for files in (old, new))
        sides = [open_catalog(tree, Cache(None)).services for tree in (before, after)]
        return [
            (pair.before.name if pair.before else "", pair.after.name if pair.after else "", pair.is_moved)
            for pair in paired(*sides, before.entries, after.entries)
        ]

    return run


CART = {"svc/cart/Dockerfile": "FROM python\n", "svc/cart/main.py": "print(1)\n", "svc/cart/price.py": "print(2)\n"}
GONE = dict.fromkeys(CART)


def basket(**edited: str) -> dict[str, str]:
    found = {path.replace("svc/cart", "apps/basket"): text for path, text in CART.items()}
    return found | {f"apps/basket/{name}.py": text for name, text in edited.items()}


def test_a_folder_that_moves_and_takes_another_name_is_the_same_service(moved):
    assert moved(CART, {**GONE, **basket()}) == [("cart", "basket", True)]


def test_a_folder_that_moves_and_is_edited_in_one_change_is_the_same_service(moved):
    assert moved(CART, {**GONE, **basket(price="print(3)\n")}) == [("cart", "basket", True)]


def test_a_folder_that_holds_other_files_is_another_service(moved):
    assert moved(CART, {**GONE, **basket(main="print(8)\n", price="print(9)\n")}) == [
        ("", "basket", False),
        ("cart", "", False),
    ]


def test_a_service_that_stays_is_not_taken_for_the_copy_that_is_made_of_it(moved):
    assert moved(CART, basket()) == [("", "basket", False), ("cart", "cart", False)]


def test_a_folder_that_two_could_come_from_comes_from_neither(moved):
    twin = {path.replace("svc/cart", "svc/trolley"): text for path, text in CART.items()}
    found = moved({**CART, **twin}, {**GONE, **dict.fromkeys(twin), **basket()})
    assert ("", "basket", False) in found
    assert len(found) == 3


def test_what_a_manifest_still_calls_cart_is_not_what_moved(moved):
    head = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart}\n"
    spec = "spec: {template: {spec: {containers: [{name: main, image: acme/cart}]}}}\n"
    manifest = {"k8s/cart.yaml": head + spec}
    assert ("cart", "basket", True) in moved({**CART, **manifest}, {**GONE, **basket()})


def test_a_second_folder_of_one_name_leaves_the_first_what_it_was(moved):
    first = {"team1/api/Dockerfile": "FROM a\n", "team1/api/main.py": "print(1)\n"}
    second = {"team2/api/Dockerfile": "FROM b\n", "team2/api/main.py": "print(2)\n"}
    assert moved(first, second) == [("api", "team1/api", False), ("", "team2/api", False)]
