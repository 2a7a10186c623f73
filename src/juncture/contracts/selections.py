"""What a GraphQL document selects: fields of types, arguments, values and variables, each with its line.

Types are followed from the operation's root, or from a fragment's own type, through the schema (GraphQL spec, 2.4-2.8).
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from juncture.contracts.graphql.tokens import MAX_DEPTH, Cursor, SyntaxProblem
from juncture.contracts.surface import Member, Surface

_OPERATIONS = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}
_NAME = re.compile(r"[A-Za-z_]\w*")


class Selected(NamedTuple):
    """Something that a document names: a field of a type, an argument, a value, an input's key, or a variable's type.

    ``kind`` is ``field``, ``argument`` (``name`` is ``field(argument)``), ``word`` (a value, a key, a directive) or
    ``variable`` (``type`` is its type). ``type`` is empty where the schema does not tell.
    """

    kind: str
    type: str
    name: str
    line: int


class Schema:
    """The types of a schema by name, over the files that may hold it."""

    def __init__(self, surfaces: Iterable[Surface]) -> None:
        known = list(surfaces)
        self._members: dict[str, dict[str, Member]] = {}
        for surface in known:
            for item in surface.types:
                held = self._members.setdefault(item.name, {})
                for member in item.members:
                    held.setdefault(member.name, member)
        self.roots = {name.lower(): name for surface in known for name in surface.groups}

    def root(self, word: str) -> str:
        """Return the root type of an operation."""
        wanted = _OPERATIONS[word]
        return next((name for lower, name in self.roots.items() if lower.endswith(wanted.lower())), wanted)

    def field(self, type_: str, name: str) -> Member | None:
        """Return a field of a type, None where the schema has none."""
        return self._members.get(type_, {}).get(name)

    def has(self, type_: str) -> bool:
        """Tell whether the schema knows a type."""
        return type_ in self._members


class _Reader(Cursor):
    """Reads one document."""

    def __init__(self, text: str, schema: Schema) -> None:
        super().__init__(text)
        self._schema = schema

    def document(self) -> list[Selected]:
        """Return what the document names. Raises SyntaxProblem where it is none, or its root is another schema's."""
        found: list[Selected] = []
        while self.text:
            if self.text == "{":
                found += self._selection(self._schema.root("query"), 0)
                continue
            word = self.name("an operation or a fragment")
            if word == "fragment":
                self.name("a name")
                self.expect("on")
                type_ = self.name("a type")
                found += [*self._directives(), *self._selection(type_, 0)]
            elif word in _OPERATIONS:
                found += self._operation(self._schema.root(word))
            else:
                raise self.fail("an operation or a fragment")
        return found

    def _operation(self, root: str) -> Iterator[Selected]:
        if _NAME.fullmatch(self.text):
            self.at += 1
        if self.take("("):
            while not self.take(")"):
                self.expect("$")
                self.name("a variable")
                self.expect(":")
                while self.text in ("[", "]", "!"):
                    self.at += 1
                yield Selected("variable", self.name("a type"), "", self.line() + 1)
                while self.text in ("]", "!"):
                    self.at += 1
                if self.take("="):
                    yield from self._value(0)
                yield from self._directives()
        yield from self._directives()
        selected = self._selection(root, 0)
        own = [one for one in selected if one.kind == "field" and one.type == root]
        if own and not all(self._schema.field(root, one.name) for one in own if not one.name.startswith("__")):
            raise self.fail("a field of this schema")
        yield from selected

    def _selection(self, type_: str, depth: int) -> list[Selected]:
        if depth > MAX_DEPTH:
            raise self.fail("a selection less deep")
        self.expect("{")
        found: list[Selected] = []
        while not self.take("}"):
            if self.take("..."):
                found += self._spread(type_, depth)
            else:
                found += self._field(type_, depth)
        return found

    def _spread(self, type_: str, depth: int) -> Iterator[Selected]:
        if self.take("on"):
            type_ = self.name("a type")
        elif _NAME.fullmatch(self.text):
            self.at += 1
            yield from self._directives()
            return
        yield from self._directives()
        yield from self._selection(type_, depth + 1)

    def _field(self, type_: str, depth: int) -> Iterator[Selected]:
        line, name = self.line() + 1, self.name("a field")
        if self.take(":"):
            line, name = self.line() + 1, self.name("a field")
        known = self._schema.field(type_, name)
        yield Selected("field", type_, name, line)
        if self.take("("):
            while not self.take(")"):
                yield Selected("argument", type_, f"{name}({self.text})", self.line() + 1)
                self.name("an argument")
                self.expect(":")
                yield from self._value(0)
        yield from self._directives()
        if self.text == "{":
            yield from self._selection(known.type if known else "", depth + 1)

    def _directives(self) -> Iterator[Selected]:
        while self.take("@"):
            yield Selected("word", "", f"@{self.text}", self.line() + 1)
            self.name("a directive")
            if self.take("("):
                while not self.take(")"):
                    self.name("an argument")
                    self.expect(":")
                    yield from self._value(0)

    def _value(self, depth: int) -> Iterator[Selected]:
        if depth > MAX_DEPTH:
            raise self.fail("a value less deep")
        if self.take("$"):
            self.name("a variable")
        elif self.take("["):
            while not self.take("]"):
                yield from self._value(depth + 1)
        elif self.take("{"):
            while not self.take("}"):
                yield Selected("word", "", self.text, self.line() + 1)
                self.name("a key")
                self.expect(":")
                yield from self._value(depth + 1)
        elif self.text:
            yield Selected("word", "", self.text, self.line() + 1)
            self.at += 1
        else:
            raise self.fail("a value")


def selected(text: str, schema: Schema) -> list[Selected] | None:
    """Return what a document selects; None where it is none, or its root fields are those of another schema."""
    try:
        return list(_Reader(text, schema).document())
    except SyntaxProblem:
        return None
