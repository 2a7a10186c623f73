"""What a breaking or risky change weighs, once it is known whom it hurts (design.md, Verdict)."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from juncture.contracts.model import Compatibility, ContractChange
from juncture.facts.finding import Finding
from juncture.facts.fingerprint import fingerprint
from juncture.facts.provenance import Provenance
from juncture.facts.rule import rule
from juncture.flow.model import Impact, UseState
from juncture.flow.rollout import SAID, order
from juncture.policy.deploy import sides, told


class Circumstances(NamedTuple):
    """What else weighs in.

    ``public`` are contracts with users outside the repository, by the sign of it; ``kept`` the fingerprints of changes
    whose messages are kept in a topic; ``providers`` who serves each contract, by group.
    """

    public: Mapping[str, str]
    kept: Collection[str]
    providers: Mapping[str, Mapping[str, str]] = MappingProxyType({})


def weigh(change: ContractChange, impacts: Sequence[Impact], circumstances: Circumstances) -> Finding | None:
    """Return the finding of a change, None for a compatible one.

    A break whose known users are all repaired here, with a safe deploy order, is a warn that names the order. No safe
    order, messages kept in a topic, a sign of users outside, or an unrepaired use: block. A risky change is a warn
    where an unrepaired use is found, else a note.
    """
    if change.compatibility is Compatibility.COMPATIBLE:
        return None
    unrepaired = [one for one in impacts if one.answer == "uses" and one.state is UseState.UNTOUCHED]
    if change.compatibility is Compatibility.RISKY:
        severity, said = ("warn", _unrepaired(unrepaired)) if unrepaired else ("note", "no unrepaired use found")
    else:
        severity, said = _break(change, impacts, unrepaired, circumstances)
    return _finding(change, severity, said)


def reason(change: ContractChange, finding: Finding) -> str:
    """Return why the finding of a change weighs what it does, without what changes."""
    return finding.message.removeprefix(_subject(change))


def _break(
    change: ContractChange, impacts: Sequence[Impact], unrepaired: Sequence[Impact], circumstances: Circumstances
) -> tuple[str, str]:
    users = [impact for impact in impacts if impact.answer == "uses"]
    if order(change) == "none":
        return "block", SAID["none"]
    if change.fingerprint in circumstances.kept:
        return "block", "its messages are kept in a topic: old ones are read by new code"
    if change.contract in circumstances.public:
        return "block", f"it has users outside the repository ({circumstances.public[change.contract]})"
    if unrepaired:
        return "block", _unrepaired(unrepaired)
    untold = [impact.service for impact in impacts if impact.answer == "unknown"]
    known = "every known use is repaired here" if users else "no use of it was found"
    if untold:
        known += f", and it cannot be told for {', '.join(untold)}"
    json = "; whoever speaks JSON is hurt" if change.levels and change.levels.wire and not change.levels.json else ""
    named = sides(change, impacts, circumstances.providers.get(change.contract, {}))
    return "warn", f"{known}; {told(order(change), named)}{json}"


def _unrepaired(unrepaired: Sequence[Impact]) -> str:
    return "not repaired here: " + ", ".join(impact.service for impact in unrepaired)


def _finding(change: ContractChange, severity: str, said: str) -> Finding:
    known = rule(change.rule)
    places = [
        Provenance(cause.path, cause.line, cause.revision, "contract")
        for cause in (change.cause, change.cause_old)
        if cause
    ]
    return Finding(
        # The change's own fingerprint: a waiver or "fixed since" means the same judgement by either name.
        fingerprint=change.fingerprint or fingerprint(change.rule, change.contract, change.part),
        rule=change.rule,
        step=known.step,
        severity=severity,
        part=f"{change.contract}#{change.part}",
        message=f"{_subject(change)}{said}",
        why=known.why,
        fix=known.fix,
        provenance=tuple(places[:1]),
    )


def _subject(change: ContractChange) -> str:
    what = f"{change.old} → {change.new}" if change.old and change.new else change.old or change.new
    return f"{change.part}: {what}; " if what else f"{change.part}: "
