"""What .NET Aspire's application hosts show: the units they start, what each is given, what must start first.

A host is a project that says so in its project file; its code is the manifest. Source: .NET Aspire documentation,
"App host overview", "Service discovery", "Add Dockerfiles", "YARP integration".
"""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

import msgspec

from juncture.catalog import aspire_code, images
from juncture.catalog.aspire_code import Argument, Chain, HostCode, Method, Step
from juncture.catalog.manifests import Deployed, Setting
from juncture.catalog.paths import folder, is_below, shared_folders, stem
from juncture.catalog.units import ASPIRE, Sighting, is_aside
from juncture.facts.problem import Unread
from juncture.facts.provenance import Provenance
from juncture.repository.cache import Cache, Reader
from juncture.repository.tree import Tree

_HOST = re.compile(rb"Aspire\.AppHost\.Sdk|Aspire\.Hosting\.AppHost|<IsAspireHost>\s*true", re.IGNORECASE)
_ADDS = re.compile(r"^Add(?:Azure)?(?P<kind>[A-Z]\w*)$")
_BUILT = re.compile(r"(?:Project|CSharpApp|App|Dockerfile|Container|Module|Executable|Yarp)$")
"""Kinds of resource that are units of their own; others are stores and brokers, parts of one, or settings."""
_WIRES = frozenset({"WithReference", "WithEnvironment", "WithArgs", "WithConfiguration"})
_STARTS = frozenset({"WaitFor", "WaitForStart", "WaitForCompletion"})
_DEEPEST = 5
"""Methods of the host that call each other are followed so far."""
MAX_STEPS = 20_000
"""Calls of one host that are followed; methods may call each other many times over (threats.md T13)."""


class ProjectFile(msgspec.Struct, frozen=True):
    """A ``.csproj`` file, as far as hosts go."""

    path: str
    host: bool


def _project(path: str, content: bytes) -> ProjectFile:
    return ProjectFile(path, _HOST.search(content) is not None)


PROJECTS = Reader("csproj", 1, ProjectFile, _project)


def read(tree: Tree, cache: Cache, unread: list[Unread]) -> list[Deployed]:
    """Return every unit that an application host of the tree starts."""
    projects = [path for path in tree.entries if path.endswith(".csproj")]
    found = cache.facts(PROJECTS, tree, (path for path in projects if not is_aside(path)), unread)
    hosts = sorted(folder(path) for path, project in found.items() if project.host)
    if not hosts:
        return []
    paths = [path for path in tree.entries if path.endswith(".cs") and any(is_below(path, host) for host in hosts)]
    code = cache.facts(aspire_code.READER, tree, paths, unread)
    named: dict[str, list[str]] = {}
    for path in projects:
        named.setdefault(_identifier(stem(path)), []).append(path)
    return [
        unit
        for host in hosts
        for unit in _Host(tree, host, named).units([code[path] for path in sorted(code) if is_below(path, host)])
    ]


def _identifier(name: str) -> str:
    """Return what the generated class of a project is called: every sign that is none of a name is ``_``."""
    return re.sub(r"\W", "_", name)


class _Resource(NamedTuple):
    name: str
    sighting: Sighting
    role: str
    settings: list[Setting]
    starts: list[tuple[str, Provenance]]


class _Host:
    """One host being followed: variables stand for resources by their names."""

    def __init__(self, tree: Tree, directory: str, projects: Mapping[str, list[str]]) -> None:
        self.tree = tree
        self.directory = directory
        self.projects = projects
        self.resources: dict[str, _Resource] = {}
        self.methods: dict[str, tuple[str, Method]] = {}
        self.followed = 0

    def units(self, files: list[HostCode]) -> Iterator[Deployed]:
        """Yield what the code of the host starts."""
        for file in files:
            self.methods.update((method.name, (file.path, method)) for method in file.methods)
        for file in files:
            self._follow(file.path, file.chains, {}, 0)
        for each in self.resources.values():
            yield Deployed(each.sighting, each.role, tuple(each.settings), tuple(each.starts))

    def _follow(self, path: str, chains: Iterable[Chain], known: dict[str, str], depth: int) -> None:
        for chain in chains:
            at = known.get(chain.root, "")
            for step in chain.steps:
                at = self._step(path, step, at, known, depth) or at
            if chain.target and at:
                known[chain.target] = at

    def _step(self, path: str, step: Step, at: str, known: dict[str, str], depth: int) -> str:
        """Take one call; return the name of the resource that it declares, if any."""
        self.followed += 1
        place = Provenance(path, step.line, self.tree.revision, "aspire")
        given = list(dict.fromkeys(known[name] for one in step.arguments for name in one.names if name in known))
        own = self.methods.get(step.method)
        if own and own[1].extends and depth < _DEEPEST and self.followed < MAX_STEPS:
            inner = dict(zip(own[1].parameters, self._arguments(step, at, known), strict=False))
            self._follow(own[0], own[1].chains, {name: value for name, value in inner.items() if value}, depth + 1)
        elif at and step.method in _WIRES:
            self._wire(at, step, given, place)
        elif at and step.method in _STARTS:
            self.resources[at].starts.extend((name, place) for name in given if name != at)
        elif not at:
            return self._declare(step, place)
        return ""

    def _arguments(self, step: Step, at: str, known: Mapping[str, str]) -> list[str]:
        return [at, *(next((known[n] for n in one.names if n in known), "") for one in step.arguments)]

    def _wire(self, at: str, step: Step, given: Iterable[str], place: Provenance) -> None:
        named = step.arguments[0].text if step.arguments else ""
        for name in given:
            if name != at:
                # What service discovery reads: https://learn.microsoft.com/dotnet/aspire/service-discovery/overview
                setting = named if step.method == "WithEnvironment" and named else f"services__{name}__http__0"
                self.resources[at].settings.append(Setting(setting, f"http://{name}", (place,)))

    def _declare(self, step: Step, place: Provenance) -> str:
        adds = _ADDS.match(step.method)
        name = next((one.text for one in step.arguments if one.text), "")
        if adds is None or not name:
            return ""
        kind = adds["kind"]
        role = images.role(kind.lower())
        if not role and not _BUILT.search(kind):
            return ""
        directory = "" if role else self._directory(step)
        image = next((one.text for one in step.arguments[1:] if one.text), "") if kind == "Container" else ""
        role = role or (images.role(image, name) if image else "")
        sighting = Sighting(
            ASPIRE, name, place, directory=directory, image=image, infrastructure=bool(role) and not directory
        )
        self.resources.setdefault(name, _Resource(name, sighting, role, [], []))
        return name

    def _directory(self, step: Step) -> str:
        """Return the folder of what a resource is built from: its project's, or one that is written."""
        if step.type.startswith("Projects."):
            found = self.projects.get(step.type.removeprefix("Projects."), [])
            return folder(max(found, key=lambda path: (shared_folders(path, self.directory), path))) if found else ""
        return next(filter(None, map(self._written, step.arguments[1:])), "")

    def _written(self, argument: Argument) -> str:
        text = argument.text.replace("\\", "/")
        path = posixpath.normpath(posixpath.join(self.directory, text)) if text else ""
        if path.endswith(".csproj"):
            return folder(path) if path in self.tree.entries else ""
        return path if path in self.folders else ""

    @cached_property
    def folders(self) -> frozenset[str]:
        """The folders of the tree."""
        found: set[str] = set()
        for path in self.tree.entries:
            at = folder(path)
            while at and at not in found:
                found.add(at)
                at = folder(at)
        return frozenset(found)
