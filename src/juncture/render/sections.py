"""The sections of a walk-through as plain text: what a notebook shows where no HTML can be."""

from collections.abc import Iterable, Sequence

import msgspec

from juncture.catalog.model import Guide
from juncture.facts.steps import StepId
from juncture.render import arrange, words
from juncture.render.plain import visible
from juncture.review.model import Review


def agenda(review: Review) -> str:
    """Return what a meeting has to settle, one line each."""
    lines = [f"hold {visible(hold.id)}: {visible(hold.reason)}" for hold in review.holds if hold.state == "open"]
    lines += [f"question: {visible(question.text)}" for question in arrange.open_questions(review)]
    lines += [f"settled: {step.title}" for step in review.steps if arrange.is_settled(review, step)]
    return _joined(lines, "Nothing to settle.")


def scope(review: Review) -> str:
    """Return what the process does not cover, and where it goes instead."""
    lines = [f"{visible(one.message)} → {visible(one.redirect)}" for one in review.scope]
    return _joined(lines, "Nothing is out of scope.")


def holds(review: Review) -> str:
    """Return every hold with what it covers and who may lift it."""
    lines = [
        f"{visible(hold.id)} ({visible(hold.state)}): {visible(hold.reason)}; {visible(', '.join(hold.paths))};"
        f" may approve: {visible(', '.join(hold.approvers)) or 'nobody named'}; binding {hold.binding[:12]}"
        for hold in review.holds
    ]
    return _joined(lines, "Nothing here needs a named person's yes.")


def step(review: Review, step_id: StepId) -> str:
    """Return the status of a step, its findings, its evidence and its questions."""
    lines: list[str] = []
    for one in (one for one in review.steps if one.id == step_id):
        told = words.sign("status", one.status)
        lines.append(f"{told.mark} {told.word}: {visible(one.reason)}")
    for finding in (finding for finding in review.findings if finding.step == step_id):
        told = words.sign("severity", finding.severity)
        places = " ".join(visible(str(place)) for place in finding.provenance)
        lines.append(f"{told.mark} {told.word}: {visible(finding.message)} {places}".rstrip())
    for item in (item for item in review.evidence if item.step == step_id):
        places = " ".join(visible(str(place)) for place in item.provenance)
        lines.append(f"  {visible(item.summary)} {places}".rstrip())
    for question in (question for question in review.design.questions if question.step == step_id):
        lines.append(f"? {visible(question.text)} {visible(question.answer) or '(open)'}")
    return _joined(lines, "This review holds no such step.")


def rollouts(review: Review) -> str:
    """Return how each break can go live: who goes first, the stages, and what happens where old and new meet."""
    lines: list[str] = []
    for reach, rollout in ((reach, reach.rollout) for reach in arrange.reach(review) if reach.rollout):
        lines.append(f"{visible(reach.change.part)}: {visible(reach.order)}")
        for stride in rollout.sequence:
            told = words.sign("stride", stride.state)
            lines.append(f"  {told.mark} {told.word} {stride.stage}: {visible(stride.what)}")
        for met in rollout.meetings:
            told = words.sign("outcome", met.outcome)
            meeting = words.MEETINGS.get(met.meeting, met.meeting)
            lines.append(f"  {told.mark} {told.word}, {visible(meeting)}: {visible(met.why)}")
    return _joined(lines, "Nothing breaks: any order of deployment will do.")


def design(review: Review) -> str:
    """Return what the design says, one line a field."""
    said = msgspec.to_builtins(review.design.fields)
    lines = [f"{key}: {visible(str(value))}" for key, value in said.items() if value]
    return _joined(lines, "The design says nothing yet.")


def guidance(guides: Sequence[Guide]) -> str:
    """Return what the repository asks of those who change these places, quoted."""
    return _joined((f"{guide.kind}: {visible(guide.text)}  {visible(str(guide.provenance))}" for guide in guides), "")


def not_looked_at(review: Review) -> str:
    """Return the limits of the review."""
    lines = [*words.not_looked_at(review.recorded)]
    lines += [f"{visible(one.service)}: {visible(one.why)}" for one in review.impact if one.answer == "unknown"]
    return _joined(lines, "")


def _joined(lines: Iterable[str], otherwise: str) -> str:
    return "\n".join(lines) or otherwise
