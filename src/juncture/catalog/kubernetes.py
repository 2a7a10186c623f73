"""Kubernetes manifests: workloads, services, jobs, ways in, settings and who may call whom, with their lines.

A template of Helm is no manifest yet: helm.py renders those of charts, any other is marked and left alone. Custom
resources are ignored. Source: the Kubernetes API reference; Gateway API (HTTPRoute, GRPCRoute); Istio (VirtualService,
AuthorizationPolicy).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from juncture.catalog import kubernetes_network
from juncture.catalog.environment import Value
from juncture.catalog.kubernetes_model import (
    ConfigMap,
    Container,
    CronJob,
    Manifests,
    Setting,
    SettingsFrom,
    Workload,
)
from juncture.catalog.kubernetes_network import Records
from juncture.catalog.kubernetes_objects import Object, at, items, labels, objects, text, words
from juncture.facts.problem import InputError
from juncture.repository import documents
from juncture.repository.cache import Reader
from juncture.repository.document import Document


def recognises(content: bytes) -> bool:
    """Tell whether a file may hold Kubernetes objects, without parsing it."""
    return b"apiVersion" in content and b"kind" in content


def _declares(content: bytes) -> bool:
    """Tell whether a file may hold an object that is read here, or a list of objects, without parsing it."""
    return _KIND.search(content) is not None


def read(path: str, content: bytes) -> Manifests:
    """Return what a file declares; nothing for one that is no manifest. Raises InputError for broken YAML."""
    if not recognises(content):
        return Manifests(path)
    may_be_template = b"{{" in content
    if may_be_template and "templates" in path.split("/")[:-1]:
        return Manifests(path, is_template=True)
    if not may_be_template and not _declares(content):
        return Manifests(path)
    try:
        loaded = documents.load(content, path)
    except InputError:
        if may_be_template:
            return Manifests(path, is_template=True)
        raise
    return declared(path, loaded)


def declared(path: str, loaded: Iterable[Document], lines: Sequence[int] = ()) -> Manifests:
    """Return what documents declare; ``lines`` maps the lines of a rendered template to its own."""
    found: dict[str, list[Any]] = {}
    for document in loaded:
        for item in objects(document, (), document.value, lines):
            if item.kind in _READERS and item.name and "$patch" not in item.value:
                for field, record in _READERS[item.kind](item):
                    found.setdefault(field, []).append(record)
    fields: dict[str, Any] = {field: tuple(records) for field, records in found.items()}
    return Manifests(path, **fields)


def _workload(item: Object) -> Records:
    where = _POD_TEMPLATES[item.kind]
    template = at(item.value, *where) if where else item.value
    pod = at(template, "spec")
    pod_place = (*where, "spec")
    containers = tuple(
        _container(item, (*pod_place, group, number), container)
        for group in ("initContainers", "containers")
        for number, container in items(at(pod, group))
    )
    pods = labels(at(template, "metadata", "labels")) or labels(at(item.value, "metadata", "labels"))
    account = text(at(pod, "serviceAccountName")) or text(at(pod, "serviceAccount"))
    yield (
        "workloads",
        Workload(
            item.kind, item.name, item.namespace, item.path, item.line("metadata", "name"), pods, containers, account
        ),
    )
    if item.kind == "CronJob":
        spec = item.value.get("spec")
        yield (
            "cron_jobs",
            CronJob(
                name=item.name,
                namespace=item.namespace,
                path=item.path,
                line=item.line("metadata", "name"),
                schedule=text(at(spec, "schedule")),
                schedule_line=item.line("spec", "schedule"),
                time_zone=text(at(spec, "timeZone")),
                concurrency_policy=text(at(spec, "concurrencyPolicy")),
                suspend=text(at(spec, "suspend")),
                starting_deadline_seconds=text(at(spec, "startingDeadlineSeconds")),
            ),
        )


def _container(item: Object, place: tuple[str | int, ...], value: dict[str, Any]) -> Container:
    return Container(
        name=text(value.get("name")),
        line=item.line(*place),
        image=text(value.get("image")),
        arguments=(*words(value.get("command")), *words(value.get("args"))),
        ports=tuple((text(port.get("name")), text(port.get("containerPort"))) for _, port in items(value.get("ports"))),
        settings=tuple(_setting(item.line(*place, "env", number), entry) for number, entry in items(value.get("env"))),
        settings_from=tuple(
            SettingsFrom(
                source, text(at(entry, key, "name")), item.line(*place, "envFrom", n), text(entry.get("prefix"))
            )
            for n, entry in items(value.get("envFrom"))
            for key, source in (("configMapRef", "configMap"), ("secretRef", "secret"))
            if at(entry, key, "name")
        ),
        first="initContainers" in place,
    )


def _setting(line: int, entry: dict[str, Any]) -> Setting:
    name = text(entry.get("name"))
    for key, source in (("configMapKeyRef", "configMap"), ("secretKeyRef", "secret")):
        reference = at(entry, "valueFrom", key)
        if isinstance(reference, dict):
            return Setting(name, line, None, source, text(reference.get("name")), text(reference.get("key")))
    if entry.get("valueFrom") is not None:
        field = at(entry, "valueFrom", "fieldRef", "fieldPath") or at(
            entry, "valueFrom", "resourceFieldRef", "resource"
        )
        return Setting(name, line, None, "field", "", text(field))
    return Setting(name, line, text(entry.get("value")))


def _config_map(item: Object) -> Records:
    data = item.value.get("data")
    values = {
        key: Value(text(value), item.path, item.line("data", key))
        for key, value in (data if isinstance(data, dict) else {}).items()
    }
    yield "config_maps", ConfigMap(item.name, item.namespace, item.path, item.line("metadata", "name"), values)


_TEMPLATE = ("spec", "template")
_POD_TEMPLATES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("Deployment", "StatefulSet", "DaemonSet", "Job"), _TEMPLATE),
    "Pod": (),
    "CronJob": ("spec", "jobTemplate", *_TEMPLATE),
}
_READERS: dict[str, Callable[[Object], Records]] = {
    **kubernetes_network.READERS,
    **dict.fromkeys(_POD_TEMPLATES, _workload),
    "ConfigMap": _config_map,
}

_KIND = re.compile(
    rb"""kind["']?\s*:\s*(?:[&!|>]\S*\s+){0,3}["']?(?:%s|\w*List)\b""" % "|".join(sorted(_READERS)).encode()
)
"""A kind that is read, as the value of its key: plain or quoted, with an anchor or a tag before it, or folded."""

READER = Reader("kubernetes", 3, Manifests, read)
