"""Re-checks GraphQL operations, responses and type definitions on the whole schemas, by graphql-core.

An operation must be valid before and not after. A response must be one that a server of the new schema sends just so,
and one of the old schema does not. A definition must fit the old schema and not the new one.
"""

import json
import re
from functools import cache
from typing import Any

from graphql import (
    DocumentNode,
    ExecutableDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    build_ast_schema,
    execute_sync,
    parse,
    validate,
)
from graphql.validation.validate import validate_sdl
from sides import CannotReadError, Side

_UNDECLARED = re.compile(r"Unknown type: '(\w+)'")
_MOST_UNDECLARED = 20
"""Types that no file declares; each is taken for a scalar."""
_MOST_TYPES = 8
_ENDINGS = (".graphql", ".graphqls", ".gql", ".gqls")


def refuted(change: dict[str, Any], old: Side, new: Side) -> str:
    """Return why a witness does not hold; empty where it does. Raises CannotReadError."""
    operation, _, response = change["witness"]["text"].partition("\n")
    try:
        document = parse(operation)
        data = json.loads(response)["data"] if response else None
    except (GraphQLError, ValueError, KeyError) as error:
        return f"the text is no operation, or its response no JSON: {error}"
    said = change["witness"]["old_verdict"], change["witness"]["new_verdict"]
    if (said[1] if response else said[0]) != "valid" or said[0] == said[1]:
        return f"verdicts are {said}; expected that one side, and only one, finds it valid"
    before, after = _schema(old), _schema(new)
    if response:
        return _of_response(document, data, before, after)
    wrong_before, wrong_after = _wrong(document, before), _wrong(document, after)
    if wrong_before:
        return f"old: {wrong_before}"
    if not wrong_after:
        return "new: nothing is wrong with the operation"
    return "" if said[1] in wrong_after else f"new: {wrong_after[0]}, not {said[1]}"


def _wrong(document: DocumentNode, schema: GraphQLSchema) -> list[str]:
    is_operation = all(isinstance(each, ExecutableDefinitionNode) for each in document.definitions)
    errors = validate(schema, document, hide_suggestions=True) if is_operation else validate_sdl(document, schema)
    return [each.message for each in errors]


def _of_response(document: DocumentNode, data: Any, before: GraphQLSchema, after: GraphQLSchema) -> str:
    wrong = _wrong(document, after) or _wrong(document, before)
    if wrong:
        return f"the operation is not valid: {wrong[0]}"
    if not _sends(after, document, data):
        return "new: a server does not send this response"
    return "old: a server sends this response" if _sends(before, document, data) else ""


def _sends(schema: GraphQLSchema, document: DocumentNode, data: Any) -> bool:
    """Whether a server that has this data sends it unchanged: without an error, and nothing coerced.

    Where the data tells not which of an interface's types it is, it may be any of some first ones.
    """

    def sends_as(number: int) -> bool:
        def resolve(value: Any, info: Any, abstract: Any) -> str | None:
            possible = [each.name for each in info.schema.get_possible_types(abstract)]
            named = value.get("__typename") if isinstance(value, dict) else None
            return named or (possible[number % len(possible)] if possible else None)

        result = execute_sync(schema, document, root_value=data, type_resolver=resolve)
        return not result.errors and _is_part(result.data, data)

    return any(sends_as(number) for number in range(_MOST_TYPES))


def _is_part(sent: Any, data: Any) -> bool:
    """Whether all that is sent stands in the data just so; what tells types apart need not be asked for."""
    if isinstance(sent, dict) and isinstance(data, dict):
        return all(name in data and _is_part(value, data[name]) for name, value in sent.items())
    if isinstance(sent, list) and isinstance(data, list):
        return len(sent) == len(data) and all(map(_is_part, sent, data))
    return type(sent) is type(data) and sent == data


@cache
def _schema(side: Side) -> GraphQLSchema:
    text = "\n".join(side.text(path if side.root.is_dir() else str(side.root)) for path in side.files(*_ENDINGS))
    why = ""
    for _ in range(_MOST_UNDECLARED):
        try:
            return build_ast_schema(parse(text, no_location=True), assume_valid=True, assume_valid_sdl=True)
        except (GraphQLError, TypeError) as error:
            why = str(error)
        undeclared = _UNDECLARED.search(why)
        if undeclared is None:
            break
        text += f"\nscalar {undeclared[1]}"
    raise CannotReadError(f"graphql-core does not read the schema: {why}")
