"""Traps of the sources, each where a user would meet it: in the services and edges of a whole tree."""

import pytest

from juncture.catalog.catalog import Hints
from juncture.catalog.codeowners import GITHUB, parse
from juncture.catalog.custom import Custom
from juncture.catalog.model import Layer

COMPOSE = """\
services:
  web:
    build: ./web
    depends_on: [quote]
    environment: {ANYTHING: "http://cart:80", QUOTE_ADDR: elsewhere:80}
  cart: {build: ./cart}
  quote: {build: ./quote, profiles: [full]}
"""
SHOP = {"compose.yaml": COMPOSE, **{f"{name}/Dockerfile": "FROM x\n" for name in ("web", "cart", "quote")}}


def test_what_must_start_first_is_no_flow_of_data_and_a_profile_hides_no_service(catalog, edges):
    found = catalog(SHOP)
    assert edges(found, "start-order") == [("web", "quote", "compose.yaml:4")]
    assert edges(found, "sync") == [("web", "cart", "compose.yaml:5")]
    assert {one.name for one in found.services} == {"cart", "quote", "web"}


def test_the_value_of_an_address_counts_and_never_the_name_of_its_variable(catalog, edges):
    assert [edge[1] for edge in edges(catalog(SHOP), "sync")] == ["cart"], "QUOTE_ADDR leads elsewhere"


def test_a_name_alone_takes_its_value_from_the_file_beside(catalog, edges):
    compose = "services:\n  web:\n    build: ./web\n    environment:\n      - CART_ADDR\n  cart: {build: ./cart}\n"
    files = {**SHOP, "compose.yaml": compose, ".env": "CART_ADDR=${HOST:-${OTHER:-cart}}:80\n"}
    assert edges(catalog(files), "sync") == [("web", "cart", "compose.yaml:5")]


POD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: a
          image: reg/web
          env:
            - {name: A, value: "http://cart.shop.svc.cluster.local:80"}
            - name: B
              valueFrom: {configMapKeyRef: {name: settings, key: quote}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {quote: "quote:90"}
"""


def test_names_of_the_clusters_own_dns_and_keys_of_config_maps(catalog, edges):
    compose = "services: {web: {build: ./web}, cart: {build: ./cart}, quote: {build: ./quote}}\n"
    assert edges(catalog({**SHOP, "compose.yaml": compose, "k8s/web.yaml": POD}), "sync") == [
        ("web", "cart", "k8s/web.yaml:11"),
        ("web", "quote", "k8s/web.yaml:12"),
    ]


BACKSTAGE = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: cart}
spec: {type: service, owner: carts, system: shop, dependsOn: [Component:QUOTE], consumesApis: [rates-api]}
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: shop}
spec: {owner: chiefs, domain: selling}
"""
QUOTE = BACKSTAGE.partition("---")[0].replace("name: cart", "name: quote").replace("carts", "quotes")
PROVIDED = QUOTE.replace("dependsOn: [Component:QUOTE], consumesApis: [rates-api]", "providesApis: [Rates-API]")


def test_the_catalogue_says_the_system_and_code_owners_who_approves(catalog):
    files = {**SHOP, "cart/catalog-info.yaml": BACKSTAGE}
    owners = parse("CODEOWNERS", b"/cart/ @cart-approvers\n", GITHUB)
    (cart,) = (one for one in catalog(files, hints=Hints(owners=owners)).services if one.name == "cart")
    assert (cart.teams, cart.domain) == (("@cart-approvers",), "selling")
    (cart,) = (one for one in catalog(files).services if one.name == "cart")
    assert (cart.teams, cart.domain) == (("carts",), "selling")


def test_what_a_component_says_it_uses_is_declared_whatever_its_case(catalog):
    files = {**SHOP, "cart/catalog-info.yaml": BACKSTAGE, "quote/catalog-info.yaml": PROVIDED}
    declared = [edge for edge in catalog(files).edges if edge.source == "cart"]
    assert [(edge.target, edge.strength) for edge in declared] == [("quote", ("declared",))]
    assert {str(place) for place in declared[0].provenance} == {"cart/catalog-info.yaml:4"}


@pytest.mark.parametrize("name", ["${{ values.name }}", "{{ cookiecutter.name }}"])
def test_the_skeleton_of_a_scaffolder_is_no_service(catalog, name):
    skeleton = BACKSTAGE.partition("---")[0].replace("name: cart", f'name: "{name}"')
    found = catalog({**SHOP, "scaffold/skeleton/catalog-info.yaml": skeleton})
    assert {one.name for one in found.services} == {"cart", "quote", "web"}
    assert found.unread == ()


PROTO = 'syntax = "proto3";\npackage shop;\nservice Cart { rpc Get(A) returns (A); }\nmessage A { string x = 1; }\n'


@pytest.mark.parametrize("folder", ["vendor", "third_party", "web/node_modules"])
def test_a_vendored_contract_is_nobodys_here(catalog, folder):
    assert catalog({**SHOP, f"{folder}/cart.proto": PROTO}).contracts == ()


def test_a_generated_copy_that_lags_is_told_with_what_it_lacks(catalog):
    files = {"cart/cart.proto": PROTO, "web/pb/cart.proto": PROTO.replace("string x = 1; ", "")}
    (contract,) = catalog({**SHOP, **files}).contracts
    (copy,) = contract.copies
    assert (contract.path, copy.path, copy.service, copy.stale) == ("cart/cart.proto", "web/pb/cart.proto", "web", True)
    assert copy.missing == ("A.x",)


def test_calls_of_tests_and_mocks_are_no_edges(catalog, edges):
    call = 'import requests\nrequests.get("http://quote/x")\n'
    files = {"cart/tests/test_a.py": call, "cart/mocks/mock_quote.py": call}
    assert edges(catalog({**SHOP, **files}), "sync") == edges(catalog(SHOP), "sync")


def test_a_topic_that_code_composes_is_named_by_a_reader_of_the_policy(catalog):
    code = 'def send(kafka, region):\n    kafka.producer.send(f"orders-{region}", b"")\n'
    registry = {"cart/topics.txt": "uses topic orders-eu;\n"}
    custom = Custom(lambda path: path.endswith("topics.txt"), "uses topic {to};", Layer.ASYNC)
    found = catalog({**SHOP, "cart/send.py": code, **registry}, hints=Hints(customs=(custom,)))
    assert ("topic:orders-eu", ("declared",)) in {(edge.target, edge.strength) for edge in found.edges}


def test_names_that_are_merely_alike_are_joined_by_the_policy_alone(catalog, edges):
    store = POD.partition("          env:")[0].replace("name: web", "name: basket-store").replace("reg/web", "reg/x")
    files = {**SHOP, "compose.yaml": COMPOSE.replace("http://cart:80", "http://basket-store:80"), "k8s/a.yaml": store}
    assert [edge[:2] for edge in edges(catalog(files), "sync")] == [("web", "basket-store")]
    joined = catalog(files, hints=Hints(aliases={"cart": ["basket-store"]}))
    assert [edge[:2] for edge in edges(joined, "sync")] == [("web", "cart")]


def test_an_alias_that_no_manifest_carries_still_names_its_service(catalog, edges):
    files = {**SHOP, "compose.yaml": COMPOSE.replace("http://cart:80", "http://basket-store:80")}
    assert edges(catalog(files), "sync") == []
    joined = catalog(files, hints=Hints(aliases={"cart": ["basket-store"]}))
    assert [edge[:2] for edge in edges(joined, "sync")] == [("web", "cart")]
