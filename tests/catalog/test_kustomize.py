"""Kustomizations: names, images, generated settings and patches that only they give."""

import pytest

from juncture.catalog.kustomize import read

WORKLOAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      containers:
        - name: main
          image: {name}-image
          envFrom: [{{configMapRef: {{name: settings}}}}]
---
apiVersion: v1
kind: Service
metadata: {{name: {name}}}
spec: {{selector: {{app: {name}}}}}
"""
BASE = {
    "base/cart.yaml": WORKLOAD.format(name="cart"),
    "base/quote.yaml": WORKLOAD.format(name="quote"),
    "base/kustomization.yaml": "resources: [cart.yaml, quote.yaml]\n",
}


def test_a_prefix_makes_another_name_of_the_same_service(catalog, edges):
    over = "resources: [../base]\nnamePrefix: prod-\nnameSuffix: -eu\n"
    patch = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart}\n"
        "spec: {template: {spec: {containers: [{name: main, env: [{name: Q, value: 'prod-quote-eu:80'}]}]}}}\n"
    )
    found = catalog(
        {**BASE, "prod/kustomization.yaml": over + "patches: [{path: cart.yaml}]\n", "prod/cart.yaml": patch}
    )
    names = {service.name: service.aliases["kubernetes"] for service in found.services}
    assert names == {"cart": ("cart", "prod-cart-eu"), "quote": ("prod-quote-eu", "quote")}
    assert edges(found, "sync") == [("cart", "quote", "prod/cart.yaml:4")]


def test_prefixes_of_layers_add_up(catalog):
    layers = {
        "mid/kustomization.yaml": "resources: [../base]\nnamePrefix: b-\n",
        "top/kustomization.yaml": "resources: [../mid]\nnamePrefix: a-\n",
    }
    names = {service.name: service.aliases["kubernetes"] for service in catalog({**BASE, **layers}).services}
    assert names["cart"] == ("a-b-cart", "b-cart", "cart")


def test_images_are_those_that_the_kustomization_names(catalog):
    over = "resources: [../base]\nimages: [{name: cart-image, newName: registry/shop/cart, newTag: v1}]\n"
    found = catalog({**BASE, "prod/kustomization.yaml": over, "src/cart/main.py": "x = 1\n"})
    assert {unit.sighting.name: unit.sighting.image for unit in found.deployed} == {
        "cart": "registry/shop/cart",
        "quote": "quote-image",
    }


def test_a_generated_config_map_wires(catalog, edges):
    generator = (
        "configMapGenerator:\n  - name: settings\n    literals:\n      - QUOTE=http://quote:80\n    envs: [more.env]\n"
    )
    files = {
        **BASE,
        "base/kustomization.yaml": BASE["base/kustomization.yaml"] + generator,
        "base/more.env": "X=cart:1\n",
    }
    found = catalog(files)
    assert {(source, target) for source, target, _ in edges(found, "sync")} == {("cart", "quote"), ("quote", "cart")}
    (settings,) = found.manifests["base/kustomization.yaml"].config_maps
    assert {key: (value.path, value.line) for key, value in settings.data.items()} == {
        "X": ("base/more.env", 1),
        "QUOTE": ("base/kustomization.yaml", 5),
    }


INLINE = """\
resources: [../base]
patches:
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: cart
      spec:
        template:
          spec:
            containers:
              - name: main
                env:
                  - name: QUOTE
                    value: quote:80
  - target: {kind: Deployment, name: quote}
    patch: |-
      - op: add
        path: /spec/template/spec/containers/0/env/-
        value: {name: CART, value: "cart:80"}
      - op: remove
        path: /spec/template/spec/containers/0/env/1
"""


def test_patches_in_the_file_itself_wire_at_their_line(catalog, edges):
    found = catalog({**BASE, "prod/kustomization.yaml": INLINE})
    assert edges(found, "sync") == [
        ("cart", "quote", "prod/kustomization.yaml:14"),
        ("quote", "cart", "prod/kustomization.yaml:20"),
    ]


@pytest.mark.parametrize("resource", ["https://example.org/base", "../../outside", "/etc", "github.com/a/b?ref=x", "."])
def test_a_base_that_lies_elsewhere_is_left_out(resource):
    assert read("a/kustomization.yaml", f"resources: ['{resource}']\n".encode()).resources in ((), ("a",))


def test_kustomizations_that_hold_each_other_end(catalog):
    loop = {
        "a/kustomization.yaml": "resources: [../b, ../base]\nnamePrefix: a-\n",
        "b/kustomization.yaml": "resources: [../a]\nnamePrefix: b-\n",
    }
    assert catalog({**BASE, **loop}).services
