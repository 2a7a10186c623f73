"""The types that a file itself shows its names to have: parameters, annotations, constructions, own members."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from juncture.code.declarations import Declarations
from juncture.code.declared import DeclaredTypes, inline
from juncture.code.exchanged import Handlers, replies
from juncture.code.expressions import BUILT, Expressions
from juncture.code.given import PATH_LENGTH, SELF, Typed, elements, requests, unshown
from juncture.code.grammar import Binding
from juncture.code.imports import Brought, imports
from juncture.code.known import NOTHING, Known
from juncture.code.language import pattern
from juncture.code.origins import TOLD, Origins
from juncture.code.sites import Site, site_of, unwrap
from juncture.code.syntax import Source, child, span

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_PATH = r"^[\w$@]+(?:\(\))?(?:(?:\?|!|!!)?(?:\.|::|->)[\w$]+(?:\(\))?)*(?:\?|!|!!)?$"
_INFERRED = frozenset({"implicit_type", "infer_type", "var", "auto"})
_LAST = r"^.*(?:\.|::)"
_GIVEN = r"(?<=\w)\([^()]{1,200}\)"
_INDEX = r"\[[^\[\]]*\]"
_ASSIGNED = "assignment_expression"
"""What gives a variable that has a type already another value: it shows a type only where it builds one."""
MAX_DEPTH = 6
MAX_BASES = 50
"""Types that one type has members from."""


class Owners:
    """The types that one file shows, and those that the contracts it reaches tell beside them (``known``).

    ``names`` are those of the member whose owners are asked for; ``bridges`` the lines on which its value, given a
    local name, is put under one of them again.
    """

    def __init__(self, source: Source, known: Known = NOTHING, names: frozenset[str] = frozenset()) -> None:
        self.names = names
        self.bridges: set[int] = set()
        self.source = source
        self.syntax = source.language.syntax
        self.known = known

    @cached_property
    def declarations(self) -> Declarations:
        """The names that the file itself gives a value."""
        return Declarations(self.source)

    def of(self, receiver: str, offset: int, depth: int = 0) -> tuple[str, str]:
        """Return the type of a receiver, as written, and the type of its first name; each empty where not shown."""
        if depth > MAX_DEPTH:
            return "", ""
        receiver = pattern(_INDEX).sub("", receiver)  # an element goes by the name of its collection's type
        built = pattern(BUILT).match(receiver)
        if built:
            return built[1], ""
        first = pattern(r"^[\w$@]+").match(receiver)
        if first is None:
            return "", ""
        if receiver[first.end() :].startswith("(") and first[0] in self.results:
            root = self.results[first[0]]
            receiver = pattern(r"^(\w+)\([^()]*\)").sub(r"\1()", receiver)
        else:
            root = (
                (self.types.extended(offset) or self.types.around(offset))
                if first[0] in SELF
                else self._bound(first[0], offset, depth)
            )
        if not pattern(_PATH).match(receiver):
            head, _, rest = receiver.rpartition(")")
            called = self.expressions.returned(_callee(f"{head})"))
            if not called and root and (bare := pattern(_GIVEN).sub("()", receiver)) != receiver:
                return self.of(bare, offset, depth + 1)
            path = pattern(r"[\w$]+").findall(rest)
            return (self.member(called, tuple(path)) if called else ""), root
        steps = [step for step in pattern(r"[\w$]+(?:\(\))?").findall(receiver)[1:] if not self._through(step)]
        made = next((at for at in range(len(steps) - 1, -1, -1) if self.expressions.function(steps[at])), None)
        if made is not None and not root:
            root, steps = self.expressions.function(steps[made]), steps[made + 1 :]
        owner = self.member(root, tuple(step.removesuffix("()") for step in steps))
        return owner, "" if owner else root

    def of_node(self, node: "SgNode", receiver: str, offset: int) -> tuple[str, str]:
        """Return the same for a receiver at hand: what it builds itself shows its type."""
        if cast := self.expressions.cast(node):
            return cast, ""
        built = unwrap(self.source, node)
        site = site_of(self.source, built)
        if site is not None and site.kind == "new":
            return self.types.plain(site.callee), ""
        return self.of(receiver, offset)

    def member(self, root: str, path: tuple[str, ...]) -> str:
        """Return the type at a path of members of a type, as far as the file or a contract declares these types."""
        type_ = root
        for step in path[:MAX_DEPTH]:
            type_ = self._members(self.having(type_, step)).get(step, "")
        return type_ if len(path) <= MAX_DEPTH else ""

    def _through(self, step: str) -> bool:
        wrap = self.source.language.wrap
        likes = [each for each in (wrap.chain, wrap.inside) if each]
        return step.endswith("()") and any(pattern(each).search("." + step[:-2]) for each in likes)

    def _bound(self, name: str, offset: int, depth: int) -> str:
        """Return the type of a name in the innermost scope that shows one before the offset."""
        known = self.bindings.get(name, ())
        for scope in self.source.scopes.around(offset):
            here = [each for each in known if each.scope == scope]
            before = [each for each in here if each.offset <= offset] or here
            if before:
                last = before[-1]
                found = last.type or self.of(last.value, last.offset - 1, depth + 1)[0]
                return found if not last.element or pattern(_LAST).sub("", found) in self.known.members else ""
        return ""

    def unshown(self, receiver: str, offset: int) -> bool:
        """Tell whether a receiver is, or starts with, a parameter of a function that is shown no type."""
        first = pattern(r"^[\w$]+").match(receiver)
        if first is None or first[0] in SELF:
            return False
        for scope in self.source.scopes.around(offset):
            if scope in self._unshown.get(first[0], ()):
                return True
            if any(each.scope == scope for each in self.bindings.get(first[0], ())):
                return False
        return False

    @cached_property
    def _unshown(self) -> dict[str, set[int]]:
        return unshown(self.source)

    @cached_property
    def bindings(self) -> dict[str, list[Typed]]:
        """Every name that is shown with a type."""
        forms: dict[str, list[Binding]] = {}
        for form in self.syntax.bindings:
            forms.setdefault(form.kind, []).append(form)
        found: dict[str, list[Typed]] = {}
        for node in self.source.nodes(*forms):
            offset = span(node)[0]
            scope = self.source.scopes.innermost(offset)
            typed = (self._typed(node, form) for form in forms[node.kind()])
            for name, type_, value in next((each for each in typed if each), []):
                found.setdefault(name, []).append(Typed(type_, value, scope, offset))
        for name, type_, scope, offset in replies(self.source, self.known):
            found.setdefault(name, []).append(Typed(type_, "", scope, offset))
        for handler in self.handlers.by_scope.values():
            for name, path in handler.names() if handler.given else ():
                start = self.source.scopes.spans[handler.scope][0]
                type_ = self.member(handler.given, path)
                found.setdefault(name, []).append(Typed(type_, "", handler.scope, start))
        for name, each in (*requests(self.source, self.known), *elements(self.source)):
            found.setdefault(name, []).insert(
                0, each._replace(type=self.types.plain(each.type)) if each.element else each
            )
        return found

    def _typed(self, node: "SgNode", form: Binding) -> list[tuple[str, str, str]]:
        names = list(node.field_children(form.name)) or [child(node, form.name)]
        given = child(node, form.type) if form.type else None
        if given is not None and not {given.kind(), given.text()} & _INFERRED:
            type_ = next(filter(None, map(inline, given.named_children())), "") or self.types.plain(given.text())
            type_ = self.handlers.mirrored(type_, span(node)[0])
            return [(name.text(), type_, "") for name in names if name is not None and name.is_named_leaf()]
        value = child(node, form.value) if form.value else None
        if value is None or names[0] is None or (form.kind == _ASSIGNED and not self.expressions.built(value)):
            return []
        targets, values = _listed(names[0]), _listed(value)
        return [
            (target.text(), self.expressions.built(each), self.source.start(unwrap(self.source, each), PATH_LENGTH))
            for target, each in zip(targets, values, strict=False)
        ]

    def element(self, site: Site) -> str:
        """Return the type that a call gives of what it is called on: ``order.lines.add(…)``; empty for another call."""
        inside = self.source.language.wrap.inside
        on = site.callee.rpartition(".")[0]
        return self.of(on, site.offset)[0] if inside and on and pattern(inside).search(site.callee) else ""

    @property
    def results(self) -> dict[str, str]:
        """The functions of the file with the one type that they are shown to return."""
        return self.types.results

    def returning(self, node: "SgNode") -> str:
        """Return the type that the function around a node is shown to return, empty for none."""
        around = next((each for each in (node, *node.ancestors()) if each.kind() in self.syntax.functions), None)
        scope = self.source.scopes.innermost(span(around)[1] - 1) if around is not None else -1
        if scope in self.handlers.by_scope:
            return self.handlers.by_scope[scope].returned
        type_ = (around.field("return_type") or around.field("result")) if around is not None else None
        return self.types.plain(type_.text()) if type_ is not None else ""

    @property
    def own(self) -> dict[str, dict[str, str]]:
        """The members of the types that the file declares, with their types."""
        return self.types.members

    @cached_property
    def handlers(self) -> Handlers:
        """The methods that are marked as handlers of calls."""
        return Handlers(self.source, self.known)

    @cached_property
    def expressions(self) -> Expressions:
        """What expressions show of their types."""
        return Expressions(self.source, self.known, self.types)

    @cached_property
    def types(self) -> DeclaredTypes:
        """The types that the file declares."""
        return DeclaredTypes(self.source)

    def declaring(self, offset: int) -> str:
        """Return the own type around an offset."""
        return self.types.around(offset)

    def having(self, type_: str, name: str) -> str:
        """Return the type that a type has a member of this name from: itself, or one that it embeds or extends."""
        seen, edge = {""}, [type_]
        for each in edge:
            if each in seen or len(seen) > MAX_BASES:
                continue
            seen.add(each)
            if name in self._members(each):
                return each
            edge += self.types.bases.get(each, ()) or self.known.bases.get(pattern(_LAST).sub("", each), ())
        return type_

    def _members(self, type_: str) -> Mapping[str, str]:
        """Return the members of a type, as far as the file or a contract declares it."""
        if own := self.own.get(type_):
            return own
        if not type_.startswith(TOLD) and not self.known.ours(type_, self.origins.of(self.brought.full(type_))):
            return {}
        return self.known.members.get(pattern(_LAST).sub("", type_), {})

    @cached_property
    def brought(self) -> Brought:
        """What the file's imports bring."""
        return Brought(self.source.language, "", imports(self.source.language, self.source.text))

    @cached_property
    def origins(self) -> Origins:
        """Where the names of types come from."""
        return Origins(self.source, self.brought)


def _listed(node: "SgNode") -> "list[SgNode]":
    return node.named_children() if node.kind() == "expression_list" else [node]


def _callee(expression: str) -> str:
    """Return what the last call of a chain calls, empty where the expression ends with none."""
    depth = 0
    for at in range(len(expression) - 1, -1, -1):
        depth += (expression[at] == ")") - (expression[at] == "(")
        if depth == 0:
            return expression[:at] if expression[at] == "(" else ""
    return ""
