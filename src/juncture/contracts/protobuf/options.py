"""Reads options: after ``option``, in brackets, and inside ``{ … }``."""

from juncture.contracts.protobuf.syntax import Option, Options
from juncture.contracts.protobuf.tokens import Cursor


def statement(cursor: Cursor) -> Option:
    """Read ``option name = value;`` with the cursor on ``option``."""
    line = cursor.line(cursor.at)
    cursor.at += 1
    found = _assignment(cursor, line)
    cursor.expect(";")
    return found


def bracketed(cursor: Cursor) -> Options:
    """Read ``[a = 1, b = 2]`` if the cursor stands on one."""
    if not cursor.take("["):
        return ()
    found = []
    while True:
        found.append(_assignment(cursor, cursor.line(cursor.at)))
        if not cursor.take(","):
            break
    cursor.expect("]")
    return tuple(found)


def block(cursor: Cursor) -> Options:
    """Read ``{ option …; }`` with the cursor on the brace: the body of a method."""
    cursor.expect("{")
    found = []
    while not cursor.take("}"):
        if cursor.take(";"):
            continue
        if cursor.texts[cursor.at] != "option":
            raise cursor.fail("'option' or '}'")
        found.append(statement(cursor))
    return tuple(found)


def _assignment(cursor: Cursor, line: int) -> Option:
    name = _name(cursor)
    cursor.expect("=")
    return Option(name, cursor.value(), line)


def _name(cursor: Cursor) -> str:
    """Take ``a.b``, ``(c.d)``, ``(c.d).e.(f)``."""
    token = cursor.texts[cursor.at]
    if cursor.texts[cursor.at + 1] == "=" and token.isidentifier():
        cursor.at += 1
        return token
    parts = []
    while True:
        if cursor.take("("):
            parts.append(f"({cursor.dotted('the name of an option')})")
            cursor.expect(")")
        else:
            token = cursor.texts[cursor.at].removeprefix(".")
            if not token.replace(".", "").isidentifier():
                raise cursor.fail("the name of an option")
            parts.append(token)
            cursor.at += 1
        following = cursor.texts[cursor.at]
        if following == ".":
            cursor.at += 1
        elif not following.startswith("."):
            return ".".join(parts)
