"""The names that a file gives a value, and which declaration a name means at a place."""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from juncture.code.grammar import Declaration
from juncture.code.syntax import Source, child, span, written

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_OWN = ("this.", "self.", "Self::", "cls.", "@")
_RECEIVERS = frozenset({"self", "cls", "&self", "&mut self", "mut self", "this"})


class Declared(NamedTuple):
    """A name that is given a value. ``scope`` is the function or type it belongs to, -1 for the file."""

    name: str
    node: "SgNode"
    form: Declaration
    scope: int
    offset: int


class Declarations:
    """The declarations of one file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.syntax = source.language.syntax

    def meant(self, name: str, offset: int) -> list[Declared]:
        """Return what a name may mean at a place: one declaration, several where it is given values in turn."""
        known = self.names.get(name, [])
        for scope in self.source.scopes.around(offset):
            here = [each for each in known if each.scope == scope]
            if here:
                return here
        return []

    def inside(self, type_: str, name: str) -> list[Declared]:
        """Return what a qualified name (``Topics.ORDERS``) means where the file declares the type."""
        return self.names.get(name, []) if type_ in self._types else []

    def assigned(self, name: str) -> bool:
        """Tell whether a name is given another value somewhere, by an assignment that declares nothing."""
        return name in self._assigned

    def parameter(self, name: str, offset: int) -> bool:
        """Tell whether a name is a parameter of a function around the place."""
        owners = self._parameters.get(name, ())
        for scope in self.source.scopes.around(offset):
            if scope >= 0 and scope in owners:
                return True
            if any(each.scope == scope for each in self.names.get(name, ())):
                return False
        return False

    def outermost(self) -> list[Declared]:
        """Return the declarations outside functions, in the order of the text."""
        functions = {span(node) for node in self.source.nodes(*self.syntax.functions)}
        spans, parents = self.source.scopes.spans, self.source.scopes.parents

        def local(scope: int) -> bool:
            while scope >= 0:
                if spans[scope] in functions:
                    return True
                scope = parents[scope]
            return False

        found = [each for known in self.names.values() for each in known if not local(each.scope)]
        return sorted(found, key=lambda each: (each.offset, each.name))

    @cached_property
    def names(self) -> dict[str, list[Declared]]:
        """Every name that is given a value, with where."""
        forms: dict[str, list[Declaration]] = {}
        for form in self.syntax.declarations:
            forms.setdefault(form.kind, []).append(form)
        assignment = Declaration("", "left", "right")
        found: dict[str, list[Declared]] = {}
        for node in self.source.nodes(*forms, *self.syntax.assignments):
            offset = span(node)[0]
            for form in forms.get(node.kind(), [assignment]):
                for written_name, value in _pairs(node, form):
                    name = own(written_name)
                    if form is assignment and name == written_name:
                        continue
                    scope = self._scope(offset, form, of_type=name != written_name)
                    found.setdefault(name, []).append(Declared(name, value, form, scope, offset))
        return found

    def _scope(self, offset: int, form: Declaration, of_type: bool) -> int:
        """Return the scope that a declaration belongs to; a function's name belongs to what is around it."""
        scopes = self.source.scopes
        scope = scopes.innermost(offset)
        if form.body and scope >= 0 and scopes.spans[scope][0] == offset:
            return scopes.parents[scope]
        while of_type and scope >= 0 and scopes.spans[scope] not in self._type_spans:
            scope = scopes.parents[scope]
        return scope

    @cached_property
    def assignments(self) -> "dict[str, list[tuple[int, SgNode]]]":
        """What plain assignments give each name, with where they stand."""
        found: dict[str, list[tuple[int, SgNode]]] = {}
        for node in self.source.nodes(*self.syntax.assignments):
            left, right = node.field("left") or child(node, "0"), node.field("right") or child(node, "1")
            if left is not None and right is not None and left.kind() in self.syntax.names:
                found.setdefault(left.text(), []).append((span(node)[0], right))
        return found

    @cached_property
    def _assigned(self) -> frozenset[str]:
        declaring = {form.kind for form in self.syntax.declarations}
        kinds = [kind for kind in self.syntax.assignments if kind not in declaring]
        lefts = (node.field("left") or child(node, "0") for node in self.source.nodes(*kinds))
        return frozenset(name for left in lefts if left is not None for name in left.text()[:200].split(", "))

    @cached_property
    def _parameters(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for node in self.source.nodes(*self.syntax.parameters):
            path = self.syntax.parameters[node.kind()]
            names = node.named_children() if path == "*" else [child(node, path)]
            for name in names:
                if name is not None and name.kind() in self.syntax.names:
                    found.setdefault(name.text(), []).append(self.source.scopes.innermost(span(name)[0]))
        return found

    @cached_property
    def _type_nodes(self) -> "list[SgNode]":
        return self.source.nodes(*self.syntax.types)

    @cached_property
    def _type_spans(self) -> frozenset[tuple[int, int]]:
        return frozenset(span(node) for node in self._type_nodes)

    @cached_property
    def _types(self) -> frozenset[str]:
        names = (node.field("name") or child(node, "type_identifier") for node in self._type_nodes)
        return frozenset(name.text() for name in names if name is not None)


def own(name: str) -> str:
    """Return a name without the word for the object or type that it belongs to."""
    return next((name[len(prefix) :] for prefix in _OWN if name.startswith(prefix)), name)


def _pairs(node: "SgNode", form: Declaration) -> "Iterator[tuple[str, SgNode]]":
    """Yield the names of a declaration with what each is given."""
    if form.body:
        name, body = child(node, form.name), child(node, form.body)
        holder = child(node, form.parameters) if form.parameters else None
        if name is not None and body is not None and not _takes(holder):
            yield name.text(), body
        return
    value = child(node, form.value)
    names = [each for each in node.field_children(form.name) if each.is_named()]
    names = names or [each for each in [child(node, form.name)] if each is not None]
    if value is None or not names:
        return
    if value.kind() != "expression_list":
        yield written(names[0].text()).lstrip("*&").removesuffix("[]"), value
        return
    targets = names[0].named_children() if names[0].kind() == "expression_list" else names
    for target, each in zip(targets, value.named_children(), strict=False):
        yield target.text(), each


def _takes(parameters: "SgNode | None") -> bool:
    """Tell whether a function takes anything besides its own object."""
    return parameters is not None and any(each.text() not in _RECEIVERS for each in parameters.named_children())
