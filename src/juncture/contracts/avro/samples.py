"""The smallest datum of a type that takes a given way, as fastavro writes it, and as Avro's JSON encoding shows it."""

from typing import Any

import orjson

from juncture.contracts.avro.draft import Step
from juncture.contracts.avro.link import Node, Schemas, View
from juncture.contracts.avro.model import Array, Enum, Fixed, Map, Primitive, Record, Reference, Union
from juncture.contracts.avro.parser import branch_key

_PLAIN: dict[str, Any] = {
    "null": None,
    "boolean": False,
    "int": 0,
    "long": 0,
    "float": 0.0,
    "double": 0.0,
    "bytes": b"",
    "string": "",
}
_NIL_UUID = "00000000-0000-0000-0000-000000000000"
_MOST_NODES = 5000
_LONGEST_FIXED = 4096


class NoSampleError(Exception):
    """A type without a finite datum of a reasonable size, or whose parts are declared nowhere."""


def sample(schemas: Schemas, node: Node, steps: tuple[Step, ...] = ()) -> Any:
    """Return the smallest datum that takes these steps; a union's value is a pair of branch and value.

    Raises NoSampleError.
    """
    return _Sampling(schemas).value(node, steps)


class _Sampling:
    """One datum in the making: the records it stands inside of, and how large it has become."""

    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas
        self.inside: list[str] = []
        self.nodes = 0

    def value(self, node: Node, steps: tuple[Step, ...]) -> Any:
        self.nodes += 1
        if self.nodes > _MOST_NODES:
            raise NoSampleError
        (kind, chosen), rest = (steps[0], steps[1:]) if steps else (("", ""), ())
        view = self.schemas.view(node)
        found: Any
        match view.shape:
            case Primitive(name=name, logical=logical):
                found = _NIL_UUID if name == "string" and logical and logical.name == "uuid" else _PLAIN[name]
            case Array(items=items):
                found = [self.value(view.node(items), rest)] if kind == "items" else []
            case Map(values=values):
                found = {str(chosen): self.value(view.node(values), rest)} if kind == "values" else {}
            case Union(branches=branches):
                numbers = [int(chosen)] if kind == "branch" else range(len(branches))
                found = self._branch([view.node(branches[each]) for each in numbers], rest)
            case Enum(symbols=(first, *_)):
                found = chosen if kind == "symbol" else first
            case Fixed(size=size) if size <= _LONGEST_FIXED:
                found = b"\0" * size
            case Record() as shape if shape.name not in self.inside:
                way = {chosen: rest} if kind == "field" else {}
                found = self._record(view, shape, way)
            case _:
                raise NoSampleError
        return found

    def _record(self, view: View, shape: Record, way: dict[str | int, tuple[Step, ...]]) -> dict[str, Any]:
        self.inside.append(shape.name)
        try:
            return {each.name: self.value(view.node(each.type), way.get(each.name, ())) for each in shape.fields}
        finally:
            self.inside.pop()

    def _branch(self, branches: list[Node], steps: tuple[Step, ...]) -> Any:
        """Return the value of the first branch that has one; null is the smallest."""
        for branch in sorted(branches, key=lambda each: branch_key(each.type) != "null"):
            try:
                return branch_name(self.schemas, branch), self.value(branch, steps)
            except NoSampleError:
                continue  # a record inside itself: another branch ends the recursion
        raise NoSampleError


def branch_name(schemas: Schemas, branch: Node) -> str:
    """Return the name by which data tell a union's branch."""
    if isinstance(branch.type, Reference):
        named = schemas.view(branch).named
        return named.name if named else branch.type.name
    return branch_key(branch.type)


def shown(datum: Any) -> str:
    """Return a datum in Avro's JSON encoding: a branch as an object with its name, bytes as Latin-1."""
    return orjson.dumps(_encoded(datum)).decode()


def _encoded(datum: Any) -> Any:
    match datum:
        case (str() as branch, value):
            return None if value is None else {branch: _encoded(value)}
        case bytes():
            return datum.decode("latin-1")
        case dict():
            return {key: _encoded(value) for key, value in datum.items()}
        case list():
            return [_encoded(each) for each in datum]
        case _:
            return datum
