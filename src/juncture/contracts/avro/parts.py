"""The parts of an Avro schema: ``Record.field``, ``Enum.SYMBOL``, ``Record.field[branch]``.

A type of the file's own namespace is written without it. ``Record.field[]`` are the items of an array,
``Record.field{}`` the values of a map. A root that has no name is left out: ``[string]`` is a branch of it.
``schema`` is the schema as a whole; a type called ``schema`` has a dot in front.
"""

import re

import msgspec

from juncture.facts.problem import InputError, Problem

SCHEMA = "schema"
_NAME = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"
_PART = re.compile(rf"(\.(?={SCHEMA}\b))?({_NAME})?((?:\[(?:{_NAME})?\]|\{{\}})*)", re.ASCII)
_STEP = re.compile(r"\[[^\]]*\]|\{\}")


class Part(msgspec.Struct, frozen=True, order=True):
    """A type, a field of a record or a symbol of an enum, and the steps into its type."""

    name: str = ""
    steps: tuple[str, ...] = ()

    def __str__(self) -> str:
        if not self.name and not self.steps:
            return SCHEMA
        dot = "." if self.name.partition(".")[0] == SCHEMA else ""
        return dot + self.name + "".join(self.steps)

    def member(self, name: str) -> "Part":
        """Return the part of a field or a symbol of this type."""
        return Part(f"{self.name}.{name}" if self.name else name)

    def branch(self, name: str) -> "Part":
        """Return the part of a union's branch."""
        return Part(self.name, (*self.steps, f"[{name}]"))

    def items(self) -> "Part":
        """Return the part of an array's items."""
        return Part(self.name, (*self.steps, "[]"))

    def values(self) -> "Part":
        """Return the part of a map's values."""
        return Part(self.name, (*self.steps, "{}"))


def parse_part(text: str) -> Part:
    """Return the part that is written so. Raises InputError."""
    match = _PART.fullmatch(text)
    if match is None or not text:
        raise InputError(
            Problem(text, 0, "no part of an Avro schema; expected Record.field, Enum.SYMBOL or Record.field[branch]")
        )
    name = "" if text == SCHEMA else match[2] or ""
    return Part(name, tuple(_STEP.findall(match[3])))
