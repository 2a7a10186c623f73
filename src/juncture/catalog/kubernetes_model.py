"""What Kubernetes manifests declare, as one file writes it: plain records, nothing resolved.

The line of an object is that of its name.
"""

import msgspec

from juncture.catalog.environment import Value


class Setting(msgspec.Struct, frozen=True):
    """An entry of ``env``.

    Where ``value`` is None, it lies in ``source`` (``configMap``, ``secret`` or ``field``), at ``object`` and ``key``.
    """

    name: str
    line: int
    value: str | None = None
    source: str = ""
    object: str = ""
    key: str = ""


class SettingsFrom(msgspec.Struct, frozen=True):
    """An entry of ``envFrom``: all keys of a ConfigMap (or of a Secret, whose values nobody reads), with a prefix."""

    source: str
    object: str
    line: int
    prefix: str = ""


class Container(msgspec.Struct, frozen=True):
    """A container. ``arguments`` are its command and its args; ``ports`` are (name, number). ``first``: it only
    prepares what the others do, and ends before they start.
    """

    name: str
    line: int
    image: str = ""
    arguments: tuple[str, ...] = ()
    ports: tuple[tuple[str, str], ...] = ()
    settings: tuple[Setting, ...] = ()
    settings_from: tuple[SettingsFrom, ...] = ()
    first: bool = False


class Workload(msgspec.Struct, frozen=True):
    """What runs: Deployment, StatefulSet, DaemonSet, Pod, Job, CronJob. ``labels`` are those of its pods.

    A patch of an overlay looks the same and may lack images. ``namespace`` is empty where the file names none.
    """

    kind: str
    name: str
    namespace: str
    path: str
    line: int
    labels: dict[str, str] = msgspec.field(default_factory=dict)
    containers: tuple[Container, ...] = ()
    service_account: str = ""


class CronJob(msgspec.Struct, frozen=True):
    """When a job runs. Texts as written, empty where the cluster's default stands; ``schedule_line`` is its line."""

    name: str
    namespace: str
    path: str
    line: int
    schedule: str
    schedule_line: int
    time_zone: str = ""
    concurrency_policy: str = ""
    suspend: str = ""
    starting_deadline_seconds: str = ""


class Service(msgspec.Struct, frozen=True):
    """A name in the cluster's DNS. ``ports`` are (name, port, target port); ``type`` as written."""

    name: str
    namespace: str
    path: str
    line: int
    type: str = ""
    selector: dict[str, str] = msgspec.field(default_factory=dict)
    ports: tuple[tuple[str, str, str], ...] = ()
    external_name: str = ""


class Ingress(msgspec.Struct, frozen=True):
    """A way in from outside, one a backend: Ingress, HTTPRoute, GRPCRoute, or VirtualService behind a gateway."""

    kind: str
    name: str
    namespace: str
    service: str
    port: str
    host: str
    route: str
    path: str
    line: int


class ConfigMap(msgspec.Struct, frozen=True):
    """Settings by key."""

    name: str
    namespace: str
    path: str
    line: int
    data: dict[str, Value] = msgspec.field(default_factory=dict)


class CallRule(msgspec.Struct, frozen=True):
    """A peer that a NetworkPolicy or an AuthorizationPolicy names.

    ``selector`` are labels of the pods that the policy is about. ``direction`` is ``from`` (the peer calls them) or
    ``to``. The peer is ``labels``, or a ``principal`` (a service account, as written), or a ``namespaces`` selection;
    ``anyone`` is set where the rule names none, so that it lets everybody in or out.
    """

    kind: str
    name: str
    namespace: str
    path: str
    line: int
    selector: dict[str, str]
    direction: str
    labels: dict[str, str] = msgspec.field(default_factory=dict)
    principal: str = ""
    namespaces: dict[str, str] = msgspec.field(default_factory=dict)
    anyone: bool = False


class Manifests(msgspec.Struct, frozen=True):
    """What one file declares. ``is_template``: it is a template, whose values are not known."""

    path: str = ""
    workloads: tuple[Workload, ...] = ()
    cron_jobs: tuple[CronJob, ...] = ()
    services: tuple[Service, ...] = ()
    ingresses: tuple[Ingress, ...] = ()
    config_maps: tuple[ConfigMap, ...] = ()
    call_rules: tuple[CallRule, ...] = ()
    is_template: bool = False
