"""Parses the text of a .proto file: proto2, proto3 and editions, every problem of the file at once.

The grammar is that of the specifications at protobuf.dev (proto2-spec, proto3-spec, edition-2023-spec,
edition-2024-spec).
"""

from juncture.contracts.protobuf.bodies import Scope, enum, extend, message
from juncture.contracts.protobuf.calls import service
from juncture.contracts.protobuf.options import statement
from juncture.contracts.protobuf.syntax import Enum, Extend, File, Import, Message, Option, Service
from juncture.contracts.protobuf.tokens import Cursor, SyntaxProblem
from juncture.facts.problem import InputError

EDITIONS = ("2023", "2024", "2026")
SYNTAXES = ("proto2", "proto3")


class _Draft:
    """The file while it is being read."""

    def __init__(self) -> None:
        self.syntax, self.syntax_line = "proto2", 1
        self.package, self.package_line = "", 1
        self.imports: list[Import] = []
        self.options: list[Option] = []
        self.messages: list[Message] = []
        self.enums: list[Enum] = []
        self.services: list[Service] = []
        self.extends: list[Extend] = []


def parse(path: str, content: bytes) -> File:
    """Return the file's declarations. Raises InputError with all problems of the file."""
    cursor, draft = Cursor(path, content), _Draft()
    texts, first = cursor.texts, True
    while texts[cursor.at]:
        start = cursor.at
        try:
            _statement(cursor, draft, first)
        except SyntaxProblem as problem:
            cursor.depth = 0
            cursor.note(problem)
            cursor.at = max(cursor.at, start + 1)
        first = False
    if cursor.problems:
        raise InputError(*cursor.problems)
    return File(
        path,
        draft.syntax,
        draft.syntax_line,
        draft.package,
        draft.package_line,
        tuple(draft.imports),
        tuple(draft.options),
        tuple(draft.messages),
        tuple(draft.enums),
        tuple(draft.services),
        tuple(draft.extends),
    )


def _statement(cursor: Cursor, draft: _Draft, first: bool) -> None:
    word = cursor.texts[cursor.at]
    if word == "message":
        draft.messages.append(message(cursor, draft.syntax))
    elif word == "enum":
        draft.enums.append(enum(cursor))
    elif word == "service":
        draft.services.append(service(cursor))
    elif word == "extend":
        scope = Scope(draft.syntax)
        draft.extends.append(extend(cursor, scope))
        draft.messages.extend(scope.messages)
    elif word == "option":
        draft.options.append(statement(cursor))
    elif word == "import":
        draft.imports.append(_import(cursor))
    elif word == "package":
        draft.package_line = cursor.line(cursor.at)
        cursor.at += 1
        draft.package = cursor.dotted("the name of a package")
        cursor.expect(";")
    elif word in ("syntax", "edition"):
        _syntax(cursor, draft, first)
    elif word in ("export", "local") and cursor.texts[cursor.at + 1] in ("message", "enum"):
        cursor.at += 1
        if cursor.texts[cursor.at] == "message":
            draft.messages.append(message(cursor, draft.syntax, visibility=word))
        else:
            draft.enums.append(enum(cursor, visibility=word))
    elif not cursor.take(";"):
        raise cursor.fail("a declaration (message, enum, service, extend, import, package, option)")


def _syntax(cursor: Cursor, draft: _Draft, first: bool) -> None:
    word, start = cursor.texts[cursor.at], cursor.at
    known = SYNTAXES if word == "syntax" else EDITIONS
    if not first:
        raise cursor.fail("a declaration (syntax and edition stand first in a file)")
    cursor.at += 1
    cursor.expect("=")
    value = cursor.string(f"one of {', '.join(known)}").decode("utf-8", "replace")
    if value not in known:
        raise SyntaxProblem(cursor.at - 1, f"{word} {value[:40]!r} is unknown; expected one of {', '.join(known)}")
    draft.syntax, draft.syntax_line = value, cursor.line(start)
    cursor.expect(";")


def _import(cursor: Cursor) -> Import:
    line = cursor.line(cursor.at)
    cursor.at += 1
    kind = ""
    if cursor.texts[cursor.at] in ("public", "weak", "option"):
        kind = cursor.texts[cursor.at]
        cursor.at += 1
    path = cursor.string("the path of a file in quotes").decode("utf-8", "backslashreplace")
    cursor.expect(";")
    return Import(path, line, kind)
