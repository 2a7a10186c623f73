"""One side's schema: definitions and extensions of several files merged, each parsed when it is asked for.

Where something is given twice the last one counts, as in the reference implementation, and it is kept in mind.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from juncture.contracts.graphql.parser import OPERATIONS, parse
from juncture.contracts.graphql.parts import Part
from juncture.contracts.graphql.scan import Chunk
from juncture.contracts.graphql.syntax import Definition, Field, Input, Member, Root, Usage
from juncture.contracts.graphql.tokens import SyntaxProblem
from juncture.facts.problem import Problem

SCHEMA_KEY = ""


class Spot(NamedTuple):
    """A line of a file, counted from 1."""

    path: str
    line: int


class Placed(NamedTuple):
    """A member, and where it stands."""

    node: Member
    spot: Spot


class PlacedUsage(NamedTuple):
    """A directive on something, and where it stands."""

    node: Usage
    spot: Spot


class Type(msgspec.Struct, frozen=True):
    """A type, a directive (``@name``) or the schema (no name), merged. ``twice`` holds what is given more than once."""

    kind: str
    name: str
    spot: Spot
    members: dict[str, Placed]
    names: dict[str, Placed]
    usages: tuple[PlacedUsage, ...]
    repeatable: bool
    twice: dict[Part, Spot]


class Schema:
    """The definitions of one side by name (``@name`` for directives, empty for ``schema``)."""

    def __init__(self, chunks: Iterable[Chunk], parsed: dict[str, Definition]) -> None:
        """``parsed`` keeps definitions by their text; both sides share it."""
        self.chunks: dict[str, list[Chunk]] = {}
        for chunk in chunks:
            self.chunks.setdefault(chunk.name, []).append(chunk)
        self._parsed = parsed
        self._types: dict[str, Type | None] = {}
        self._roots: dict[str, str] | None = None

    def kind(self, name: str) -> str:
        """Return the keyword of a type; empty where it is not declared."""
        found = self.chunks.get(name)
        return found[0].kind if found else ""

    def texts(self, name: str) -> list[str]:
        """Return the definition and extensions of a name as they are written."""
        return [chunk.text for chunk in self.chunks.get(name, ())]

    def problems(self, name: str) -> Iterator[Problem]:
        """Yield what is wrong with the syntax of a definition."""
        for chunk in self.chunks.get(name, ()):
            try:
                self.definition(chunk)
            except SyntaxProblem as problem:
                yield Problem(chunk.path, chunk.line + problem.line, problem.message)

    def get(self, name: str) -> Type | None:
        """Return a definition; None where it is not declared or cannot be read."""
        if name not in self._types:
            chunks = self.chunks.get(name)
            try:
                self._types[name] = self._merged(chunks) if chunks else None
            except SyntaxProblem:
                self._types[name] = None  # told by ``problems`` where the definition matters
        return self._types[name]

    def field(self, type_name: str, name: str) -> Field | None:
        """Return a field of an object or interface; None where there is none."""
        node = self._member(type_name, name)
        return node if isinstance(node, Field) else None

    def argument(self, type_name: str, field: str, name: str) -> Input | None:
        """Return an argument of a field; None where there is none."""
        found = self.field(type_name, field)
        return next((each for each in found.arguments if each.name == name), None) if found else None

    def input_field(self, type_name: str, name: str) -> Input | None:
        """Return a field of an input object; None where there is none."""
        node = self._member(type_name, name)
        return node if isinstance(node, Input) else None

    def _member(self, type_name: str, name: str) -> Member | None:
        type_ = self.get(type_name)
        return type_.members[name].node if type_ and name in type_.members else None

    @property
    def roots(self) -> Mapping[str, str]:
        """The operation types, operation → name (GraphQL spec, section 3.3.1)."""
        if self._roots is None:
            schema = self.get(SCHEMA_KEY)
            written = {
                name: placed.node.type
                for name, placed in (schema.members.items() if schema else ())
                if isinstance(placed.node, Root)
            }
            usual = {each: each.capitalize() for each in OPERATIONS if self.kind(each.capitalize()) == "type"}
            complete = any(not chunk.extension for chunk in self.chunks.get(SCHEMA_KEY, ()))
            self._roots = written if complete else {**usual, **written}
        return self._roots

    def definition(self, chunk: Chunk) -> Definition:
        """Return what a definition says by itself. Raises SyntaxProblem."""
        found = self._parsed.get(chunk.text)
        if found is None:
            found = self._parsed[chunk.text] = parse(chunk.text)
        return found

    def _merged(self, chunks: list[Chunk]) -> Type:
        first = next((chunk for chunk in chunks if not chunk.extension), chunks[0])
        type_ = Type(first.kind, first.name, Spot(first.path, first.line), {}, {}, (), False, {})
        usages: list[PlacedUsage] = []
        repeatable, defined = False, False
        for chunk in chunks:
            definition = self.definition(chunk)
            if chunk.kind != first.kind or (defined and not chunk.extension):
                type_.twice[Part(first.name)] = Spot(chunk.path, chunk.line)
            defined = defined or not chunk.extension
            if chunk.kind == first.kind:
                _add(type_, definition, chunk)
                usages += [PlacedUsage(each, Spot(chunk.path, chunk.line + each.line)) for each in definition.usages]
                repeatable = repeatable or definition.repeatable
        return msgspec.structs.replace(type_, usages=tuple(usages), repeatable=repeatable)


def _add(type_: Type, definition: Definition, chunk: Chunk) -> None:
    for member in definition.members:
        if member.name in type_.members:
            type_.twice[part_of(type_, member.name)] = Spot(chunk.path, chunk.line + member.line)
        type_.members[member.name] = Placed(member, Spot(chunk.path, chunk.line + member.line))
    for name in definition.names:
        type_.names[name.name] = Placed(name, Spot(chunk.path, chunk.line + name.line))


def part_of(type_: Type, member: str) -> Part:
    """Return the address of a member of a type."""
    if type_.kind == "union":
        return Part(type_.name, listed=f"|{member}")
    if type_.kind == "directive":
        return Part(type_.name, argument=member)
    return Part(type_.name, member)
