"""Who is hurt by a change, and which of it counts: backward, forward, full, over one step or over all versions.

Who cannot read whom follows from the order of the rule: providers first helps where old readers read everything and
only new readers refuse what old writers write; consumers first helps the other way round.
"""

from enum import StrEnum

from juncture.contracts.model import Compatibility, Direction
from juncture.facts.rule import rule


class Mode(StrEnum):
    """What must be readable: old data by new readers, new data by old ones, or both; of the last version or of all."""

    BACKWARD = "backward"
    FORWARD = "forward"
    FULL = "full"
    BACKWARD_TRANSITIVE = "backward-transitive"
    FORWARD_TRANSITIVE = "forward-transitive"
    FULL_TRANSITIVE = "full-transitive"

    @property
    def transitive(self) -> bool:
        """Whether all earlier versions count, not only the last."""
        return self.value.endswith("-transitive")

    @property
    def directions(self) -> tuple[bool, bool]:
        """Whether backward and whether forward counts."""
        return not self.value.startswith("forward"), not self.value.startswith("backward")


def broken(name: str) -> tuple[bool, bool]:
    """Return whether a change by this rule breaks new readers of old data, and old readers of new data."""
    known = rule(f"avro/{name}")
    if known.compatibility != Compatibility.BREAKING:
        return False, False
    return known.order != "consumers-first", known.order != "providers-first"


def direction(name: str) -> Direction:
    """Return whose data is refused: RESPONSE the new provider's, REQUEST the old writer's, else BOTH."""
    return {(True, False): Direction.REQUEST, (False, True): Direction.RESPONSE}.get(broken(name), Direction.BOTH)


def compatibility(name: str, mode: Mode) -> Compatibility:
    """Return what a change by this rule means where only the mode's directions count."""
    found = Compatibility(rule(f"avro/{name}").compatibility)
    if found == Compatibility.BREAKING and not any(
        broke and counts for broke, counts in zip(broken(name), mode.directions, strict=True)
    ):
        return Compatibility.COMPATIBLE
    return found
