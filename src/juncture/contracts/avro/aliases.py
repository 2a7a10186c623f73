"""What it means that the aliases of a named type or of a field change."""

from collections.abc import Iterator

from juncture.contracts.avro.draft import Draft
from juncture.contracts.avro.link import Spot
from juncture.contracts.avro.parts import Part


def alias_changes(part: Part, was: Spot, at: Spot, old: set[str], new: set[str]) -> Iterator[Draft]:
    """Yield the aliases that went and came, those that a rename is made of left out."""
    for rule, names in (("alias-removed", old - new), ("alias-added", new - old)):
        for name in sorted(names):
            texts = (name, "") if rule == "alias-removed" else ("", name)
            yield Draft(rule, part, Spot(was.file, (*was.at, "aliases")), Spot(at.file, (*at.at, "aliases")), *texts)
