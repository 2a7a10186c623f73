"""The four meetings of old and new, each judged with the witness where there is one, else by the rule's order."""

from collections.abc import Collection, Iterator

from juncture.contracts.model import ContractChange, Direction
from juncture.flow.model import Meeting, Mixed, Outcome
from juncture.flow.rollout import order

_FINE = frozenset({"", "accepted", "served", "valid"})
"""Verdicts of a judge who has no objection."""


def meetings(change: ContractChange, kept: Collection[str]) -> tuple[Mixed, ...]:
    """Return what happens in each meeting. ``kept`` are the fingerprints of changes whose messages a topic keeps."""
    old, new = while_both_run(change)
    return old, new, _kept(change, new, kept), _never(change, old, new)


def while_both_run(change: ContractChange) -> tuple[Mixed, Mixed]:
    """Judge the old reader of what new writes, and the new reader of what old writes."""
    shown = change.witness
    verdicts = (shown.old_verdict, shown.new_verdict) if shown else ("", "")
    proven = change.proof == "proven" or any(verdict not in _FINE for verdict in verdicts)
    told = []
    for meeting, verdict in zip((Meeting.OLD_READER, Meeting.NEW_READER), verdicts, strict=True):
        if verdict not in _FINE:
            told.append(Mixed(meeting, Outcome.HURT, verdict, "proven"))
            continue
        pairs = [_PAIRS[pair] for pair in _pairs(change, meeting) if order(change) in _HURTS[pair]]
        # A witness that shows harm on one side only leaves the other to the rule, which knows no sides of a message.
        if pairs and not (proven and direction(change) is Direction.BOTH and order(change) != "none"):
            told.append(Mixed(meeting, Outcome.HURT, f"by the rule, {' and '.join(pairs)} is hurt"))
        else:
            told.append(Mixed(meeting, Outcome.SAFE, "no harm is known, by the rule and its witness"))
    return told[0], told[1]


_PAIRS = {"old": "an old consumer of a new provider", "new": "a new consumer of an old provider"}
_HURTS = {"old": ("consumers-first", "none"), "new": ("providers-first", "none")}
"""The orders of rules under which a consumer of that age is hurt."""


def _pairs(change: ContractChange, meeting: Meeting) -> Iterator[str]:
    """Yield the age of the consumer in a meeting: who reads is the consumer of responses, the provider of requests."""
    read = direction(change)
    if read is not Direction.REQUEST:
        yield "old" if meeting is Meeting.OLD_READER else "new"
    if read is not Direction.RESPONSE:
        yield "new" if meeting is Meeting.OLD_READER else "old"


def direction(change: ContractChange) -> Direction:
    """Return who reads: of a kept message always the consumer, whatever side of a schema the rule is about."""
    return Direction.RESPONSE if change.rule.startswith("avro/") else change.direction


def _kept(change: ContractChange, new_reader: Mixed, kept: Collection[str]) -> Mixed:
    """Judge new code that reads what a topic kept: old writing, whatever the deploy order."""
    if change.fingerprint not in kept:
        return Mixed(Meeting.KEPT, Outcome.ABSENT, "no topic is known to carry it")
    return Mixed(Meeting.KEPT, new_reader.outcome, new_reader.why, new_reader.proof)


def _never(change: ContractChange, old_reader: Mixed, new_reader: Mixed) -> Mixed:
    """Judge a client that stays old: it reads what new providers answer, and they read what it asks."""
    concerned = {
        Direction.RESPONSE: [old_reader],
        Direction.REQUEST: [new_reader],
        Direction.BOTH: [old_reader, new_reader],
    }[direction(change)]
    worst = next((one for one in concerned if one.outcome is Outcome.HURT), concerned[0])
    if worst.proof == "by-rule" and order(change) in ("any", "providers-first"):
        worst = Mixed(Meeting.NEVER_UPDATES, Outcome.SAFE, "by the rule, old consumers of a new provider are not hurt")
    return Mixed(Meeting.NEVER_UPDATES, worst.outcome, worst.why, worst.proof)
