"""What the Kubernetes manifests of a tree show: workloads, jobs, their environment, the names they are reached by."""

from collections.abc import Iterable, Iterator

from juncture.catalog import images, kubernetes
from juncture.catalog.kubernetes_environment import environment, selects
from juncture.catalog.kubernetes_model import ConfigMap, Manifests, Service, Workload
from juncture.catalog.manifests import Deployed, Setting
from juncture.catalog.units import KUBERNETES, Sighting, is_aside
from juncture.facts.problem import Unread
from juncture.facts.provenance import Provenance
from juncture.repository.cache import Cache
from juncture.repository.tree import Tree

_JOBS = frozenset({"Job", "CronJob"})


def manifests(tree: Tree, cache: Cache, unread: list[Unread]) -> dict[str, Manifests]:
    """Return what every manifest of the tree declares; tests and third-party code left out."""
    paths = [path for path in tree.entries if path.endswith((".yaml", ".yml", ".json")) and not is_aside(path)]
    found = cache.facts(kubernetes.READER, tree, paths, unread)
    return {path: facts for path, facts in found.items() if facts != Manifests(path)}


def deployed(found: Iterable[Manifests], revision: str) -> Iterator[Deployed]:
    """Yield every workload with its environment filled in from the ConfigMaps at hand."""
    files = list(found)
    config_maps: list[ConfigMap] = [one for file in files for one in file.config_maps]
    services: list[Service] = [one for file in files for one in file.services]
    # What names no image anywhere is a patch of something else, not a unit.
    units = {w.name for file in files for w in file.workloads if any(c.image for c in w.containers)}
    for file in files:
        for workload in file.workloads:
            if workload.name in units:
                yield _deployed(workload, config_maps, services, revision)


def _deployed(
    workload: Workload, config_maps: Iterable[ConfigMap], services: Iterable[Service], revision: str
) -> Deployed:
    image = next((container.image for container in workload.containers if container.image), "")
    kind = images.role(image, workload.name)
    names = {service.name for service in services if selects(service.selector, workload.labels)}
    sighting = Sighting(
        KUBERNETES,
        workload.name,
        Provenance(workload.path, workload.line, revision, "kubernetes"),
        image=image,
        job=workload.kind in _JOBS,
        infrastructure=bool(kind),
        others=tuple(sorted(names - {workload.name})),
    )
    settings = tuple(
        Setting(name, value.text, (Provenance(value.path, value.line, revision, "kubernetes"), *value.via))
        for name, value in sorted(environment(workload, config_maps).items())
    )
    return Deployed(sighting, kind, settings)
