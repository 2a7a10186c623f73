"""What a step answers, before policy has rated its findings."""

from typing import NamedTuple

from juncture.design.questions import Raised
from juncture.facts.finding import Finding
from juncture.review.model import Evidence


class Answer(NamedTuple):
    """One step's answer.

    ``applies`` is whether the change touches the step's subject; ``reason`` says why, or why not. ``missing`` says what
    should be there and is not, empty where nothing is missing. ``raised`` are questions that only people can answer.
    """

    applies: bool
    reason: str
    findings: tuple[Finding, ...] = ()
    missing: str = ""
    raised: tuple[Raised, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def not_applicable(reason: str) -> Answer:
    """Return the answer of a step that the change does not touch."""
    return Answer(False, reason)


def listed(names: list[str], limit: int = 4) -> str:
    """Return names in a sentence, the rest counted."""
    shown = ", ".join(names[:limit])
    return shown if len(names) <= limit else f"{shown} and {len(names) - limit} more"


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
