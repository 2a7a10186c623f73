"""Which order of deployment is safe."""

from typing import Literal

from juncture.contracts.model import Compatibility, ContractChange
from juncture.facts.rule import rule

Order = Literal["none", "consumers-first", "providers-first", "any"]
"""Who must be deployed first so that nobody is hurt on the way; ``none`` where no order helps."""

SAID: dict[str, str] = {
    "none": "no safe deploy order: old and new run together",
    "consumers-first": "deploy the consumers first, then the provider",
    "providers-first": "deploy the provider first, then the consumers",
    "any": "any deploy order is safe",
}


def order(change: ContractChange) -> Order:
    """Return the safe deploy order of a change, as its rule tells; a break whose rule names none has none."""
    known = rule(change.rule).order if change.rule else None
    if known is None and change.levels and change.levels.wire:
        return "any"  # binary messages pass either way; who speaks JSON is hurt in any order, and the finding says so
    return known or ("none" if change.compatibility is Compatibility.BREAKING else "any")
