"""SDL as people keep it: in several files, extended, with errors, among operations, with comments and odd layout."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.contracts.diff import compare
from juncture.contracts.formats import format_of
from juncture.contracts.graphql.parts import Part, parse_part
from juncture.contracts.graphql.scan import scan
from juncture.contracts.model import ContractChange
from juncture.facts.problem import InputError

Files = dict[str, str]


def diff(old: Files, new: Files, **options: object) -> list[ContractChange]:
    before, after = ({path: text.encode() for path, text in side.items()} for side in (old, new))
    return compare(before, after, format="graphql", **options)  # type: ignore[arg-type]


def told(changes: list[ContractChange]) -> list[tuple[str, str, str]]:
    return [(change.rule.removeprefix("graphql/"), change.part, change.contract) for change in changes]


def problems(text: str) -> list[tuple[int, str]]:
    with pytest.raises(InputError) as raised:
        diff({"a.graphql": "type Query { a: Int }"}, {"a.graphql": text})
    return [(each.line, each.message) for each in raised.value.problems]


def test_an_extension_in_another_file_is_part_of_the_type() -> None:
    old = {"a.graphql": "type Query { a: Int }", "b.graphql": "extend type Query { b: Int }"}
    new = {"a.graphql": "type Query { a: Int b: Int }", "b.graphql": "extend type Query { c: Int }"}
    changes = diff(old, new)
    assert told(changes) == [("field-added", "Query.c", "b.graphql")]
    assert changes[0].cause_old and changes[0].cause_old.path == "a.graphql"


def test_a_definition_that_moves_between_files_of_a_schema_is_no_change() -> None:
    old = {"a.graphql": "type Query { t: T } type T { a: Int }", "b.graphql": "extend type Query { u: T }"}
    new = {"a.graphql": "type Query { t: T }", "b.graphql": "extend type Query { u: T } type T { a: Int }"}
    assert diff(old, new) == []


def test_a_file_that_is_renamed_is_no_change() -> None:
    text = "type Query { a: Int }"
    assert diff({"a.graphql": text}, {"b.graphql": text}, moved={"a.graphql": "b.graphql"}) == []


def test_what_a_renamed_file_loses_is_told_of_the_new_name() -> None:
    old, new = {"a.graphql": "type Query { a: Int } scalar S"}, {"b.graphql": "type Query { a: Int }"}
    (change,) = diff(old, new, moved={"a.graphql": "b.graphql"})
    assert (change.part, change.contract, change.cause_old and change.cause_old.path) == ("S", "b.graphql", "a.graphql")


def test_two_services_have_two_schemas() -> None:
    old = {
        "a/s.graphql": "type Query { t: T } type T { a: Int }",
        "b/s.graphql": "type Query { t: T } type T { b: Int }",
    }
    new = {**old, "b/s.graphql": "type Query { t: T } type T { c: Int }"}
    assert told(diff(old, new)) == [("field-removed", "T.b", "b/s.graphql"), ("field-added", "T.c", "b/s.graphql")]


def test_types_in_the_folder_beside_belong_to_the_schema_that_lacks_them() -> None:
    old = {"s/query.graphql": "type Query { t: T }", "s/types/t.graphql": "type T { a: Int! }"}
    new = {**old, "s/types/t.graphql": "type T { a: Int }"}
    (change,) = diff(old, new)
    assert change.operations == ("Query.t",)
    assert change.witness and change.witness.text.startswith("{ t { a } }")


def test_only_changed_files_are_told_of_and_the_others_are_context() -> None:
    old = {
        "a.graphql": "type Query { t: T }",
        "b.graphql": "type T { a: Int }",
        "c.graphql": "extend type T { c: Int }",
    }
    new = {
        "a.graphql": "type Query { t: T }",
        "b.graphql": "type T { b: Int }",
        "c.graphql": "extend type T { d: Int }",
    }
    assert {change.part for change in diff(old, new, changed={"c.graphql"})} == {"T.c", "T.d"}


def test_an_extension_of_schema_adds_an_operation_type() -> None:
    new = {"a.graphql": 'type Query { a: Int } type M { a: Int } extend schema @link(url: "x") { mutation: M }'}
    changes = diff({"a.graphql": "type Query { a: Int } type M { a: Int }"}, new)
    assert sorted(change.part for change in changes) == ["schema.mutation", "schema@link"]


def test_what_is_defined_twice_is_compared_and_told_once_it_comes() -> None:
    twice = "type Query { a: Int a: String } type T { a: Int } type T { b: Int }"
    changes = diff({"a.graphql": "type Query { a: Int } type T { a: Int }"}, {"a.graphql": twice})
    assert ("duplicate-definition", "Query.a", "a.graphql") in told(changes)
    assert ("duplicate-definition", "T", "a.graphql") in told(changes)
    assert ("field-added", "T.b", "a.graphql") in told(changes)
    assert diff({"a.graphql": twice}, {"a.graphql": twice + " scalar S"})[0].part == "S"


def test_descriptions_comments_commas_and_order_mean_nothing() -> None:
    old = """type Query { a(x: Int = 1, y: In = {a: 1, b: "\\u0041"}): Int b: Int }
        input In { a: Int b: String } enum E { A B }"""
    new = '''
    # a comment with type X { in it
    """ type Query { not: Me } """
    enum E { B, "said" A, }
    input In { b: String, a: Int }
    type Query {
      "one line" b: Int,
      a(y: In = {b: """A""", a: 1} # { ( [
        """a block "quoted" \\""" and } more"""
        x: Int = 1): Int
    }'''
    assert diff({"a.graphql": old}, {"a.graphql": new}) == []


def test_operations_in_the_file_are_left_out() -> None:
    old = "type Query { a: Int }"
    new = old + " query Q($v: Int = 1) @d(o: {a: 1}) { a b(x: {y: 1}) { ... on T { c } } } { a } fragment F on T { a }"
    assert diff({"a.graphql": old}, {"a.graphql": new}) == []


def test_all_syntax_errors_of_the_definitions_that_differ_are_told_with_their_lines() -> None:
    text = "type Query {\n  a Int\n}\nenum E { 1 }\n\ninput I {\n  a: Int = }\n"
    assert problems(text) == [
        (2, "'Int' where ':' is expected"),
        (4, "'1' where the name of an enum value is expected"),
        (7, "'}' where a value is expected"),
    ]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("type Query {\n  a: Int\n", 1, "'{' is never closed"),
        ("type Query { a: Int }\n}\ntype T { a: Int }", 2, "'}' where a definition (type, enum, schema …) is expected"),
        ('type Query { a: Int }\n"""\nno end', 2, "a string without an end"),
        ("type Query { a(b: Int] }", 1, "']' where a name is expected"),
        ("scalar S @d(a: [1)", 1, "')' closes nothing"),
        ("message Query { int32 a = 1; }", 1, "'message' where a definition (type, enum, schema …) is expected"),
        ("type", 1, "'type' where a keyword and a name are expected"),
    ],
)
def test_broken_files_are_told_where_they_break(text: str, line: int, message: str) -> None:
    assert problems(text)[0] == (line, message)


@pytest.mark.parametrize(
    ("path", "content", "known"),
    [
        ("a.graphql", "type Query { a: Int }", True),
        ("a.graphqls", '"""said"""\nextend type Query @key(fields: "id") { a: Int }', True),
        ("a.gql", "# said\nunion U = A | B", True),
        ("a.graphql", "directive @d on FIELD", True),
        ("a.graphql", "schema { query: Q }", True),
        ("a.graphql", "query Q { type }", False),
        ("a.graphql", "fragment F on T { a }\nmutation M { b }", False),
        ("a.graphql", "", False),
        ("a.ts", "type Query = { a: number }", False),
        ("a.yaml", "type: object", False),
    ],
)
def test_sdl_is_recognised_by_what_it_defines(path: str, content: str, known: bool) -> None:
    found = format_of(path, content.encode())
    assert (found is not None and found.name == "graphql") is known


HOSTILE = {
    "deep lists": "type Query { a: " + "[" * 50_000 + "Int" + "]" * 50_000 + " }",
    "deep values": "type Query { a(b: Int = " + "[" * 50_000 + "]" * 50_000 + "): Int }",
    "deep braces": "type Query " + "{" * 100_000,
    "open quotes": "type Query { a: Int } " + '"""' * 100_001,
    "many open types": "type Query { " * 50_000,
    "one long line of quotes": "type Query { a: Int " + '"' * 100_001 + " }",
    "many comments": "#\n" * 200_000 + "type Query { a: Int b: Int }",
    "a chain": "type Query { a: T0 } " + " ".join(f"type T{i} {{ a: T{i + 1} }}" for i in range(5_000)),
    "inputs that need each other": "type Query { a(i: I0!): Int } "
    + " ".join(f"input I{i} {{ " + " ".join(f"f{j}: I{i + 1}!" for j in range(9)) + " }" for i in range(60)),
    "a ring": "type Query { a(i: A!): Int } input A { a: A! } interface I implements J { a: I } "
    "interface J implements I { a: J }",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_sdl_is_answered_soon(text: str) -> None:
    start = time.perf_counter()
    try:
        diff({"a.graphql": "type Query { a: Int }"}, {"a.graphql": text})
        diff({"a.graphql": text}, {"a.graphql": text.replace("Int", "String").replace("a: T4", "b: T4")})
    except InputError as error:
        assert error.problems
    assert time.perf_counter() - start < 10


@given(st.text(st.sampled_from('{}()[]"#|&@=:!,.\n type enum Query input aB1-\\')))
def test_no_text_makes_the_scanner_fail_otherwise_than_by_a_problem(text: str) -> None:
    try:
        chunks = scan("a.graphql", text.encode())
    except InputError as error:
        assert error.problems
    else:
        assert [chunk.line for chunk in chunks] == sorted(chunk.line for chunk in chunks)


PARTS = {
    "T": Part("T"),
    "T.f": Part("T", "f"),
    "T.f(a)": Part("T", "f", "a"),
    "E.V@deprecated": Part("E", "V", usage="deprecated"),
    "T.f(a)@x": Part("T", "f", "a", usage="x"),
    "T&I": Part("T", listed="&I"),
    "U|M": Part("U", listed="|M"),
    "@d": Part("@d"),
    "@d(a)": Part("@d", argument="a"),
    "@d|FIELD": Part("@d", listed="|FIELD"),
    "schema": Part(),
    "schema.query": Part(member="query"),
    ".schema.query": Part("schema", "query"),
    "schema@link": Part(usage="link"),
}


@pytest.mark.parametrize("text", PARTS)
def test_parts_are_written_and_read_back(text: str) -> None:
    assert parse_part(text) == PARTS[text]
    assert str(PARTS[text]) == text


def test_an_argument_may_be_written_as_a_schema_coordinate() -> None:
    assert parse_part("Query.order(id:)") == Part("Query", "order", "id")


@pytest.mark.parametrize("text", ["", "T.", "T.f.g", "T f", "1", "@d.f", "T..f", "T.f()"])
def test_what_is_no_part_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="no part of a GraphQL schema"):
        parse_part(text)
