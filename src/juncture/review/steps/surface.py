"""Step 3: the integration surface against existing contracts (process.md S3, R2, R4)."""

from juncture.contracts.model import Compatibility
from juncture.design.questions import Raised
from juncture.facts.finding import Finding, finding
from juncture.facts.provenance import Provenance
from juncture.facts.steps import StepId
from juncture.review.situation import Situation
from juncture.review.steps.answer import Answer, counted, listed, not_applicable


def surface(situation: Situation) -> Answer:
    """Weigh every change of a contract, and the copies that it leaves behind."""
    findings = (*situation.weighed, *_stale(situation))
    if not situation.changes and not findings and not situation.not_read:
        return not_applicable("no contract changes its meaning")
    counts = [
        f"{len(found)} {kind}" for kind in Compatibility if (found := situation.of_compatibility(Compatibility(kind)))
    ]
    contracts = sorted({change.contract for change in situation.changes})
    parts = [f"{', '.join(counts)} in {counted(len(contracts), 'contract')}"] if counts else []
    if situation.not_read:
        named = [f"{path} ({name})" for path, name in situation.not_read.items()]
        parts.append(f"missing: not read yet: {listed(named)}")
    return Answer(True, "; ".join(parts) or "copies of a contract differ", findings, raised=tuple(_raised(situation)))


def _stale(situation: Situation) -> list[Finding]:
    """A copy that this change leaves behind is a warn; one that lagged before is a note."""
    before = {copy.path for contract in situation.base.contracts for copy in contract.copies if copy.stale}
    touched = {change.contract for change in situation.changes}
    return [
        finding(
            "surface/stale-copy",
            copy.path,
            f"`{copy.path}` lags behind `{contract.path}`: {listed(list(copy.missing))}",
            provenance=(Provenance(copy.path, 1, situation.head.tree.revision, contract.format),),
            severity="" if copy.path not in before else "note",
        )
        for contract in situation.head.contracts
        for copy in contract.copies
        if copy.stale and (contract.path in touched or copy.path in situation.change_set)
    ]


def _raised(situation: Situation) -> list[Raised]:
    operations = situation.new_operations
    topics = sorted({edge.target for edge in situation.new_edges if edge.side})
    raised = []
    if operations:
        because = f"new: {listed(operations)}"
        raised += [Raised(question, StepId.SURFACE, because) for question in ("access", "latency")]
    if topics:
        raised.append(Raised("retention", StepId.SURFACE, f"new end of {listed(topics)}"))
    return raised
