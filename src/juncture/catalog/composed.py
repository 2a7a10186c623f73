"""What the compose files of a tree show: units, their environment, who they talk to, who must start first."""

from collections.abc import Iterable

from juncture.catalog import compose, environment, images
from juncture.catalog.compose_merge import ComposeService, merge
from juncture.catalog.manifests import Deployed, Setting
from juncture.catalog.paths import folder, is_below
from juncture.catalog.units import COMPOSE, Sighting, is_aside, unit_directory
from juncture.facts.problem import Unread
from juncture.facts.provenance import Provenance
from juncture.repository.cache import Cache
from juncture.repository.tree import Tree

_FROM_ROOT = "."


def read(tree: Tree, cache: Cache, unread: list[Unread]) -> list[Deployed]:
    """Return every service of every compose project of the tree, its variables filled in."""
    paths = [path for path in tree.entries if compose.recognises(path) and not is_aside(path)]
    files = cache.facts(compose.READER, tree, paths, unread)
    if not files:
        return []
    env_files = cache.facts(environment.READER, tree, filter(environment.recognises, tree.entries), unread)
    found = []
    for project in compose.layers(files):
        beside = [env_files[path] for path in _env_paths(folder(project[0])) if path in env_files]
        services = merge(
            [files[path] for path in project], environment.together(beside), files.values(), env_files.values()
        )
        found += [_deployed(service, tree) for service in services]
    return found


def _env_paths(directory: str) -> Iterable[str]:
    """Return where a project's variables stand, weakest first: compose reads ``.env``, people add ``.env.override``."""
    prefix = f"{directory}/" if directory else ""
    return (f"{prefix}.env", f"{prefix}.env.override")


def _deployed(service: ComposeService, tree: Tree) -> Deployed:
    revision = tree.revision
    image = service.image.text if service.image else ""
    directory = _directory(service, tree)
    kind = images.role(image, service.name)
    sighting = Sighting(
        COMPOSE,
        service.name,
        Provenance(service.path, service.line, revision, "compose"),
        directory=directory,
        image=image,
        infrastructure=bool(kind) and not directory,
        others=tuple(sorted({v.text for v in (service.container_name, service.hostname) if v and not v.unset})),
    )
    settings = tuple(
        Setting(name, value.text, (Provenance(value.path, value.line, revision, "compose"), *value.via))
        for name, value in sorted(service.environment.items())
    )
    starts = tuple((v.text, Provenance(v.path, v.line, revision, "compose")) for v in service.depends_on)
    return Deployed(sighting, kind, settings, starts)


def _directory(service: ComposeService, tree: Tree) -> str:
    """Return the directory a service is built from: its container file's where that is in the context, else that.

    A container file outside the context is shared by several services; one that is not there is none.
    """
    context = service.context.text if service.context and not service.context.unset else ""
    root = "" if context == _FROM_ROOT else context
    file = service.dockerfile.text if service.dockerfile and not service.dockerfile.unset else ""
    return unit_directory(folder(file) if file in tree.entries and is_below(file, root) else root)
