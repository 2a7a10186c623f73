"""What to look for in code when a part of a contract changes: what the part is a piece of, on the side that has it."""

import re
from collections.abc import Iterable

from juncture.contracts.pieces import Piece as Sought
from juncture.contracts.pieces import piece
from juncture.contracts.surface import Surface

__all__ = ["Sought", "sought", "sought_before"]


def sought(part: str, *surfaces: Surface | None, operations: Iterable[str] = ()) -> Sought:
    """Return what a part means in the first of these surfaces that declares it; else the whole contract.

    ``operations`` are those that a change says to reach the part.
    """
    for surface in surfaces:
        found = piece(part, surface, operations) if surface else None
        if found:
            return found
    return Sought("contract", part)


def sought_before(old: str, line: int, surface: Surface | None) -> Sought | None:
    """Return what a renamed part was called at base: what stood on its line under a name that ``old`` holds."""
    if surface is None:
        return None
    words = set(re.findall(r"\w+", old))
    for item in surface.types:
        if item.line == line and item.name.rpartition(".")[2] in words:
            return Sought("type", item.name, type=item.name)
        for member in item.members:
            if member.line == line and member.name in words:
                part = f"{item.name}.{member.name}"
                return Sought("member", part, item.name, member.name, member=member, of_enum=item.kind == "enum")
    return None
