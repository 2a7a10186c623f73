"""Build dependencies: which service is built with another's code, or with the generated client of its contract.

A name means a package of this repository only where the manifest says so: by a path, a project, ``workspace:``, or as
a member of one workspace. Go modules and Maven artifacts have names of their own in the world and need no more. Only
what a service itself names counts: what a shared library needs in turn would tie everybody to everything.
"""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

from juncture.catalog import bazel, packages
from juncture.catalog.bazel import Address, BuildFile, Target
from juncture.catalog.bindings import Bindings
from juncture.catalog.edges import Owned
from juncture.catalog.model import Contract, Edge, Layer, Strength
from juncture.catalog.packages_model import Dependency, PackageFile
from juncture.catalog.paths import folder, is_below
from juncture.catalog.units import image_path, is_aside, unit_directory
from juncture.facts.problem import Unread
from juncture.facts.provenance import Provenance
from juncture.repository.cache import Cache
from juncture.repository.tree import Tree

_WORLDWIDE = frozenset({"go", "maven"})
"""Ecosystems whose names are one package wherever they stand."""
_GENERIC = 8
"""Packages of one name beyond which nothing is looked up by it."""


class Workspaces(NamedTuple):
    """The manifests of packages and the BUILD files of a tree."""

    packages: tuple[PackageFile, ...]
    builds: dict[str, BuildFile]

    def parts(self, owned: Owned) -> dict[str, tuple[str, ...]]:
        """Return the folders of packages of nobody's own that one service alone is built with, by that service.

        What a package needs in turn counts. A folder in which a service lies is no part of another.
        """
        packages = _Packages(sorted(self.packages, key=lambda file: file.path))
        users: dict[str, set[str]] = {}
        for file in self.packages:
            name = owned.service(file.path)
            waiting, seen = [file] if name else [], {file.path}
            while waiting:
                here = waiting.pop()
                for dependency in here.dependencies:
                    found = packages.find(here, dependency)
                    if found and found.path not in seen and not owned.service(found.path):
                        seen.add(found.path)
                        waiting.append(found)
                        users.setdefault(folder(found.path), set()).add(name)
        held: dict[str, list[str]] = {}
        for place, names in sorted(users.items()):
            if place and len(names) == 1 and not owned.below(place):
                held.setdefault(next(iter(names)), []).append(place)
        return {name: tuple(places) for name, places in held.items()}

    def images(self) -> dict[str, str]:
        """Return the folder that each image is built from, where the BUILD files name one alone."""
        found: dict[str, set[str]] = {}
        for path, build in self.builds.items():
            for image, label in build.images:
                place = bazel.address(label.text, folder(path))
                if place:
                    found.setdefault(image_path(image), set()).add(unit_directory(place.package))
        return {image: next(iter(places)) for image, places in found.items() if len(places) == 1}


def read(tree: Tree, cache: Cache, unread: list[Unread]) -> Workspaces:
    """Return what the manifests of a tree say; tests, tools and third-party code left out."""
    manifests = [path for path in tree.entries if packages.recognises(path) and not is_aside(path)]
    builds = [path for path in tree.entries if bazel.is_build(path) and not is_aside(path)]
    files = cache.facts(packages.READER, tree, manifests, unread)
    return Workspaces(tuple(files.values()), cache.facts(bazel.READER, tree, builds, unread))


def edges(found: Workspaces, owned: Owned, contracts: Iterable[Contract], bindings: Bindings) -> Iterator[Edge]:
    """Yield a build edge for every package or target of a service that needs another service's."""
    canonical = {path: one for one in contracts for path in (one.path, *(copy.path for copy in one.copies))}
    built = Built(owned, canonical, bindings.generated)
    yield from package_edges(found.packages, built)
    yield from target_edges(found.builds, built)


class Built(NamedTuple):
    """What is needed to tell whose code a package is. ``generated`` maps a folder to the contracts of code in it."""

    owned: Owned
    contracts: Mapping[str, Contract]
    generated: Mapping[str, Iterable[str]]

    def providers(self, paths: Iterable[str]) -> tuple[str, str]:
        """Return the one service that serves these contracts, and the contract if it is one; empty where several do."""
        named = [self.contracts[path] for path in sorted(set(paths)) if path in self.contracts]
        serving = [(name, contract.path) for contract in named for name in sorted(set(contract.providers.values()))]
        if len({name for name, _ in serving}) != 1:
            return "", ""
        return serving[0][0], serving[0][1] if len(serving) == 1 else ""


def package_edges(files: Iterable[PackageFile], built: Built) -> Iterator[Edge]:
    """Yield a build edge for every package of a service that needs another service's, or its generated client."""
    files = sorted(files, key=lambda file: file.path)
    packages = _Packages(files)
    holding = _contracts_by_package(packages, built)
    for file in files:
        source = built.owned.service(file.path)
        for dependency in file.dependencies if source else ():
            found = packages.find(file, dependency)
            if found is None:
                continue
            place = Provenance(file.path, dependency.line, reader=f"{file.ecosystem} package")
            yield from _edges(source, built.owned.service(found.path), holding.get(found.path, ()), place, built)


def target_edges(builds: Mapping[str, BuildFile], built: Built) -> Iterator[Edge]:
    """Yield a build edge for every Bazel target of a service that needs another service's, or a contract's code."""
    by_package = {folder(path): build for path, build in builds.items()}
    targets = {Address(package, t.name): t for package, build in by_package.items() for t in build.targets}
    for package, build in by_package.items():
        source = built.owned.service(build.path)
        for target in build.targets if source else ():
            for label in () if "test" in target.kind else target.dependencies:
                address = bazel.address(label.text, package)
                if address is None or address.package == package or address not in targets:
                    continue
                place = Provenance(build.path, label.line, reader="bazel")
                held = _contracts_of(address, targets, built.contracts)
                yield from _edges(source, built.owned.service(f"{address.package}/x"), held, place, built)


def _edges(source: str, other: str, contracts: Iterable[str], place: Provenance, built: Built) -> Iterator[Edge]:
    provider, contract = built.providers(contracts)
    target = provider or ("" if any(True for _ in contracts) else other)
    if target and target != source:
        yield Edge(source, target, Layer.BUILD, (Strength.DECLARED,), contract=contract, provenance=(place,))


def _contracts_of(address: Address, targets: Mapping[Address, Target], contracts: Mapping[str, Contract]) -> list[str]:
    """Return the contracts that a target is made of, through the targets that it stands for."""
    found: list[str] = []
    seen: set[Address] = set()
    waiting = [address]
    while waiting:
        here = waiting.pop()
        target = targets.get(here)
        if target is None or here in seen:
            continue
        seen.add(here)
        paths = (posixpath.join(here.package, source.removeprefix(":")) for source in target.sources)
        found += [path for path in paths if path in contracts]
        waiting += [each for name in target.stands_for if (each := bazel.address(name, here.package))]
    return found


def _contracts_by_package(packages: "_Packages", built: Built) -> dict[str, list[str]]:
    """Return the contracts that lie in each package, or whose generated code does."""
    found: dict[str, list[str]] = {}
    for place, paths in [*((folder(path), [path]) for path in built.contracts), *built.generated.items()]:
        for file in packages.around(place):
            found.setdefault(file.path, []).extend(paths)
    return found


class _Packages:
    """The packages of a tree by folder, by name and by workspace."""

    def __init__(self, files: Iterable[PackageFile]) -> None:
        self._by_folder: dict[str, list[PackageFile]] = {}
        self._by_name: dict[tuple[str, str], list[PackageFile]] = {}
        self._roots: list[PackageFile] = []
        for file in files:
            if file.name:
                self._by_folder.setdefault(folder(file.path), []).append(file)
                self._by_name.setdefault((file.ecosystem, _key(file.ecosystem, file.name)), []).append(file)
            if file.members:
                self._roots.append(file)

    def around(self, place: str) -> list[PackageFile]:
        """Return the packages of the innermost folder around a place that has any."""
        while place and place not in self._by_folder:
            place = folder(place)
        return self._by_folder.get(place, []) if place else []

    def find(self, file: PackageFile, dependency: Dependency) -> PackageFile | None:
        """Return the package of this repository that a dependency means, or None."""
        if dependency.at:
            return self._at(file.ecosystem, posixpath.normpath(posixpath.join(folder(file.path), dependency.at)))
        if file.ecosystem == "gradle":
            return self._project(file, dependency.name.strip(":").replace(":", "/"))
        kinds = ("nx", "npm") if file.ecosystem == "nx" else (file.ecosystem,)
        named = [one for kind in kinds for one in self._by_name.get((kind, _key(kind, dependency.name)), ())]
        if not named or len(named) > _GENERIC:
            return None
        sure = dependency.local or file.ecosystem in _WORLDWIDE
        fitting = [one for one in named if one.path != file.path and (sure or self._together(file, one))]
        return fitting[0] if len(fitting) == 1 else None

    def _at(self, ecosystem: str, place: str) -> PackageFile | None:
        return next((one for one in self._by_folder.get(place, ()) if one.ecosystem == ecosystem), None)

    def _project(self, file: PackageFile, place: str) -> PackageFile | None:
        """Return the Gradle project at a path from the root of its build: the nearest folder around that has one."""
        at = folder(file.path)
        while True:
            found = self._at("gradle", posixpath.join(at, place))
            if found or not at:
                return found
            at = folder(at)

    def _together(self, one: PackageFile, other: PackageFile) -> bool:
        return any(_is_member(root, one) and _is_member(root, other) for root in self._roots)


def _is_member(root: PackageFile, file: PackageFile) -> bool:
    """Tell whether a workspace takes a package: by a glob of its own, or as its root."""
    place, at = folder(file.path), folder(root.path)
    if file.ecosystem != root.ecosystem or not is_below(place, at):
        return False
    inside = place[len(at) :].strip("/")
    said = [(glob.startswith("!"), glob.removeprefix("!").removeprefix("./").rstrip("/")) for glob in root.members]
    taken = not inside or any(_fits(inside, glob) for out, glob in said if not out)
    return taken and not any(_fits(inside, glob) for out, glob in said if out)


def _fits(path: str, glob: str) -> bool:
    """Tell whether a glob of folders fits a path: ``*`` within a segment, ``**`` over any number of them."""
    fitting = {0}
    segments = path.split("/")
    for part in glob.split("/"):
        if part == "**":
            fitting = set(range(min(fitting), len(segments) + 1)) if fitting else set()
        else:
            fitting = {at + 1 for at in fitting if at < len(segments) and fnmatchcase(segments[at], part)}
    return len(segments) in fitting


def _key(ecosystem: str, name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower() if ecosystem == "python" else name
