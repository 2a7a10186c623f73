"""Bazel visibility as a boundary: who depends on a target that its BUILD file does not let it see.

A target that names no visibility has its package's default, else it is private. What only Bazel can compute lets
everybody in: nobody can tell then. Source: Bazel Docs, "Visibility", "package_group".
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from juncture.catalog import bazel
from juncture.catalog.bazel import Address, BuildFile, Group, Label
from juncture.catalog.bindings import Bindings
from juncture.catalog.edges import Owned
from juncture.catalog.model import Crossing
from juncture.catalog.paths import folder, is_below
from juncture.code.model import SourceFacts
from juncture.facts.provenance import Provenance

_PUBLIC = frozenset({"//visibility:public", "//visibility:legacy_public"})
_PRIVATE = "//visibility:private"
_PACKAGE, _BELOW = "__pkg__", "__subpackages__"
_EVERYWHERE = "..."
_CONTRACTS = (".proto", ".avsc", ".graphql", ".yaml", ".json")
MAX_GROUPS = 1_000
"""Groups that one visibility may lead to."""


class Rule(NamedTuple):
    """The rule that keeps somebody out: its words, and its line in the target's BUILD file."""

    said: str
    line: int


class Packages:
    """The packages of a tree: their targets, and who may see each."""

    def __init__(self, builds: Iterable[BuildFile], revision: str = "") -> None:
        self._revision = revision
        self.builds: Mapping[str, BuildFile] = {folder(build.path): build for build in builds}
        self.targets = {Address(place, t.name): t for place, build in self.builds.items() for t in build.targets}
        self._groups = {Address(place, g.name): g for place, build in self.builds.items() for g in build.groups}

    def place(self, path: str, line: int) -> Provenance:
        """Return a place of the tree."""
        return Provenance(path, line, self._revision, "bazel")

    def around(self, path: str) -> str | None:
        """Return the package that a file is in, None where no BUILD file lies around it."""
        place = folder(path)
        while place and place not in self.builds:
            place = folder(place)
        return place if place in self.builds else None

    def kept_out(self, package: str, target: Address) -> Rule | None:
        """Return the rule that hides a target from a package; None where it may see it, or nobody can tell."""
        build, declared = self.builds[target.package], self.targets[target]
        if package == target.package or declared.is_computed:
            return None
        said = declared.visibility
        if not said:
            if build.is_computed:
                return None
            said = build.visibility or (Label(_PRIVATE, declared.line),)
        sees = [self._sees(package, label, target.package) for label in said]
        if any(one is not False for one in sees):
            return None
        return Rule(", ".join(label.text for label in said), said[0].line)

    def _sees(self, package: str, label: Label, place: str) -> bool | None:
        """Tell whether a label of a visibility means a package; None where that is not known."""
        if label.text in _PUBLIC:
            return True
        if label.text == _PRIVATE:
            return False
        at = bazel.address(label.text, place)
        if at is None:
            return False if label.text.rpartition(":")[2] in (_PACKAGE, _BELOW) else None
        if at.name == _PACKAGE:
            return package == at.package
        return is_below(package, at.package) if at.name == _BELOW else self._grouped(package, at)

    def _grouped(self, package: str, group: Address) -> bool | None:
        """Tell whether a group or one that it includes holds a package; None where one of them is not here."""
        waiting, seen = [group], set[Address]()
        unknown = False
        while waiting and len(seen) < MAX_GROUPS:
            here = waiting.pop()
            known = self._groups.get(here)
            if known is None or here in seen:
                unknown = unknown or known is None
                continue
            seen.add(here)
            if _holds(known, package):
                return True
            included = [bazel.address(name, here.package) for name in known.includes]
            unknown = unknown or None in included
            waiting += [one for one in included if one]
        return None if unknown or waiting else False


def _holds(group: Group, package: str) -> bool:
    """Tell whether the packages of a group hold one: what a group takes out again stays out."""
    out = any(_fits(one[1:], package) for one in group.packages if one.startswith("-"))
    return not out and any(_fits(one, package) for one in group.packages if not one.startswith("-"))


def _fits(written: str, package: str) -> bool:
    if written == "public":
        return True
    if not written.startswith("//"):
        return False
    place = written[2:]
    if place == _EVERYWHERE or place.endswith(f"/{_EVERYWHERE}"):
        return is_below(package, place.removesuffix(_EVERYWHERE).rstrip("/"))
    return place == package


def crossings(
    builds: Mapping[str, BuildFile],
    owned: Owned,
    bindings: Bindings,
    sources: Mapping[str, SourceFacts],
    revision: str = "",
) -> tuple[Crossing, ...]:
    """Return every dependency of a service on a target, outside of it, that it may not see, by source and target.

    A dependency is a label in a BUILD file, or an import of the code that a contract's targets stand for.
    """
    packages = Packages(builds.values(), revision)
    found: dict[tuple[str, str], Crossing] = {}
    for one in (*_labelled(packages, owned), *_imported(packages, owned, bindings, sources)):
        found.setdefault((one.source, one.target), one)
    return tuple(one for _, one in sorted(found.items()))


def _labelled(packages: Packages, owned: Owned) -> Iterator[Crossing]:
    """Yield the labels of targets that may not be seen, in BUILD files of services."""
    for package, build in sorted(packages.builds.items()):
        source = owned.service(build.path)
        for target in build.targets if source else ():
            for label in target.dependencies:
                address = bazel.address(label.text, package)
                if address in packages.targets and owned.service(_inside(address)) != source:
                    place = packages.place(build.path, label.line)
                    yield from _crossing(packages, package, source, address, place)


def _imported(
    packages: Packages, owned: Owned, bindings: Bindings, sources: Mapping[str, SourceFacts]
) -> Iterator[Crossing]:
    """Yield the imports of a contract's code by a package that may see none of the targets made of the contract."""
    made = _made_of(packages)
    for path, facts in sorted(sources.items()) if made else ():
        source = "" if facts.generated else owned.service(path)
        package = packages.around(path) if source else None
        if package is None or owned.service(f"{package}/x") != source:
            continue
        for binding in bindings.of(path):
            targets = [one for one in made.get(binding.copy, ()) if owned.service(_inside(one)) != source]
            place = packages.place(path, binding.line)
            hidden = [crossing for one in targets for crossing in _crossing(packages, package, source, one, place)]
            if targets and len(hidden) == len(targets):
                yield hidden[0]


def _made_of(packages: Packages) -> dict[str, list[Address]]:
    """Return the targets that are made of each source file, directly or by standing for another target."""
    standing: dict[Address, list[Address]] = {}
    found: dict[str, list[Address]] = {}
    for address, target in packages.targets.items():
        for name in target.stands_for:
            if other := bazel.address(name, address.package):
                standing.setdefault(other, []).append(address)
    for address, target in packages.targets.items():
        sources = [source for source in target.sources if source.endswith(_CONTRACTS)]
        reached = _reached(address, standing) if sources else []
        for source in sources:
            path = f"{address.package}/{source.removeprefix(':')}".lstrip("/")
            found.setdefault(path, []).extend(reached)
    return found


def _reached(address: Address, standing: Mapping[Address, list[Address]]) -> list[Address]:
    seen = {address: None}
    waiting = [address]
    while waiting:
        fresh = [one for one in standing.get(waiting.pop(), ()) if one not in seen]
        seen.update(dict.fromkeys(fresh))
        waiting += fresh
    return list(seen)


def _crossing(packages: Packages, package: str, source: str, target: Address, place: Provenance) -> Iterator[Crossing]:
    rule = packages.kept_out(package, target)
    if rule:
        at = packages.place(packages.builds[target.package].path, rule.line)
        yield Crossing(source, f"//{target.package}:{target.name}", f"visibility is {rule.said}", place, at)


def _inside(address: Address) -> str:
    return f"{address.package}/x"
