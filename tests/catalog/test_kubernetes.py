"""Kubernetes manifests: what runs, under which name, with which settings, and who may reach it."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.catalog.kubernetes import READER, read, recognises
from juncture.catalog.kubernetes_environment import environment, selects
from juncture.facts.problem import InputError

CART = """\
# the cart
apiVersion: apps/v1
kind: Deployment
metadata:
  name: cart
  namespace: shop
  labels: {tier: outer}
spec:
  template:
    metadata:
      labels:
        app: cart
    spec:
      serviceAccountName: cart-account
      initContainers:
        - name: migrate
          image: migrate:1
      containers:
        - name: server
          image: registry/cart:1.2
          command: [/bin/cart]
          args: ["--quote=quote:8090"]
          ports:
            - {name: grpc, containerPort: 7070}
          env:
            - name: STORE_HOST
              value: valkey
            - name: STORE
              value: $(STORE_HOST):6379
            - name: TOPIC
              valueFrom:
                configMapKeyRef: {name: events, key: topic}
            - name: PASSWORD
              valueFrom:
                secretKeyRef: {name: db, key: password}
            - name: NODE
              valueFrom:
                fieldRef: {fieldPath: spec.nodeName}
          envFrom:
            - prefix: EV_
              configMapRef: {name: events}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec:
  type: LoadBalancer
  selector: {app: cart}
  ports:
    - {name: grpc, port: 80, targetPort: grpc}
    - port: 9090
---
apiVersion: v1
kind: ConfigMap
metadata: {name: events, namespace: shop}
data:
  topic: orders
  brokers: kafka:9092
"""


def test_a_workload_with_its_lines():
    (cart,) = read("k8s/cart.yaml", CART.encode()).workloads
    assert (cart.kind, cart.name, cart.namespace) == ("Deployment", "cart", "shop")
    assert (cart.path, cart.line) == ("k8s/cart.yaml", 5)
    assert (cart.labels, cart.service_account) == ({"app": "cart"}, "cart-account")
    migrate, server = cart.containers
    assert (migrate.image, server.image, server.line) == ("migrate:1", "registry/cart:1.2", 19)
    assert server.arguments == ("/bin/cart", "--quote=quote:8090")
    assert server.ports == (("grpc", "7070"),)


def test_its_environment_once_config_maps_are_read():
    manifests = read("k8s/cart.yaml", CART.encode())
    found = environment(manifests.workloads[0], manifests.config_maps)
    assert {name: (value.text, value.line) for name, value in found.items()} == {
        "EV_topic": ("orders", 40),
        "EV_brokers": ("kafka:9092", 40),
        "STORE_HOST": ("valkey", 26),
        "STORE": ("valkey:6379", 28),
        "TOPIC": ("orders", 30),
        "PASSWORD": ("$(secret/db/password)", 33),
        "NODE": ("$(field/spec.nodeName)", 36),
    }
    assert [str(place) for place in found["TOPIC"].via] == ["k8s/cart.yaml:57"]
    assert [str(place) for place in found["STORE"].via] == ["k8s/cart.yaml:26"]
    assert found["PASSWORD"].unset == ("secret/db/password",)


def test_a_config_map_that_is_not_here_is_unknown_and_a_namesake_of_another_namespace_is_not_it():
    manifests = read("k8s/cart.yaml", CART.encode())
    other = CART[CART.rindex("apiVersion") :].replace("namespace: shop", "namespace: test")
    assert environment(manifests.workloads[0])["TOPIC"].unset == ("configMap/events/topic",)
    elsewhere = read("test/cart.yaml", other.encode()).config_maps
    assert environment(manifests.workloads[0], elsewhere)["TOPIC"].unset == ("configMap/events/topic",)


def test_of_config_maps_with_one_name_the_nearest_counts():
    manifests = read("k8s/prod/cart.yaml", CART.encode())
    events = CART[CART.rindex("apiVersion") :]
    near = read("k8s/prod/events.yaml", events.replace("orders", "near").encode()).config_maps
    far = read("k8s/test/events.yaml", events.replace("orders", "far").encode()).config_maps
    assert environment(manifests.workloads[0], [*near, *far])["TOPIC"].text == "near"
    assert environment(manifests.workloads[0], [*far, *near])["TOPIC"].text == "near"


def test_a_service_selects_pods():
    manifests = read("k8s/cart.yaml", CART.encode())
    (service,) = manifests.services
    assert (service.name, service.type, service.line) == ("cart", "LoadBalancer", 45)
    assert service.ports == (("grpc", "80", "grpc"), ("", "9090", "9090"))
    assert selects(service.selector, manifests.workloads[0].labels)
    assert not selects({"app": "ad"}, {"app": "cart"})
    assert not selects({}, {"app": "cart"})


def test_a_cron_job_is_a_workload_with_a_schedule():
    text = """\
apiVersion: batch/v1
kind: CronJob
metadata:
  name: report
spec:
  schedule: "0 3 * * *"
  timeZone: Europe/Paris
  concurrencyPolicy: Forbid
  suspend: false
  jobTemplate:
    spec:
      template:
        spec:
          containers: [{name: main, image: report, env: [{name: DAYS, value: 7}]}]
"""
    found = read("cron.yaml", text.encode())
    (job,) = found.cron_jobs
    assert (job.schedule, job.schedule_line, job.time_zone) == ("0 3 * * *", 6, "Europe/Paris")
    assert (job.concurrency_policy, job.suspend, job.starting_deadline_seconds) == ("Forbid", "false", "")
    assert environment(found.workloads[0])["DAYS"].text == "7"


@pytest.mark.parametrize("kind", ["StatefulSet", "DaemonSet", "Job"])
def test_other_kinds_of_workloads(kind):
    spec = "spec: {template: {spec: {containers: [{image: i}]}}}"
    text = f"apiVersion: x/v1\nkind: {kind}\nmetadata: {{name: a}}\n{spec}\n"
    (workload,) = read("a.yaml", text.encode()).workloads
    assert (workload.kind, workload.containers[0].image) == (kind, "i")


def test_a_pod_is_its_own_template():
    text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {app: a}}\nspec: {containers: [{image: i}]}\n"
    (pod,) = read("a.yaml", text.encode()).workloads
    assert (pod.labels, pod.containers[0].image) == ({"app": "a"}, "i")


INGRESSES = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  defaultBackend: {service: {name: fallback, port: {name: http}}}
  rules:
    - host: shop.example.com
      http:
        paths:
          - path: /api
            backend: {service: {name: api, port: {number: 80}}}
          - path: /old
            backend: {serviceName: old, servicePort: 81}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: route}
spec:
  hostnames: [a.example.com, b.example.com]
  rules:
    - matches: [{path: {value: /cart}}]
      backendRefs: [{name: cart, port: 7070}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: outside}
spec:
  hosts: ["*"]
  gateways: [edge]
  http:
    - match: [{uri: {prefix: /pay}}]
      route: [{destination: {host: pay, port: {number: 443}}}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: inside}
spec:
  hosts: [pay]
  http: [{route: [{destination: {host: pay}}]}]
"""


def test_ways_in_from_outside():
    found = read("in.yaml", INGRESSES.encode()).ingresses
    assert [(i.kind, i.service, i.port, i.host, i.route, i.line) for i in found] == [
        ("Ingress", "fallback", "http", "", "", 5),
        ("Ingress", "api", "80", "shop.example.com", "/api", 11),
        ("Ingress", "old", "81", "shop.example.com", "/old", 13),
        ("HTTPRoute", "cart", "7070", "a.example.com,b.example.com", "/cart", 22),
        ("VirtualService", "pay", "443", "*", "/pay", 32),
    ]


POLICIES = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: cart}
spec:
  podSelector: {matchLabels: {app: cart}}
  ingress:
    - from:
        - podSelector: {matchLabels: {app: frontend}}
        - namespaceSelector: {matchLabels: {team: ops}}
    - {}
  egress:
    - to: [{podSelector: {matchLabels: {app: valkey}}}]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: pay}
spec:
  selector: {matchLabels: {app: pay}}
  rules:
    - from:
        - source: {principals: [cluster.local/ns/shop/sa/checkout]}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: no}
spec:
  action: DENY
  rules: [{from: [{source: {principals: [x]}}]}]
"""


def test_policies_say_who_may_call_whom():
    rules = read("policy.yaml", POLICIES.encode()).call_rules
    assert [rule.line for rule in rules if rule.anyone] == [10]
    assert [(r.name, r.selector, r.direction, r.labels, r.namespaces, r.principal, r.line) for r in rules] == [
        ("cart", {"app": "cart"}, "from", {"app": "frontend"}, {}, "", 8),
        ("cart", {"app": "cart"}, "from", {}, {"team": "ops"}, "", 9),
        ("cart", {"app": "cart"}, "from", {}, {}, "", 10),
        ("cart", {"app": "cart"}, "to", {"app": "valkey"}, {}, "", 12),
        ("pay", {"app": "pay"}, "from", {}, {}, "cluster.local/ns/shop/sa/checkout", 21),
    ]


def test_a_list_holds_objects_with_their_own_lines():
    text = "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Service\n    metadata: {name: a}\n"
    (service,) = read("list.yaml", text.encode()).services
    assert (service.name, service.line) == ("a", 6)


def test_custom_resources_patches_that_delete_and_nameless_objects_are_nothing():
    text = """\
apiVersion: stable.example.com/v1
kind: CronTab
metadata: {name: x}
---
apiVersion: apps/v1
kind: Deployment
$patch: delete
metadata: {name: gone}
---
apiVersion: v1
kind: Service
metadata: {generateName: a-}
---
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [a.yaml]
"""
    found = read("x.yaml", text.encode())
    assert (found.workloads, found.services) == ((), ())


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("chart/templates/cart.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: '{{ .Values.name }}'}\n"),
        ("chart/templates/a.yaml", "{{- if .Values.on }}\napiVersion: v1\nkind: Service\n{{- end }}\n"),
        ("deploy/a.yaml", "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n"),
    ],
)
def test_a_template_is_marked_and_left_alone(path, text):
    found = read(path, text.encode())
    assert found.is_template
    assert found.services == ()


def test_braces_in_a_value_make_no_template():
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  alert: 'down: {{ $labels.job }}'\n"
    assert read("a.yaml", text.encode()).config_maps[0].data["alert"].text == "down: {{ $labels.job }}"


def test_broken_yaml_is_said_and_other_files_are_not_even_parsed():
    with pytest.raises(InputError, match=r"a\.yaml:3"):
        read("a.yaml", b"apiVersion: v1\nkind: Service\n  x: [\n")
    assert not recognises(b"a: [")
    assert read("a.yaml", b"a: [").services == ()


def test_settings_that_double_stay_as_written():
    entries = "".join(f"        - {{name: A{n}, value: $(A{n - 1})$(A{n - 1})}}\n" for n in range(1, 40))
    text = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - name: a\n      env:\n"
        f"        - {{name: A0, value: {'x' * 1000}}}\n{entries}"
    )
    found = environment(read("a.yaml", text.encode()).workloads[0])
    assert all(len(value.text) <= 64 * 1024 for value in found.values())
    assert found["A39"].unset


def test_an_escaped_reference_is_text():
    spec = "spec: {containers: [{env: [{name: A, value: '$$(B) $(C)'}]}]}"
    text = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\n{spec}\n"
    value = environment(read("a.yaml", text.encode()).workloads[0])["A"]
    assert (value.text, value.unset) == ("$(B) $(C)", ("C",))


KEYS = ["containers", "env", "envFrom", "ports", "rules", "from", "ingress", "http", "template", "spec", "metadata"]
SCALARS = st.none() | st.booleans() | st.integers() | st.text("a$()", max_size=4)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)
KINDS = ["Deployment", "CronJob", "Pod", "Service", "Ingress", "HTTPRoute", "VirtualService", "NetworkPolicy",
         "AuthorizationPolicy", "ConfigMap", "List"]  # fmt: skip


@given(st.sampled_from(KINDS), ANYTHING, ANYTHING)
def test_whatever_stands_in_an_object_is_read(kind, spec, data):
    text = json.dumps(
        {"apiVersion": "v1", "kind": kind, "metadata": {"name": "a"}, "spec": spec, "data": data, "items": data}
    )
    found = READER.read("a.yaml", text.encode())
    for workload in found.workloads:
        environment(workload, found.config_maps)


def test_what_the_cache_keeps_is_what_was_read():
    for text in (CART, INGRESSES, POLICIES):
        found = read("a.yaml", text.encode())
        assert msgspec.json.decode(msgspec.json.encode(found), type=READER.facts) == found


@pytest.mark.parametrize(
    "kind", ["kind: Service", '"kind": "Service"', "kind: &k Service", "kind: !!str Service", "kind: >-\n  Service"]
)
def test_a_kind_is_known_however_yaml_writes_it(kind: str) -> None:
    text = f"apiVersion: v1\n{kind}\nmetadata:\n  name: cart\n"
    assert [one.name for one in read("a.yaml", text.encode()).services] == ["cart"]


def test_a_kind_is_known_in_minified_json_and_in_a_list() -> None:
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "cart"}}
    listed = {"apiVersion": "v1", "kind": "List", "items": [service]}
    for value in (service, listed):
        content = json.dumps(value, separators=(",", ":")).encode()
        assert [one.name for one in read("a.json", content).services] == ["cart"]


def test_custom_resources_alone_are_not_parsed() -> None:
    text = b"apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nspec: {a: [}\n"
    assert read("a.yaml", text) == msgspec.structs.replace(read("b.yaml", b""), path="a.yaml")
    with pytest.raises(InputError, match="not YAML"):
        read("a.yaml", text + b"---\napiVersion: v1\nkind: Service\n")
