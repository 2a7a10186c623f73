"""New stores, infrastructure and replication are redirected; what only moves or grows older is not."""

import pytest

from juncture.catalog.units import image_name
from juncture.facts.provenance import Provenance
from juncture.policy.model import Policy
from juncture.policy.scope import Resource, family_of, out_of_scope

CART = Resource("image", "redis:7.2", "redis-cart")
AT = Provenance("compose.yaml", 12)


def rules(base: list[Resource], head: list[Resource]) -> list[str]:
    return [one.rule for one in out_of_scope(base, head, Policy())]


def test_a_store_that_was_not_there_is_redirected_with_its_line() -> None:
    [found] = out_of_scope([CART], [CART, Resource("image", "postgres:16", "reviews-db", provenance=AT)], Policy())
    assert found.rule == "scope/data-store"
    assert found.message == "a new data store: reviews-db (postgres:16)"
    assert found.redirect.startswith("take it to the review of your platform")
    assert found.provenance == (AT,)


def test_the_policy_says_where_it_goes() -> None:
    [found] = out_of_scope([], [CART], Policy(redirects={"data-store": "https://wiki/stores"}))
    assert found.redirect == "https://wiki/stores"


@pytest.mark.parametrize(
    ("resource", "rule"),
    [
        (Resource("image", "registry.io/bitnami/kafka@sha256:0", "kafka"), "scope/infrastructure"),
        (Resource("terraform", "aws_dynamodb_table", "carts"), "scope/data-store"),
        (Resource("terraform", "aws_rds_global_cluster", "carts"), "scope/replication"),
        (Resource("kubernetes", "KafkaMirrorMaker2", "mirror"), "scope/replication"),
        (Resource("kubernetes", "PostgresCluster", "db"), "scope/data-store"),
    ],
)
def test_what_counts(resource: Resource, rule: str) -> None:
    assert rules([], [resource]) == [rule]


@pytest.mark.parametrize(
    ("base", "head"),
    [
        ([CART], [CART]),
        ([CART], [Resource("image", "redis:8", "redis-cart")]),
        ([CART], [Resource("image", "valkey/valkey:8", "valkey-cart")]),
        ([CART], [CART, CART]),
        ([CART], []),
        ([], [Resource("image", "acme/cart:1", "cart")]),
        ([], [Resource("image", "${REGISTRY}/cart", "cart")]),
        ([], [Resource("image", "", "cart")]),
        ([], [Resource("image", "postgres:16", "db", test=True)]),
        ([], [Resource("terraform", "aws_iam_role", "db")]),
        ([], [Resource("kubernetes", "Deployment", "postgres")]),
    ],
)
def test_what_does_not(base: list[Resource], head: list[Resource]) -> None:
    assert rules(base, head) == []


def test_a_second_one_of_a_kind_is_new() -> None:
    assert rules([CART], [CART, Resource("image", "redis:7.2", "redis-sessions")]) == ["scope/data-store"]


def test_a_store_that_spreads_over_regions_replicates() -> None:
    one = Resource("terraform", "aws_dynamodb_table", "carts", regions=("eu-west-1",))
    two = Resource("terraform", "aws_dynamodb_table", "carts", regions=("eu-west-1", "us-east-1"))
    assert rules([one], [two]) == ["scope/replication"]
    assert rules([two], [two]) == []
    assert rules([two], [one]) == []


def test_names_of_images() -> None:
    assert image_name("localhost:5000/team/Postgres:16-alpine@sha256:ab") == "Postgres"
    assert family_of(Resource("image", "valkey", "x")) == "redis"
    assert family_of(Resource("image", "nginx", "x")) == ""
