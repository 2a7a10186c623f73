"""Step 7: a safe rollout (process.md S7, I5, R2)."""

from collections.abc import Mapping, Sequence

from juncture.contracts.model import Compatibility, ContractChange
from juncture.design.questions import Raised, is_answer
from juncture.facts.finding import Finding, finding
from juncture.facts.provenance import Provenance
from juncture.facts.steps import StepId
from juncture.flow.rollout import order
from juncture.policy.deploy import opposed, sides, told
from juncture.review.files import FileKind
from juncture.review.model import Evidence
from juncture.review.situation import Situation
from juncture.review.steps.answer import Answer, counted, listed, not_applicable

OPPOSITE = "rollout/opposite-orders"


def rollout(situation: Situation) -> Answer:
    """Name the safe deploy order of each break and the flags that guard new behaviour; ask for what is not said."""
    breaks = situation.of_compatibility(Compatibility.BREAKING)
    flags = _flags(situation)
    if not breaks and not flags and not situation.is_new_surface and not situation.new_edges:
        return not_applicable("nothing breaks, no edge, service or flag is new")
    against = opposed((change, order(change)) for change in breaks)
    free = [change for change in breaks if change.fingerprint not in against]
    parts = [f"{listed(parts, 2)}: {said}" for said, parts in _orders(situation, free)[:3]]
    if against:
        bound = [change.part for change in breaks if change.fingerprint in against]
        parts.insert(0, f"{listed(bound)}: no deploy order is safe for all of them")
    if flags:
        parts.append(
            f"{counted(len(flags), 'flag')} guards new behaviour"
            if len(flags) == 1
            else f"{len(flags)} flags guard new behaviour"
        )
    stated = situation.design.change_management
    if stated.strategy:
        parts.append(f"strategy: {stated.strategy}")
    guarded = bool(flags or stated.flags or stated.strategy)
    unsafe = [change.part for change in breaks if order(change) == "none" or change.fingerprint in against]
    if unsafe and not is_answer(stated.migration):
        missing = f"no migration is stated for {listed(unsafe)}"
    else:
        missing = "" if guarded or breaks else "no flag guards the new behaviour and no strategy is stated"
    return Answer(
        True,
        "; ".join(parts) or "new behaviour goes live with the deployment",
        tuple(_opposite(situation, breaks, against)),
        missing=missing,
        raised=tuple(_raised(situation, against)),
        evidence=tuple(flags),
    )


def _flags(situation: Situation) -> list[Evidence]:
    """Return the flags that head's changed files ask for and base's did not."""
    head = situation.head
    asked = [
        (path, flag)
        for path in situation.paths(FileKind.CODE)
        for flag in (head.sources[path].flags if path in head.sources else ())
        if flag.name
    ]
    before = situation.base.sources.several(situation.base.written()) if asked else {}
    known = {flag.name for facts in before.values() for flag in facts.flags}
    return [
        Evidence(
            StepId.ROLLOUT,
            "flag",
            f"the flag `{flag.name}` is asked for",
            "author",
            (Provenance(path, flag.line, head.tree.revision, "source"),),
        )
        for path, flag in asked
        if flag.name not in known
    ]


def _orders(situation: Situation, breaks: Sequence[ContractChange]) -> list[tuple[str, list[str]]]:
    """Return each order that a break asks for, with the parts that ask for it."""
    orders: dict[str, list[str]] = {}
    for change in breaks:
        impacts = [impact for impact in situation.impacts if impact.change == change.fingerprint]
        contract = situation.head.contract_of(change.contract) or situation.base.contract_of(change.contract)
        known = sides(change, impacts, contract.providers if contract else {})
        said = told(order(change), known)
        orders.setdefault(said, []).append(change.part)
    return list(orders.items())


def _opposite(
    situation: Situation, breaks: Sequence[ContractChange], against: Mapping[str, Sequence[str]]
) -> list[Finding]:
    """Return a finding for each contract whose breaks exclude each other: a block where both sides have known users."""
    using = {impact.change for impact in situation.impacts if impact.answer == "uses"}
    by_contract: dict[str, list[ContractChange]] = {}
    for change in breaks:
        if change.fingerprint in against:
            by_contract.setdefault(change.contract, []).append(change)
    found = []
    for contract, changes in by_contract.items():
        parts: dict[str, list[str]] = {}
        for change in changes:
            parts.setdefault(order(change), []).append(change.part)
        used = {order(change) for change in changes if change.fingerprint in using}
        consumers, providers = (listed(parts[kind], 3) for kind in ("consumers-first", "providers-first"))
        causes = [change.cause or change.cause_old for change in changes]
        found.append(
            finding(
                OPPOSITE,
                contract,
                f"no deploy order is safe: {consumers} is safe only with the consumers first,"
                f" {providers} only with the provider first",
                provenance=tuple(Provenance(one.path, one.line, one.revision, "contract") for one in causes if one),
                severity="" if len(used) == len(parts) else "warn",
            )
        )
    return found


def _raised(situation: Situation, against: Mapping[str, Sequence[str]]) -> list[Raised]:
    breaks = situation.of_compatibility(Compatibility.BREAKING)
    pending = [change for change in breaks if change.fingerprint in against or not _settled(situation, change)]
    raised = []
    if pending:
        because = f"breaks: {listed([change.part for change in pending])}"
        raised += [Raised(question, StepId.ROLLOUT, because) for question in ("migration", "rollback")]
    if situation.is_new_surface:
        raised.append(Raised("strategy", StepId.ROLLOUT, "new surface goes live"))
    return raised


def _settled(situation: Situation, change: ContractChange) -> bool:
    """Tell whether a break needs no plan: every known use moves with it, nobody is in doubt, its order is safe."""
    blocked = {one.fingerprint for one in situation.weighed if one.severity == "block"}
    impacts = [impact for impact in situation.impacts if impact.change == change.fingerprint]
    users = [impact for impact in impacts if impact.answer == "uses"]
    doubted = any(impact.answer == "unknown" for impact in impacts)
    return change.fingerprint not in blocked and bool(users) and not doubted
