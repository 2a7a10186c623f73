"""The types that a file itself shows its names to have: parameters, annotations, constructions, own members."""

from functools import cached_property
from typing import TYPE_CHECKING

from juncture.code.declarations import Declarations
from juncture.code.given import PATH_LENGTH, SELF, Typed, elements, requests, unshown
from juncture.code.grammar import Binding
from juncture.code.known import NOTHING, Known
from juncture.code.language import pattern
from juncture.code.sites import Site, site_of, unwrap
from juncture.code.syntax import Source, child, span

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_PATH = r"^[\w$@]+(?:\(\))?(?:(?:\?|!|!!)?(?:\.|::|->)[\w$]+(?:\(\))?)*(?:\?|!|!!)?$"
_BUILT = (
    r"^((?:\w+\.)*(?!\w*(?:Factory|Service|Builder|Client|Api|Store)\.)[A-Z]\w*)"
    r"\.(?:newBuilder|create|fromPartial|fromJSON|getDefaultInstance|parseFrom|decode|FromString|Parser\.Parse\w+)\("
)
_INFERRED = frozenset({"implicit_type", "infer_type", "var", "auto"})
_FIRST = r"^\(\s*|\s*[,)].*$"
_CALLED = r"^(?:(?:this|self|cls)\.|Self::)?(\w+)$"
_REMOTE = r"(?i)(?:client|stub|service|svc|grpc)\w*(?:\(.*\))?(?:\?|!)?(?:\.|->|::)(\w+)$"
_LAST = r"^.*(?:\.|::)"
_INDEX = r"\[[^\[\]]*\]"
_WORDS = r"[A-Z]?[a-z0-9]+|[A-Z]+"
MAX_DEPTH = 6


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
        built = pattern(_BUILT).match(receiver)
        if built:
            return built[1], ""
        first = pattern(r"^[\w$@]+").match(receiver)
        if first is None:
            return "", ""
        if receiver[first.end() :].startswith("(") and first[0] in self.results:
            root = self.results[first[0]]
            receiver = pattern(r"^(\w+)\([^()]*\)").sub(r"\1()", receiver)
        else:
            root = self._class(offset) if first[0] in SELF else self._bound(first[0], offset, depth)
        if not pattern(_PATH).match(receiver):
            head, _, rest = receiver.rpartition(")")
            called = self._returned(_callee(f"{head})"))
            path = pattern(r"[\w$]+").findall(rest)
            return (self.member(called, tuple(path)) if called else ""), root
        steps = [step for step in pattern(r"[\w$]+(?:\(\))?").findall(receiver)[1:] if not self._through(step)]
        made = next((at for at in range(len(steps) - 1, -1, -1) if self._function(steps[at])), None)
        if made is not None and not root:
            root, steps = self._function(steps[made]), steps[made + 1 :]
        owner = self.member(root, tuple(step.removesuffix("()") for step in steps))
        return owner, "" if owner else root

    def of_node(self, node: "SgNode", receiver: str, offset: int) -> tuple[str, str]:
        """Return the same for a receiver at hand: what it builds itself shows its type."""
        built = unwrap(self.source, node)
        site = site_of(self.source, built)
        if site is not None and site.kind == "new":
            return self.plain(site.callee), ""
        return self.of(receiver, offset)

    def _function(self, step: str) -> str:
        """Return what a call of a function of the service's own code returns, empty for anything else."""
        name = step.removesuffix("()")
        many = name != step and len(pattern(_WORDS).findall(name)) > 1  # one word alone is anybody's method
        return self.known.functions.get(name, "") if many else ""

    def member(self, root: str, path: tuple[str, ...]) -> str:
        """Return the type at a path of members of a type, as far as the file or a contract declares these types."""
        type_ = root
        for step in path[:MAX_DEPTH]:
            declared = self.own.get(type_) or self.known.members.get(pattern(_LAST).sub("", type_), {})
            type_ = declared.get(step, "")
        return type_ if len(path) <= MAX_DEPTH else ""

    def _through(self, step: str) -> bool:
        chain = self.source.language.wrap.chain
        return step.endswith("()") and bool(chain) and pattern(chain).search("." + step[:-2]) is not None

    def _class(self, offset: int) -> str:
        return next((self._types[scope] for scope in self.source.scopes.around(offset) if scope in self._types), "")

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
        for name, each in (*requests(self.source, self.known), *elements(self.source)):
            found.setdefault(name, []).insert(0, each._replace(type=self.plain(each.type)) if each.element else each)
        return found

    def _typed(self, node: "SgNode", form: Binding) -> list[tuple[str, str, str]]:
        names = list(node.field_children(form.name)) or [child(node, form.name)]
        given = child(node, form.type) if form.type else None
        if given is not None and not {given.kind(), given.text()} & _INFERRED:
            type_ = self.plain(given.text())
            return [(name.text(), type_, "") for name in names if name is not None and name.is_named_leaf()]
        value = child(node, form.value) if form.value else None
        if value is None or names[0] is None:
            return []
        targets, values = _listed(names[0]), _listed(value)
        return [
            (target.text(), self.built(each), self.source.start(unwrap(self.source, each), PATH_LENGTH))
            for target, each in zip(targets, values, strict=False)
        ]

    def built(self, node: "SgNode") -> str:
        """Return the type that an expression builds, empty where it does not show one."""
        node = unwrap(self.source, node)
        kind = node.kind()
        if kind in self.syntax.literals:
            named = child(node, self.syntax.literals[kind])
            return self.plain(named.text()) if named is not None else ""
        site = site_of(self.source, node)
        if site is None:
            return ""
        if site.kind in ("new", "literal"):
            return self.plain(site.callee)
        return self._called(node, site)

    def _called(self, node: "SgNode", site: Site) -> str:
        """Return the type that a call builds or is shown to return."""
        chained = pattern(_BUILT).match(self.source.start(node, PATH_LENGTH))
        if chained:
            return str(chained[1])
        if site.callee in ("new", "make"):
            argument = site.positional(0)
            return self.plain(argument.text()) if argument is not None else ""
        called = pattern(_CALLED).match(site.callee)
        if called and called[1] in self.results:
            return self.results[called[1]]
        if returned := self._returned(site.callee):
            return returned
        constructs = self.syntax.constructors and pattern(r"^(?:\w+\.)*[A-Z]\w*[a-z]\w*$").match(site.callee)
        return site.callee if constructs else ""

    def _returned(self, callee: str) -> str:
        """Return what a call of a contract's method on a client returns, empty for any other call."""
        remote = pattern(_REMOTE).search(callee) if self.known.results else None
        found = self.known.results.get(remote[1], "") if remote else ""
        last = pattern(r"(\w+)(?:<[^()]*>)?$").search(callee)
        return found or (self._function(f"{last[1]}()") if last else "")

    def sent(self, callee: str) -> str:
        """Return what a call of a contract's method on a client is given, empty for any other call."""
        remote = pattern(_REMOTE).search(callee) if self.known.sent else None
        return self.known.sent.get(remote[1], "") if remote else ""

    def plain(self, text: str) -> str:
        """Return the name of a type without pointers, nullability and wrappers."""
        text = pattern(r"\s*\|\s*(?:null|undefined|None)\b").sub("", text.lstrip(": "))
        text = "".join(
            pattern(r"^(?:\*|&(?:'\w+\s+)?|\[\]|mut\s+|dyn\s+|const\s+|readonly\s+|in\s+|ref\s+)+")
            .sub("", text)
            .split()
        )
        text = text.rstrip("?!").strip("\"'")
        generic = self.source.language.wrap.generic
        for _ in range(MAX_DEPTH):
            wrapped = pattern(generic).match(text) if generic else None
            if not wrapped:
                break
            text = next(group for group in wrapped.groups() if group).lstrip("*&")
        if "<" in text or text.endswith("]"):
            text = text.partition("<")[0].partition("[")[0]
        return text if pattern(r"^[\w.:$]+$").match(text) else ""

    @cached_property
    def results(self) -> dict[str, str]:
        """The functions of the file with the one type that they are shown to return, the first of several values."""
        forms: dict[str, list[Binding]] = {}
        for form in self.syntax.results:
            forms.setdefault(form.kind, []).append(form)
        found: dict[str, set[str]] = {}
        for node in self.source.nodes(*forms):
            for form in forms[node.kind()]:
                name, type_ = child(node, form.name), child(node, form.type)
                if name is not None and type_ is not None and name.is_named_leaf():
                    text = pattern(_FIRST).sub("", type_.text()[:PATH_LENGTH])
                    found.setdefault(name.text(), set()).add(self.plain(text))
        return {name: next(iter(types)) for name, types in found.items() if len(types) == 1}

    def argument(self, node: "SgNode") -> str:
        """Return the one type argument of a call, empty where it has none: ``useState<Form>(…)``."""
        given = child(node, "type_arguments")
        types = given.named_children() if given is not None else []
        return self.plain(types[0].text()) if len(types) == 1 else ""

    def returning(self, node: "SgNode") -> str:
        """Return the type that the function around a node is shown to return, empty for none."""
        around = next((each for each in (node, *node.ancestors()) if each.kind() in self.syntax.functions), None)
        type_ = (around.field("return_type") or around.field("result")) if around is not None else None
        return self.plain(type_.text()) if type_ is not None else ""

    @cached_property
    def own(self) -> dict[str, dict[str, str]]:
        """The members of the types that the file declares, with their types."""
        forms = {form.kind: form for form in self.syntax.members if form.means == "declare"}
        found: dict[str, dict[str, str]] = {}
        for node in self.source.nodes(*forms):
            form = forms[node.kind()]
            name, type_ = child(node, form.name), child(node, form.type)
            around = self._class(span(node)[0])
            if name is not None and type_ is not None and around:
                found.setdefault(around, {})[name.text()] = self.plain(type_.text())
        return found

    def declaring(self, offset: int) -> str:
        """Return the own type around an offset."""
        return self._class(offset)

    @cached_property
    def _types(self) -> dict[int, str]:
        found = {}
        for node in self.source.nodes(*self.syntax.types):
            name = node.field("name") or node.field("type") or child(node, "type_identifier")
            if name is not None:
                found[self.source.scopes.innermost(span(node)[0])] = name.text()
        return found


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
