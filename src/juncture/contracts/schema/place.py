"""Where a piece of a contract is written: a file and the way from its root."""

from typing import NamedTuple

Step = str | int
"""A key of a mapping, or the index of an item of a list."""


class Place(NamedTuple):
    """A value of a document. ``pointer`` leads to it from the root (RFC 6901, unescaped)."""

    path: str
    pointer: tuple[Step, ...] = ()

    def at(self, *steps: Step) -> "Place":
        """Return a place beneath this one."""
        return Place(self.path, self.pointer + steps)


Places = tuple[Place, ...]
"""Schemas that all hold; none at all is anything."""
