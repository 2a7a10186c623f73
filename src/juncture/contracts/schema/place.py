"""Where a piece of a contract is written: a file and the way from its root."""

from collections.abc import Iterable
from typing import NamedTuple

from juncture.contracts.parts import Address

Step = str | int
"""A key of a mapping, or the index of an item of a list."""


class Place(NamedTuple):
    """A value of a document. ``pointer`` leads to it from the root (RFC 6901, unescaped)."""

    path: str
    pointer: tuple[Step, ...] = ()

    def __str__(self) -> str:
        """Write it as ``PATH#/json/pointer``, as an address of a contract is written."""
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in self.pointer)
        return f"{Address(self.path)}#{''.join(f'/{step}' for step in steps)}"

    def at(self, *steps: Step) -> "Place":
        """Return a place beneath this one."""
        # There are a hundred thousand places in a large contract; this spares each a call.
        return tuple.__new__(Place, (self.path, self.pointer + steps))

    def inside(self, steps: Iterable[str]) -> dict[str, "Place"]:
        """Return the places of a mapping's keys."""
        path, pointer = self
        return {step: tuple.__new__(Place, (path, (*pointer, step))) for step in steps}


Places = tuple[Place, ...]
"""Schemas that all hold; none at all is anything."""
