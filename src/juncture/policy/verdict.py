"""The verdict: the worst of what findings, holds, scope, evidence and errors say."""

from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

from juncture.facts.finding import Finding
from juncture.policy.model import Hold, OutOfScope, Verdict

ORDER = tuple(Verdict)
"""Best first."""

_SEVERITIES = {"note": Verdict.PASS, "warn": Verdict.WARN, "block": Verdict.BLOCKED}
_ENFORCED = {
    Verdict.PASS: 0,
    Verdict.WARN: 0,
    Verdict.BLOCKED: 1,
    Verdict.NEEDS_APPROVAL: 3,
    Verdict.OUT_OF_SCOPE: 4,
    Verdict.ERROR: 5,
}


class Requirement(NamedTuple):
    """Something that a step rests on: evidence, or the answer to an open question.

    ``state`` ``unknown`` weighs what ``missing`` does. ``failed`` evidence that is not required warns.
    """

    step: str
    required: bool
    state: Literal["passed", "failed", "missing", "unknown"]


def verdict(
    findings: Iterable[Finding],
    holds: Collection[Hold],
    *,
    scope: Collection[OutOfScope] = (),
    errors: Collection[object] = (),
    requirements: Iterable[Requirement] = (),
) -> Verdict:
    """Return the verdict of a change from findings at their final severities.

    A block that a hold stands for (a break with a documented migration) weighs what the hold does, and warns once that
    is approved. Missing required evidence weighs what failed evidence does. Whatever is neither known good nor known
    bad counts as bad: a severity or a state that this does not know blocks.
    """
    stood_for = {fingerprint for hold in holds for fingerprint in hold.findings}
    said = [Verdict.PASS]
    said += [_of_finding(one, one.fingerprint in stood_for) for one in findings]
    said += [Verdict.WARN if hold.state == "approved" and hold.findings else Verdict.PASS for hold in holds]
    said += [Verdict.NEEDS_APPROVAL for hold in holds if hold.state != "approved"]
    said += [_of_requirement(one) for one in requirements]
    if scope:
        said.append(Verdict.OUT_OF_SCOPE)
    if errors:
        said.append(Verdict.ERROR)
    return max(said, key=ORDER.index)


def exit_code(verdict: Verdict, mode: str) -> int:
    """Return the exit code: ``observe`` ends with 0 unless nothing could be told; ``enforce`` ends by the verdict."""
    code = _ENFORCED[verdict]
    return code if mode != "observe" or verdict is Verdict.ERROR else 0


def _of_finding(finding: Finding, stood_for: bool) -> Verdict:
    weight = _SEVERITIES.get(finding.severity, Verdict.BLOCKED)
    return Verdict.WARN if stood_for and weight is Verdict.BLOCKED else weight


def _of_requirement(one: Requirement) -> Verdict:
    if one.state == "passed":
        return Verdict.PASS
    return Verdict.BLOCKED if one.required else Verdict.WARN
