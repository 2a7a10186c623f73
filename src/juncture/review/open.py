"""``open_review``: the one place that computes a review."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from juncture.catalog.catalog import Catalog
from juncture.catalog.evidence import account
from juncture.catalog.guidance import guidance
from juncture.catalog.manifests import Known
from juncture.catalog.open import open_catalog
from juncture.catalog.submodules import submodules
from juncture.catalog.successors import as_called_at
from juncture.catalog.units import is_aside
from juncture.contracts.model import ContractChange
from juncture.design.model import Design
from juncture.facts.finding import Finding
from juncture.facts.problem import InputError, Problem
from juncture.flow.graph import compare
from juncture.flow.impact import impacts
from juncture.flow.kept import kept
from juncture.flow.model import Impact
from juncture.flow.sequence import rollouts
from juncture.policy.binding import Place
from juncture.policy.breaks import Circumstances, weigh
from juncture.policy.globs import matcher
from juncture.policy.model import Approval, Policy
from juncture.repository.cache import Cache
from juncture.repository.changes import Change, ChangeSet
from juncture.repository.git import Git
from juncture.repository.tree import SUBMODULE, SYMLINK, WORKTREE, FolderTree
from juncture.review.compare import compare_contracts
from juncture.review.contents import touched
from juncture.review.designed import Designed, designed, drafted
from juncture.review.files import changed_files, kinds
from juncture.review.judge import Given, judge
from juncture.review.model import Review
from juncture.review.not_read import not_read
from juncture.review.place import places
from juncture.review.record import record
from juncture.review.situation import Situation
from juncture.review.standing import drifted
from juncture.review.trust import Trust, read_trust


def open_review(
    git: Git,
    *,
    target: str = "",
    base: str = "",
    head: str = "",
    design: str = "",
    as_of: str,
    cache: Cache,
    approvals: Sequence[Approval] = (),
    evidence: Path | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Review:
    """Compute the review of a change. Same inputs, same review.

    ``as_of`` is a date, YYYY-MM-DD. ``evidence`` is a folder of Pact files and recorded traces, which say who calls
    whom at both sides. Raises InputError where a revision, the date, ``design`` or ``evidence`` cannot be used; what
    cannot be read of the change itself is an ``error`` verdict.
    """
    where = places(git, target, base, head)
    day = _day(as_of)
    recorded = FolderTree(evidence) if evidence else None
    trust = read_trust(where.target, recorded)
    say(f"reading {len(where.head.entries):,} files at base and head")
    before = open_catalog(where.base, cache, trust.hints)
    leading = replace(trust.hints, leading=frozenset(contract.path for contract in before.contracts))
    after = before if where.head is where.base else open_catalog(where.head, cache, leading)
    before = as_called_at(after, before)
    change_set = ChangeSet(where.base, where.head)
    unreadable = _unreadable(change_set, after, before)
    # What base cannot read and head can is told as unread and compared on neither side; what is gone stays an error.
    before_only = _unreadable(change_set, before, after)
    unreadable += [one for one in before_only if one.path not in where.head.entries and one not in unreadable]
    unreadable += _covered(before, after)
    changes, broken = _changes(before, after, {problem.path for problem in (*unreadable, *before_only)}, as_of)
    say(f"{len(change_set):,} files differ, {len(changes):,} contract changes")
    if not change_set and where.head.revision != WORKTREE:
        say("base and head hold the same files; edits that are not committed are reviewed with --head WORKTREE")
    author = designed(change_set, where.head, design)
    situation = _situation(trust, author, before, after, change_set, changes)
    public = _public(trust.policy, after)
    lasting = kept(changes, after)
    providers = {one.path: one.providers for one in (*before.contracts, *after.contracts)}
    weighed = _weighed(situation, Circumstances(public, lasting, providers))
    situation = replace(situation, weighed=weighed, rollouts=rollouts(changes, situation.impacts, lasting))
    given = Given(
        designed=author,
        touched=touched(situation, where.target, trust.hints.owners, public),
        place=Place(_repository_name(git), _target_name(target)),
        approvals=approvals,
        as_of=day,
        problems=(*trust.problems, *author.problems, *unreadable, *broken),
        recorded=account(recorded, cache, (edge.provenance for edge in after.edges)) if recorded else None,
    )
    if cache.said:
        say(cache.said)
    services = set(situation.services())
    asked = guidance(where.target, cache, situation.kinds, [one for one in after.services if one.name in services])
    return record(where, situation, given, judge(situation, given), asked)


def _day(as_of: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(as_of)
    except ValueError as error:
        raise InputError(Problem("--as-of", 0, f"{as_of!r} is no date; write YYYY-MM-DD")) from error


def _unreadable(change_set: ChangeSet, catalog: Catalog, other: Catalog) -> list[Problem]:
    """Return the changed contracts and manifests that one side could not read; tests and third-party code apart."""
    unread = {one.path: one.reason for one in catalog.unread}
    return [
        Problem(path, 0, reason)
        for path, reason in sorted(unread.items())
        if path in change_set
        and not is_aside(path)
        and path not in catalog.sources
        and path not in other.sources
        and not _is_no_file(change_set.changes[path])
    ]


def _is_no_file(change: Change) -> bool:
    """Tell whether a path is a symlink or a submodule where it stands at all: odd, and told, but nothing to read."""
    return {entry.mode for entry in (change.old, change.new) if entry} <= {SYMLINK, SUBMODULE}


def _covered(before: Catalog, after: Catalog) -> list[Problem]:
    """Return the contracts of base whose folder is a submodule at head: nobody knows whether they are still there."""
    places = tuple(f"{place}/" for place in submodules(after.tree))
    return [
        Problem(path, 0, f"it lay where {place[:-1]} is a submodule at head, whose files are not at hand")
        for path in before.headings
        if path.startswith(places)
        for place in places
        if path.startswith(place)
    ]


def _changes(
    before: Catalog, after: Catalog, unreadable: set[str], as_of: str
) -> tuple[list[ContractChange], list[Problem]]:
    """Return the contract changes; a contract that one side cannot read is compared on neither."""

    def readable(catalog: Catalog) -> Catalog:
        return replace(catalog, contracts=tuple(one for one in catalog.contracts if one.path not in unreadable))

    try:
        return compare_contracts(readable(before), readable(after), as_of=as_of), []
    except InputError as error:
        return [], list(error.problems)


def _situation(
    trust: Trust,
    author: Designed,
    before: Catalog,
    after: Catalog,
    change_set: ChangeSet,
    changes: Sequence[ContractChange],
) -> Situation:
    situation = Situation(
        policy=trust.policy,
        design=author.design,
        base=before,
        head=after,
        change_set=change_set,
        files=changed_files(change_set, before, after, trust.hints.owners),
        kinds=kinds(change_set, before, after),
        changes=changes,
        impacts=impacts(changes, before, after, change_set, owners=trust.hints.owners),
        edges=compare(before.edges, after.edges),
        weighed=(),
        not_read=not_read(change_set),
        drift=drifted(before, after),
        owners=trust.hints.owners,
    )
    return situation if author.path else replace(situation, design=_draft(situation))


def _draft(situation: Situation) -> Design:
    own = {team for name in situation.services() for team in situation.teams(name)}
    others = {team for impact in situation.impacts for team in impact.teams} - own
    contracts = {change.contract for change in situation.changes}
    return drafted(situation.head, situation.services(), sorted(contracts), sorted(others), [])


def _public(policy: Policy, catalog: Catalog) -> dict[str, str]:
    """Return the contracts with users outside the repository, by the sign of it: the policy, or a way in."""
    fits = matcher(policy.public)
    known = Known(catalog.services)
    ways_in = {
        known.service(one.service): f"{one.path}:{one.line}"
        for manifest in catalog.manifests.values()
        for one in manifest.ingresses
    }
    found = {}
    for contract in catalog.contracts:
        served = sorted(ways_in[name] for name in contract.providers.values() if name in ways_in)
        if fits(contract.path):
            found[contract.path] = f"public in {policy.source}"
        elif served:
            found[contract.path] = f"an ingress at {served[0]}"
    return found


def _weighed(situation: Situation, circumstances: Circumstances) -> list[Finding]:
    by_change: dict[str, list[Impact]] = {}
    for impact in situation.impacts:
        by_change.setdefault(impact.change, []).append(impact)
    found = (weigh(change, by_change.get(change.fingerprint, []), circumstances) for change in situation.changes)
    return [one for one in found if one is not None]


def _repository_name(git: Git) -> str:
    """Return ``org/name`` from the remote's address, ``local`` without one: an approval is given to one repository."""
    address = git.text("config", "--get", "remote.origin.url", check=False)
    parts = address.removesuffix("/").removesuffix(".git").replace(":", "/").split("/")
    return "/".join(parts[-2:]) if address else "local"


def _target_name(target: str) -> str:
    return target.removeprefix("refs/heads/").removeprefix("origin/") or "default"
