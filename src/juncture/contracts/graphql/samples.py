"""The smallest value of an input type, and the smallest arguments that a field takes."""

from collections.abc import Iterable, Mapping

from juncture.contracts.graphql.operation import Literal
from juncture.contracts.graphql.schema import Schema
from juncture.contracts.graphql.syntax import Field, Input, named

_SCALARS = {"Int": "0", "Float": "0", "Boolean": "false"}
_STRING = '""'
"""Taken by String and ID, and by a scalar of which nothing is known."""
_MOST = 200
"""How many input objects one value holds at most. Where that does not do, the value is incomplete, and refused."""


class _Sampler:
    """Builds one value; input objects that hold each other could grow without an end."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.left = _MOST

    def value(self, type_: str, within: tuple[str, ...] = ()) -> Literal:
        bare = type_.removesuffix("!")
        if bare.startswith("["):
            return []
        definition = self.schema.get(bare)
        if definition is None or definition.kind not in ("enum", "input"):
            return _SCALARS.get(bare, _STRING)
        if definition.kind == "enum":
            return next(iter(definition.members), _STRING)
        self.left -= 1
        if bare in within or self.left < 0:
            return {}
        fields = [each.node for each in definition.members.values() if isinstance(each.node, Input)]
        one_of = any(each.node.name == "oneOf" for each in definition.usages)
        return {
            each.name: self.value(each.type, (*within, bare)) for each in (fields[:1] if one_of else needed(fields))
        }


def sample(schema: Schema, type_: str) -> Literal:
    """Return the smallest value that is not null."""
    return _Sampler(schema).value(type_)


def samples(schema: Schema, inputs: Iterable[Input]) -> dict[str, Literal]:
    """Return a value for each argument or input field."""
    return {each.name: sample(schema, each.type) for each in inputs}


def needed(inputs: Iterable[Input]) -> list[Input]:
    """Return the arguments or input fields that must be given."""
    return [each for each in inputs if each.required]


def call_arguments(schema: Schema, field: Field, given: Mapping[str, Literal | None]) -> dict[str, Literal]:
    """Return the arguments of a field: those that it needs, and those given; None leaves one out."""
    arguments = samples(schema, needed(each for each in field.arguments if each.name not in given))
    return arguments | {name: value for name, value in given.items() if value is not None}


def is_composite(schema: Schema, type_: str) -> bool:
    """Return whether a field of this type needs a selection."""
    return schema.kind(named(type_)) in ("type", "interface", "union")
