"""Helm charts: workloads, wiring and jobs out of templates, subcharts with the values of the charts around them."""

from juncture.catalog.helm import SHOWN
from juncture.catalog.open import open_catalog
from juncture.repository.cache import Cache

CHART = "apiVersion: v2\nname: shop\nversion: 1.0.0\n"
VALUES = """\
cart:
  name: cart
  image: registry/shop/cart
  on: true
quote:
  host: quote
policies: false
"""
CART = """\
{{- if .Values.cart.on }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Values.cart.name }}
spec:
  replicas: {{ if .Values.cart.on }} 1 {{ else }} 0 {{ end }}
  template:
    metadata:
      labels: {app: {{ .Values.cart.name }}}
    spec:
      containers:
        - name: app
          image: "{{ .Values.cart.image }}:{{ .Values.cart.tag | default .Chart.Version }}"
          env:
            - name: QUOTE_ADDR
              value: "{{ .Values.quote.host }}:8090"
            - name: TOKEN
              value: {{ randAlphaNum 10 | quote }}
          resources:
            {{- toYaml .Values.cart.resources | nindent 12 }}
{{- end }}
---
apiVersion: v1
kind: Service
metadata: {name: "{{ .Release.Name }}-cart"}
spec: {selector: {app: {{ .Values.cart.name }}}}
{{- if .Values.policies }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: cart}
spec:
  podSelector: {matchLabels: {app: cart}}
  ingress: [{from: [{podSelector: {matchLabels: {app: quote}}}]}]
{{- end }}
"""
QUOTE = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: quote}
spec: {template: {metadata: {labels: {app: quote}}, spec: {containers: [{name: a, image: registry/quote}]}}}
"""
SHOP = {
    "chart/Chart.yaml": CHART,
    "chart/values.yaml": VALUES,
    "chart/templates/cart.yaml": CART,
    "chart/templates/quote.yaml": QUOTE,
    "chart/templates/NOTES.txt": "Thank you {{ .Nobody.knows }}",
}


def test_a_workload_is_called_and_wired_as_its_values_say(catalog, edges):
    found = catalog(SHOP)
    assert edges(found, "sync") == [("cart", "quote", "chart/templates/cart.yaml:16")]
    (cart,) = (unit for unit in found.deployed if unit.sighting.name == "cart")
    assert (cart.sighting.image, cart.sighting.others) == ("registry/shop/cart:1.0.0", ("shop-cart",))
    assert str(cart.sighting.provenance) == "chart/templates/cart.yaml:5"


def test_what_cannot_be_told_is_shown_as_unknown(catalog):
    (cart,) = (unit for unit in catalog(SHOP).deployed if unit.sighting.name == "cart")
    assert {setting.name: setting.value for setting in cart.settings}["TOKEN"] == SHOWN


def test_what_the_default_values_turn_off_is_not_there(catalog, edges):
    off = {**SHOP, "chart/values.yaml": VALUES.replace("on: true", "on: false")}
    assert "cart" not in {service.name for service in catalog(off).services}
    on = {**SHOP, "chart/values.yaml": VALUES.replace("policies: false", "policies: true")}
    found = catalog(on)
    assert ("quote", "cart", "chart/templates/cart.yaml:35") in edges(found, "sync")
    assert [boundary.allowed for boundary in found.boundaries] == [("quote",)]


def test_a_helper_names_a_workload(catalog):
    helpers = '{{- define "x.fullname" -}}{{ .Values.nameOverride | default .Chart.Name }}-web{{- end -}}'
    named = QUOTE.replace("name: quote}", 'name: {{ include "x.fullname" . }}}')
    files = {"c/Chart.yaml": CHART, "c/templates/_helpers.tpl": helpers, "c/templates/a.yaml": named}
    assert [service.name for service in catalog(files).services] == ["shop-web"]


SUBCHART = {
    "top/Chart.yaml": CHART + "dependencies:\n  - name: db\n    condition: db.enabled\n",
    "top/values.yaml": "db: {enabled: true, host: store}\nglobal: {registry: reg}\n",
    "top/charts/db/Chart.yaml": "apiVersion: v2\nname: db\n",
    "top/charts/db/values.yaml": "host: db\nglobal: {registry: other}\n",
    "top/charts/db/templates/a.yaml": QUOTE.replace("quote}", "{{ .Values.host }}}", 1).replace(
        "registry/quote", "{{ .Values.global.registry }}/quote"
    ),
}


def test_a_subchart_has_the_values_of_the_chart_around_it(catalog):
    (unit,) = catalog(SUBCHART).deployed
    assert (unit.sighting.name, unit.sighting.image) == ("store", "reg/quote")


def test_a_subchart_whose_condition_is_false_is_not_there(catalog):
    assert not catalog({**SUBCHART, "top/values.yaml": "db: {enabled: false}\n"}).deployed


def test_a_condition_that_is_not_set_has_no_effect(catalog):
    assert [unit.sighting.name for unit in catalog({**SUBCHART, "top/values.yaml": "{}\n"}).deployed] == ["db"]


CRON = """\
apiVersion: batch/v1
kind: CronJob
metadata:
  name: {{ .Release.Name }}-report
spec:
  schedule: {{ .Values.schedule | quote }}
  jobTemplate: {spec: {template: {spec: {containers: [{name: a, image: report}]}}}}
"""


def test_a_cron_job_is_a_job_with_its_schedule(catalog):
    found = catalog({"c/Chart.yaml": CHART, "c/values.yaml": 'schedule: "0 3 * * *"\n', "c/templates/cron.yaml": CRON})
    (job,) = found.manifests["c/templates/cron.yaml"].cron_jobs
    assert (job.name, job.schedule, job.schedule_line) == ("shop-report", "0 3 * * *", 6)
    assert [("job" in service.roles, service.name) for service in found.services] == [(True, "shop-report")]


def test_a_template_that_cannot_be_rendered_is_marked_and_no_error(catalog):
    found = catalog({**SHOP, "chart/templates/bad.yaml": "kind: {{ if }}\napiVersion: v1\n"})
    assert found.manifests["chart/templates/bad.yaml"].is_template
    assert not found.unread


def test_broken_values_are_unread(catalog):
    found = catalog({**SHOP, "chart/values.yaml": "a: [\n"})
    assert [one.path for one in found.unread] == ["chart/Chart.yaml"]


def test_values_of_a_chart_are_no_manifest_and_tests_are_left_out(catalog):
    hook = QUOTE.replace("name: quote", "name: probe")
    found = catalog(
        {**SHOP, "chart/templates/tests/probe.yaml": hook, "chart/values.yaml": VALUES + "kind: x\napiVersion: y\n"}
    )
    assert {service.name for service in found.services} == {"cart", "quote"}


def test_a_changed_value_is_read_anew_from_the_cache(tree, tmp_path):
    file = tmp_path / "facts.sqlite"
    first = open_catalog(tree(SHOP, "one"), Cache(file))
    again = open_catalog(tree(SHOP, "two"), Cache(file))
    other = tree({**SHOP, "chart/values.yaml": VALUES.replace("name: cart", "name: basket")}, "three")
    assert first.services == again.services
    assert {service.name for service in open_catalog(other, Cache(file)).services} == {"basket", "quote"}
