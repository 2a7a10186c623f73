"""A change of a job before it is told to others."""

import json
from typing import Any

import msgspec

from juncture.contracts.job.manifest import Job, Where, text
from juncture.contracts.job.parts import Part
from juncture.contracts.model import Witness


class Draft(msgspec.Struct, frozen=True):
    """One difference: ``was`` and ``at`` are its jobs and the ways to it within them, None where there is no job."""

    rule: str
    part: Part
    was: tuple[Job, Where] | None
    at: tuple[Job, Where] | None
    old: str = ""
    new: str = ""
    witness: Witness | None = None


class Pair(msgspec.Struct, frozen=True):
    """One job on both sides."""

    old: Job
    new: Job

    def draft(
        self, rule: str, part: Part, was: Where, at: Where, texts: tuple[str, str], witness: Witness | None = None
    ) -> Draft:
        """Return the draft of a change of this job."""
        return Draft(rule, part, (self.old, was), (self.new, at), *texts, witness)


def shown(value: Any) -> str:
    """Return a value as people read it: a scalar bare, nothing for an absent one, JSON for the rest."""
    if value is None:
        return ""
    return text(value) if not isinstance(value, dict | list) else canonical(value)


def canonical(value: Any) -> str:
    """Return a value as JSON, equal for values that mean the same."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
