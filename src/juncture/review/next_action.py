"""The one thing to do next, and whose it is."""

from collections.abc import Sequence

from juncture.design.model import Question
from juncture.facts.finding import Finding
from juncture.facts.problem import Problem
from juncture.facts.steps import StepId
from juncture.policy.model import Hold, OutOfScope, Verdict
from juncture.review.model import NextAction, Step, StepStatus
from juncture.review.steps.answer import listed

AUTHOR = "author"
_MENDS = {
    StepId.OWNERSHIP: "say who owns this in CODEOWNERS",
    StepId.TESTS: "change a test with the code, or say in the pull request why none is needed",
    StepId.OBSERVABILITY: "add a log, a metric or a trace",
    StepId.ROLLOUT: "guard it by a flag, or state a strategy in the design",
}
"""What brings in what a step is missing."""


def next_action(
    verdict: Verdict,
    *,
    errors: Sequence[Problem],
    scope: Sequence[OutOfScope],
    findings: Sequence[Finding],
    holds: Sequence[Hold],
    questions: Sequence[Question],
    steps: Sequence[Step],
) -> NextAction:
    """Return what lifts the verdict by the shortest way."""
    waiting = [hold for hold in holds if hold.state != "approved"]
    if verdict is Verdict.ERROR:
        return NextAction(AUTHOR, f"make readable: {errors[0]}")
    if verdict is Verdict.OUT_OF_SCOPE:
        return NextAction(AUTHOR, f"{scope[0].message}: {scope[0].redirect}")
    if verdict is Verdict.BLOCKED:
        stood_for = {fingerprint for hold in holds for fingerprint in hold.findings}
        first, *others = [one for one in findings if one.severity == "block" and one.fingerprint not in stood_for]
        way_out = ", or write `migration` in the design" if first.step in (StepId.SURFACE, StepId.ROLLOUT) else ""
        place = f"`{first.part.partition('#')[2]}`: " if others and "#" in first.part else ""
        rest = f"; {len(others)} more after it" if others else ""
        return NextAction(AUTHOR, f"{place}{first.fix.rstrip('.')}{way_out}{rest}")
    if verdict is Verdict.NEEDS_APPROVAL:
        who = listed(list(waiting[0].approvers), 3) or AUTHOR
        return NextAction(who, f"decide on the hold {listed([hold.id for hold in waiting])}")
    return _author(findings, questions, steps)


def _author(findings: Sequence[Finding], questions: Sequence[Question], steps: Sequence[Step]) -> NextAction:
    warned = next((one for one in findings if one.severity == "warn"), None)
    if warned:
        return NextAction(AUTHOR, warned.fix)
    unanswered = [question for question in questions if not question.answer]
    if unanswered:
        return NextAction(
            AUTHOR, f"answer {len(unanswered)} in a design (`juncture new` drafts it): {unanswered[0].text}"
        )
    missing = next((step for step in steps if step.status is StepStatus.MISSING), None)
    if missing:
        return NextAction(AUTHOR, f"{_MENDS[missing.id]}: {missing.reason.partition('; ')[0]}")
    return NextAction("nobody", "nothing is left to do")
