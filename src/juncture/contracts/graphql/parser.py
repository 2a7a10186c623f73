"""Parses one top-level definition of SDL (GraphQL spec, section 3)."""

from collections.abc import Callable

from juncture.contracts.graphql import values
from juncture.contracts.graphql.syntax import Definition, Field, Input, Member, Name, Root, Usage, Value
from juncture.contracts.graphql.tokens import MAX_DEPTH, Cursor

OPERATIONS = ("query", "mutation", "subscription")


def parse(text: str) -> Definition:
    """Return what a definition says; ``text`` begins at its keyword. Raises SyntaxProblem."""
    cursor = Cursor(text)
    cursor.take("extend")
    kind = cursor.name("a keyword")
    if kind == "directive":
        found = _directive(cursor)
    elif kind == "schema":
        found = Definition(kind, "", usages=_usages(cursor), members=_braces(cursor, _root))
    else:
        found = _type(cursor, kind)
    if cursor.text:
        raise cursor.fail("the next definition")
    return found


def _type(cursor: Cursor, kind: str) -> Definition:
    name = cursor.name("the name of a type")
    interfaces = _interfaces(cursor) if kind in ("type", "interface") else ()
    usages = _usages(cursor)
    members: tuple[Member, ...] = ()
    if kind == "union":
        members = _separated(cursor, "|") if cursor.take("=") else ()
    elif kind != "scalar":
        members = _braces(cursor, _MEMBERS[kind])
    return Definition(kind, name, members, interfaces, usages)


def _directive(cursor: Cursor) -> Definition:
    cursor.expect("@")
    name = cursor.name("the name of a directive")
    arguments = _inputs(cursor)
    repeatable = cursor.take("repeatable")
    cursor.expect("on")
    return Definition("directive", f"@{name}", arguments, _separated(cursor, "|"), repeatable=repeatable)


def _interfaces(cursor: Cursor) -> tuple[Name, ...]:
    """Take ``implements A & B``; the older ``A, B`` and ``A B`` are read too."""
    if not cursor.take("implements"):
        return ()
    found = []
    cursor.take("&")
    while cursor.text[:1] not in ("{", "@", ""):
        line = cursor.line()
        found.append(Name(cursor.name("the name of an interface"), line))
        cursor.take("&")
    return tuple(found)


def _separated(cursor: Cursor, separator: str) -> tuple[Name, ...]:
    found = []
    cursor.take(separator)
    while True:
        line = cursor.line()
        found.append(Name(cursor.name("a name"), line))
        if not cursor.take(separator):
            return tuple(found)


def _braces(cursor: Cursor, member: Callable[[Cursor], Member]) -> tuple[Member, ...]:
    if not cursor.take("{"):
        return ()
    found = []
    texts = cursor.texts
    while texts[cursor.at] != "}":
        if texts[cursor.at][:1] == '"':
            cursor.skip_description()
        found.append(member(cursor))
    cursor.at += 1
    return tuple(found)


def _field(cursor: Cursor) -> Field:
    line = cursor.line()
    name = cursor.name("the name of a field")
    arguments = _inputs(cursor) if cursor.text == "(" else ()
    cursor.expect(":")
    type_ = _reference(cursor)
    return Field(name, type_, arguments, _usages(cursor), line)


def _input(cursor: Cursor) -> Input:
    line = cursor.line()
    name = cursor.name("a name")
    cursor.expect(":")
    type_ = _reference(cursor)
    default = values.value(cursor) if cursor.take("=") else None
    return Input(name, type_, default, _usages(cursor), line)


def _inputs(cursor: Cursor) -> tuple[Input, ...]:
    found = []
    if cursor.take("("):
        while not cursor.take(")"):
            cursor.skip_description()
            found.append(_input(cursor))
    return tuple(found)


def _value(cursor: Cursor) -> Value:
    line = cursor.line()
    name = cursor.name("the name of an enum value")
    return Value(name, _usages(cursor), line)


def _root(cursor: Cursor) -> Root:
    line = cursor.line()
    if cursor.text not in OPERATIONS:
        raise cursor.fail(f"one of {', '.join(OPERATIONS)}")
    name = cursor.name("an operation")
    cursor.expect(":")
    return Root(name, cursor.name("the name of a type"), line)


def _usages(cursor: Cursor) -> tuple[Usage, ...]:
    found = []
    while cursor.text == "@":
        line = cursor.line()
        cursor.at += 1
        found.append(Usage(cursor.name("the name of a directive"), values.arguments(cursor), line))
    return tuple(found)


def _reference(cursor: Cursor) -> str:
    """Take a type and return it without blanks."""
    depth = 0
    while cursor.take("["):
        depth += 1
        if depth > MAX_DEPTH:
            raise cursor.fail(f"a type with lists at most {MAX_DEPTH} deep")
    found = "[" * depth + cursor.name("a type")
    while True:
        if cursor.take("!"):
            found += "!"
        if not depth:
            return found
        cursor.expect("]")
        found += "]"
        depth -= 1


_MEMBERS: dict[str, Callable[[Cursor], Member]] = {
    "type": _field,
    "interface": _field,
    "input": _input,
    "enum": _value,
}
