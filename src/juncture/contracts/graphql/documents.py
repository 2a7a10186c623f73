"""Documents that use a directive: where it may stand, one for each place, in operations and in type definitions."""

from collections.abc import Iterator
from typing import NamedTuple

from juncture.contracts.graphql.draft import Draft
from juncture.contracts.graphql.operation import Literal, literal
from juncture.contracts.graphql.samples import needed, sample, samples
from juncture.contracts.graphql.schema import Schema, Type
from juncture.contracts.graphql.syntax import Input

_OPERATIONS = {
    "QUERY": "query {0} {{ __typename }}",
    "MUTATION": "mutation {0} {{ __typename }}",
    "FIELD": "{{ __typename {0} }}",
    "INLINE_FRAGMENT": "{{ ... {0} {{ __typename }} }}",
    "FRAGMENT_SPREAD": "{{ ...F {0} }} fragment F on {1} {{ __typename }}",
    "FRAGMENT_DEFINITION": "{{ ...F }} fragment F on {1} {0} {{ __typename }}",
    "VARIABLE_DEFINITION": "query ($v: Boolean! {0}) {{ __typename @skip(if: $v) }}",
}
_DEFINITIONS = {
    "SCHEMA": "extend schema {0}",
    "SCALAR": "scalar Example {0}",
    "OBJECT": "type Example {0} {{ a: Int }}",
    "FIELD_DEFINITION": "type Example {{ a: Int {0} }}",
    "ARGUMENT_DEFINITION": "type Example {{ a(b: Int {0}): Int }}",
    "INTERFACE": "interface Example {0} {{ a: Int }}",
    "UNION": "union Example {0} = {1}",
    "ENUM": "enum Example {0} {{ A }}",
    "ENUM_VALUE": "enum Example {{ A {0} }}",
    "INPUT_OBJECT": "input Example {0} {{ a: Int }}",
    "INPUT_FIELD_DEFINITION": "input Example {{ a: Int {0} }}",
}


class Document(NamedTuple):
    """A document that uses a directive with ``arguments``; ``executable`` for an operation."""

    text: str
    directive: str
    arguments: dict[str, Literal]
    executable: bool


def documents(before: Schema, after: Schema, draft: Draft) -> Iterator[Document]:
    """Yield the documents that may be valid before a change of a directive and not after it."""
    if not draft.part.type.startswith("@"):
        return
    directive = before.get(draft.part.type)
    if directive is None:
        return
    root = before.roots.get("query", "Query")
    now = after.get(draft.part.type)
    places = [draft.part.listed[1:]] if draft.part.listed else list(directive.names)
    for given in _given(before, directive, draft):
        written = _written(directive.name, given)
        if draft.rule == "directive-repeatable-removed":
            written = f"{written} {written}"
        for place in places:
            if now is not None and not draft.part.listed and place not in now.names:
                continue
            executable = place in _OPERATIONS
            form = (_OPERATIONS if executable else _DEFINITIONS).get(place)
            if form:
                yield Document(form.format(written, root), directive.name, given, executable)


def _given(schema: Schema, directive: Type, draft: Draft) -> Iterator[dict[str, Literal]]:
    """Yield the arguments to try: those needed, then the one that changed, as the smallest value and as null."""
    inputs = [each.node for each in directive.members.values() if isinstance(each.node, Input)]
    changed = next((each for each in inputs if each.name == draft.part.argument), None)
    base = samples(schema, needed(inputs))
    yield base
    if changed is not None:
        yield {**base, changed.name: sample(schema, changed.type)}
        if not changed.type.endswith("!"):
            yield {**base, changed.name: "null"}


def _written(name: str, arguments: dict[str, Literal]) -> str:
    inside = ", ".join(f"{each}: {literal(value)}" for each, value in arguments.items())
    return f"{name}({inside})" if inside else name
