"""Backstage catalogues: who owns what, in which domain, and which APIs it provides and consumes."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.catalog.backstage import READER, read, reference
from juncture.facts.problem import InputError

CATALOG = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: Cart
  title: The cart
  annotations:
    backstage.io/kubernetes-id: cart-k8s
spec:
  type: service
  lifecycle: production
  owner: group:default/Shop-Team
  system: storefront
  subcomponentOf: web
  providesApis: [cart-api]
  consumesApis:
    - api:billing/Invoices
  dependsOn:
    - resource:valkey
    - Component:ads/Ad
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: {name: cart-api, namespace: shop}
spec:
  type: grpc
  owner: team-a
  definition:
    $text: ./proto/cart.proto
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: storefront}
spec: {owner: user:ada, domain: Selling}
---
apiVersion: backstage.io/v1alpha1
kind: Domain
metadata: {name: selling}
spec: {owner: chiefs, subdomainOf: commerce}
"""


def test_entities_of_a_file_with_many_documents():
    found = read("src/cart/catalog-info.yaml", CATALOG.encode()).entities
    assert [(e.kind, e.name, e.line) for e in found] == [
        ("component", "Cart", 4),
        ("api", "cart-api", 23),
        ("system", "storefront", 32),
        ("domain", "selling", 37),
    ]


def test_references_take_the_kind_of_their_field_and_the_namespace_of_their_entity():
    cart, api, system, domain = read("catalog-info.yaml", CATALOG.encode()).entities
    assert cart.owner and (cart.owner.key, cart.owner.line) == (("group", "default", "shop-team"), 11)
    assert cart.system and cart.system.key == system.key
    assert [r.key for r in cart.part_of] == [("component", "default", "web")]
    assert [(r.key, r.line) for r in cart.provides] == [(("api", "default", "cart-api"), 14)]
    assert [(r.key, r.line) for r in cart.consumes] == [(("api", "billing", "invoices"), 16)]
    assert [r.key for r in cart.depends_on] == [("resource", "default", "valkey"), ("component", "ads", "ad")]
    assert api.owner and api.owner.key == ("group", "shop", "team-a")
    assert system.owner and system.owner.key == ("user", "default", "ada")
    assert system.domain and system.domain.key == domain.key
    assert [r.key for r in domain.part_of] == [("domain", "default", "commerce")]


def test_what_else_an_entity_says():
    cart = read("catalog-info.yaml", CATALOG.encode()).entities[0]
    assert (cart.type, cart.lifecycle, cart.title) == ("service", "production", "The cart")
    assert cart.annotations == {"backstage.io/kubernetes-id": "cart-k8s"}


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("cart", "component", ("component", "default", "cart")),
        ("CART", "component", ("component", "default", "cart")),
        ("shop/cart", "component", ("component", "shop", "cart")),
        ("api:cart", "component", ("api", "default", "cart")),
        ("API:Shop/Cart.v1", "component", ("api", "shop", "cart.v1")),
        ("cart", "", ("", "default", "cart")),
    ],
)
def test_a_reference(text, kind, key):
    found = reference(text, 1, kind)
    assert found and found.key == key


@pytest.mark.parametrize("text", ["", "a b", "a/b/c", "x:y:z", "${{ values.name }}"])
def test_no_reference(text):
    assert reference(text, 1, "component") is None


@pytest.mark.parametrize(
    ("definition", "path", "line"),
    [
        ("{$text: ./proto/cart.proto}", "src/cart/proto/cart.proto", 6),
        ("{$openapi: ../../api/cart.yaml}", "api/cart.yaml", 6),
        ("'syntax = \"proto3\";'", "", 6),
        ("{$text: https://example.com/x.yaml}", "", 6),
        ("{$text: ../../../../etc/passwd}", "", 6),
        ("{$text: /etc/passwd}", "", 6),
        ("{$text: 'file:///etc/passwd'}", "", 6),
    ],
)
def test_a_definition_is_a_file_of_the_repository_or_none(definition, path, line):
    text = (
        "apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: a}\nspec:\n  type: x\n"
        f"  definition: {definition}\n"
    )
    (api,) = read("src/cart/catalog-info.yaml", text.encode()).entities
    assert (api.definition, api.definition_line) == (path, line)


def test_a_location_fans_out_inside_the_repository():
    text = """\
apiVersion: backstage.io/v1alpha1
kind: Location
metadata: {name: all}
spec:
  target: ./ad/catalog-info.yaml
  targets:
    - ../teams/*.yaml
    - https://example.com/catalog-info.yaml
    - ../../outside.yaml
"""
    found = read("src/catalog-info.yaml", text.encode())
    assert found.entities == ()
    assert [(t.target, t.line) for t in found.targets] == [("src/ad/catalog-info.yaml", 5), ("teams/*.yaml", 7)]


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: ${{ values.name }}\nspec: {}\n",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {{ cookiecutter.name }}\n",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n{%- if values.x %}\n  name: a\n{%- endif %}\n",
        "apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nmetadata: {name: new-service}\n",
        "apiVersion: v1\nkind: Component\nmetadata: {name: a, annotations: {backstage.io/x: y}}\n",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {}\n",
    ],
)
def test_what_is_no_entity(text):
    assert read("catalog-info.yaml", text.encode()).entities == ()


def test_a_placeholder_in_a_reference_is_no_reference():
    text = (
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: a}\nspec:\n  owner: ${{ values.owner }}\n"
    )
    assert read("catalog-info.yaml", text.encode()).entities[0].owner is None


def test_broken_yaml_is_said():
    with pytest.raises(InputError, match=r"catalog-info\.yaml:3"):
        read("catalog-info.yaml", b"apiVersion: backstage.io/v1alpha1\nkind: API\n  x: [\n")


KEYS = ["owner", "system", "providesApis", "dependsOn", "definition", "$text", "target", "targets", "annotations"]
SCALARS = st.none() | st.booleans() | st.integers() | st.text("a:/", max_size=4)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=10,
)


@given(st.sampled_from(["API", "Component", "Location", "Domain"]), ANYTHING, ANYTHING)
def test_whatever_stands_in_an_entity_is_read(kind, spec, annotations):
    metadata = {"name": "a", "annotations": annotations}
    value = {"apiVersion": "backstage.io/v1alpha1", "kind": kind, "metadata": metadata, "spec": spec}
    read("catalog-info.yaml", json.dumps(value).encode())


def test_what_the_cache_keeps_is_what_was_read():
    found = read("a.yaml", CATALOG.encode())
    assert msgspec.json.decode(msgspec.json.encode(found), type=READER.facts) == found
