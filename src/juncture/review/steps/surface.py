"""Step 3: the integration surface against existing contracts (process.md S3, R2, R4)."""

from collections.abc import Collection

from juncture.catalog.model import Copy
from juncture.catalog.units import is_aside
from juncture.contracts.model import Compatibility
from juncture.contracts.surface import Surface
from juncture.design.questions import Raised
from juncture.facts.finding import Finding, finding
from juncture.facts.provenance import Provenance
from juncture.facts.steps import StepId
from juncture.repository.cache import printable
from juncture.repository.changes import Change
from juncture.repository.tree import SUBMODULE
from juncture.review.situation import Situation
from juncture.review.steps.answer import Answer, counted, listed, not_applicable


def surface(situation: Situation) -> Answer:
    """Weigh every change of a contract, and the copies that it leaves behind."""
    unknown = _submodules(situation)
    findings = (*situation.weighed, *_stale(situation), *unknown)
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
    if unknown:
        parts.append(f"{counted(len(unknown), 'submodule')} not compared")
    return Answer(True, "; ".join(parts) or "copies of a contract differ", findings, raised=tuple(_raised(situation)))


def _stale(situation: Situation) -> list[Finding]:
    """A copy that this change leaves behind is a warn; one that lagged before is a note."""
    before = {copy.path for contract in situation.base.contracts for copy in contract.copies if copy.stale}
    touched = {change.contract for change in situation.changes}
    changed = {change.part for change in situation.changes}
    surfaces, revision = situation.head.surfaces, situation.head.tree.revision
    return [
        finding(
            "surface/stale-copy",
            copy.path,
            f"`{copy.path}` lags behind `{contract.path}`: {listed(list(copy.missing))}",
            provenance=(Provenance(copy.path, _line(surfaces[copy.path], copy, changed), revision, contract.format),),
            severity="" if copy.path not in before else "note",
        )
        for contract in situation.head.contracts
        for copy in contract.copies
        if copy.stale and (contract.path in touched or copy.path in situation.change_set)
    ]


def _line(surface: Surface, copy: Copy, changed: Collection[str]) -> int:
    """Return the line at which a copy lacks a part, one that changes here first: its form of it, else its holder."""
    part = min(copy.missing, key=lambda each: each not in changed)
    owner, _, name = part.rpartition("/") if "/" in part else part.rpartition(".")
    for item in surface.types:
        if item.name == owner:
            return next((member.line for member in item.members if member.name == name), item.line)
    held = next((operation.line for operation in surface.operations if operation.name == part), 0)
    return held or surface.groups.get(owner, 1)


def _submodules(situation: Situation) -> list[Finding]:
    """A submodule at another commit may hold other contracts; of third-party code that is a note."""
    told = {"added": "comes", "removed": "goes"}
    return [
        finding(
            "surface/submodule-moved",
            printable(change.path),
            f"`{printable(change.path)}` {told.get(change.kind) or _moves(change)}:"
            " a submodule, and no contract in it was compared",
            provenance=(Provenance(printable(change.path), 0, situation.head.tree.revision),),
            severity="note" if is_aside(f"{change.path}/") else "",
        )
        for change in situation.change_set
        if change.oddity == "submodule"
    ]


def _moves(change: Change) -> str:
    sides = [side.blob[:12] if side and side.mode == SUBMODULE else "a file" for side in (change.old, change.new)]
    return f"moves from {sides[0]} to {sides[1]}"


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
