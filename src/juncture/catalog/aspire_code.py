"""An application host in C#: the chains of calls that declare resources and wire them, as its code writes them.

Source: .NET Aspire documentation, "App host overview": ``builder.AddProject<Projects.Shop_Api>("shop")`` declares a
resource, what is chained to it configures it, and extension methods hold what is repeated.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from juncture.code.language import language
from juncture.code.syntax import Source, child, span, string
from juncture.repository.cache import Reader

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_MARKS = (b"IResourceBuilder<", b"IDistributedApplicationBuilder", b"DistributedApplication.CreateBuilder")
MAX_STEPS = 200
"""Calls of one chain that are looked at."""


class Argument(msgspec.Struct, frozen=True):
    """What a call is given: a literal string, else the names of variables in it, each once."""

    text: str = ""
    names: tuple[str, ...] = ()


class Step(msgspec.Struct, frozen=True):
    """One call of a chain: ``AddProject``, its type argument (``Projects.Shop_Api``), its arguments."""

    method: str
    line: int
    type: str = ""
    arguments: tuple[Argument, ...] = ()


class Chain(msgspec.Struct, frozen=True):
    """A statement's calls in their order, on the variable ``root``; ``target`` is the variable that is given it."""

    root: str
    steps: tuple[Step, ...]
    target: str = ""


class Method(msgspec.Struct, frozen=True):
    """A method of the host's own; an extension method's first parameter is what it is called on."""

    name: str
    parameters: tuple[str, ...]
    chains: tuple[Chain, ...]
    extends: bool = False


class HostCode(msgspec.Struct, frozen=True):
    """One file of an application host. ``chains`` stand outside every method."""

    path: str
    chains: tuple[Chain, ...] = ()
    methods: tuple[Method, ...] = ()


def read(path: str, content: bytes) -> HostCode:
    """Return the chains of a C# file that speaks of resources; nothing for any other. Raises InputError."""
    if not any(mark in content for mark in _MARKS):
        return HostCode(path)
    source = Source(path, language("csharp"), content)
    methods = source.nodes("method_declaration", "local_function_statement")
    spans = [(*span(node), node) for node in methods]
    loose: list[Chain] = []
    within: dict[tuple[int, int], list[Chain]] = {}
    for node in source.nodes("invocation_expression"):
        source.check_depth(node)
        chain = _chain(source, node)
        if chain is None:
            continue
        at = span(node)[0]
        around = [(end - start, (start, end)) for start, end, _ in spans if start <= at < end]
        (within.setdefault(min(around)[1], []) if around else loose).append(chain)
    found = (_method(node, within.get((start, end), [])) for start, end, node in spans)
    return HostCode(path, tuple(loose), tuple(method for method in found if method.chains))


READER = Reader("aspire", 1, HostCode, read)


def _chain(source: Source, node: "SgNode") -> Chain | None:
    """Return the chain that ends with a call; None for a call within one, or within a call's arguments."""
    around = node.parent()
    if around is not None and around.kind() == "member_access_expression":
        return None
    if any(each.kind() in ("argument_list", "lambda_expression") for each in node.ancestors()):
        return None
    steps: list[Step] = []
    at: SgNode | None = node
    while at is not None and at.kind() == "invocation_expression" and len(steps) < MAX_STEPS:
        called = at.field("function")
        if called is None or called.kind() != "member_access_expression":
            break
        steps.append(_step(source, at, called))
        at = called.field("expression")
    if at is None or at.kind() != "identifier":
        return None
    return Chain(at.text(), tuple(reversed(steps)), _target(around))


def _target(around: "SgNode | None") -> str:
    if around is None or around.kind() not in ("variable_declarator", "assignment_expression"):
        return ""
    named = around.field("name") or around.field("left")
    return named.text() if named is not None else ""


def _step(source: Source, call: "SgNode", called: "SgNode") -> Step:
    name = called.field("name")
    types = child(name, "type_argument_list") if name is not None else None
    method = name.text().partition("<")[0].strip() if name is not None else ""
    given = call.field("arguments")
    arguments = tuple(_argument(source, each) for each in given.named_children()) if given is not None else ()
    at = name if name is not None else called
    return Step(method, source.line(span(at)[0]), types.text().strip("<> ") if types is not None else "", arguments)


def _argument(source: Source, argument: "SgNode") -> Argument:
    children = argument.named_children()
    text = string(source, children[-1]) if children else None
    if text is not None:
        return Argument(text)
    names = (each.text() for each in argument.find_all(kind="identifier") if not _is_member(each))
    return Argument(names=tuple(dict.fromkeys(names)))


def _is_member(node: "SgNode") -> bool:
    around = node.parent()
    name = around.field("name") if around is not None and around.kind() == "member_access_expression" else None
    return name is not None and span(name) == span(node)


def _method(node: "SgNode", chains: list[Chain]) -> Method:
    name, holder = node.field("name"), node.field("parameters")
    parameters = [each for each in holder.named_children() if each.kind() == "parameter"] if holder is not None else []
    return Method(
        name.text() if name is not None else "",
        tuple(_names(parameters)),
        tuple(chains),
        bool(parameters) and any(each.text() == "this" for each in parameters[0].named_children()),
    )


def _names(parameters: "list[SgNode]") -> Iterator[str]:
    for each in parameters:
        name = each.field("name")
        yield name.text() if name is not None else ""
