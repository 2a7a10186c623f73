"""What became of an untouched break: the first later merge after which nothing of it stands."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Literal

import msgspec

from juncture.catalog.open import open_catalog
from juncture.contracts.model import ContractChange
from juncture.facts.problem import InputError, Problem
from juncture.flow.impact import impacts
from juncture.history.commits import first_parents
from juncture.history.model import Break, Later, Merge, State
from juncture.history.replay import Place, breaks, opened
from juncture.repository.changes import ChangeSet
from juncture.review.compare import compare_contracts
from juncture.review.place import places
from juncture.review.trust import read_trust

Settled = Literal["repaired", "withdrawn", "removed"]


def follow(place: Place, merge: Merge, target: str) -> Merge:
    """Return a merge with what settled each of its untouched breaks before ``target``.

    The merge's parent is compared, as a review would, with each later commit that changes the contract or a file in
    question, until the break is gone or no user of the part stands untouched.
    """
    git, _ = opened(place)
    waiting = {position: one for position, one in enumerate(merge.breaks) if one.state is State.UNTOUCHED}
    settled: dict[int, Later] = {}
    at = merge.commit
    while waiting and (after := first_parents(git, f"{at}..{target}", paths=_paths(waiting.values()))):
        commit = after[-1]
        at = commit.commit
        try:
            found, contracts = _reviewed(place, merge.parent, at, list(waiting.values()))
        except InputError:
            continue  # a state that nobody can read settles nothing; the next one may
        for position, broken in list(waiting.items()):
            same = [one for one in found if _is_same(one, broken, contracts)]
            how = _settled(broken, same, contracts)
            if how:
                settled[position] = Later(commit.commit, commit.date, commit.request, how)
                del waiting[position]
            else:
                waiting[position] = next(one for one in same if one.state is State.UNTOUCHED)
    told = tuple(msgspec.structs.replace(one, later=settled.get(at)) for at, one in enumerate(merge.breaks))
    return msgspec.structs.replace(merge, breaks=told)


def _paths(waiting: Iterable[Break]) -> list[str]:
    """Return the files whose change may settle a break: its contract, and the lines that stand untouched."""
    found = set()
    for one in waiting:
        found |= {one.contract, one.path}
        found |= {line.path for consumer in one.consumers for line in consumer.lines}
    return sorted(found)


def _reviewed(place: Place, base: str, head: str, waiting: Collection[Break]) -> tuple[tuple[Break, ...], set[str]]:
    """Return what a review of two commits says of some breaks, and the paths of the contracts at head.

    Only that part of a review: between commits that lie years apart the rest is most of the work. Raises InputError
    where a contract in question cannot be read.
    """
    git, cache = opened(place)
    where = places(git, "", base, head)
    hints = read_trust(where.target).hints
    before = open_catalog(where.base, cache, hints)
    leading = replace(hints, leading=frozenset(contract.path for contract in before.contracts))
    after = open_catalog(where.head, cache, leading)
    asked = {one.contract for one in waiting}
    unread = [Problem(one.path, 0, one.reason) for one in after.unread if one.path in asked]
    if unread:
        raise InputError(*unread)
    changes = compare_contracts(before, after, witnesses=False, as_of=place.as_of)
    paths = {contract.path for contract in after.contracts}
    same = [change for change in changes if any(_is_same(change, broken, paths) for broken in waiting)]
    reached = impacts(same, before, after, ChangeSet(where.base, where.head))
    providers = {contract.path: contract.providers for contract in (*before.contracts, *after.contracts)}
    return breaks(same, reached, providers), paths


def _is_same(one: Break | ContractChange, broken: Break, contracts: Collection[str]) -> bool:
    """Tell whether two changes are of one part; a contract that is gone may have moved."""
    return one.part == broken.part and (one.contract == broken.contract or broken.contract not in contracts)


def _settled(broken: Break, same: Collection[Break], contracts: Collection[str]) -> Settled | None:
    if any(one.state is State.UNTOUCHED for one in same):
        return None
    if same:
        return "repaired"
    return "withdrawn" if broken.contract in contracts else "removed"
