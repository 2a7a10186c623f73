"""What happens while old and new run together, and which order of deployment is safe."""

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


def mixed(change: ContractChange, answer: str, role: str = "consumer") -> str:
    """Return what a service lives through while both versions run, in the witness's own values."""
    if answer == "unknown":
        return "unknown"
    if role == "provider":
        return SAID[order(change)]
    if answer == "depends":
        return "hands it on as it comes"
    if change.witness is None:
        return SAID[order(change)]
    if change.witness.kind in ("grpc", "http"):
        return f"an old caller of a new server gets: {change.witness.new_verdict}"
    sides = (
        ("an old build", change.witness.old_verdict, "a new one"),
        ("a new build", change.witness.new_verdict, "an old one"),
    )
    told = [f"{reader} {_read(said)} from {writer}" for reader, said, writer in sides if said]
    return "; ".join(told) or SAID[order(change)]


def _read(verdict: str) -> str:
    """Return what a reader makes of a message, from a witness that says ``sent X, read Y`` or ``sent X, refused``."""
    if not verdict.startswith("sent "):
        return f"sees: {verdict}"
    _, _, read = verdict.rpartition(", read ")
    return f"reads {read}" if read and read != verdict else "refuses what comes"
