"""Kustomizations: what they build from, and how they rename, reimage, configure and patch it.

Nothing is built: the manifests are read where they stand, and a kustomization adds what only it says. A base that lies
elsewhere than in this repository is left out. Source: Kubernetes SIG CLI, "Kustomization file" reference.
"""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from juncture.catalog import kubernetes
from juncture.catalog.environment import EnvFile, Value
from juncture.catalog.kubernetes_model import ConfigMap, Container, Manifests, Setting, Workload
from juncture.catalog.kubernetes_objects import at, items, text, words
from juncture.catalog.paths import folder
from juncture.facts.problem import InputError
from juncture.repository import documents
from juncture.repository.cache import Reader
from juncture.repository.document import Document

_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
MAX_BUILDS = 10_000
"""Manifests that one kustomization may reach."""


class Generated(msgspec.Struct, frozen=True):
    """A ConfigMap that is made of literals here and of the environment files at these paths."""

    config_map: ConfigMap
    env_files: tuple[str, ...] = ()


class Kustomization(msgspec.Struct, frozen=True):
    """One kustomization file. ``resources`` are paths from the repository's root: files, or folders of others.

    ``images`` maps an image's name to its new one. ``patches`` are those written in the file itself.
    """

    path: str
    resources: tuple[str, ...] = ()
    prefix: str = ""
    suffix: str = ""
    images: dict[str, str] = msgspec.field(default_factory=dict)
    generated: tuple[Generated, ...] = ()
    patches: tuple[Workload, ...] = ()


class Renamed(NamedTuple):
    """What the kustomizations of a tree call things: by path of a manifest and name, and by path and image."""

    names: Mapping[tuple[str, str], frozenset[str]]
    images: Mapping[tuple[str, str], str]


def recognises(path: str) -> bool:
    """Tell whether a path is a kustomization file."""
    return path.endswith(_NAMES) and path.rpartition("/")[2] in _NAMES


def read(path: str, content: bytes) -> Kustomization:
    """Return what a kustomization file says. Raises InputError for broken YAML."""
    document = documents.load_one(content, path)
    value = document.value
    listed = [one for key in ("resources", "bases", "components") for one in words(at(value, key))]
    named = [text(one.get("path")) for key in ("patches",) for _, one in items(at(value, key))]
    named += [one for one in words(at(value, "patchesStrategicMerge")) if "\n" not in one]
    images = {
        text(one.get("name")): text(one.get("newName"))
        for _, one in items(at(value, "images"))
        if text(one.get("newName"))
    }
    return Kustomization(
        path,
        tuple(dict.fromkeys(place for one in (*listed, *named) if (place := _inside(path, one)))),
        text(at(value, "namePrefix")),
        text(at(value, "nameSuffix")),
        images,
        tuple(_generated(path, document)),
        tuple(_patches(path, document)),
    )


def _inside(path: str, target: str) -> str:
    """Return a path relative to a file, from the root; empty for a URL or what leaves the repository."""
    if not target or "://" in target or target.startswith(("/", "git@", "github.com/")) or "?" in target:
        return ""
    place = posixpath.normpath(posixpath.join(folder(path), target))
    return "" if place.startswith("../") or place in ("..", ".") else place


def _generated(path: str, document: Document) -> Iterator[Generated]:
    for number, one in items(at(document.value, "configMapGenerator")):
        where = ("configMapGenerator", number)
        data = {}
        for position, literal in enumerate(words(one.get("literals"))):
            key, sign, value = literal.partition("=")
            if sign:
                data[key] = Value(value.strip("\"'"), path, document.line_of(*where, "literals", position))
        files = [*words(one.get("envs")), text(one.get("env"))]
        yield Generated(
            ConfigMap(text(one.get("name")), text(one.get("namespace")), path, document.line_of(*where, "name"), data),
            tuple(place for file in files if (place := _inside(path, file))),
        )


def _patches(path: str, document: Document) -> Iterator[Workload]:
    """Yield the workloads that patches in the file itself change; one that does not parse patches nothing."""
    for key in ("patches", "patchesJson6902", "patchesStrategicMerge"):
        given = at(document.value, key)
        for number, one in enumerate(given if isinstance(given, list) else ()):
            patch = one.get("patch") if isinstance(one, dict) else one
            if not isinstance(patch, str) or "\n" not in patch:
                continue
            where = (key, number, "patch") if isinstance(one, dict) else (key, number)
            first = document.line_of(*where)
            try:
                loaded = documents.load(patch.encode("utf-8", "replace"), path)
            except InputError:
                continue
            lines = range(first + 1, first + patch.count("\n") + 3)
            target = one.get("target") if isinstance(one, dict) else None
            for inner in loaded:
                if isinstance(inner.value, list):
                    yield from _operations(path, inner, lines, target)
            yield from kubernetes.declared(path, loaded, lines).workloads


def _operations(path: str, document: Document, lines: range, target: Any) -> Iterator[Workload]:
    """Yield the environment that JSON patch operations give a workload (RFC 6902)."""
    name = text(at(target, "name"))
    settings: list[Setting] = []
    for number, one in items(document.value):
        if text(one.get("op")) in ("add", "replace") and "/env" in text(one.get("path")):
            value = one.get("value")
            for _, entry in items(value if isinstance(value, list) else [value]):
                if text(entry.get("name")) and "value" in entry:
                    line = lines[document.line_of(number, "value") - 1]
                    settings.append(Setting(text(entry.get("name")), line, text(entry.get("value"))))
    if name and settings:
        yield Workload(
            text(at(target, "kind")),
            name,
            text(at(target, "namespace")),
            path,
            settings[0].line,
            containers=(Container("", settings[0].line, settings=tuple(settings)),),
        )


def manifests(files: Iterable[Kustomization], env_files: Mapping[str, EnvFile]) -> Iterator[Manifests]:
    """Yield what each kustomization adds of its own: generated ConfigMaps, and patches."""
    for file in files:
        config_maps = []
        for one in file.generated:
            variables = [v for path in one.env_files if path in env_files for v in env_files[path].variables]
            read = {v.name: Value(v.value, v.path, v.line, v.unset) for v in variables}
            config_maps.append(msgspec.structs.replace(one.config_map, data={**read, **one.config_map.data}))
        if config_maps or file.patches:
            yield Manifests(file.path, workloads=file.patches, config_maps=tuple(config_maps))


def renamed(files: Mapping[str, Kustomization], manifests: Mapping[str, Manifests]) -> Renamed:
    """Return the further names and the new images of workloads and services under each kustomization."""
    by_folder = {folder(path): file for path, file in sorted(files.items(), reverse=True)}
    names: dict[tuple[str, str], set[str]] = {}
    images: dict[tuple[str, str], str] = {}
    for file in by_folder.values():
        if not (file.prefix or file.suffix or file.images):
            continue
        for path, prefix, suffix in _reached(file, by_folder, manifests):
            held = manifests[path]
            for name in {*(one.name for one in held.workloads), *(one.name for one in held.services)}:
                if prefix or suffix:
                    names.setdefault((path, name), set()).add(f"{prefix}{name}{suffix}")
            for old, new in file.images.items():
                images.setdefault((path, old), new)
    return Renamed({key: frozenset(found) for key, found in names.items()}, images)


def _reached(
    file: Kustomization, by_folder: Mapping[str, Kustomization], manifests: Mapping[str, Manifests]
) -> Iterator[tuple[str, str, str]]:
    """Yield the manifests that a kustomization is built from, each with the prefix and the suffix it gets."""
    waiting = [(file, file.prefix, file.suffix)]
    seen: set[tuple[str, str, str]] = set()
    while waiting and len(seen) < MAX_BUILDS:
        here, prefix, suffix = waiting.pop()
        for place in here.resources:
            if (place, prefix, suffix) in seen:
                continue
            seen.add((place, prefix, suffix))
            if place in manifests:
                yield place, prefix, suffix
            elif place in by_folder and by_folder[place] is not here:
                inner = by_folder[place]
                if len(prefix) + len(suffix) < MAX_BUILDS:
                    waiting.append((inner, prefix + inner.prefix, inner.suffix + suffix))


READER = Reader("kustomize", f"1 {kubernetes.READER.key}", Kustomization, read)
