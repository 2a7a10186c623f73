"""The table of GraphQL rules: what stood, what stands, and what it means. Snippets begin on line 1."""

from typing import NamedTuple

import pytest

from juncture.contracts.diff import compare
from juncture.contracts.graphql.parts import parse_part
from juncture.contracts.model import ContractChange
from juncture.facts.rule import family, rule


class Case(NamedTuple):
    """``lines`` are those of the change, old and new; ``told`` is what is said of both sides."""

    rule: str
    old: str
    new: str
    part: str
    lines: tuple[int | None, int | None]
    told: tuple[str, str]
    direction: str


def diff(old: str, new: str) -> list[ContractChange]:
    """Compare two snippets, without witnesses."""
    return compare({"a.graphql": old.encode()}, {"a.graphql": new.encode()}, format="graphql", witnesses=False)


def typed(old: str, new: str) -> tuple[str, str]:
    return f"type Query {{\n  a: Int\n  {old}\n}}", f"type Query {{\n  a: Int\n  {new}\n}}"


def given(old: str, new: str) -> tuple[str, str]:
    return typed(f"b(c: Int{old}): Int", f"b(c: Int{new}): Int")


def taken(old: str, new: str) -> tuple[str, str]:
    head = "type Query { a(i: In): Int }\ninput In {\n  x: Int"
    return f"{head}\n  {old}\n}}", f"{head}\n  {new}\n}}"


def listed(use: str, old: str, new: str) -> tuple[str, str]:
    return (
        f"type Query {{ {use} }}\nenum E {{\n  A\n  {old}\n}}",
        f"type Query {{ {use} }}\nenum E {{\n  A\n  {new}\n}}",
    )


def directed(old: str, new: str) -> tuple[str, str]:
    return f"type Query {{ a: Int }}\ndirective @d{old}", f"type Query {{ a: Int }}\ndirective @d{new}"


IN, OUT, BOTH = "request", "response", "both"
FIELDS = [
    Case("field-added", *typed("", "b: Int"), "Query.b", (1, 3), ("", "b: Int"), OUT),
    Case("field-removed", *typed("b: Int", ""), "Query.b", (3, 1), ("b: Int", ""), OUT),
    Case("field-removed-deprecated", *typed("b: Int @deprecated", ""), "Query.b", (3, 1), ("b: Int", ""), OUT),
    Case("field-type-changed", *typed("b: Int", "b: String"), "Query.b", (3, 3), ("Int", "String"), OUT),
    Case("field-type-changed", *typed("b: Int!", "b: Int"), "Query.b", (3, 3), ("Int!", "Int"), OUT),
    Case("field-type-changed", *typed("b: Int", "b: [Int]"), "Query.b", (3, 3), ("Int", "[Int]"), OUT),
    Case("field-type-changed", *typed("b: [Int!]!", "b: [Int]!"), "Query.b", (3, 3), ("[Int!]!", "[Int]!"), OUT),
    Case("field-type-narrowed", *typed("b: [Int]", "b: [Int!]!"), "Query.b", (3, 3), ("[Int]", "[Int!]!"), OUT),
    Case("deprecated", *typed("b: Int", "b: Int @deprecated"), "Query.b@deprecated", (3, 3), ("", "@deprecated"), OUT),
    Case(
        "deprecation-removed",
        *typed("b: Int @deprecated", "b: Int"),
        "Query.b@deprecated",
        (3, 3),
        ("@deprecated", ""),
        OUT,
    ),
    Case(
        "deprecation-reason-changed",
        *typed('b: Int @deprecated(reason: "old")', 'b: Int @deprecated(reason: "very old")'),
        "Query.b@deprecated",
        (3, 3),
        ('@deprecated(reason: "old")', '@deprecated(reason: "very old")'),
        OUT,
    ),
    Case("directive-usage-added", *typed("b: Int", "b: Int\n@x"), "Query.b@x", (3, 4), ("", "@x"), OUT),
    Case("directive-usage-removed", *typed("b: Int @x", "b: Int"), "Query.b@x", (3, 3), ("@x", ""), OUT),
    Case(
        "directive-usage-changed",
        *typed("b: Int @x(n: 1)", "b: Int @x(n: 2)"),
        "Query.b@x",
        (3, 3),
        ("@x(n: 1)", "@x(n: 2)"),
        OUT,
    ),
    Case("duplicate-definition", *typed("b: Int", "b: Int\n  b: Int"), "Query.b", (None, 4), ("", "Query.b"), BOTH),
]
INPUTS = [
    Case("argument-added", *typed("b: Int", "b(c: Int): Int"), "Query.b(c)", (3, 3), ("", "c: Int"), IN),
    Case("argument-added", *typed("b: Int", "b(c: Int! = 1): Int"), "Query.b(c)", (3, 3), ("", "c: Int! = 1"), IN),
    Case("argument-added-required", *typed("b: Int", "b(\n c: Int!): Int"), "Query.b(c)", (3, 4), ("", "c: Int!"), IN),
    Case("argument-removed", *typed("b(c: Int): Int", "b: Int"), "Query.b(c)", (3, 3), ("c: Int", ""), IN),
    Case(
        "argument-removed-deprecated",
        *typed("b(c: Int @deprecated): Int", "b: Int"),
        "Query.b(c)",
        (3, 3),
        ("c: Int", ""),
        IN,
    ),
    Case("argument-type-changed", *given("", "!"), "Query.b(c)", (3, 3), ("Int", "Int!"), IN),
    Case("argument-type-widened", *given("!", ""), "Query.b(c)", (3, 3), ("Int!", "Int"), IN),
    Case("argument-became-required", *given("! = 1", "!"), "Query.b(c)", (3, 3), ("c: Int! = 1", "c: Int!"), IN),
    Case("argument-default-changed", *given(" = 1", " = 2"), "Query.b(c)", (3, 3), ("c: Int = 1", "c: Int = 2"), IN),
    Case("argument-default-changed", *given(" = 1", ""), "Query.b(c)", (3, 3), ("c: Int = 1", "c: Int"), IN),
    Case("argument-default-added", *given("", " = 1"), "Query.b(c)", (3, 3), ("c: Int", "c: Int = 1"), IN),
    Case("input-field-added", *taken("", "y: Int"), "In.y", (2, 4), ("", "y: Int"), IN),
    Case("input-field-added-required", *taken("", "y: Int!"), "In.y", (2, 4), ("", "y: Int!"), IN),
    Case("input-field-removed", *taken("y: Int", ""), "In.y", (4, 2), ("y: Int", ""), IN),
    Case("input-field-removed-deprecated", *taken("y: Int @deprecated", ""), "In.y", (4, 2), ("y: Int", ""), IN),
    Case("input-field-type-changed", *taken("y: Int", "y: [Int]"), "In.y", (4, 4), ("Int", "[Int]"), IN),
    Case("input-field-type-widened", *taken("y: [Int!]", "y: [Int]"), "In.y", (4, 4), ("[Int!]", "[Int]"), IN),
    Case(
        "input-field-became-required", *taken("y: Int! = 1", "y: Int!"), "In.y", (4, 4), ("y: Int! = 1", "y: Int!"), IN
    ),
    Case(
        "input-field-default-changed",
        *taken("y: O = {a: 1, b: 2}", "y: O = {a: 1, b: 3}"),
        "In.y",
        (4, 4),
        ("y: O = {a: 1, b: 2}", "y: O = {a: 1, b: 3}"),
        IN,
    ),
    Case("input-field-default-added", *taken("y: Int", "y: Int = 1"), "In.y", (4, 4), ("y: Int", "y: Int = 1"), IN),
    Case("one-of-added", "input In { x: Int }", "input In @oneOf { x: Int }", "In@oneOf", (1, 1), ("", "@oneOf"), IN),
    Case("one-of-removed", "input In @oneOf { x: Int }", "input In { x: Int }", "In@oneOf", (1, 1), ("@oneOf", ""), IN),
]
ENUMS = [
    Case("enum-value-removed", *listed("a(e: E): Int", "B", ""), "E.B", (4, 2), ("B", ""), IN),
    Case("enum-value-removed", *listed("a: Int", "B", ""), "E.B", (4, 2), ("B", ""), BOTH),
    Case("enum-value-removed", *listed("a(e: E): E", "B", ""), "E.B", (4, 2), ("B", ""), BOTH),
    Case("enum-value-removed-deprecated", *listed("a(e: E): Int", "B @deprecated", ""), "E.B", (4, 2), ("B", ""), IN),
    Case("enum-value-no-longer-sent", *listed("a: [E!]", "B", ""), "E.B", (4, 2), ("B", ""), OUT),
    Case("enum-value-added", *listed("a: E", "", "B"), "E.B", (2, 4), ("", "B"), OUT),
    Case("enum-value-accepted", *listed("a(e: E): Int", "", "B"), "E.B", (2, 4), ("", "B"), IN),
]
TYPES = [
    Case(
        "type-added",
        "type Query { a: Int }",
        "type Query { a: Int }\ntype T { a: Int }",
        "T",
        (None, 2),
        ("", "type T"),
        OUT,
    ),
    Case("type-removed", "scalar S\nscalar T", "scalar S", "T", (2, None), ("scalar T", ""), BOTH),
    Case("type-kind-changed", "scalar S", "\nenum S { A }", "S", (1, 2), ("scalar", "enum"), BOTH),
    Case("union-member-added", "union U = A", "union U = A |\n B", "U|B", (1, 2), ("", "B"), OUT),
    Case("union-member-removed", "union U = | A | B", "union U = A", "U|B", (1, 1), ("B", ""), OUT),
    Case("interface-added", "type T { a: Int }", "type T implements I { a: Int }", "T&I", (1, 1), ("", "I"), OUT),
    Case("interface-removed", "type T implements I & J", "type T implements J", "T&I", (1, 1), ("I", ""), OUT),
    Case(
        "specified-by-changed",
        'scalar S @specifiedBy(url: "a")',
        'scalar S @specifiedBy(url: "b")',
        "S@specifiedBy",
        (1, 1),
        ('@specifiedBy(url: "a")', '@specifiedBy(url: "b")'),
        BOTH,
    ),
]
DIRECTIVES = [
    Case("directive-added", "scalar S", "scalar S\ndirective @d on FIELD", "@d", (None, 2), ("", "@d"), IN),
    Case("directive-removed", "scalar S directive @d on ENUM", "scalar S", "@d", (1, None), ("@d", ""), BOTH),
    Case("directive-argument-added", *directed(" on ENUM", "(a: Int) on ENUM"), "@d(a)", (2, 2), ("", "a: Int"), BOTH),
    Case(
        "directive-argument-added-required",
        *directed(" on FIELD", "(a: Int!) on FIELD"),
        "@d(a)",
        (2, 2),
        ("", "a: Int!"),
        IN,
    ),
    Case(
        "directive-argument-removed", *directed("(a: Int) on ENUM", " on ENUM"), "@d(a)", (2, 2), ("a: Int", ""), BOTH
    ),
    Case(
        "directive-argument-removed-deprecated",
        *directed("(a: Int @deprecated) on ENUM", " on ENUM"),
        "@d(a)",
        (2, 2),
        ("a: Int", ""),
        BOTH,
    ),
    Case(
        "directive-argument-type-changed",
        *directed("(a: Int) on ENUM", "(a: ID) on ENUM"),
        "@d(a)",
        (2, 2),
        ("Int", "ID"),
        BOTH,
    ),
    Case(
        "directive-argument-type-widened",
        *directed("(a: Int!) on ENUM", "(a: Int) on ENUM"),
        "@d(a)",
        (2, 2),
        ("Int!", "Int"),
        BOTH,
    ),
    Case(
        "directive-argument-became-required",
        *directed("(a: Int! = 1) on ENUM", "(a: Int!) on ENUM"),
        "@d(a)",
        (2, 2),
        ("a: Int! = 1", "a: Int!"),
        BOTH,
    ),
    Case(
        "directive-argument-default-changed",
        *directed("(a: Int = 1) on ENUM", "(a: Int = 2) on ENUM"),
        "@d(a)",
        (2, 2),
        ("a: Int = 1", "a: Int = 2"),
        BOTH,
    ),
    Case(
        "directive-argument-default-added",
        *directed("(a: Int) on ENUM", "(a: Int = 2) on ENUM"),
        "@d(a)",
        (2, 2),
        ("a: Int", "a: Int = 2"),
        BOTH,
    ),
    Case(
        "directive-location-added", *directed(" on ENUM", " on ENUM | UNION"), "@d|UNION", (2, 2), ("", "UNION"), BOTH
    ),
    Case(
        "directive-location-removed", *directed(" on ENUM | UNION", " on ENUM"), "@d|UNION", (2, 2), ("UNION", ""), BOTH
    ),
    Case(
        "directive-repeatable-added",
        *directed(" on ENUM", " repeatable on ENUM"),
        "@d",
        (2, 2),
        ("@d", "@d repeatable"),
        BOTH,
    ),
    Case(
        "directive-repeatable-removed",
        *directed(" repeatable on ENUM", " on ENUM"),
        "@d",
        (2, 2),
        ("@d repeatable", "@d"),
        BOTH,
    ),
]
_ROOTS = "type Q { a: Int }\ntype M { a: Int }\n"
ROOTS = [
    Case(
        "root-type-added",
        _ROOTS + "schema { query: Q }",
        _ROOTS + "schema { query: Q\nmutation: M }",
        "schema.mutation",
        (3, 4),
        ("", "M"),
        BOTH,
    ),
    Case(
        "root-type-removed",
        _ROOTS + "schema { query: Q\nmutation: M }",
        _ROOTS + "schema { query: Q }",
        "schema.mutation",
        (4, 3),
        ("M", ""),
        BOTH,
    ),
    Case(
        "root-type-changed",
        _ROOTS + "schema { query: Q }",
        _ROOTS + "schema { query: M }",
        "schema.query",
        (3, 3),
        ("Q", "M"),
        BOTH,
    ),
    Case("schema-added", "", "type Query { a: Int }", "schema", (None, 1), ("", "1 definition"), BOTH),
    Case("schema-removed", "type Query { a: Int } scalar S", "", "schema", (1, None), ("2 definitions", ""), BOTH),
]
CASES = [*FIELDS, *INPUTS, *ENUMS, *TYPES, *DIRECTIVES, *ROOTS]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.rule} {case.told[0]} → {case.told[1]}" for case in CASES])
def test_says_what_changed_and_where(case: Case) -> None:
    (change,) = diff(case.old, case.new)
    assert change.rule == f"graphql/{case.rule}"
    assert change.part == case.part
    assert (change.old, change.new) == case.told
    assert (change.cause_old and change.cause_old.line, change.cause and change.cause.line) == case.lines
    assert change.direction == case.direction
    assert str(parse_part(change.part)) == change.part


def test_every_rule_has_a_case() -> None:
    assert {f"graphql/{case.rule}" for case in CASES} == set(family("graphql"))


@pytest.mark.parametrize("rule_id", family("graphql"))
def test_every_rule_rates_what_it_means(rule_id: str) -> None:
    known = rule(rule_id)
    assert known.severity == {"breaking": "block", "risky": "warn", "compatible": "note"}[known.compatibility]
    assert known.order and known.source and known.fix


def test_what_is_added_is_told_once_with_all_that_it_holds() -> None:
    changes = diff(
        "type Query { a: Int }", "type Query { a: Int b(c: Int! @x): In @deprecated } input In @y { d: Int! }"
    )
    assert [change.rule for change in changes] == ["graphql/type-added", "graphql/field-added"]


def test_a_break_inside_a_type_of_another_kind_is_told_by_the_kind_alone() -> None:
    changes = diff("type T implements I { a: Int }", "interface T { b: Int }")
    assert [change.rule for change in changes] == ["graphql/type-kind-changed"]
