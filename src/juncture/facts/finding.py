"""A finding: one judgement about one part or place."""

import msgspec

from juncture.facts.fingerprint import fingerprint
from juncture.facts.provenance import Provenance
from juncture.facts.rule import rule
from juncture.facts.steps import StepId


class Finding(msgspec.Struct, frozen=True):
    """One judgement, with what to do about it.

    ``severity`` is the rule's default until policy re-rates it. ``part`` is the piece of a contract, the
    path or the service that is judged. ``fix`` is what the reader should do.
    """

    fingerprint: str
    rule: str
    step: StepId
    severity: str
    part: str
    message: str
    why: str
    fix: str
    provenance: tuple[Provenance, ...] = ()


def finding(
    rule_id: str,
    subject: str,
    message: str,
    *,
    part: str = "",
    provenance: tuple[Provenance, ...] = (),
    fix: str = "",
    severity: str = "",
    ordinal: int = 0,
) -> Finding:
    """Return a finding of a registered rule. Raises UnknownRule.

    ``subject`` is the contract or service; ``fix`` and ``severity`` stand for the rule's own where the case
    is known better than the rule knows it.
    """
    known = rule(rule_id)
    return Finding(
        fingerprint=fingerprint(rule_id, subject, part, ordinal),
        rule=rule_id,
        step=known.step,
        severity=severity or known.severity,
        part=part or subject,
        message=message,
        why=known.why,
        fix=fix or known.fix,
        provenance=provenance,
    )
