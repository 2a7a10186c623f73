"""Deployable units: sightings in manifests and directories, joined into services on evidence.

A sighting is one place that names a service. Sightings join where they build the same directory, use an
image named after it, or share a name; each join is recorded as an alias with its line, and nothing is joined
where two directories fit equally well.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from juncture.catalog.apart import told_apart
from juncture.catalog.model import Service
from juncture.catalog.names import AliasTable, Claims, key, keys, words
from juncture.catalog.paths import folder, is_below
from juncture.facts.provenance import Provenance

COMPOSE, KUBERNETES, ASPIRE, DIRECTORY, BACKSTAGE = "compose", "kubernetes", "aspire", "directory", "backstage"
POLICY = "policy"
"""The namespace of names that no place shows and the policy gives."""
NAMING = (COMPOSE, KUBERNETES, ASPIRE, BACKSTAGE, DIRECTORY)
"""Whose name becomes the canonical one, first come first served."""

_GENERIC = frozenset(
    {"src", "docker", "build", "deploy", "app", "cmd", "container", "main", "image", "images", "genproto"}
)
"""Directory names that say nothing; the parent's name stands for them."""

_TESTS = {"test", "tests", "e2e", "e2e_test", "e2e-tests", "testing", "testdata", "fixtures"}
_SHOWN = {"example", "examples", "demos", "samples", "experimental", "docs"}
_FOREIGN = {"vendor", "third_party", "third-party", "node_modules", "tools", "hack", ".github", ".devcontainer"}
_ASIDE = frozenset(_TESTS | _SHOWN | _FOREIGN)
"""Directories whose manifests describe no unit that is deployed from this repository."""

_SOURCE_ROOTS = ("/src/main/", "/src/test/")
"""What lies below these repeats a package's name, one folder a word; the folder that holds them is the unit."""
_DEEPEST = 3
_DOCKERFILE = re.compile(r"(^|/)((Dockerfile|Containerfile)(\.[\w-]+)?|[\w-]+\.Dockerfile)$")


class Sighting(NamedTuple):
    """One place that names a service.

    ``directory`` is where its source is, where the place says so. ``image`` is the image that runs, ``written`` the one
    that the place itself names where something else renames it. ``job`` and
    ``infrastructure`` (a well-known image, nothing built here) are roles that the place itself shows. ``others`` are
    further names in the same namespace (host names, container names).
    """

    namespace: str
    name: str
    provenance: Provenance
    directory: str = ""
    image: str = ""
    job: bool = False
    infrastructure: bool = False
    others: tuple[str, ...] = ()
    written: str = ""


def is_aside(path: str) -> bool:
    """Tell whether a path lies among tests, examples, tools or third-party code.

    Folders below a source root are words of a package's name (``org.springframework.samples``) and tell no place.
    """
    return _is_aside(path[: path.rfind("/") + 1])


@lru_cache(1 << 18)  # more than a tree has directories: what is asked in their order would find nothing otherwise
def _is_aside(directory: str) -> bool:
    at = directory.find(_SOURCE_ROOTS[0])
    return not _ASIDE.isdisjoint(directory[: at + 1 if at >= 0 else None].split("/")[:-1])


def dockerfiles(paths: Iterable[str], revision: str) -> Iterator[Sighting]:
    """Yield a sighting for every directory with a container file."""
    for path in paths:
        if ("Dockerfile" in path or "Containerfile" in path) and _DOCKERFILE.search(path) and not is_aside(path):
            directory = unit_directory(folder(path))
            if directory:
                name = directory.rpartition("/")[2]
                yield Sighting(DIRECTORY, name, Provenance(path, 1, revision, "dockerfile"), directory=directory)


def unit_directory(directory: str) -> str:
    """Return the directory that names a unit: a generic last segment (``cart/src``) stands for its parent."""
    while directory.rpartition("/")[2] in _GENERIC and "/" in directory:
        directory = folder(directory)
    return "" if directory in _GENERIC else directory


class Places:
    """The directories of a tree by what their names have in common with a name or an image."""

    def __init__(self, source_paths: Iterable[str]) -> None:
        directories: set[str] = set()
        for path in source_paths:
            root = min((at for mark in _SOURCE_ROOTS if (at := f"/{path}".find(mark)) >= 0), default=-1)
            directory = folder(path) if root < 0 else path[: max(root - 1, 0)]
            while directory and directory not in directories and not is_aside(f"{directory}/"):
                directories.add(directory)
                directory = folder(directory)
        self._by_key: dict[str, list[tuple[int, str]]] = {}
        for directory in sorted(directories):
            segments = directory.split("/")
            for depth in range(1, min(_DEEPEST, len(segments)) + 1):
                parents = "".join(word for segment in segments[-depth:-1] for word in words(segment))
                for last in keys(segments[-1]):
                    self._by_key.setdefault(parents + last, []).append((depth, directory))

    def find(self, name: str, image: str) -> str:
        """Return the one directory that an image or a name is called after, or an empty string."""
        folders = image_path(image).split("/")
        for label in (*("-".join(folders[-depth:]) for depth in range(min(_DEEPEST, len(folders)), 0, -1)), name):
            parts = words(label)
            for start in range(len(parts)):
                # The spelling with the fewest words left out wins: `cloud-api` is api in cloud before it is cloud.
                for spelling in keys("-".join(parts[start:])):
                    found = self._one(spelling, parts[:start])
                    if found:
                        return found
        return ""

    def _one(self, joined: str, dropped: Collection[str]) -> str:
        """Return the deepest unique match whose path also holds the words that were dropped."""
        fitting = [
            (depth, directory)
            for depth, directory in self._by_key.get(joined, ())
            if all(any(word in words(part) for part in directory.split("/")) for word in dropped)
        ]
        if not fitting or not joined:
            return ""
        deepest = max(depth for depth, _ in fitting)
        best = [directory for depth, directory in fitting if depth == deepest]
        outermost = min(best, key=len)
        return outermost if all(is_below(directory, outermost) for directory in best) else ""


def image_path(image: str) -> str:
    """Return the path of an image without tag and digest; variables in it say nothing."""
    plain = re.sub(r"\$\{[^}]*\}|\$\w+", "", image).partition("@")[0]
    parent, slash, last = plain.rpartition("/")
    return parent + slash + last.partition(":")[0]


def image_name(image: str) -> str:
    """Return the last part of an image's path."""
    return image_path(image).rpartition("/")[2]


def join(
    sightings: Iterable[Sighting],
    places: Places,
    declared: Mapping[str, Iterable[str]],
    built: Mapping[str, str] = {},
) -> tuple[Service, ...]:
    """Return the services that the sightings show, in name order.

    ``declared`` is the policy's alias table; it joins what evidence cannot. ``built`` maps an image to the directory
    that a build file says it is built from.
    """
    groups = _grouped(list(sightings), places, declared, built)
    services = told_apart(_service(group, declared) for group in groups)
    return tuple(sorted(services, key=lambda service: service.name))


def _grouped(
    sightings: list[Sighting], places: Places, declared: Mapping[str, Iterable[str]], built: Mapping[str, str]
) -> list[list[Sighting]]:
    table = AliasTable(declared, declared)

    images = {directory: image for image, directory in built.items()}
    # Where a container file stands, or a manifest says that it builds, the language of what lies there does not matter.
    contained = Places(f"{sighting.directory}/" for sighting in sightings if sighting.directory)

    def located_at(sighting: Sighting) -> str:
        image = image_path(sighting.written or sighting.image)
        known = built.get(image, "") or built.get(image_path(sighting.image), "")
        found = known or places.find(sighting.name, image) or contained.find(sighting.name, image)
        # A folder that is known to become another image is not where this one comes from, however much it sounds so.
        other = images.get(found, "")
        return found if not (image and other) or _is_one_image(image, other) else ""

    located = [
        sighting if sighting.directory or sighting.infrastructure else sighting._replace(directory=located_at(sighting))
        for sighting in sightings
    ]
    groups: dict[str, list[Sighting]] = {}
    labels = _Labels()
    for sighting in sorted(located, key=lambda s: (not s.directory, NAMING.index(s.namespace), s.name)):
        label = table.service(sighting.name) or labels.of(sighting)
        groups.setdefault(label, []).append(sighting)
        labels.add(sighting, label)
    return list(groups.values())


class _Labels:
    """What the sightings of one service have in common: its folder, else a name. They come by how much they tell."""

    def __init__(self) -> None:
        self._claims = Claims()
        self._alike = AliasTable((), {})
        self._folders: dict[str, str] = {}
        self._by_key: dict[str, set[str]] = {}

    def of(self, sighting: Sighting) -> str:
        """Return the label of a sighting."""
        place = sighting.directory
        if place in self._folders:
            return self._folders[place]
        if place:
            # One folder in the other, and one name: a service whose project lies below its container file, say.
            nested = (at for at in sorted(self._by_key.get(key(sighting.name), ())) if _nest(at, place))
            return self._folders.get(next(nested, ""), f"/{place}")
        if sighting.name in self._claims:
            found = self._claims.of(sighting.name, sighting.provenance.path)
        else:
            found = self._alike.service(sighting.name)
        return found or f"={sighting.name}"

    def add(self, sighting: Sighting, label: str) -> None:
        """Remember a sighting: others may stand in its folder, or go by its names."""
        if sighting.directory:
            self._folders.setdefault(sighting.directory, label)
            self._by_key.setdefault(key(sighting.name), set()).add(sighting.directory)
        for name in (sighting.name, *sighting.others):
            place = sighting.directory or sighting.provenance.path
            self._claims.add(name, label, place, NAMING.index(sighting.namespace))
            self._alike.add(name, label)


def _nest(one: str, other: str) -> bool:
    return is_below(one, other) or is_below(other, one)


def _is_one_image(one: str, other: str) -> bool:
    """Tell whether two images may be builds of one: projects differ by stage, the last word and its registry do not."""
    left, right = one.split("/"), other.split("/")
    alike = left[0] == right[0] or left[-2:-1] == right[-2:-1] or 1 in (len(left), len(right))
    return left[-1] == right[-1] and alike


def _service(group: list[Sighting], declared: Mapping[str, Iterable[str]]) -> Service:
    directory = min((s.directory for s in group if s.directory), key=lambda path: (len(path), path), default="")
    called = key(directory.rpartition("/")[2])
    # Several units may be built from one directory (a service and its tests): the one called like it leads.
    first = min(group, key=lambda s: (key(s.name) != called, NAMING.index(s.namespace), s.provenance.path, s.name))
    aliases: dict[str, set[str]] = {}
    for sighting in group:
        aliases.setdefault(sighting.namespace, set()).update((sighting.name, *sighting.others))
    every = {name for names in aliases.values() for name in names}
    canonical = next((name for name, others in declared.items() if every & {name, *others}), first.name)
    unseen = {canonical, *declared.get(canonical, ())} - every
    if canonical in declared and unseen:
        aliases[POLICY] = unseen
    roles = []
    if any(s.job for s in group):
        roles.append("job")
    if not directory:
        roles.append("infrastructure")
    elif not roles:
        roles.append("service")
    return Service(
        name=canonical,
        path=directory,
        aliases={namespace: tuple(sorted(names)) for namespace, names in sorted(aliases.items())},
        roles=tuple(roles),
        provenance=tuple(sorted(s.provenance for s in group)),
    )
