"""One merge, reviewed as if it were open: a function of a place and a commit that any worker can run."""

import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from juncture.contracts.model import Compatibility, ContractChange
from juncture.facts.problem import InputError
from juncture.flow.model import Impact, UseState
from juncture.history.model import Break, Commit, Consumer, Line, Merge, State
from juncture.policy.breaks import reason
from juncture.policy.deploy import opposed
from juncture.policy.model import Verdict
from juncture.render import words
from juncture.render.arrange import headline
from juncture.render.comment import speaks
from juncture.repository.cache import Cache, default_file
from juncture.repository.git import Git
from juncture.review.model import Review
from juncture.review.open import open_review


class Place(msgspec.Struct, frozen=True):
    """Where a worker finds the repository, and how it reads. ``repository`` is an absolute path on its machine."""

    repository: str
    as_of: str
    offline: bool = False
    no_cache: bool = False


class _Opened(threading.local):
    """What a worker keeps open between two merges. By thread: neither the cache nor its database may change hands."""

    place: Place | None = None
    git: Git
    cache: Cache


_opened = _Opened()


def opened(place: Place) -> tuple[Git, Cache]:
    """Return the repository and the cache of this worker. Raises InputError where there is no repository."""
    if _opened.place != place:
        _opened.git = Git(Path(place.repository), offline=place.offline)
        _opened.cache = Cache(None if place.no_cache else default_file())
        _opened.place = place
    return _opened.git, _opened.cache


def replay(place: Place, commit: Commit) -> Merge:
    """Return a commit as a review of its parent to it would have judged it, policy and owners read at the parent."""
    git, cache = opened(place)
    try:
        review = open_review(git, base=commit.parent, head=commit.commit, as_of=place.as_of, cache=cache)
    except InputError as error:
        told = str(error.problems[0])
        fields = msgspec.structs.asdict(commit)
        return Merge(**fields, verdict=Verdict.ERROR, mode="", comment=False, files=0, error=told)
    return Merge(
        **msgspec.structs.asdict(commit),
        verdict=review.verdict,
        mode=review.mode,
        comment=speaks(review),
        files=len(review.change.files),
        because=headline(review),
        holds=tuple(hold.id for hold in review.holds),
        breaks=_of_review(review),
        error=review.next_action.what if review.verdict is Verdict.ERROR else "",
    )


def _of_review(review: Review) -> tuple[Break, ...]:
    """Return the breaks of a review, each that leaves no use behind with what it blocks for."""
    providers = {contract.path: contract.providers for contract in review.contracts}
    unsafe = _unsafe(review)
    return tuple(
        msgspec.structs.replace(one, unsafe=unsafe.get(change.fingerprint, ""))
        if one.state is not State.UNTOUCHED
        else one
        for change, one in zip(_breaking(review.changes), breaks(review.changes, review.impact, providers), strict=True)
    )


def _unsafe(review: Review) -> dict[str, str]:
    """Return what hurts while old and new run together, by the fingerprint of each break that blocks."""
    blocking = {finding.fingerprint: finding for finding in review.findings if finding.severity == "block"}
    orders = {rollout.change: rollout.order for rollout in review.rollouts}
    breaking = _breaking(review.changes)
    against = opposed((change, orders.get(change.fingerprint, "none")) for change in breaking)
    told = {}
    for change in breaking:
        if change.fingerprint in blocking:
            told[change.fingerprint] = reason(change, blocking[change.fingerprint])
        elif change.fingerprint in against:
            told[change.fingerprint] = f"{words.listed(list(against[change.fingerprint]))} asks for the opposite order"
    return told


def _breaking(changes: Iterable[ContractChange]) -> list[ContractChange]:
    return [change for change in changes if change.compatibility is Compatibility.BREAKING]


def breaks(
    changes: Iterable[ContractChange], impacts: Iterable[Impact], providers: Mapping[str, Mapping[str, str]]
) -> tuple[Break, ...]:
    """Return the breaking changes, each with whom it reaches. ``providers`` are those of each contract, by group."""
    reached: dict[str, list[Impact]] = {}
    for impact in impacts:
        reached.setdefault(impact.change, []).append(impact)
    return tuple(
        _break(change, providers.get(change.contract, {}), reached.get(change.fingerprint, []))
        for change in _breaking(changes)
    )


def _break(change: ContractChange, providers: Mapping[str, str], impacts: Iterable[Impact]) -> Break:
    consumers = tuple(_consumer(impact) for impact in impacts if impact.answer != "depends")
    cause = change.cause or change.cause_old
    return Break(
        contract=change.contract,
        part=change.part,
        rule=change.rule,
        old=change.old,
        new=change.new,
        path=cause.path if cause else change.contract,
        line=cause.line if cause else 0,
        services=_services(change, providers),
        state=_state(consumers),
        consumers=consumers,
    )


def _services(change: ContractChange, providers: Mapping[str, str]) -> tuple[str, ...]:
    """Return who serves the operations that reach the part; whoever serves the contract where it is one service."""
    groups = {operation.rpartition("/")[0] for operation in change.operations}
    serving = {name for group, name in providers.items() if group in groups}
    every = set(providers.values())
    return tuple(sorted(serving or (every if len(every) == 1 else ())))


def _consumer(impact: Impact) -> Consumer:
    lines = tuple(
        Line(use.path, use.line, use.revision, use.text)
        for use in impact.uses
        if not use.test and use.state is impact.state
    )
    return Consumer(impact.service, impact.answer, impact.state, impact.why, lines)


def _state(consumers: Iterable[Consumer]) -> State:
    """Return what a change leaves to its users, by the measure of the verdict: one untouched use is enough.

    Whoever may use the part keeps it from counting as repaired.
    """
    told = [(one.answer, one.state) for one in consumers]
    if ("uses", UseState.UNTOUCHED) in told:
        return State.UNTOUCHED
    if any(answer == "unknown" for answer, _ in told):
        return State.UNKNOWN
    return State.REPAIRED if told else State.UNUSED
