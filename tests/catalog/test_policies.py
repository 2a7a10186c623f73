"""Cluster policies: who may call whom is declared, and a boundary where nobody else may."""

import pytest

POD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}, namespace: shop}}
spec:
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec: {{serviceAccountName: {name}-account, containers: [{{name: a, image: {name}}}]}}
---
"""
PODS = "".join(POD.format(name=name) for name in ("web", "cart", "store"))
NETWORK = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: cart, namespace: shop}
spec:
  podSelector: {matchLabels: {app: cart}}
  ingress:
    - from: [{podSelector: {matchLabels: {app: web}}}]
  egress:
    - to: [{podSelector: {matchLabels: {app: store}}}]
"""
MESH = """\
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: cart, namespace: shop}
spec:
  selector: {matchLabels: {app: cart}}
  rules:
    - from: [{source: {principals: [cluster.local/ns/shop/sa/web-account]}}]
"""


def test_a_network_policy_declares_edges(catalog, edges):
    found = catalog({"k8s/pods.yaml": PODS, "k8s/policy.yaml": NETWORK})
    assert edges(found, "sync") == [("cart", "store", "k8s/policy.yaml:9"), ("web", "cart", "k8s/policy.yaml:7")]
    assert [edge.strength for edge in found.edges] == [("declared",), ("declared",)]
    (boundary,) = found.boundaries
    assert (boundary.service, boundary.allowed, str(boundary.provenance)) == ("cart", ("web",), "k8s/policy.yaml:7")


def test_an_authorization_policy_names_service_accounts(catalog, edges):
    found = catalog({"k8s/pods.yaml": PODS, "k8s/policy.yaml": MESH})
    assert edges(found, "sync") == [("web", "cart", "k8s/policy.yaml:7")]
    assert [boundary.allowed for boundary in found.boundaries] == [("web",)]


@pytest.mark.parametrize(
    "policy",
    [
        NETWORK.replace("    - from", "    - {}\n    - from"),
        NETWORK.replace("from: [", "from: [{namespaceSelector: {}}, "),
        NETWORK.replace("app: web", "app: nobody-here"),
        NETWORK.replace("namespace: shop", "namespace: other"),
        MESH.replace("principals: [cluster.local/ns/shop/sa/web-account]", "namespaces: [shop]"),
        MESH.replace("- from", "- to: [{operation: {ports: ['80']}}]\n    - from"),
    ],
)
def test_a_policy_that_lets_somebody_unknown_in_is_no_boundary(catalog, policy):
    assert catalog({"k8s/pods.yaml": PODS, "k8s/policy.yaml": policy}).boundaries == ()


@pytest.mark.parametrize(
    "principal", ["*", "cluster.local/ns/shop/sa/default", "cluster.local/ns/other/sa/web-account"]
)
def test_a_principal_that_is_nobody_in_particular_declares_nothing(catalog, principal):
    policy = MESH.replace("cluster.local/ns/shop/sa/web-account", f"'{principal}'")
    assert catalog({"k8s/pods.yaml": PODS, "k8s/policy.yaml": policy}).edges == ()


def test_a_policy_for_every_pod_says_nothing_of_one_service(catalog):
    everybody = NETWORK.replace("{matchLabels: {app: cart}}\n  ingress", "{}\n  ingress")
    assert catalog({"k8s/pods.yaml": PODS, "k8s/policy.yaml": everybody}).edges == ()
