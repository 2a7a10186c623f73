"""What cluster policies say of calls: who may call whom is a declared edge, and who may not is a boundary.

A policy that selects every pod says nothing of one service; a peer that is no service here is left out, and makes the
policy no boundary: nobody knows then whom it lets in. Source: Kubernetes Docs, "Network Policies"; Istio,
"Authorization Policy".
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from juncture.catalog.kubernetes_environment import selects
from juncture.catalog.kubernetes_model import CallRule, Manifests, Workload
from juncture.catalog.manifests import Known
from juncture.catalog.model import Boundary, Edge, Layer, Strength
from juncture.facts.provenance import Provenance


class _Pods(NamedTuple):
    """The workloads of a tree with the services that they are."""

    workloads: tuple[tuple[Workload, str], ...]
    by_label: Mapping[tuple[str, str], Sequence[tuple[Workload, str]]]

    def labelled(self, labels: Mapping[str, str], namespace: str) -> set[str]:
        """Return the services whose pods have these labels; a namespace that either side leaves open fits any."""
        # What has all the labels has the first of them, too.
        likely = self.by_label.get(next(iter(labels.items()), ("", "")), ())
        return {
            name
            for workload, name in likely
            if selects(labels, workload.labels) and _one_namespace(namespace, workload.namespace)
        }

    def account(self, principal: str) -> set[str]:
        """Return the services whose pods run under a service account: ``cluster.local/ns/NAMESPACE/sa/NAME``."""
        parts = principal.split("/")
        if len(parts) != 5 or parts[3] != "sa" or parts[4] == "default" or "*" in principal:
            return set()
        return {
            name
            for workload, name in self.workloads
            if workload.service_account == parts[4] and _one_namespace(parts[2], workload.namespace)
        }


def _one_namespace(one: str, other: str) -> bool:
    return not one or not other or one == other


def _pods(files: Iterable[Manifests], known: Known) -> _Pods:
    found = ((workload, known.service(workload.name)) for file in files for workload in file.workloads)
    workloads = tuple((workload, name) for workload, name in found if name)
    by_label: dict[tuple[str, str], list[tuple[Workload, str]]] = {}
    for workload, name in workloads:
        for label in workload.labels.items():
            by_label.setdefault(label, []).append((workload, name))
    return _Pods(workloads, by_label)


def declared(files: Iterable[Manifests], known: Known) -> Iterator[Edge]:
    """Yield a declared edge for every pair of services that a policy lets talk."""
    files = list(files)
    pods = _pods(files, known)
    for rule in (rule for file in files for rule in file.call_rules):
        place = (_place(rule),)
        for own in sorted(pods.labelled(rule.selector, rule.namespace)):
            for peer in sorted(_peers(rule, pods)):
                source, target = (peer, own) if rule.direction == "from" else (own, peer)
                if source != target:
                    yield Edge(source, target, Layer.SYNC, (Strength.DECLARED,), provenance=place)


def boundaries(files: Iterable[Manifests], known: Known) -> Iterator[Boundary]:
    """Yield a boundary for every service that policies let only named services call."""
    files = list(files)
    pods = _pods(files, known)
    allowed: dict[str, dict[str, CallRule]] = {}
    places: dict[str, CallRule] = {}
    open_to_all: set[str] = set()
    for rule in (rule for file in files for rule in file.call_rules if rule.direction == "from"):
        peers = _peers(rule, pods)
        for own in pods.labelled(rule.selector, rule.namespace):
            places.setdefault(own, rule)
            if rule.anyone or not peers:
                open_to_all.add(own)
            allowed.setdefault(own, {}).update(dict.fromkeys(peers, rule))
    for own in sorted(allowed.keys() - open_to_all):
        yield Boundary(own, tuple(sorted(allowed[own])), _place(places[own]))


def _peers(rule: CallRule, pods: _Pods) -> set[str]:
    if rule.principal:
        return pods.account(rule.principal)
    namespace = "" if rule.namespaces else rule.namespace
    return pods.labelled(rule.labels, namespace) if rule.labels else set()


def _place(rule: CallRule) -> Provenance:
    return Provenance(rule.path, rule.line, reader=rule.kind)
