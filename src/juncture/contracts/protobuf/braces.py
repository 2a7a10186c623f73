"""Reads ``{ … }`` member by member; what cannot be read is noted, and reading goes on after it."""

from collections.abc import Callable

from juncture.contracts.protobuf.tokens import MAX_DEPTH, Cursor, SyntaxProblem


def braces(cursor: Cursor, member: Callable[[], None]) -> None:
    """Read ``{ member* }`` with the cursor on the brace. Raises SyntaxProblem where the end is missing."""
    cursor.expect("{")
    cursor.depth += 1
    if cursor.depth > MAX_DEPTH:
        raise cursor.fail(f"nesting of at most {MAX_DEPTH} levels")
    texts = cursor.texts
    while texts[cursor.at] != "}":
        start = cursor.at
        if not texts[start]:
            raise cursor.fail("'}'")
        depth = cursor.depth
        try:
            member()
        except SyntaxProblem as problem:
            if not texts[cursor.at] or depth >= MAX_DEPTH:
                raise
            cursor.depth = depth
            cursor.note(problem)
            cursor.at += cursor.at == start and texts[start] != "}"
    cursor.at += 1
    cursor.depth -= 1
