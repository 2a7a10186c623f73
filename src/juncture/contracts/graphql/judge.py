"""The judge of witnesses: graphql-core, which validates operations, executes them on a response, and reads values."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

from graphql import GraphQLError, build_ast_schema, execute_sync, parse, validate
from graphql.type import GraphQLSchema, assert_leaf_type, is_enum_type
from graphql.validation.validate import validate_sdl

Verdict = str
"""What is wrong; empty where nothing is."""


class ConfusedError(Exception):
    """The judge fails on a part of a schema, so that it says nothing about it."""


@contextmanager
def _asked() -> Iterator[None]:
    """Tell the judge's own failures apart: it is given schemas with errors, which it is not made for."""
    try:
        yield
    except (GraphQLError, TypeError, AttributeError, LookupError, RecursionError) as error:
        raise ConfusedError(str(error)) from error


@lru_cache(maxsize=1024)
def _schema(sdl: str) -> GraphQLSchema:
    return build_ast_schema(parse(sdl, no_location=True), assume_valid=True, assume_valid_sdl=True)


def operation_verdict(sdl: str, operation: str) -> Verdict:
    """Return what is wrong with an operation under a schema (GraphQL spec, section 5 Validation).

    Raises ConfusedError, as all that ask the judge do.
    """
    with _asked():
        return _told(validate(_schema(sdl), parse(operation), max_errors=1, hide_suggestions=True))


def document_verdict(sdl: str, document: str) -> Verdict:
    """Return what is wrong with type definitions that extend a schema."""
    with _asked():
        return _told(validate_sdl(parse(document), _schema(sdl)))


def response_verdict(sdl: str, operation: str, response: dict[str, Any]) -> Verdict:
    """Return what is wrong with a response to an operation (GraphQL spec, section 6.4.3 Value Completion)."""
    with _asked():
        result = execute_sync(_schema(sdl), parse(operation), root_value=response, hide_suggestions=True)
        return _told(result.errors or [])


class Leaf(NamedTuple):
    """A scalar or enum of a schema."""

    sdl: str
    name: str

    def verdict(self, value: object) -> Verdict:
        """Return what is wrong with a value of it."""
        with _asked():
            type_ = self._type
            try:
                type_.coerce_input_value(
                    value, *([True] if is_enum_type(type_) else [])
                )  # an enum would suggest others
            except GraphQLError as error:
                return error.message
            return ""

    def writes(self, value: object) -> bool:
        """Return whether a server that returns this type may write the value as it is."""
        with _asked():
            type_ = self._type
            try:
                written = type_.coerce_output_value(value)
            except GraphQLError:
                return False
            return type(written) is type(value) and written == value

    @property
    def _type(self) -> Any:
        return assert_leaf_type(_schema(self.sdl).type_map[self.name])


def _told(errors: list[GraphQLError]) -> Verdict:
    real = [each.message for each in errors if "Too many validation errors" not in each.message]
    return real[0] if real else ""
