"""What is exchanged where no type of the contract is written: by a call on a client, by the method that handles one.

A contract that is loaded at run time has no generated types. Its messages are known by where they stand: the argument
and the result of a call, the parameter and the result of a method that is marked as its handler.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from juncture.code.known import Known
from juncture.code.language import pattern
from juncture.code.marks import Mark, marks
from juncture.code.parameters import names, parameters
from juncture.code.sites import site_of
from juncture.code.syntax import Source, span

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_CALL = r"([\w$]+)\??\.([\w$]+)$"
_INLINE = r"""\.getService(?:<[^()]*>)?\(["'`]?([\w.]+?)["'`]?\)\.(\w+)$"""
_MARKS = r"^Grpc(?:StreamMethod|StreamCall|Method)$"
"""How NestJS marks a method that handles a call: with the service and the method, both of which may be left out."""
_CONSTANT = r"^(?:\w+\.)*([A-Z][A-Z0-9_]*)_NAME$"
_INNER = r"^(?:Promise|Observable)<(.*)>$"
_GIVES = r"\.(?:toPromise|pipe|catch|finally)$"
"""Methods of what a call returns that give its result."""
_AWAITS = r"^(?:firstValueFrom|lastValueFrom|from|forkJoin)$"
MAX_STEPS = 8


class Handler(NamedTuple):
    """A method that handles a call. ``given`` and ``returned`` are types that a contract tells, empty where unknown.

    ``scope`` is the function, ``line`` that of its mark. ``mirrors`` are the own types of its signature, each with the
    type whose place it takes. ``parameter`` is what it is given first.
    """

    service: str
    method: str
    scope: int
    line: int
    given: str
    returned: str
    mirrors: Mapping[str, str]
    parameter: "SgNode | None"

    def names(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return the names that the method gives what it is given, each with the path of members that leads to it."""
        return list(names(self.parameter)) if self.parameter is not None else []


def remote(known: Known, callee: str) -> tuple[str, str] | None:
    """Return what a call on a client is given and returns, by the service that the client is of; None for no such."""
    if not known.clients and "getService" not in callee:
        return None
    inline = pattern(_INLINE).search(callee)
    called = inline or pattern(_CALL).search(callee)
    if called is None:
        return None
    service = called[1] if inline else known.clients.get(called[1], "")
    return known.exchanged.get(f"{service}/{called[2]}") if service else None


def returned(source: Source, known: Known, node: "SgNode") -> str:
    """Return what an expression gives of a call on a client: the call itself, awaited or turned into a promise."""
    for _ in range(MAX_STEPS):
        if node.kind() in source.language.syntax.transparent and len(node.named_children()) == 1:
            node = node.named_children()[0]
            continue
        site = site_of(source, node)
        if site is None or site.kind != "call":
            return ""
        if found := remote(known, site.callee):
            return found[1]
        inner = site.positional(0) if pattern(_AWAITS).match(site.callee) else None
        if inner is None and pattern(_GIVES).search(site.callee):
            function = node.field("function")
            inner = function.field("object") if function is not None else None
        if inner is None:
            return ""
        node = inner
    return ""


def replies(source: Source, known: Known) -> Iterator[tuple[str, str, int, int]]:
    """Yield what callbacks of calls on clients are given behind an error: name, type, scope and offset."""
    for node in source.nodes("arrow_function", "function_expression") if known.clients else ():
        around = node.parent()
        call = around.parent() if around is not None and around.kind() == "arguments" else None
        site = site_of(source, call) if call is not None else None
        found = remote(known, site.callee) if site is not None else None
        taken = parameters(node) if found and found[1] else []
        if found and len(taken) > 1 and taken[1].field("type") is None:
            start, end = span(node)
            for name, path in names(taken[1]):
                if not path:
                    yield name, found[1], source.scopes.innermost(end - 1), start


def handlers(source: Source, known: Known) -> list[Handler]:
    """Return the methods of a file that are marked as handlers of calls."""
    if "@Grpc" not in source.text:
        return []
    return [_handler(source, known, mark, *_called(mark)) for mark in marks(source, _MARKS)]


def _called(mark: Mark) -> tuple[str, str]:
    """Return the service and the method that a mark names; NestJS derives from the class what it leaves out."""
    service, name = mark.site.positional(0), mark.site.positional(1)
    written = mark.text(0)
    if service is not None and written is None:
        constant = pattern(_CONSTANT).match(service.text())
        written = "".join(each.capitalize() for each in constant[1].split("_")) if constant else ""
    return (written if service is not None else mark.holder_name) or "", (
        mark.text(1) if name is not None else mark.name
    ) or ""


def _handler(source: Source, known: Known, mark: Mark, service: str, name: str) -> Handler:
    given, result = known.exchanged.get(f"{service}/{name}", ("", ""))
    taken = parameters(mark.method)[:1]
    mirrors = {}
    annotation = taken[0].field("type") if taken else None
    for node, type_ in ((annotation, given), (mark.method.field("return_type"), result)):
        own = _plain(node.text()) if node is not None else ""
        if own and type_:
            mirrors[own] = type_
    scope = source.scopes.innermost(span(mark.method)[1] - 1)
    return Handler(service, name, scope, mark.line, given, result, mirrors, taken[0] if taken else None)


class Handlers:
    """The methods of one file that are marked as handlers of calls."""

    def __init__(self, source: Source, known: Known) -> None:
        self._source = source
        self.by_scope = {each.scope: each for each in handlers(source, known)}

    def around(self, offset: int) -> Handler | None:
        """Return the handler around an offset."""
        scopes = self._source.scopes.around(offset) if self.by_scope else ()
        return next((self.by_scope[scope] for scope in scopes if scope in self.by_scope), None)

    def mirrored(self, type_: str, offset: int) -> str:
        """Return the contract's type where an own one takes its place in the handler around an offset."""
        handler = self.around(offset)
        return handler.mirrors.get(type_, type_) if handler is not None else type_


def _plain(annotation: str) -> str:
    """Return the name of an annotated type, without what promises it and without its own arguments."""
    text = "".join(annotation.split()).lstrip(":")
    inner = pattern(_INNER).match(text)
    text = inner[1] if inner else text
    return text.partition("<")[0] if pattern(r"^[A-Z]\w*(?:<.*>)?$").match(text) else ""
