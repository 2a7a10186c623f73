"""The surface of one SDL file, and the digest of what it means."""

import hashlib
from collections.abc import Iterator

import msgspec

from juncture.contracts.graphql.scan import scan
from juncture.contracts.graphql.schema import Placed, Schema, Type
from juncture.contracts.graphql.syntax import Field, Input, Value, named
from juncture.contracts.surface import Member, Operation, Surface
from juncture.contracts.surface import Type as SurfaceType
from juncture.facts.problem import InputError

_KINDS = {"type": "object"}


def surface(path: str, content: bytes) -> Surface:
    """Return the surface of an SDL file. Its operations are the fields of its root types.

    Lists count as repeated. The one argument of an operation is its input; where there are several there is none.
    Raises InputError.
    """
    schema = Schema(scan(path, content), {})
    problems = [problem for name in schema.chunks for problem in schema.problems(name)]
    if problems:
        raise InputError(*sorted(problems))
    types = [type_ for name in schema.chunks if (type_ := schema.get(name))]
    roots = {name: type_ for name in schema.roots.values() if (type_ := schema.get(name))}
    return Surface(
        format="graphql",
        package="",
        digest=hashlib.sha256(msgspec.json.encode(sorted(_plain(each) for each in types))).hexdigest(),
        types=tuple(_type(each) for each in types if each.kind not in ("directive", "schema")),
        operations=tuple(operation for root in roots.values() for operation in _operations(root)),
        groups={name: type_.spot.line for name, type_ in roots.items()},
    )


def _type(type_: Type) -> SurfaceType:
    members = tuple(_member(each) for each in type_.members.values())
    return SurfaceType(type_.name, _KINDS.get(type_.kind, type_.kind), type_.spot.line, members)


def _member(placed: Placed) -> Member:
    node = placed.node
    if isinstance(node, Field | Input):
        return Member(node.name, named(node.type), placed.spot.line, repeated="[" in node.type)
    return Member(node.name, "" if isinstance(node, Value) else node.name, placed.spot.line)


def _operations(root: Type) -> Iterator[Operation]:
    for placed in root.members.values():
        if isinstance(field := placed.node, Field):
            inputs = {named(each.type) for each in field.arguments}
            taken = inputs.pop() if len(inputs) == 1 else ""
            yield Operation(f"{root.name}.{field.name}", root.name, placed.spot.line, taken, named(field.type))


def _plain(type_: Type) -> list[object]:
    """Return what a definition means, without lines and order; the order of values of an enum means nothing either."""
    return [
        type_.kind,
        type_.name,
        sorted(_member_text(each) for each in type_.members.values()),
        sorted(type_.names),
        sorted(each.node.notation for each in type_.usages),
        type_.repeatable,
    ]


def _member_text(placed: Placed) -> str:
    node = placed.node
    if isinstance(node, Field):
        inner = sorted(_with_usages(each) for each in node.arguments)
        return f"{node.name}({', '.join(inner)}): {node.type}{_usages(node)}"
    return _with_usages(node) if isinstance(node, Input | Value) else node.notation


def _with_usages(node: Input | Value) -> str:
    return node.notation + _usages(node)


def _usages(node: Field | Input | Value) -> str:
    return "".join(f" {each}" for each in sorted(usage.notation for usage in node.usages))
