"""The name of a function and the names of its parameters, wherever a language writes them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from juncture.code.syntax import child

if TYPE_CHECKING:
    from ast_grep_py import SgNode


def function_name(function: "SgNode") -> "SgNode | None":
    """Return the name of a function, or of what it is given to; None where it has none."""
    around = function.parent()
    holder = (around.field("name") or around.field("key")) if around is not None else None
    given = around.field("left") if around is not None and holder is None else None
    if given is not None and not given.is_named_leaf():
        given = next(iter(given.named_children()[-1:]), None)  # module.exports.charge = request => …
    return function.field("name") or holder or given


def untyped(function: "SgNode") -> "Iterator[str]":
    """Yield the names of a function's parameters that are shown no type."""
    for each in parameters(function):
        inner = each.named_children()
        named = each.field("pattern") or each.field("name") or (inner[0] if len(inner) == 1 else None)
        if each.is_named_leaf() or (named is not None and each.field("type") is None):
            yield each.text() if each.is_named_leaf() or named is None else named.text()


def parameters(function: "SgNode") -> "list[SgNode]":
    """Return a function's parameters, each with its pattern and its type."""
    single = function.field("parameter")
    holder = (
        function.field("parameters") or child(function, "lambda_parameters") or child(function, "implicit_parameter")
    )
    if single is not None:
        return [single]
    return ([holder] if holder.is_named_leaf() else holder.named_children()) if holder is not None else []


def names(parameter: "SgNode") -> "Iterator[tuple[str, tuple[str, ...]]]":
    """Yield the names that a parameter gives what it takes, each with the path of members that leads to it."""
    taken = parameter.field("pattern") or parameter.field("name") or parameter
    if taken.is_named_leaf():
        yield taken.text(), ()
    elif taken.kind() == "object_pattern":
        for each in taken.named_children():
            key, value = each.field("key"), each.field("value")
            if key is not None and value is not None:
                yield from ((name, (key.text(), *path)) for name, path in names(value))
            else:
                left = each.field("left") or each
                yield left.text(), (left.text(),)
    elif len(taken.named_children()) == 1:
        yield from names(taken.named_children()[0])
