"""Pairs the contracts of base and head and compares those that differ."""

from collections.abc import Iterable, Mapping

from juncture.catalog.contracts import group
from juncture.catalog.model import Contract
from juncture.catalog.open import read_surfaces
from juncture.catalog.paths import ends_with
from juncture.contracts.diff import compare
from juncture.contracts.model import ContractChange
from juncture.contracts.surface import Surface
from juncture.facts.problem import InputError, Problem, Unread
from juncture.repository.cache import Cache
from juncture.repository.tree import Tree


def compared(base: Tree, head: Tree, cache: Cache, *, witnesses: bool = True, as_of: str = "") -> list[ContractChange]:
    """Return every change of every contract between two trees. Raises InputError for a broken one that changed."""
    unread: list[Unread] = []
    before, after = read_surfaces(base, cache, unread), read_surfaces(head, cache, unread)
    changed = [one for one in sorted(set(unread)) if base.entries.get(one.path) != head.entries.get(one.path)]
    if changed:
        raise InputError(*(Problem(one.path, 0, one.reason) for one in changed))
    old = group(before, base.revision)
    leading = frozenset(contract.path for contract in old)
    return compare_contracts(
        base, head, old, group(after, head.revision, leading), before, after, witnesses=witnesses, as_of=as_of
    )


def compare_contracts(
    base: Tree,
    head: Tree,
    before: Iterable[Contract],
    after: Iterable[Contract],
    old_surfaces: Mapping[str, Surface],
    new_surfaces: Mapping[str, Surface],
    *,
    witnesses: bool = True,
    as_of: str = "",
) -> list[ContractChange]:
    """Compare the canonical files that differ; what they import, and what imports them, is read along for context."""
    old = {contract.path: contract for contract in before}
    new = {contract.path: contract for contract in after}
    moved = _moved(old, new)
    changed = {
        path
        for path in old.keys() | new.keys()
        if base.entries.get(moved.get(path, path)) != head.entries.get(path) and path not in moved.values()
    }
    changes: list[ContractChange] = []
    for name in sorted({contract.format for contract in (*old.values(), *new.values())}):
        of_format = {path for path in changed if (new.get(path) or old[path]).format == name}
        if of_format:
            changes += compare(
                _contents(base, _context({moved.get(path, path) for path in of_format}, _canonical(old, old_surfaces))),
                _contents(head, _context(of_format, _canonical(new, new_surfaces))),
                changed=of_format | {moved[path] for path in of_format if path in moved},
                format=name,
                witnesses=witnesses,
                old_revision=base.revision,
                new_revision=head.revision,
                as_of=as_of,
                moved={there: here for here, there in moved.items()},
            )
    changes += _in_copies(base, head, old, new, (old_surfaces, new_surfaces), witnesses=witnesses)
    return changes


def _in_copies(
    base: Tree,
    head: Tree,
    old: Mapping[str, Contract],
    new: Mapping[str, Contract],
    surfaces: tuple[Mapping[str, Surface], Mapping[str, Surface]],
    *,
    witnesses: bool,
) -> list[ContractChange]:
    """Compare the copies that change on their own: what a service speaks is what stands in its copy.

    A copy that ends up like its contract only catches up; its change is the contract's.
    """
    before, after = surfaces
    copies = {copy.path: contract for contract in new.values() for copy in contract.copies}
    changes: list[ContractChange] = []
    for path, contract in sorted(copies.items()):
        differs = base.entries.get(path) != head.entries.get(path)
        alone = base.entries.get(contract.path) == head.entries.get(contract.path)
        if (
            path in before
            and path not in old
            and differs
            and alone
            and after[path].digest != after[contract.path].digest
        ):
            changes += compare(
                _contents(base, _context([path], {path: before[path]})),
                _contents(head, _context([path], {path: after[path]})),
                changed=[path],
                format=contract.format,
                witnesses=witnesses,
                old_revision=base.revision,
                new_revision=head.revision,
            )
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


def _canonical(contracts: Mapping[str, Contract], surfaces: Mapping[str, Surface]) -> dict[str, Surface]:
    return {path: surfaces[path] for path in contracts if path in surfaces}


def _context(paths: Iterable[str], surfaces: Mapping[str, Surface]) -> list[str]:
    """Return these files, all that import them, and all that those import."""
    by_name: dict[str, list[str]] = {}
    for path in surfaces:
        by_name.setdefault(path.rpartition("/")[2], []).append(path)
    imports = {
        path: [
            there
            for name in surface.imports
            for there in by_name.get(name.rpartition("/")[2], ())
            if ends_with(there, name)
        ]
        for path, surface in surfaces.items()
    }
    importers: dict[str, list[str]] = {}
    for path, others in imports.items():
        for other in others:
            importers.setdefault(other, []).append(path)
    above = _closure(paths, importers)
    return sorted(path for path in _closure(above, imports) if path in surfaces)


def _closure(start: Iterable[str], following: Mapping[str, list[str]]) -> set[str]:
    seen = set(start)
    edge = list(seen)
    while edge:
        for path in following.get(edge.pop(), ()):
            if path not in seen:
                seen.add(path)
                edge.append(path)
    return seen


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
