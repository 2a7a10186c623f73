"""Reads constant values into one notation, so that values that mean the same are written the same.

Objects have their keys sorted; strings and block strings become JSON strings (GraphQL spec, sections 2.9.4 and 2.9.8).
"""

import json
import re

from juncture.contracts.graphql.tokens import MAX_DEPTH, Cursor

_ESCAPE = re.compile(r'\\(?:u\{([0-9A-Fa-f]{1,8})\}|u([0-9A-Fa-f]{4})|(["\\/bfnrt]))')
_PLAIN = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_NUMBER = re.compile(r"-?\d[\d.eE+-]*+")
_LINE_END = re.compile(r"\r\n|\n|\r")


def value(cursor: Cursor, depth: int = 0) -> str:
    """Take a constant value and return its notation. Raises SyntaxProblem."""
    token = cursor.text
    if depth > MAX_DEPTH:
        raise cursor.fail(f"a value nested at most {MAX_DEPTH} deep")
    if token[:1] == '"' and len(token) > 1:
        cursor.at += 1
        return json.dumps(string(token), ensure_ascii=False)
    if token == "[":
        return _list(cursor, depth)
    if token == "{":
        return _object(cursor, depth)
    if _NUMBER.fullmatch(token):
        cursor.at += 1
        return token
    return cursor.name("a value")


def arguments(cursor: Cursor) -> str:
    """Take the arguments of a directive where there are some; return them with sorted names."""
    if not cursor.take("("):
        return ""
    return f"({_entries(cursor, ')', 0)})"


def string(token: str) -> str:
    """Return what a quoted token says."""
    if token.startswith('"""'):
        return _dedented(token[3:-3].replace('\\"""', '"""'))
    if "\\" not in token:
        return token[1:-1]
    units = _ESCAPE.sub(_unescaped, token[1:-1]).encode("utf-16-le", "surrogatepass")
    return units.decode("utf-16-le", "replace")  # two escapes may make one character; half a pair makes none


def _list(cursor: Cursor, depth: int) -> str:
    cursor.expect("[")
    items = []
    while not cursor.take("]"):
        items.append(value(cursor, depth + 1))
    return f"[{', '.join(items)}]"


def _object(cursor: Cursor, depth: int) -> str:
    cursor.expect("{")
    return f"{{{_entries(cursor, '}', depth)}}}"


def _entries(cursor: Cursor, closing: str, depth: int) -> str:
    entries = []
    while not cursor.take(closing):
        name = cursor.name(f"a name or {closing!r}")
        cursor.expect(":")
        entries.append(f"{name}: {value(cursor, depth + 1)}")
    return ", ".join(sorted(entries))


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code is None:
        return _PLAIN.get(match[3], match[3])
    point = int(code, 16)
    return chr(point) if point < 0x110000 else "\N{REPLACEMENT CHARACTER}"


def _dedented(raw: str) -> str:
    """Remove the common indentation and blank first and last lines (BlockStringValue)."""
    lines = _LINE_END.split(raw)
    indents = [len(line) - len(line.lstrip(" \t")) for line in lines[1:] if line.strip(" \t")]
    common = min(indents, default=0)
    lines = [lines[0], *(line[common:] for line in lines[1:])]
    while lines and not lines[0].strip(" \t"):
        lines.pop(0)
    while lines and not lines[-1].strip(" \t"):
        lines.pop()
    return "\n".join(lines)
