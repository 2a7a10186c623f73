"""Reads the bodies of messages and enums, with fields, oneofs, extensions and reserved ranges."""

from collections.abc import Callable, Iterable

from juncture.contracts.protobuf.braces import braces
from juncture.contracts.protobuf.options import bracketed, statement
from juncture.contracts.protobuf.syntax import (
    MAX_ENUM,
    MAX_NUMBER,
    Enum,
    EnumValue,
    Extend,
    Field,
    Message,
    Oneof,
    Option,
    Range,
    ReservedName,
)
from juncture.contracts.protobuf.tokens import Cursor, SyntaxProblem

LABELS = ("optional", "required", "repeated")


class Scope:
    """A message while it is being read; a group adds its message to the scope around it."""

    def __init__(self, syntax: str) -> None:
        self.syntax = syntax
        self.fields: list[Field] = []
        self.oneofs: list[Oneof] = []
        self.messages: list[Message] = []
        self.enums: list[Enum] = []
        self.extends: list[Extend] = []
        self.extensions: list[Range] = []
        self.reserved: list[Range] = []
        self.reserved_names: list[ReservedName] = []
        self.options: list[Option] = []


def message(cursor: Cursor, syntax: str, visibility: str = "") -> Message:
    """Read ``message Name { … }`` with the cursor on ``message``."""
    place = cursor.place(cursor.at)
    cursor.at += 1
    return _message_body(cursor, syntax, cursor.name("the name of a message"), place, visibility)


def _message_body(cursor: Cursor, syntax: str, name: str, place: tuple[int, int], visibility: str = "") -> Message:
    scope = Scope(syntax)
    braces(cursor, lambda: _member(cursor, scope))
    _refuse_duplicates(cursor, name, scope.fields)
    return Message(
        name,
        *place,
        tuple(scope.fields),
        tuple(scope.oneofs),
        tuple(scope.messages),
        tuple(scope.enums),
        tuple(scope.extends),
        tuple(scope.extensions),
        tuple(scope.reserved),
        tuple(scope.reserved_names),
        tuple(scope.options),
        visibility,
    )


def _member(cursor: Cursor, scope: Scope) -> None:
    texts, at = cursor.texts, cursor.at
    word = texts[at]
    reader = _MEMBERS.get(word)
    if reader is not None:
        reader(cursor, scope)
    elif word in ("export", "local") and texts[at + 1] in ("message", "enum") and texts[at + 3] == "{":
        cursor.at += 1
        if texts[cursor.at] == "message":
            scope.messages.append(message(cursor, scope.syntax, visibility=word))
        else:
            scope.enums.append(enum(cursor, visibility=word))
    else:
        scope.fields.append(field(cursor, scope))


def field(cursor: Cursor, scope: Scope, oneof: str = "") -> Field:
    """Read one field, map or group; a group's message goes to ``scope``."""
    texts, place = cursor.texts, cursor.place(cursor.at)
    label = texts[cursor.at] if texts[cursor.at] in LABELS else ""
    if label:
        if oneof:
            raise cursor.fail("a field without a label (it stands in a oneof)")
        cursor.at += 1
    key = ""
    if texts[cursor.at] == "group" and texts[cursor.at + 2] == "=":
        return _group(cursor, scope, label, place, oneof)
    if texts[cursor.at] == "map" and texts[cursor.at + 1] == "<":
        cursor.at += 2
        key = cursor.dotted("the type of the map's keys")
        cursor.expect(",")
        kind = cursor.dotted("the type of the map's values")
        cursor.expect(">")
    else:
        kind = cursor.dotted("a field (label, type, name, '=', number)")
    name = cursor.name("the name of a field")
    cursor.expect("=")
    number = _number(cursor)
    options = bracketed(cursor)
    cursor.expect(";")
    return Field(name, number, kind, *place, label, key, oneof, False, options)


def _group(cursor: Cursor, scope: Scope, label: str, place: tuple[int, int], oneof: str) -> Field:
    cursor.at += 1
    name = cursor.name("the name of a group")
    cursor.expect("=")
    number = _number(cursor)
    options = bracketed(cursor)
    scope.messages.append(_message_body(cursor, scope.syntax, name, place))
    return Field(name.lower(), number, name, *place, label, "", oneof, True, options)


def _number(cursor: Cursor) -> int:
    number = cursor.integer("a field number")
    if not 1 <= number <= MAX_ENUM or 19_000 <= number <= 19_999:
        message = f"field number {number}; expected 1 to {MAX_NUMBER}, without 19000 to 19999"
        raise SyntaxProblem(cursor.at - 1, message)
    return number


def _refuse_duplicates(cursor: Cursor, name: str, fields: Iterable[Field]) -> None:
    names: set[str] = set()
    numbers: set[int] = set()
    for each in fields:
        if each.name in names or each.number in numbers:
            index = cursor.at - 1
            twice = f"name {each.name!r}" if each.name in names else f"number {each.number}"
            raise SyntaxProblem(index, f"message {name}: line {each.line}: field {twice} is given twice")
        names.add(each.name)
        numbers.add(each.number)


def _oneof(cursor: Cursor, scope: Scope) -> None:
    place = cursor.place(cursor.at)
    cursor.at += 1
    name = cursor.name("the name of a oneof")
    options: list[Option] = []

    def member() -> None:
        if cursor.texts[cursor.at] == "option":
            options.append(statement(cursor))
        elif not cursor.take(";"):
            scope.fields.append(field(cursor, scope, name))

    braces(cursor, member)
    scope.oneofs.append(Oneof(name, *place, tuple(options)))


def extend(cursor: Cursor, scope: Scope) -> Extend:
    """Read ``extend Type { … }`` with the cursor on ``extend``; messages of groups go to ``scope``."""
    place = cursor.place(cursor.at)
    cursor.at += 1
    extendee = cursor.dotted("the name of the extended message")
    fields: list[Field] = []

    def member() -> None:
        if not cursor.take(";"):
            fields.append(field(cursor, scope))

    braces(cursor, member)
    return Extend(extendee, *place, tuple(fields))


def enum(cursor: Cursor, visibility: str = "") -> Enum:
    """Read ``enum Name { … }`` with the cursor on ``enum``."""
    place = cursor.place(cursor.at)
    cursor.at += 1
    name = cursor.name("the name of an enum")
    values: list[EnumValue] = []
    noted = len(cursor.problems)
    scope = Scope("")

    def member() -> None:
        word, following = cursor.texts[cursor.at], cursor.texts[cursor.at + 1]
        if word == "option" and following != "=":
            scope.options.append(statement(cursor))
        elif word == "reserved" and following != "=":
            _reserved(cursor, scope)
        elif not cursor.take(";"):
            values.append(_enum_value(cursor))

    braces(cursor, member)
    if not values and len(cursor.problems) == noted:
        raise SyntaxProblem(cursor.at - 1, f"enum {name} has no value; expected at least one")
    names: set[str] = set()
    for each in values:
        if each.name in names:
            raise SyntaxProblem(cursor.at - 1, f"enum {name}: line {each.line}: value {each.name!r} is given twice")
        names.add(each.name)
    return Enum(
        name,
        *place,
        tuple(values),
        tuple(scope.reserved),
        tuple(scope.reserved_names),
        tuple(scope.options),
        visibility,
    )


def _enum_value(cursor: Cursor) -> EnumValue:
    place = cursor.place(cursor.at)
    name = cursor.name("the name of an enum value")
    cursor.expect("=")
    number = cursor.integer()
    if not -MAX_ENUM - 1 <= number <= MAX_ENUM:
        raise SyntaxProblem(cursor.at - 1, f"enum number {number}; expected a number of 32 bits")
    options = bracketed(cursor)
    cursor.expect(";")
    return EnumValue(name, number, *place, options)


def _extensions(cursor: Cursor, scope: Scope) -> None:
    cursor.at += 1
    ranges = _ranges(cursor, MAX_NUMBER)
    options = bracketed(cursor)
    cursor.expect(";")
    scope.extensions.extend(Range(each.start, each.end, each.line, options) for each in ranges)


def _reserved(cursor: Cursor, scope: Scope) -> None:
    cursor.at += 1
    token = cursor.texts[cursor.at]
    if token[:1].isdigit() or token == "-":
        scope.reserved.extend(_ranges(cursor, MAX_NUMBER if scope.syntax else MAX_ENUM))
    else:
        while True:
            line = cursor.line(cursor.at)
            quoted = cursor.texts[cursor.at][:1] in ("'", '"')
            name = cursor.string().decode("utf-8", "replace") if quoted else cursor.name("a number or a name")
            scope.reserved_names.append(ReservedName(name, line))
            if not cursor.take(","):
                break
    cursor.expect(";")


def _ranges(cursor: Cursor, most: int) -> list[Range]:
    found = []
    while True:
        line = cursor.line(cursor.at)
        start = end = cursor.integer("a number")
        if cursor.take("to"):
            end = most if cursor.take("max") else cursor.integer("a number or 'max'")
        if end < start:
            raise SyntaxProblem(cursor.at - 1, f"range {start} to {end}; expected the smaller number first")
        found.append(Range(start, end, line))
        if not cursor.take(","):
            return found


_MEMBERS: dict[str, Callable[[Cursor, Scope], None]] = {
    ";": lambda cursor, _: cursor.expect(";"),
    "message": lambda cursor, scope: scope.messages.append(message(cursor, scope.syntax)),
    "enum": lambda cursor, scope: scope.enums.append(enum(cursor)),
    "extend": lambda cursor, scope: scope.extends.append(extend(cursor, scope)),
    "option": lambda cursor, scope: scope.options.append(statement(cursor)),
    "oneof": _oneof,
    "extensions": _extensions,
    "reserved": _reserved,
}
