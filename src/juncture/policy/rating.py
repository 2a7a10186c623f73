"""What a finding weighs here: severities of the policy, waivers until they expire, the baseline."""

import datetime
from collections.abc import Iterable, Mapping

import msgspec

from juncture.facts.finding import Finding, finding
from juncture.facts.provenance import Provenance
from juncture.policy.model import Policy, Waiver

WEIGHT = ("off", "note", "warn", "block")
LEARNED = "conventions/"


def rated(rule_id: str, severity: str, severities: Mapping[str, str]) -> str:
    """Return the severity that a table gives a rule: by its id, else by ``family/*``, else its own."""
    return severities.get(rule_id) or severities.get(f"{rule_id.partition('/')[0]}/*") or severity


def rerate(findings: Iterable[Finding], policy: Policy, as_of: datetime.date) -> tuple[Finding, ...]:
    """Return the findings at the severities that the policy gives them; those of rules that are ``off`` are left out.

    A nested policy only raises. What a valid waiver or the baseline names is a note. A waiver that has expired is a
    finding itself. Learned conventions never block. The order is kept.
    """
    waivers = {waiver.fingerprint: waiver for waiver in policy.waivers}
    standing = frozenset(policy.baseline)
    result: list[Finding] = []
    for one in findings:
        waiver = waivers.get(one.fingerprint)
        severity = _severity(one, policy)
        if severity == "off":
            continue
        if one.fingerprint in standing or (waiver and is_valid(waiver, as_of)):
            severity = "note"
        elif waiver:
            result.append(_expired(waiver, policy))
        result.append(msgspec.structs.replace(one, severity=severity))
    return tuple(result)


def applied(findings: Iterable[Finding], policy: Policy, as_of: datetime.date) -> tuple[Waiver, ...]:
    """Return the valid waivers that accept one of the findings, in the policy's order."""
    present = {one.fingerprint for one in findings}
    return tuple(one for one in policy.waivers if one.fingerprint in present and is_valid(one, as_of))


def is_valid(waiver: Waiver, as_of: datetime.date) -> bool:
    """Whether a waiver holds on a day; its last day is the one it names."""
    return as_of <= datetime.date.fromisoformat(waiver.expires)


def _severity(one: Finding, policy: Policy) -> str:
    severity = rated(one.rule, one.severity, policy.severities)
    paths = [place.path for place in one.provenance]
    for nested in policy.folders:
        if any(path.startswith(f"{nested.folder}/") for path in paths):
            raised = rated(one.rule, severity, nested.severities)
            severity = max(severity, raised, key=_weight)
    return "warn" if one.rule.startswith(LEARNED) and severity == "block" else severity


def _weight(severity: str) -> int:
    """An unknown severity weighs most: unknown is never pass."""
    return WEIGHT.index(severity) if severity in WEIGHT else len(WEIGHT)


def _expired(waiver: Waiver, policy: Policy) -> Finding:
    return finding(
        "policy/waiver-expired",
        waiver.fingerprint,
        f"the waiver of {waiver.owner} for {waiver.fingerprint[:12]} ended on {waiver.expires} ({waiver.ticket})",
        provenance=(Provenance(policy.source, reader="policy"),),
    )
