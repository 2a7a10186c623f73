"""Step 2: how data and control flow, and what of that changes (process.md S2)."""

from collections.abc import Sequence

from juncture.catalog.model import Strength
from juncture.contracts.model import Compatibility
from juncture.design.questions import Raised
from juncture.facts.steps import StepId
from juncture.flow.model import UseState
from juncture.review.situation import Situation
from juncture.review.steps.answer import Answer, counted, listed, not_applicable


def flow(situation: Situation) -> Answer:
    """Say which edges come and go and whom a changed contract reaches; ask about other teams that must act."""
    moved = situation.moved_edges
    reached = sorted({impact.service for impact in situation.impacts if impact.answer != "depends"})
    beside = sorted({impact.service for impact in situation.impacts} - set(reached))
    rewired = situation.rewired_edges
    drift = situation.drift.brought
    if not moved and not rewired and not reached and not beside and not drift:
        return not_applicable("no edge comes or goes and no changed contract reaches anybody")
    parts = []
    for state in ("added", "removed"):
        named = [f"{one.edge.source} → {one.edge.target}" for one in moved if one.state == state]
        if named:
            parts.append(f"{counted(len(named), 'edge')} {state} ({listed(named)})")
    for one in rewired[:3]:
        parts.append(
            f"{one.edge.source} → {one.edge.target} is {_joined(one.edge.strength)}, was {_joined(one.before)}"
        )
    services = [name for name in reached if not name.endswith("/")]
    shared = [name for name in reached if name.endswith("/")]
    if services:
        parts.append(f"{counted(len(services), 'service')} reached ({listed(services)})")
    if shared:
        parts.append(f"{counted(len(shared), 'folder')} of shared code reached ({listed(shared)})")
    if beside:
        parts.append(f"{counted(len(beside), 'other depends', 'others depend')}, no use found ({listed(beside)})")
    if drift:
        parts.append(f"{counted(len(drift), 'disagreement')} between what is declared and what is called")
    return Answer(True, "; ".join(parts), drift, raised=tuple(_others(situation)))


def _joined(strengths: Sequence[Strength]) -> str:
    return " and ".join(strengths)


def _others(situation: Situation) -> list[Raised]:
    """Raise a question for every other team whose use is not repaired here (process.md X2)."""
    own = {team for name in situation.services() for team in situation.teams(name)}
    breaking = {change.fingerprint for change in situation.of_compatibility(Compatibility.BREAKING)}
    raised = []
    for impact in situation.impacts:
        if impact.change in breaking and impact.answer == "uses" and impact.state is UseState.UNTOUCHED:
            because = f"{impact.service} uses what breaks and is not repaired here"
            raised += [
                Raised(f"{question}:{team}", StepId.FLOW, because)
                for team in impact.teams
                if team not in own
                for question in ("expectation", "ticket")
            ]
    return raised
