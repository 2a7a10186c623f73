"""Writes down what was found and decided, as review.json holds it."""

from juncture.catalog.model import Contract, Guide
from juncture.contracts.model import Compatibility
from juncture.facts.problem import Unread
from juncture.repository.cache import printable
from juncture.review.judge import Given, Judgement
from juncture.review.model import (
    ChangeSummary,
    DesignUsed,
    PolicyUsed,
    Review,
    ReviewedContract,
    ReviewedEdge,
    ScopeFinding,
    StaleCopy,
)
from juncture.review.place import Places
from juncture.review.situation import Situation


def record(
    where: Places, situation: Situation, given: Given, judgement: Judgement, guidance: tuple[Guide, ...]
) -> Review:
    """Return the review. Lists are in the order of their floors, which is stable."""
    head = situation.head
    return Review(
        verdict=judgement.verdict,
        mode=situation.policy.mode,
        next_action=judgement.next_action,
        as_of=given.as_of.isoformat(),
        target=where.target.revision,
        base=where.base.revision,
        head=where.head.revision,
        policy=PolicyUsed(situation.policy.source, situation.policy.digest),
        design=DesignUsed(
            path=given.designed.path,
            digest=given.designed.digest,
            fields=situation.design,
            answers=dict(situation.design.answers),
            questions=judgement.questions,
        ),
        change=ChangeSummary(tuple(situation.files), tuple(situation.services())),
        teams=head.teams,
        domains=head.domains,
        services=head.services,
        contracts=_contracts(situation),
        changes=tuple(situation.changes),
        edges=tuple(
            ReviewedEdge(
                source=edge.source,
                target=edge.target,
                layer=edge.layer,
                strength=tuple(edge.strength),
                state=state,
                side=edge.side,
                contract=edge.contract,
                provenance=edge.provenance,
            )
            for edge, state, _ in situation.edges
        ),
        impact=tuple(situation.impacts),
        rollouts=tuple(situation.rollouts),
        drift=situation.drift.standing,
        stale_copies=tuple(
            StaleCopy(copy.path, contract.path, copy.service, copy.missing)
            for contract in head.contracts
            for copy in contract.copies
            if copy.stale
        ),
        steps=judgement.steps,
        scope=tuple(ScopeFinding(one.rule, one.message, one.redirect, one.provenance) for one in judgement.scope),
        holds=judgement.holds,
        findings=judgement.findings,
        evidence=judgement.evidence,
        recorded=given.recorded,
        waivers=judgement.waivers,
        other_teams=_other_teams(situation),
        guidance=guidance,
        unread=_unread(situation, given),
    )


def _contracts(situation: Situation) -> tuple[ReviewedContract, ...]:
    """Return the contracts that changed, or whose copies did; those nobody reads yet count nothing."""
    touched = {change.contract for change in situation.changes}
    rows = [
        _row(contract, situation)
        for contract in situation.head.contracts
        if contract.path in touched
        or contract.path in situation.change_set
        or any(copy.path in situation.change_set for copy in contract.copies)
    ]
    here = {row.path for row in rows}
    gone = [one for one in situation.base.contracts if one.path in touched and one.path not in here]
    rows += [_row(contract, situation) for contract in gone]
    rows += [
        ReviewedContract(path, f"{name}: not read yet", "", "", {}, (), 0, 0, 0)
        for path, name in situation.not_read.items()
    ]
    return tuple(sorted(rows, key=lambda row: row.path))


def _row(contract: Contract, situation: Situation) -> ReviewedContract:
    counts = [
        sum(change.contract == contract.path and change.compatibility is kind for change in situation.changes)
        for kind in Compatibility
    ]
    return ReviewedContract(
        contract.path,
        contract.format,
        contract.kind,
        ", ".join(sorted(set(contract.providers.values()))),
        contract.providers,
        contract.copies,
        *counts,
    )


def _other_teams(situation: Situation) -> tuple[str, ...]:
    """Return the teams that the change reaches and that own none of the services it changes."""
    own = {team for name in situation.services() for team in situation.teams(name)}
    return tuple(sorted({team for impact in situation.impacts for team in impact.teams} - own))


def _unread(situation: Situation, given: Given) -> tuple[Unread, ...]:
    """Return every file that should have been understood and was not, with the reason."""
    head, base = situation.head, situation.base
    at_head = {one.path for one in head.unread}
    found = {Unread(printable(one.path), one.reason) for one in head.unread}
    found |= {
        Unread(printable(one.path), f"at base: {one.reason}; what the change does to it was not compared")
        if one.path in situation.change_set
        else Unread(printable(one.path), one.reason)
        for one in base.unread
        if one.path not in at_head
    }
    found |= {Unread(problem.path, problem.message) for problem in given.problems}
    found |= {Unread(path, f"{name}: not read yet") for path, name in situation.not_read.items()}
    return tuple(sorted(found))
