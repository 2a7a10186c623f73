"""What the Kubernetes manifests of a tree show: workloads, jobs, their environment, the names they are reached by."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from juncture.catalog import environment as environment_files
from juncture.catalog import helm, images, kubernetes, kustomize
from juncture.catalog.kubernetes_environment import config_map_names, environment, selects
from juncture.catalog.kubernetes_model import ConfigMap, Manifests, Service, Workload
from juncture.catalog.kustomize import Renamed
from juncture.catalog.manifests import Deployed, Setting
from juncture.catalog.units import KUBERNETES, Sighting, image_path, is_aside
from juncture.facts.problem import Unread
from juncture.facts.provenance import Provenance
from juncture.repository.cache import Cache
from juncture.repository.tree import Tree

_JOBS = frozenset({"Job", "CronJob"})


class Cluster(NamedTuple):
    """What the manifests of a tree declare, by path, and what its kustomizations call it."""

    manifests: dict[str, Manifests]
    renamed: Renamed


def cluster(tree: Tree, cache: Cache, unread: list[Unread]) -> Cluster:
    """Return what every manifest of the tree declares, charts rendered; tests and third-party code left out."""
    charts = helm.Charts(tree)
    inside = charts.files()
    paths = [path for path in tree.entries if path.endswith((".yaml", ".yml", ".json")) and not is_aside(path)]
    found = cache.facts(kubernetes.READER, tree, (path for path in paths if path not in inside), unread)
    for chart in cache.facts(helm.READER, charts, charts.entries, unread).values():
        found.update((facts.path, facts) for facts in chart.manifests)
    kustomized = [path for path in tree.entries if kustomize.recognises(path) and not is_aside(path)]
    files = cache.facts(kustomize.READER, tree, kustomized, unread)
    named = {path for file in files.values() for one in file.generated for path in one.env_files}
    env_files = cache.facts(environment_files.READER, tree, sorted(named), unread)
    renamed = kustomize.renamed(files, found)
    found.update((facts.path, facts) for facts in kustomize.manifests(files.values(), env_files))
    return Cluster({path: facts for path, facts in found.items() if facts != Manifests(path)}, renamed)


def deployed(cluster: Cluster, revision: str) -> Iterator[Deployed]:
    """Yield every workload with its environment filled in from the ConfigMaps at hand."""
    files = list(cluster.manifests.values())
    config_maps: dict[str, list[ConfigMap]] = {}
    services: dict[tuple[str, str], list[Service]] = {}
    for file in files:
        for config_map in file.config_maps:
            config_maps.setdefault(config_map.name, []).append(config_map)
        for service in file.services:
            for label in sorted(service.selector.items())[:1]:  # what it selects has this label, too
                services.setdefault(label, []).append(service)
    # What names no image anywhere is a patch of something else, not a unit.
    units = {w.name for file in files for w in file.workloads if any(c.image for c in w.containers)}
    for file in files:
        for workload in file.workloads:
            if workload.name in units:
                yield _deployed(workload, config_maps, services, cluster.renamed, revision)


def _deployed(
    workload: Workload,
    config_maps: Mapping[str, list[ConfigMap]],
    services: Mapping[tuple[str, str], list[Service]],
    renamed: Renamed,
    revision: str,
) -> Deployed:
    running = sorted((container for container in workload.containers if container.image), key=lambda one: one.first)
    written = running[0].image if running else ""
    image = renamed.images.get((workload.path, image_path(written)), written)
    kind = images.role(image, workload.name)
    near = [service for label in workload.labels.items() for service in services.get(label, ())]
    selecting = [service for service in near if selects(service.selector, workload.labels)]
    names = {service.name for service in selecting}
    for path, name in ((workload.path, workload.name), *((service.path, service.name) for service in selecting)):
        names |= renamed.names.get((path, name), frozenset())
    sighting = Sighting(
        KUBERNETES,
        workload.name,
        Provenance(workload.path, workload.line, revision, "kubernetes"),
        image=image,
        job=workload.kind in _JOBS,
        infrastructure=bool(kind),
        others=tuple(sorted(names - {workload.name})),
        written=written,
    )
    given = [one for name in config_map_names(workload) for one in config_maps.get(name, ())]
    settings = tuple(
        Setting(name, value.text, (Provenance(value.path, value.line, revision, "kubernetes"), *value.via))
        for name, value in sorted(environment(workload, given).items())
    )
    return Deployed(sighting, kind, settings)
