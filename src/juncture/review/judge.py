"""From a situation to what it is worth: steps, findings, holds, questions, scope, verdict."""

import datetime
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from juncture.catalog.catalog import Catalog
from juncture.catalog.evidence import Account
from juncture.catalog.units import is_aside
from juncture.design.model import Question
from juncture.design.questions import questions
from juncture.facts.finding import Finding
from juncture.facts.problem import Problem
from juncture.facts.steps import TITLES, StepId
from juncture.flow.model import UseState
from juncture.policy.approvals import decided
from juncture.policy.binding import Place
from juncture.policy.holds import Break, holds
from juncture.policy.model import Approval, Hold, OutOfScope, Verdict, Waiver
from juncture.policy.protection import Touched
from juncture.policy.rating import applied, rerate
from juncture.policy.scope import Resource, out_of_scope
from juncture.policy.verdict import Requirement, verdict
from juncture.review.designed import Designed
from juncture.review.model import Evidence, NextAction, Step, StepStatus
from juncture.review.next_action import next_action
from juncture.review.situation import Situation
from juncture.review.steps import STEPS
from juncture.review.steps.answer import Answer
from juncture.review.steps.rollout import OPPOSITE


class Judgement(NamedTuple):
    """Everything that is decided about a change."""

    verdict: Verdict
    next_action: NextAction
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]
    questions: tuple[Question, ...]
    holds: tuple[Hold, ...]
    scope: tuple[OutOfScope, ...]
    evidence: tuple[Evidence, ...]
    waivers: tuple[Waiver, ...]


class Given(NamedTuple):
    """What comes from outside the situation: who approved, at which date, what could not be read, what was recorded."""

    designed: Designed
    touched: Sequence[Touched]
    place: Place
    approvals: Sequence[Approval]
    as_of: datetime.date
    problems: Sequence[Problem]
    recorded: Account | None = None


def judge(situation: Situation, given: Given) -> Judgement:
    """Judge a change (design.md, Verdict)."""
    policy = situation.policy
    answers = {step: answer(situation) for step, answer in STEPS.items()}
    every = [one for answer in answers.values() for one in answer.findings]
    findings = rerate([*every, *situation.head.findings], policy, given.as_of)
    stops = _holds(situation, given, findings)
    asked = questions(situation.design, [raised for answer in answers.values() for raised in answer.raised])
    steps = tuple(_step(step, answer, findings, stops) for step, answer in answers.items())
    scope = out_of_scope(resources(situation.base), resources(situation.head), policy)
    decision = verdict(findings, stops, scope=scope, errors=given.problems, requirements=[*_requirements(steps, asked)])
    return Judgement(
        verdict=decision,
        next_action=next_action(
            decision, errors=given.problems, scope=scope, findings=findings, holds=stops, questions=asked, steps=steps
        ),
        steps=steps,
        findings=findings,
        questions=asked,
        holds=stops,
        scope=scope,
        evidence=tuple(one for answer in answers.values() for one in answer.evidence),
        waivers=applied(findings, policy, given.as_of),
    )


def resources(catalog: Catalog) -> list[Resource]:
    """Return what a tree deploys, as the scope rules see it; what is built here is no infrastructure."""
    return [
        Resource(
            kind="image",
            type=unit.sighting.image,
            name=unit.sighting.name,
            test=is_aside(unit.sighting.provenance.path),
            provenance=unit.sighting.provenance,
        )
        for unit in catalog.deployed
        if unit.sighting.image and not unit.sighting.directory
    ]


def _holds(situation: Situation, given: Given, findings: Sequence[Finding]) -> tuple[Hold, ...]:
    found = holds(
        situation.policy,
        given.touched,
        given.place,
        design=given.designed.written,
        teams={service.name: service.teams for service in (*situation.base.services, *situation.head.services)},
        breaks=_breaks(situation, findings),
    )
    return tuple(decided(hold, given.approvals, situation.policy, given.as_of) for hold in found)


def _breaks(situation: Situation, findings: Sequence[Finding]) -> list[Break]:
    """Return the contracts with breaks that block, and whose yes lifts them."""
    blocking = {one.fingerprint for one in findings if one.severity == "block"}
    by_contract: dict[str, list[str]] = {}
    for change in situation.changes:
        if change.fingerprint in blocking:
            by_contract.setdefault(change.contract, []).append(change.fingerprint)
    for one in findings:
        if one.rule == OPPOSITE and one.fingerprint in blocking:
            by_contract.setdefault(one.part, []).append(one.fingerprint)
    owners = {file.path: file.owners for file in situation.files}
    return [
        Break(
            contract=contract,
            findings=tuple(fingerprints),
            paths=(contract,),
            teams=(owners.get(contract, ()), *_unrepaired_teams(situation, set(fingerprints))),
        )
        for contract, fingerprints in sorted(by_contract.items())
    ]


def _unrepaired_teams(situation: Situation, changes: set[str]) -> list[tuple[str, ...]]:
    return [
        impact.teams
        for impact in situation.impacts
        if impact.change in changes and impact.answer == "uses" and impact.state is UseState.UNTOUCHED
    ]


def _step(step: StepId, answer: Answer, findings: Sequence[Finding], stops: Sequence[Hold]) -> Step:
    mine = [one for one in findings if one.step == step]
    stood_for = {fingerprint for hold in stops for fingerprint in hold.findings}
    severities = {one.severity for one in mine if one.fingerprint not in stood_for or one.severity != "block"}
    if not answer.applies and not severities & {"warn", "block"}:
        status = StepStatus.NOT_APPLICABLE
    elif "block" in severities:
        status = StepStatus.BLOCKED
    elif "warn" in severities or len(severities) < len({one.severity for one in mine}):
        status = StepStatus.WARN
    elif answer.missing:
        status = StepStatus.MISSING
    else:
        status = StepStatus.OK
    reason = f"{answer.missing}; {answer.reason}" if answer.missing else answer.reason
    return Step(step, TITLES[step], status, reason, tuple(one.fingerprint for one in mine))


def _requirements(steps: Iterable[Step], asked: Iterable[Question]) -> Iterable[Requirement]:
    """Yield what is missing: it warns, it does not block, unless the policy asks for it."""
    for step in steps:
        if step.status is StepStatus.MISSING:
            yield Requirement(step.id, False, "missing")
    for question in asked:
        yield Requirement(question.step, False, "passed" if question.answer else "missing")
