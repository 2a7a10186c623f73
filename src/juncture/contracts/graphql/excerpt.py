"""The part of a schema that an operation touches, as SDL: small enough for the judge to build in a millisecond.

Fields that the operation does not name are left out, and types that it does not enter stand there by name and kind.
"""

from collections.abc import Iterable

from juncture.contracts.graphql.operation import Literal, Operation, Selection
from juncture.contracts.graphql.schema import Schema, Type
from juncture.contracts.graphql.syntax import BUILT_IN, Field, Input, Value, named

_BUILT_IN_DIRECTIVES = frozenset({"@skip", "@include", "@deprecated", "@specifiedBy", "@oneOf"})


class _Excerpt:
    """What was entered so far: fields by type for those with fields, whole types for the others."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.fields: dict[str, set[str]] = {}
        self.whole: set[str] = set()

    def enter(self, name: str, selections: Iterable[Selection]) -> None:
        """Note a type and what is selected on it, however deep."""
        entered = self.fields.setdefault(name, set())
        for each in selections:
            if each.on:
                self.fields.update(
                    {common: set() for common in self._common(name, each.name) if common not in self.fields}
                )
                self.enter(each.name, each.inner)
                continue
            field = self.schema.field(name, each.name)
            if field is None:
                continue
            entered.add(each.name)
            for argument in field.arguments:
                if argument.name in each.arguments:
                    self.value(argument.type, each.arguments[argument.name])
            if each.inner:
                self.enter(named(field.type), each.inner)

    def _common(self, one: str, other: str) -> list[str]:
        """Return an object type that is of both of two abstract types: for its sake one may stand within the other."""
        if {self.schema.kind(one), self.schema.kind(other)} - {"union", "interface"}:
            return []
        unions = [each for each in (one, other) if self.schema.kind(each) == "union"]
        candidates = self._members(unions[0]) if unions else self.schema.chunks
        return [each for each in candidates if self._is_of(each, one) and self._is_of(each, other)][:1]

    def _is_of(self, name: str, abstract: str) -> bool:
        if self.schema.kind(name) != "type":
            return False
        if self.schema.kind(abstract) == "union":
            return name in self._members(abstract)
        if not any(abstract in text for text in self.schema.texts(name)):
            return False
        type_ = self.schema.get(name)
        return type_ is not None and abstract in type_.names

    def _members(self, union: str) -> list[str]:
        type_ = self.schema.get(union)
        return list(type_.members) if type_ else []

    def value(self, type_: str, value: Literal) -> None:
        """Note the types of a value, however deep."""
        if isinstance(value, list):
            for each in value:
                self.value(type_, each)
            return
        definition = self.schema.get(named(type_))
        if definition is None or definition.kind not in ("enum", "input"):
            return
        self.whole.add(definition.name)
        if isinstance(value, dict):
            for name, inner in value.items():
                field = self.schema.input_field(definition.name, name)
                if field is not None:
                    self.value(field.type, inner)

    def written(self, directives: Iterable[str] = ()) -> str:
        """Return the SDL, with these directives."""
        shown, mentioned = [], set(self.fields) | self.whole
        for name in sorted(mentioned):
            type_ = self.schema.get(name)
            if type_ is not None:
                lines, others = _definition(type_, self.fields.get(name), mentioned)
                shown.append(lines)
                self.whole |= others
        for name in sorted(directives):
            if (directive := self.schema.get(name)) and name not in _BUILT_IN_DIRECTIVES:
                shown.append(_directive(directive))
                self.whole |= {
                    named(each.node.type) for each in directive.members.values() if isinstance(each.node, Input)
                }
        stubs = sorted(self.whole - mentioned - BUILT_IN)
        return "\n".join([_roots(self.schema, mentioned), *shown, *(_stub(self.schema, each) for each in stubs)])


def excerpt(schema: Schema, operation: Operation, also: Iterable[str] = ()) -> str:
    """Return the SDL of what an operation touches; ``also`` names types that are shown whole."""
    found = _Excerpt(schema)
    root = schema.roots.get(operation.kind)
    if root:
        found.enter(root, operation.inner)
    for type_ in operation.variables.values():
        found.value(type_, "")
        if schema.kind(named(type_)):
            found.whole.add(named(type_))
    for name in also:
        if schema.kind(name):
            found.fields.setdefault(name, set())
    scalars = {name for type_ in operation.variables.values() if (name := named(type_)) in BUILT_IN}
    known = (f"directive @knows{name}(a: {name}) on FIELD" for name in sorted(scalars))
    return "\n".join([found.written(), *known])  # the judge knows a built-in scalar only where something is of it


def declared(schema: Schema, directive: str, arguments: dict[str, Literal]) -> str:
    """Return the SDL of a directive with the types of its arguments, and of the root types by name.

    Where no file holds the root of queries one is made up: a directive is judged without it.
    """
    found = _Excerpt(schema)
    found.fields.update((root, set()) for root in schema.roots.values())
    type_ = schema.get(directive)
    for placed in type_.members.values() if type_ else ():
        if isinstance(placed.node, Input):
            found.value(placed.node.type, arguments.get(placed.node.name, ""))
    root = "" if "query" in schema.roots else "type Query"
    return f"{found.written([directive])}\n{root}"


def _definition(type_: Type, fields: set[str] | None, mentioned: set[str]) -> tuple[str, set[str]]:
    """Return a definition with the fields that are asked for, and the types that it names."""
    head = f"{type_.kind} {type_.name}"
    names = [each for each in type_.names if each in mentioned]
    if names:
        head += f" implements {' & '.join(names)}"
    if any(each.node.name == "oneOf" for each in type_.usages):
        head += " @oneOf"
    if type_.kind == "union":
        members = [each for each in type_.members if each in mentioned]
        return head + (f" = {' | '.join(members)}" if members else ""), set()
    nodes = [each.node for each in type_.members.values()]
    if type_.kind in ("type", "interface"):
        nodes = [each for each in nodes if fields and each.name in fields]
    others: set[str] = set()
    for node in nodes:
        if isinstance(node, Field):
            others |= {named(node.type), *(named(each.type) for each in node.arguments)}
        elif isinstance(node, Input):
            others.add(named(node.type))
    lines = [each.notation for each in nodes if isinstance(each, Field | Input | Value)]
    return head + (f" {{ {' '.join(lines)} }}" if lines else ""), others


def _directive(type_: Type) -> str:
    inside = ", ".join(each.node.notation for each in type_.members.values())
    again = " repeatable" if type_.repeatable else ""
    return f"directive {type_.name}{f'({inside})' if inside else ''}{again} on {' | '.join(type_.names)}"


def _stub(schema: Schema, name: str) -> str:
    return f"{schema.kind(name) or 'scalar'} {name}"


def _roots(schema: Schema, mentioned: set[str]) -> str:
    entries = [f"{kind}: {name}" for kind, name in schema.roots.items() if name in mentioned]
    return f"schema {{ {' '.join(entries)} }}" if entries else "scalar Nothing"
