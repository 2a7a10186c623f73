"""Operations as data, written as GraphQL writes them, in the shortest form."""

from collections.abc import Sequence

import msgspec

Literal = str | list["Literal"] | dict[str, "Literal"]
"""A value: a leaf as it is written, a list, or an input object."""


class Selection(msgspec.Struct, frozen=True):
    """A selected field, or with ``on`` a fragment on the type ``name``. ``directive`` stands behind it."""

    name: str
    arguments: dict[str, Literal] = {}
    inner: tuple["Selection", ...] = ()
    on: bool = False
    directive: str = ""

    def __str__(self) -> str:
        written = ", ".join(f"{name}: {literal(value)}" for name, value in self.arguments.items())
        head = f"... on {self.name}" if self.on else f"{self.name}({written})" if written else self.name
        return f"{head}{_behind(self.directive)}{_braces(self.inner)}"


TYPENAME = Selection("__typename")


class Operation(msgspec.Struct, frozen=True):
    """An operation. ``kind`` is query, mutation or subscription; ``variables`` maps names to types."""

    kind: str
    inner: tuple[Selection, ...]
    variables: dict[str, str] = {}
    directive: str = ""

    def __str__(self) -> str:
        variables = ", ".join(f"${name}: {type_}" for name, type_ in self.variables.items())
        if self.kind == "query" and not variables and not self.directive:
            return _braces(self.inner).lstrip()
        return f"{self.kind}{f' ({variables})' if variables else ''}{_behind(self.directive)}{_braces(self.inner)}"


def literal(value: Literal) -> str:
    """Return a value as it is written."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return f"[{', '.join(literal(each) for each in value)}]"
    return f"{{{', '.join(f'{name}: {literal(each)}' for name, each in value.items())}}}"


def wrapped(type_: str, value: Literal) -> Literal:
    """Return a value of the inner type as one of ``type_``: inside the lists that it has."""
    for _ in range(type_.count("[")):
        value = [value]
    return value


def _behind(directive: str) -> str:
    return f" {directive}" if directive else ""


def _braces(inner: Sequence[Selection]) -> str:
    return f" {{ {' '.join(map(str, inner))} }}" if inner else ""
