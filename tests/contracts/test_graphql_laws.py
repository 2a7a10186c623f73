"""Laws of the GraphQL comparer, on generated schemas; the reference implementation is the oracle."""

import re
from collections.abc import Iterator

import pytest
from graphql import GraphQLSchema, build_schema, parse, print_ast, print_schema, validate
from graphql.utilities import find_schema_changes, lexicographic_sort_schema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from juncture.contracts.diff import compare
from juncture.contracts.model import ContractChange
from juncture.facts.rule import rule

NAMES = ("a", "b", "c")
OBJECTS, INPUTS, ENUMS = ("O1", "O2", "O3"), ("I1", "I2"), ("E1", "E2")
LEAVES = ("Int", "String", *ENUMS)


def diff(old: str, new: str, *, witnesses: bool = False) -> list[ContractChange]:
    sides = {"a.graphql": old.encode()}, {"a.graphql": new.encode()}
    return compare(*sides, format="graphql", witnesses=witnesses)


def of(names: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda name, shape: shape.format(name), st.sampled_from(names), st.sampled_from(("{}", "{}!", "[{}]", "[{}!]!"))
    )


def some(names: tuple[str, ...], element: st.SearchStrategy[str], least: int = 1) -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from(names), element, min_size=least)


INPUT_TYPES = of((*LEAVES, *INPUTS))
ARGUMENTS = some(NAMES, INPUT_TYPES, 0).map(
    lambda found: f"({', '.join(f'{k}: {v}' for k, v in found.items())})" if found else ""
)
FIELDS = some(NAMES, st.builds("{}: {}".format, ARGUMENTS, of((*LEAVES, *OBJECTS, "N", "U")))).map(
    lambda found: " ".join(f"{name}{field}" for name, field in found.items())
)


@st.composite
def schemas(draw: st.DrawFn) -> str:
    """SDL with three objects, two inputs, two enums, an interface and a union, each in one of many forms."""
    parts = [f"type Query {{ q: O1 u: U n: N {draw(FIELDS)} }}"]
    for name in OBJECTS:
        node = draw(st.booleans())
        parts.append(f"type {name} {'implements N ' if node else ''}{{ {'id: ID ' if node else ''}{draw(FIELDS)} }}")
    for name in INPUTS:
        fields = draw(some(NAMES, INPUT_TYPES))
        parts.append(f"input {name} {{ {' '.join(f'{field}: {type_}' for field, type_ in fields.items())} }}")
    for name in ENUMS:
        values = draw(st.lists(st.sampled_from(("A", "B", "C")), min_size=1, unique=True))
        parts.append(f"enum {name} {{ {' '.join(values)} }}")
    members = draw(st.lists(st.sampled_from(OBJECTS), min_size=1, unique=True))
    parts.append(f"union U = {' | '.join(members)} interface N {{ id: ID }}")
    return "\n".join(draw(st.permutations(parts)))


def built(text: str) -> GraphQLSchema:
    return build_schema(text, assume_valid=True, assume_valid_sdl=True)


ENUM_IDS = ("VALUE_REMOVED_FROM_ENUM", "VALUE_ADDED_TO_ENUM")
"""Where we look at the direction as well, which the reference implementation does not."""


def by_reference(old: str, new: str) -> Iterator[tuple[str, str]]:
    for change in find_schema_changes(built(old), built(new)):
        level = type(change.type).__name__
        if (
            level != "SafeChangeType"
            and change.type.name not in ENUM_IDS
            and "Standard scalar" not in change.description
        ):
            yield ("breaking" if level.startswith("Breaking") else "risky"), change.type.name


def by_us(changes: list[ContractChange]) -> Iterator[tuple[str, str]]:
    for change in changes:
        (name,) = rule(change.rule).equivalents.get("graphql-js", [""])
        if change.compatibility != "compatible" and name not in ENUM_IDS:
            yield change.compatibility.value, name


@given(schemas(), schemas())
def test_breaking_and_dangerous_are_what_the_reference_implementation_finds(old: str, new: str) -> None:
    assert sorted(by_us(diff(old, new))) == sorted(by_reference(old, new))


@given(schemas())
def test_equal_schemas_give_nothing_in_any_layout_and_order(text: str) -> None:
    assert diff(text, print_ast(parse(text))) == []
    assert diff(text, print_schema(lexicographic_sort_schema(built(text)))) == []


@given(schemas())
def test_descriptions_give_nothing(text: str) -> None:
    described = re.sub(r"(\b(?:type|enum|input|union|interface)\b|\b[abc](?=[:(]))", r'"type X { y: Z }" \1', text)
    assert diff(text, described) == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(schemas(), schemas())
def test_each_witness_is_confirmed_on_the_whole_schemas(old: str, new: str) -> None:
    whole = built(old), built(new)
    for change in diff(old, new, witnesses=True):
        if change.witness and "\n" not in change.witness.text:
            before, after = (validate(schema, parse(change.witness.text)) for schema in whole)
            assert not before and after, change


@given(schemas(), schemas())
def test_swapping_the_sides_swaps_what_is_added_and_what_is_removed(old: str, new: str) -> None:
    there, back = (sorted(turned(change) for change in diff(*sides)) for sides in ((old, new), (new, old)))
    mirrored = {"removed": "added", "added": "removed"}
    assert there == sorted((part, mirrored.get(what, what)) for part, what in back)


def turned(change: ContractChange) -> tuple[str, str]:
    for word in ("removed", "no-longer-sent"):
        if word in change.rule:
            return change.part, "removed"
    for word in ("added", "accepted"):
        if word in change.rule:
            return change.part, "added"
    return change.part, "changed"


@given(schemas(), schemas(), schemas())
def test_what_differs_in_the_end_differed_on_the_way(first: str, second: str, third: str) -> None:
    steps = {member(change) for sides in ((first, second), (second, third)) for change in diff(*sides)}
    assert {member(change) for change in diff(first, third)} <= steps


def member(change: ContractChange) -> str:
    """The field or value that a change belongs to: one may go and come back with other arguments."""
    return change.part.partition("(")[0]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_lines_are_counted_as_editors_count_them(line_end: str) -> None:
    old = line_end.join(("type Query {", "  a: Int", '  """', "  said", '  """', "  b: Int", "}"))
    (change,) = diff(old, old.replace("  b: Int", "  b: Int!"))
    assert change.cause and change.cause.line == 6
