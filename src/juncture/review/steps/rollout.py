"""Step 7: a safe rollout (process.md S7, I5, R2)."""

from juncture.contracts.model import Compatibility
from juncture.design.questions import Raised, is_answer
from juncture.facts.provenance import Provenance
from juncture.facts.steps import StepId
from juncture.flow.rollout import SAID, order
from juncture.review.files import FileKind
from juncture.review.model import Evidence
from juncture.review.situation import Situation
from juncture.review.steps.answer import Answer, counted, listed, not_applicable


def rollout(situation: Situation) -> Answer:
    """Name the safe deploy order of each break and the flags that guard new behaviour; ask for what is not said."""
    breaks = situation.of_compatibility(Compatibility.BREAKING)
    flags = _flags(situation)
    if not breaks and not flags and not situation.is_new_surface and not situation.new_edges:
        return not_applicable("nothing breaks, no edge, service or flag is new")
    parts = [f"{change.part}: {SAID[order(change)]}" for change in breaks[:3]]
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
    unsafe = [change.part for change in breaks if order(change) == "none"]
    if unsafe and not is_answer(stated.migration):
        missing = f"no migration is stated for {listed(unsafe)}"
    else:
        missing = "" if guarded or breaks else "no flag guards the new behaviour and no strategy is stated"
    return Answer(
        True,
        "; ".join(parts) or "new behaviour goes live with the deployment",
        missing=missing,
        raised=tuple(_raised(situation)),
        evidence=tuple(flags),
    )


def _flags(situation: Situation) -> list[Evidence]:
    """Return the flags that head's changed files ask for and base's did not."""
    known = {flag.name for facts in situation.base.sources.values() for flag in facts.flags}
    return [
        Evidence(
            StepId.ROLLOUT,
            "flag",
            f"the flag `{flag.name}` is asked for",
            "author",
            (Provenance(path, flag.line, situation.head.tree.revision, "source"),),
        )
        for path in situation.paths(FileKind.CODE)
        for flag in (situation.head.sources[path].flags if path in situation.head.sources else ())
        if flag.name and flag.name not in known
    ]


def _raised(situation: Situation) -> list[Raised]:
    breaks = situation.of_compatibility(Compatibility.BREAKING)
    raised = []
    if breaks:
        because = f"breaks: {listed([change.part for change in breaks])}"
        raised += [Raised(question, StepId.ROLLOUT, because) for question in ("migration", "rollback")]
    if situation.is_new_surface:
        raised.append(Raised("strategy", StepId.ROLLOUT, "new surface goes live"))
    return raised
