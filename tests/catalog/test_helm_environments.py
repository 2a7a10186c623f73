"""Environments of charts: what any of their values files or releases turns on or leads elsewhere is an edge."""

import pytest

from juncture.catalog.open import open_catalog
from juncture.repository.cache import Cache

CHART = "apiVersion: v2\nname: shop\nversion: 1.0.0\n"
VALUES = "store:\n  url: http://quote:8080\ningress: false\naudit: false\n"
POD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      containers:
        - name: a
          image: registry/{name}
"""
CART = (
    POD.format(name="cart")
    + """\
          env:
            - name: STORE
              value: {{ .Values.store.url | quote }}
          envFrom: [{configMapRef: {name: settings}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {RATES: "{{ .Values.rates }}"}
{{- if .Values.ingress }}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: way-in}
spec: {rules: [{host: shop.example, http: {paths: [{path: /, backend: {service: {name: cart}}}]}}]}
{{- end }}
"""
)
AUDIT = (
    "{{- if .Values.audit }}\n"
    + POD.format(name="audit")
    + '          env: [{name: CART, value: "http://cart"}]\n{{- end }}\n'
)
OTHERS = "---\n".join(POD.format(name=name) for name in ("quote", "stock", "rates"))
SHOP = {
    "chart/Chart.yaml": CHART,
    "chart/values.yaml": VALUES,
    "chart/templates/cart.yaml": CART,
    "chart/templates/audit.yaml": AUDIT,
    "k8s/others.yaml": OTHERS,
}
DEFAULT = [("cart", "quote", "chart/templates/cart.yaml:12")]


def test_an_address_of_one_environment_is_an_edge_with_the_line_of_its_value(catalog, edges):
    production = "# production\nstore:\n  url: http://stock:8080\n"
    found = catalog({**SHOP, "chart/values-production.yaml": production})
    assert edges(found, "sync") == [*DEFAULT, ("cart", "stock", "chart/values-production.yaml:3")]
    assert {one.name for one in found.services} == {"cart", "quote", "stock", "rates"}


@pytest.mark.parametrize("name", ["values.dev.yaml", "values-dev.yml", "values-eu.dev.yaml"])
def test_names_of_values_files(catalog, edges, name):
    found = catalog({**SHOP, f"chart/{name}": "rates: http://rates\n"})
    assert edges(found, "sync") == [*DEFAULT, ("cart", "rates", f"chart/{name}:1")]


def test_a_value_that_reaches_the_code_by_a_config_map(catalog, edges):
    found = catalog({**SHOP, "chart/values-eu.yaml": "x: y\nrates: rates:90\n"})
    assert ("cart", "rates", "chart/values-eu.yaml:2") in edges(found, "sync")


def test_what_an_environment_turns_on_is_there(catalog, edges):
    found = catalog({**SHOP, "chart/values-eu.yaml": "audit: true\ningress: true\n"})
    assert ("audit", "cart", "chart/templates/audit.yaml:12") in edges(found, "sync")
    assert [one.host for one in found.manifests["chart/templates/cart.yaml"].ingresses] == ["shop.example"]


def test_an_environment_that_says_the_same_adds_nothing(catalog):
    plain, same = catalog(SHOP), catalog({**SHOP, "chart/values-same.yaml": VALUES})
    assert (plain.edges, plain.services, plain.manifests) == (same.edges, same.services, same.manifests)


def test_what_an_environment_turns_off_is_still_there_in_the_others(catalog, edges):
    found = catalog({**SHOP, "chart/values-eu.yaml": "store: {url: ''}\n"})
    assert edges(found, "sync") == DEFAULT


def test_a_broken_environment_is_unread_and_the_chart_is_not(catalog, edges):
    found = catalog({**SHOP, "chart/values-bad.yaml": "a: [\n"})
    assert edges(found, "sync") == DEFAULT
    assert [one.path for one in found.unread] == ["chart/values-bad.yaml"]


def test_an_environment_of_the_chart_around_a_subchart(catalog, edges):
    files = {path.replace("chart/", "top/charts/shop/"): text for path, text in SHOP.items()}
    files |= {"top/Chart.yaml": "name: top\n", "top/values-eu.yaml": "shop:\n  store: {url: stock}\n"}
    assert ("cart", "stock", "top/values-eu.yaml:2") in edges(catalog(files), "sync")


HELMFILE = """\
environments:
  default: {}
releases:
  - name: shop
    chart: ../chart
    values:
      - values/eu.yaml
      - store: {url: "http://stock:8080"}
    set:
      - name: audit
        value: true
  - name: redis
    chart: bitnami/redis
"""


def wires(found):
    return [(edge.source, edge.target, [str(place) for place in edge.provenance]) for edge in found.edges]


def test_a_release_of_a_helmfile(catalog):
    files = {**SHOP, "deploy/helmfile.yaml": HELMFILE, "deploy/values/eu.yaml": "\nrates: rates\n"}
    assert wires(catalog(files)) == [
        ("audit", "cart", ["chart/templates/audit.yaml:12"]),
        ("cart", "rates", ["chart/templates/cart.yaml:14", "deploy/values/eu.yaml:2"]),
        ("cart", "stock", ["chart/templates/cart.yaml:12", "deploy/helmfile.yaml:8"]),
    ]


def test_several_releases_of_one_chart_are_several_services(catalog):
    named = SHOP["chart/templates/cart.yaml"].replace("name: cart}", 'name: "{{ .Release.Name }}"}')
    releases = "".join(f"  - {{name: {name}, chart: ../chart}}\n" for name in ("cart-a", "cart-b"))
    files = {**SHOP, "chart/templates/cart.yaml": named, "deploy/helmfile.yaml": f"releases:\n{releases}"}
    assert {one.name for one in catalog(files).services} == {"cart-a", "cart-b", "quote", "rates", "stock"}


def test_a_path_with_the_environment_in_it_means_every_file_that_fits(catalog):
    helmfile = (
        "releases:\n  - name: shop\n    chart: ../chart\n    values:\n"
        "      - values/{{ .Environment.Name }}.yaml\n{{- range .Values.more }}\n{{- end }}\n"
    )
    files = {
        **SHOP,
        "deploy/helmfile.yaml": helmfile,
        "deploy/values/eu.yaml": "store: {url: stock}\n",
        "deploy/values/us.yaml": "store: {url: rates}\n",
        "deploy/values/deep/us.yaml": "store: {url: nobody}\n",
    }
    assert wires(catalog(files)) == [
        ("cart", "rates", ["deploy/values/us.yaml:1"]),
        ("cart", "stock", ["chart/templates/cart.yaml:12", "deploy/values/eu.yaml:1"]),
    ]


def test_what_an_environment_leaves_as_it_is_stands_beside_what_the_first_one_sets(catalog):
    helmfile = "releases: [{name: shop, chart: ../chart, values: ['{{ .Environment.Name }}.yaml']}]\n"
    files = {**SHOP, "deploy/helmfile.yaml": helmfile, "deploy/a.yaml": "store: {url: stock}\n", "deploy/b.yaml": ""}
    assert {(one, other) for one, other, _ in wires(catalog(files))} == {("cart", "quote"), ("cart", "stock")}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("helmfile.yaml.gotmpl", "releases: []\n"),
        ("helmfile.d/10-shop.yaml", "releases: [\n"),
        ("helmfile.yaml", "releases: {{ if }}\n"),
    ],
)
def test_a_helmfile_that_cannot_be_read_is_said(catalog, edges, path, text):
    found = catalog({**SHOP, path: text})
    assert [one.path for one in found.unread] == [path]
    assert edges(found, "sync") == DEFAULT


def test_values_that_only_helmfile_fills_in_are_said(catalog):
    helmfile = "releases: [{name: shop, chart: ./chart, values: [eu.yaml.gotmpl, ../../out.yaml, gone.yaml]}]\n"
    found = catalog({**SHOP, "helmfile.yaml": helmfile, "eu.yaml.gotmpl": "rates: {{ env }}\n"})
    assert [one.path for one in found.unread] == ["eu.yaml.gotmpl"]


def test_a_changed_environment_is_read_anew_from_the_cache(tree, tmp_path):
    def known(files):
        found = open_catalog(tree({**SHOP, **files}, str(len(seen))), Cache(tmp_path / "facts.sqlite"))
        seen.append({edge.target for edge in found.edges if edge.source == "cart"})

    seen: list[set[str]] = []
    known({"chart/values-eu.yaml": "rates: rates\n"})
    known({"chart/values-eu.yaml": "rates: stock\n"})
    known({"chart/values-eu.yaml": "rates: stock\n", "helmfile.yaml": "releases: [{name: shop, chart: chart}]\n"})
    known(
        {
            "chart/values-eu.yaml": "rates: stock\n",
            "helmfile.yaml": HELMFILE.replace("../", "").replace("stock", "rates"),
        }
    )
    assert seen == [{"quote", "rates"}, {"quote", "stock"}, {"quote", "stock"}, {"quote", "rates", "stock"}]
