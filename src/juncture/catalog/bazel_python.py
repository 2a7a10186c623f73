"""Statements of a BUILD file by Python's own parser, which knows all of the syntax and takes its time."""

import ast
import warnings
from collections.abc import Callable, Iterator

from juncture.catalog.bazel_syntax import (
    ALIASES,
    ATTRIBUTES,
    DEPENDENCIES,
    Assignment,
    Call,
    Expression,
    Filling,
    Hole,
    Label,
    Statement,
)

REFUSALS = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What Python's parser refuses a text with."""
_String = Callable[[str, int], Hole | Label]
"""What is made of a string and its line."""


def statements(text: str, above: int = 0) -> Iterator[Statement]:
    """Yield what the statements of a text with so many lines above it call and assign. Raises one of the REFUSALS."""
    for each in parsed(text):
        first = each.value.lineno if isinstance(each, ast.Expr) else each.lineno
        if found := said(each, _label_from(first)):
            yield Statement(found, above + first, Filling())


def _label_from(first: int) -> _String:
    return lambda text, line: Label(text, line - first)


def parsed(text: str) -> list[ast.stmt]:
    """Return the statements of a text. Raises one of the REFUSALS."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an odd escape in somebody's glob is no concern of ours
        return ast.parse(text).body


def said(statement: ast.stmt, string: _String) -> Call | Assignment | None:
    """Return what a statement calls or assigns; None for one that does neither."""
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return Assignment(statement.targets[0].id, _expression(statement.value, string))
    if not isinstance(statement, ast.Expr):
        return None
    call = statement.value
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        return None
    names = tuple([one.arg for one in call.keywords if one.arg])
    given = {one.arg: _expression(one.value, string) for one in call.keywords if one.arg in ATTRIBUTES}
    words = tuple([string(text, one.lineno) for one in call.args if (text := _text(one)) is not None])
    dependencies, aliases = (tuple([given[one] for one in each if one in given]) for each in (DEPENDENCIES, ALIASES))
    return Call(call.func.id, words, names, given, dependencies, aliases, len(names) < len(call.keywords))


def _expression(value: ast.expr, string: _String) -> Expression:
    """Return what is seen of an expression. Only dictionaries are descended into; a long sum is no depth."""
    if isinstance(value, ast.Dict):
        items = zip(value.keys, value.values, strict=True)
        named = [(string(text, key.lineno), item) for key, item in items if key and (text := _text(key)) is not None]
        return Expression(entries=tuple([(key, _expression(item, string)) for key, item in named]))
    parts: list[Hole | Label | str] = []
    is_plain = True
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if (text := _text(node)) is not None:
            parts.append(string(text, node.lineno))
        elif isinstance(node, (ast.List, ast.Tuple)):
            waiting += reversed(node.elts)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            waiting += (node.right, node.left)
        elif isinstance(node, ast.Name):
            parts.append(node.id)
        else:
            is_plain = False
            waiting += reversed(_branches(node))
    return Expression(tuple(parts), is_plain)


def _branches(value: ast.expr) -> list[ast.expr]:
    """Return the branches of a ``select``."""
    match value:
        case ast.Call(func=ast.Name(id="select"), args=[ast.Dict(values=branches), *_]):
            return branches
    return []


def _text(value: ast.expr) -> str | None:
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None
