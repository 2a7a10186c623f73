"""Pairs the contracts of base and head and compares those that differ."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from juncture.catalog.contracts import group
from juncture.catalog.model import Contract
from juncture.catalog.needs import Needs
from juncture.catalog.reading import read_surfaces
from juncture.contracts.diff import compare
from juncture.contracts.formats import format_named
from juncture.contracts.model import ContractChange
from juncture.contracts.moves import moves
from juncture.contracts.surface import Heading, Surface, heading
from juncture.facts.problem import InputError, Problem, Unread
from juncture.repository.cache import Cache
from juncture.repository.tree import Tree
from juncture.review.copies import not_level, only_catches_up
from juncture.review.parts import Part, parts


class Contracts(Protocol):
    """The contracts of one tree, as a catalogue has them."""

    @property
    def tree(self) -> Tree: ...  # noqa: D102
    @property
    def contracts(self) -> Sequence[Contract]: ...  # noqa: D102
    @property
    def surfaces(self) -> Mapping[str, Surface]: ...  # noqa: D102
    @property
    def headings(self) -> Mapping[str, Heading]: ...  # noqa: D102


class _Read(NamedTuple):
    tree: Tree
    contracts: Sequence[Contract]
    surfaces: Mapping[str, Surface]
    headings: Mapping[str, Heading]


def compared(base: Tree, head: Tree, cache: Cache, *, witnesses: bool = True, as_of: str = "") -> list[ContractChange]:
    """Return every change of every contract between two trees. Raises InputError for a broken one that changed."""
    unread: list[Unread] = []
    before, after = read_surfaces(base, cache, unread), read_surfaces(head, cache, unread)
    changed = [one for one in sorted(set(unread)) if base.entries.get(one.path) != head.entries.get(one.path)]
    if changed:
        raise InputError(*(Problem(one.path, 0, one.reason) for one in changed))
    old = group(before, base.revision)
    new = group(after, head.revision, frozenset(contract.path for contract in old))
    sides = [
        _Read(tree, contracts, surfaces, {path: heading(each) for path, each in surfaces.items()})
        for tree, contracts, surfaces in ((base, old, before), (head, new, after))
    ]
    return compare_contracts(*sides, witnesses=witnesses, as_of=as_of)


def compare_contracts(
    before: Contracts, after: Contracts, *, witnesses: bool = True, as_of: str = ""
) -> list[ContractChange]:
    """Compare the canonical files that differ; what they import, and what imports them, is read along for context."""
    base, head = before.tree, after.tree
    old = {contract.path: contract for contract in before.contracts}
    new = {contract.path: contract for contract in after.contracts}
    moved = _moved(old, new)
    moved |= _renamed(base, head, _gone(old, after.surfaces, moved.values()), _gone(new, before.surfaces, moved))
    # A copy that becomes a contract of its own, or the other way round, stands at both sides.
    paths = sorted(old.keys() | new.keys())
    sides = (
        _Side.of(before, [path for path in paths if path in before.headings and path not in moved]),
        _Side.of(after, [path for path in paths if path in after.headings]),
    )
    formats = {path: part.format for side in sides for path, part in side.parts.items()}
    formats |= {path: contract.format for path, contract in {**old, **new}.items()}
    changed = {
        path
        for path in formats
        if (base.entries.get(moved.get(path, path)) != head.entries.get(path) or _leaves(path, moved, head))
        and path not in moved.values()
        if path not in old or not only_catches_up(path, old[path], (base, head), before.surfaces, after.surfaces)
    }
    changes: list[ContractChange] = []
    for name in sorted({formats[path] for path in changed}):
        of_format = {path for path in changed if formats[path] == name}
        there, here = _context(of_format, sides, moved, name)
        changes += compare(
            _contents(base, there),
            _contents(head, here),
            changed=of_format | {moved[path] for path in of_format if path in moved},
            format=name,
            witnesses=witnesses,
            old_revision=base.revision,
            new_revision=head.revision,
            as_of=as_of,
            moved={there: here for here, there in moved.items()},
        )
    changes += _in_copies(base, head, old, new, (before.surfaces, after.surfaces), changes, witnesses=witnesses)
    return changes


def _leaves(path: str, moved: Mapping[str, str], head: Tree) -> bool:
    """Tell whether a file came from a path at which nothing is left: the path may be a name in code."""
    return path in moved and moved[path] not in head.entries


def _in_copies(
    base: Tree,
    head: Tree,
    old: Mapping[str, Contract],
    new: Mapping[str, Contract],
    surfaces: tuple[Mapping[str, Surface], Mapping[str, Surface]],
    told: Sequence[ContractChange],
    *,
    witnesses: bool,
) -> list[ContractChange]:
    """Compare the copies that change otherwise than their contract: what a service speaks is what stands in its copy.

    What a copy comes to say as its contract says it at head is told of the contract, or the copy only catches up.
    What goes from both is its own where the contract has not ``told`` it. Copies that change alike are compared once.
    """
    before, after = surfaces
    copies = {copy.path: contract for contract in new.values() for copy in contract.copies}
    changes: list[ContractChange] = []
    seen: set[tuple[str, str, str]] = set()
    for path, contract in sorted(copies.items()):
        differs = base.entries.get(path) != head.entries.get(path)
        if path not in before or path in old or not differs:
            continue
        alike = contract.path, before[path].digest, after[path].digest
        is_level = [contract.path in side and side[path].digest == side[contract.path].digest for side in surfaces]
        if all(is_level) or alike in seen:
            continue
        seen.add(alike)
        mine = _contents(head, [path])
        found = compare(
            _contents(base, [path]),
            mine,
            changed=[path],
            format=contract.format,
            witnesses=witnesses,
            old_revision=base.revision,
            new_revision=head.revision,
        )
        if found:
            its = {path: _contents(head, [contract.path])[contract.path]}
            of_contract = [change for change in told if change.contract == contract.path]
            changes += not_level(found, compare(its, mine, format=contract.format, witnesses=False), of_contract)
    return changes


def _moved(old: Mapping[str, Contract], new: Mapping[str, Contract]) -> dict[str, str]:
    """Return, for each contract whose canonical file has another path at head, its path at base."""
    by_copy = {copy.path: path for path, contract in old.items() for copy in contract.copies}
    moved = {}
    for path, contract in new.items():
        if path not in old:
            names = [path, *(copy.path for copy in contract.copies)]
            there = next((by_copy.get(name) or name for name in names if name in by_copy or name in old), None)
            if there and there not in new:
                moved[path] = there
    return moved


def _gone(here: Mapping[str, Contract], there: Mapping[str, Surface], known: Collection[str]) -> dict[str, str]:
    """Return the contracts of one side whose file does not stand at the other, by path: their format."""
    return {path: one.format for path, one in here.items() if path not in there and path not in known}


def _renamed(base: Tree, head: Tree, gone: Mapping[str, str], come: Mapping[str, str]) -> dict[str, str]:
    """Return the path at head → the path at base of the files that moved, by their text or what they declare."""
    found: dict[str, str] = {}
    for name in sorted({*gone.values()} & {*come.values()}):
        old = _contents(base, [path for path in gone if gone[path] == name])
        new = _contents(head, [path for path in come if come[path] == name])
        found |= {there: here for here, there in moves(format_named(name), old, new).items()}
    return found


class _Side(NamedTuple):
    """The contracts of one side, and the parts that they lead to and that are none by themselves."""

    headings: Mapping[str, Heading]
    surfaces: Mapping[str, Surface]
    parts: Mapping[str, Part]

    @classmethod
    def of(cls, contracts: Contracts, paths: Iterable[str]) -> "_Side":
        """Return a side, as far as these files make it."""
        headings = {path: contracts.headings[path] for path in paths}
        return cls(headings, contracts.surfaces, parts(contracts.tree, headings))

    def needs(self, format: str) -> Needs:
        """Return what each file needs, where a format may need a type by its name alone."""
        led = {
            path: [there for there in part.references if there in self.parts or there in self.headings]
            for path, part in self.parts.items()
        }
        for path, each in self.headings.items() if self.parts else ():
            led_to = [name for name in each.imports if name in self.parts]
            led |= {path: led_to} if led_to else {}
        return Needs.of(self.headings, self.surfaces, format, led)


def _context(
    paths: Collection[str], sides: tuple[_Side, _Side], moved: Mapping[str, str], format: str
) -> tuple[list[str], list[str]]:
    """Return what is to be read at base and at head: what changed, what needs it at either side, what all that needs.

    A file that is read at one side is read at the other, too, where it is.
    """
    back = {there: here for here, there in moved.items()}
    old, new = (side.needs(format) for side in sides)
    above = new.above(paths) | {back.get(path, path) for path in old.above(moved.get(path, path) for path in paths)}
    here, grown = above, True
    there: set[str] = set()
    while grown:
        there = old.below(moved.get(path, path) for path in here)
        wider = above | new.below(here | {back.get(path, path) for path in there})
        here, grown = wider, not wider <= here
    return sorted(there), sorted(path for path in here if path in new)


def _contents(tree: Tree, paths: Iterable[str]) -> dict[str, bytes]:
    """Return what these files hold. Raises InputError where one is not at hand: a comparison without it would lie."""
    contents: dict[str, bytes] = {}
    missing = []
    for path, content in tree.read(paths):
        if content is None:
            missing.append(Problem(path, 0, "not at hand: missing, too large, or not a regular file"))
        else:
            contents[path] = content
    if missing:
        raise InputError(*missing)
    return contents
