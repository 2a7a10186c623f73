"""A difference of two descriptions that is no schema's: of an operation, a channel, or what they share."""

from collections.abc import Iterable
from typing import NamedTuple

from juncture.contracts.model import Compatibility, ContractChange
from juncture.contracts.schema.changes import Teller, direction
from juncture.contracts.schema.leaf import BOTH_WAYS
from juncture.contracts.schema.parts import Part
from juncture.contracts.schema.place import Place
from juncture.facts.rule import rule


class Draft(NamedTuple):
    """One difference before it is told.

    ``rule`` is the name within the family; ``ways`` are the directions (bits) that it is about.
    """

    rule: str
    part: Part
    old: str
    new: str
    was: Place | None
    at: Place | None
    ways: int = BOTH_WAYS


def change(family: str, draft: Draft, ways: int, names: Iterable[str], teller: Teller) -> ContractChange:
    """Return a draft as a change that reaches these operations."""
    rule_id = f"{family}/{draft.rule}"
    return ContractChange(
        fingerprint="",
        rule=rule_id,
        compatibility=Compatibility(rule(rule_id).compatibility),
        direction=direction(ways),
        part=str(draft.part),
        contract=teller.contract,
        old=draft.old,
        new=draft.new,
        cause=teller.cause(draft.at) if draft.at else None,
        cause_old=teller.cause_old(draft.was) if draft.was else None,
        operations=tuple(sorted(names)),
    )
