"""The order in which people read a review: grouped and sorted once for the page, the comment and the terminal."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from juncture.contracts.model import Compatibility, ContractChange
from juncture.design.model import Question
from juncture.facts.finding import Finding
from juncture.flow.model import Impact, Rollout
from juncture.policy import deploy
from juncture.render.words import count, listed
from juncture.review.model import ChangedFile, Review, StaleCopy, Step, StepStatus

_HARM = {Compatibility.BREAKING: 0, Compatibility.RISKY: 1, Compatibility.COMPATIBLE: 2}
_SEVERITY = {"block": 0, "warn": 1, "note": 2}
_ONE_BY_ONE = 3
"""Changes of one contract that are told one by one although they reach nobody known."""


class OfContract(NamedTuple):
    """The changes of one contract."""

    contract: str
    breaking: tuple[ContractChange, ...]
    risky: tuple[ContractChange, ...]
    compatible: tuple[ContractChange, ...]


class Reach(NamedTuple):
    """Whom a change reaches. ``rows`` use the part, or cannot be told; the others only lie on its way.

    ``order`` says who goes first, by name; empty where the change is no break. ``meanwhile`` is what all that use the
    part live through while both versions run, empty where that differs from row to row.
    """

    change: ContractChange
    rows: tuple[Impact, ...]
    passed_on: tuple[Impact, ...]
    serving: tuple[Impact, ...]
    depends: tuple[Impact, ...]
    stale: tuple[StaleCopy, ...]
    rollout: Rollout | None = None
    order: str = ""
    meanwhile: str = ""


class Unreached(NamedTuple):
    """Changes of one contract that reach nobody known; ``first`` is the worst of them."""

    contract: str
    breaking: int
    risky: int
    first: ContractChange


class OfRule(NamedTuple):
    """The findings of one rule that ask for the same."""

    rule: str
    severity: str
    why: str
    fix: str
    findings: tuple[Finding, ...]


class OfOwner(NamedTuple):
    """The changed files that one line of CODEOWNERS gives to the same owners."""

    owners: tuple[str, ...]
    owner_rule: str
    files: tuple[ChangedFile, ...]


def by_contract(changes: Iterable[ContractChange]) -> list[OfContract]:
    """Return the changes by contract, the contract with most harm first."""
    grouped: dict[str, dict[Compatibility, list[ContractChange]]] = {}
    for change in changes:
        grouped.setdefault(change.contract, {kind: [] for kind in _HARM})[change.compatibility].append(change)
    contracts = [OfContract(name, *(tuple(kinds[kind]) for kind in _HARM)) for name, kinds in grouped.items()]
    return sorted(contracts, key=lambda of: (-len(of.breaking), -len(of.risky), of.contract))


def worst_first(changes: Iterable[ContractChange]) -> list[ContractChange]:
    """Return the changes by harm, keeping their order within."""
    return sorted(changes, key=lambda change: _HARM[change.compatibility])


def findings_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings by severity, keeping their order within."""
    return sorted(findings, key=lambda finding: _SEVERITY.get(finding.severity, 3))


def reach(review: Review) -> list[Reach]:
    """Return the impact by change: worst first, then those that reach somebody.

    A compatible change appears only where somebody is reached.
    """
    by_change: dict[str, list[Impact]] = {}
    for impact in review.impact:
        by_change.setdefault(impact.change, []).append(impact)
    rollouts = {one.change: one for one in review.rollouts}
    orders = _orders(review, by_change)
    result = []
    for change in worst_first(review.changes):
        reached = by_change.get(change.fingerprint, [])
        if not reached and change.compatibility is Compatibility.COMPATIBLE:
            continue
        passed_on = tuple(impact for impact in reached if only_passes(impact))
        rows = tuple(i for i in reached if i.answer != "depends")
        result.append(
            Reach(
                change=change,
                rows=rows,
                passed_on=passed_on,
                serving=tuple(filter(serves, reached)),
                depends=tuple(i for i in reached if i.answer == "depends" and i not in passed_on and not serves(i)),
                stale=tuple(copy for copy in review.stale_copies if copy.contract == change.contract),
                rollout=rollouts.get(change.fingerprint),
                order=orders.get(change.fingerprint, ""),
                meanwhile=_shared(rows),
            )
        )
    return sorted(result, key=lambda reach: (_HARM[reach.change.compatibility], not reach.rows, not _reaches(reach)))


def _orders(review: Review, reached: Mapping[str, Sequence[Impact]]) -> dict[str, str]:
    """Return who goes first, by the fingerprint of each break that the review tells how to bring live."""
    kinds = {one.change: one.order for one in review.rollouts}
    breaks = [change for change in review.changes if change.fingerprint in kinds]
    against = deploy.opposed((change, kinds[change.fingerprint]) for change in breaks)
    providers = {contract.path: contract.providers for contract in review.contracts}
    return {
        change.fingerprint: deploy.told(
            kinds[change.fingerprint],
            deploy.sides(change, reached.get(change.fingerprint, ()), providers.get(change.contract, {})),
            against.get(change.fingerprint, ()),
        )
        for change in breaks
    }


def _shared(rows: Sequence[Impact]) -> str:
    """Return what several users of a part live through alike; nobody can say so of who is in doubt."""
    lived = [row.rollout for row in rows if row.answer != "unknown"]
    return lived[0] if len(lived) > 1 and len(set(lived)) == 1 else ""


def told_apart(reaches: Sequence[Reach]) -> tuple[list[Reach], list[Unreached]]:
    """Split the reaches into those told one by one, and the many of a contract that reach nobody known."""
    idle: dict[str, list[ContractChange]] = {}
    for each in reaches:
        if not _reaches(each):
            idle.setdefault(each.change.contract, []).append(each.change)
    many = {contract: changes for contract, changes in idle.items() if len(changes) > _ONE_BY_ONE}
    alone = [each for each in reaches if _reaches(each) or each.change.contract not in many]
    return alone, [
        Unreached(
            contract,
            sum(change.compatibility is Compatibility.BREAKING for change in changes),
            sum(change.compatibility is Compatibility.RISKY for change in changes),
            changes[0],
        )
        for contract, changes in many.items()
    ]


def _reaches(reach: Reach) -> bool:
    return bool(reach.rows or reach.passed_on or reach.serving or reach.depends)


def by_rule(findings: Iterable[Finding]) -> list[OfRule]:
    """Return the findings grouped by rule and what they ask for, in the order of each group's first."""
    grouped: dict[tuple[str, str, str, str], list[Finding]] = {}
    for finding in findings:
        grouped.setdefault((finding.rule, finding.severity, finding.why, finding.fix), []).append(finding)
    return [OfRule(*key, tuple(of)) for key, of in grouped.items()]


def only_passes(impact: Impact) -> bool:
    """Tell whether a service hands a part on and looks at it nowhere."""
    return impact.answer == "depends" and impact.role == "consumer" and any(not use.test for use in impact.uses)


def serves(impact: Impact) -> bool:
    """Tell whether a service offers what changes: what it leaves behind hurts nobody."""
    return impact.answer == "depends" and impact.role == "provider"


def by_owner(files: Iterable[ChangedFile]) -> list[OfOwner]:
    """Return the changed files by owner and owning line; what nobody owns comes first."""
    grouped: dict[tuple[tuple[str, ...], str], list[ChangedFile]] = {}
    for file in files:
        grouped.setdefault((file.owners, file.owner_rule), []).append(file)
    return [OfOwner(*key, tuple(grouped[key])) for key in sorted(grouped)]


def open_questions(review: Review) -> list[Question]:
    """Return the questions without an answer, those of the steps in their order."""
    order = {str(step.id): position for position, step in enumerate(review.steps)}
    unanswered = [question for question in review.design.questions if not question.answer]
    return sorted(unanswered, key=lambda question: order.get(question.step, len(order)))


def is_settled(review: Review, step: Step) -> bool:
    """Tell whether a meeting may pass a step over: it is fine or does not apply, and asks nothing."""
    quiet = step.status in {StepStatus.OK, StepStatus.NOT_APPLICABLE}
    return quiet and not any(question.step == step.id for question in open_questions(review))


def steps_beside(review: Review) -> list[Step]:
    """Return the open steps that neither a breaking change nor an open question already brings up."""
    told = {change.fingerprint for change in review.changes}
    asked = {question.step for question in open_questions(review)}
    return [
        step
        for step in review.steps
        if not is_settled(review, step)
        and step.id not in asked
        and not (step.findings and told.issuperset(step.findings))
    ]


def findings_beside(review: Review) -> list[Finding]:
    """Return the findings that are not themselves the judgement of a contract change."""
    told = {change.fingerprint for change in review.changes}
    return findings_first(finding for finding in review.findings if finding.fingerprint not in told)


def teams_of(review: Review, findings: Iterable[Finding]) -> list[str]:
    """Return the owners of the changed files that findings stand in."""
    paths = {where.path for finding in findings for where in finding.provenance}
    return sorted({owner for file in review.change.files if file.path in paths for owner in file.owners})


def reached_teams(review: Review) -> list[str]:
    """Return the teams of the services that use what breaks or may break, or of which that cannot be told."""
    harmful = {c.fingerprint for c in review.changes if c.compatibility is not Compatibility.COMPATIBLE}
    reached = [impact for impact in review.impact if impact.change in harmful and impact.answer != "depends"]
    return sorted({team for impact in reached for team in impact.teams})


def headline(review: Review) -> str:
    """Return what the verdict rests on, in one line: ``1 breaking change · billing hold · 2 teams``."""
    breaking = sum(change.compatibility is Compatibility.BREAKING for change in review.changes)
    beside = findings_beside(review)
    blocks = sum(finding.severity == "block" for finding in beside)
    warns = sum(finding.severity == "warn" for finding in beside)
    holds = [hold.id for hold in review.holds if hold.state == "open"]
    unanswered = len(open_questions(review))
    teams = len(reached_teams(review))
    parts = [
        count(len(review.scope), "matter outside the process", "matters outside the process") if review.scope else "",
        count(breaking, "breaking change") if breaking else "",
        count(blocks, "blocking finding") if blocks else "",
        listed(holds) + (" hold" if len(holds) == 1 else " holds") if holds else "",
        count(warns, "warning") if warns else "",
        count(unanswered, "open question") if unanswered else "",
        f"reaches {count(teams, 'team')}" if teams else "",
    ]
    return " · ".join(filter(None, parts)) or "nothing to decide"


def since(review: Review, previous: Review) -> tuple[int, int]:
    """Return how many judgements were fixed since an earlier review, and how many are new."""
    now, before = _judgements(review), _judgements(previous)
    return len(before - now), len(now - before)


def _judgements(review: Review) -> set[str]:
    harmful = {c.fingerprint for c in review.changes if c.compatibility is Compatibility.BREAKING}
    return harmful | {finding.fingerprint for finding in review.findings if finding.severity != "note"}


def first_use(impact: Impact) -> str:
    """Return ``path:line`` of the use that decided the state, outside tests; empty where no line is known."""
    uses = sorted(impact.uses, key=lambda use: (use.test, use.state != impact.state))
    return f"{uses[0].path}:{uses[0].line}" if uses else ""
