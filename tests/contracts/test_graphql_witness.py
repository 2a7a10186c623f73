"""Every break of a GraphQL schema is shown on an operation, and graphql-core confirms it on the whole schemas."""

import json
import socket
from typing import Any

import pytest
from graphql import GraphQLSchema, build_schema, execute_sync, parse, validate
from graphql.validation.validate import validate_sdl

from juncture.contracts.diff import compare
from juncture.contracts.model import ContractChange
from juncture.facts.rule import family, rule

SHOP = """
interface Node { id: ID! }
type Order implements Node { id: ID! number: Int! items(first: Int! by: Sort): [Item!]! note: String state: State }
type Item implements Node { id: ID! name: String! old: String @deprecated }
type Refund { order: Order }
union Event = Order | Refund
enum Sort { NAME PRICE }
enum State { OPEN CLOSED }
input Filter { sort: Sort! text: String limit: Int! = 10 more: [Filter!] }
type Query { order(id: ID!): Order search(filter: Filter, page: Int! = 1): [Event] node: Node }
type Mutation { cancel(id: ID! reason: String): Refund }
directive @cached(seconds: Int! = 1) repeatable on FIELD | OBJECT
"""
FILTERED = "{ search(filter: {sort: NAME}) { __typename } }"

BREAKS = [
    ("field-removed", "note: String", "", '{ order(id: "") { note } }'),
    ("field-removed-deprecated", "old: String @deprecated", "", "{ node { ... on Item { old } } }"),
    ("field-removed", "cancel(id: ID! reason: String)", "undo", 'mutation { cancel(id: "") { __typename } }'),
    ("field-type-changed", "order: Order }", "order: String }", 'mutation { cancel(id: "") { order { id } } }'),
    ("field-type-changed", "note: String", "note: Item", '{ order(id: "") { note } }'),
    ("argument-removed", "ID! reason: String", "ID!", 'mutation { cancel(id: "", reason: "") { __typename } }'),
    ("argument-added-required", "note: String", "note(x: Int!): String", '{ order(id: "") { note } }'),
    (
        "argument-type-changed",
        "reason: String",
        "reason: [String]",
        'mutation ($v: String) { cancel(id: "", reason: $v) { __typename } }',
    ),
    ("argument-type-changed", "reason: String", "reason: String!", 'mutation { cancel(id: "") { __typename } }'),
    ("argument-became-required", "page: Int! = 1", "page: Int!", "{ search { __typename } }"),
    ("input-field-removed", "text: String", "", '{ search(filter: {sort: NAME, text: ""}) { __typename } }'),
    ("input-field-added-required", "text: String", "text: Int other: Int!", FILTERED),
    ("input-field-became-required", "limit: Int! = 10", "limit: Int!", FILTERED),
    ("input-field-type-changed", "sort: Sort!", "sort: Int!", FILTERED),
    ("enum-value-removed", "NAME PRICE", "NAME", "{ search(filter: {sort: PRICE}) { __typename } }"),
    ("one-of-added", "Filter {", "Filter @oneOf {", '{ search(filter: {sort: NAME, text: ""}) { __typename } }'),
    ("union-member-removed", "Order | Refund", "Order", "{ search { ... on Refund { __typename } } }"),
    ("interface-removed", "Item implements Node", "Item", "{ node { ... on Item { __typename } } }"),
    ("type-kind-changed", "enum State { OPEN CLOSED }", "type State { a: Int }", '{ order(id: "") { state } }'),
    ("type-removed", "Filter", "Search", "query ($v: Filter) { search(filter: $v) { __typename } }"),
    ("directive-removed", "directive @cached", "directive @stored", "{ __typename @cached }"),
    ("directive-argument-removed", "(seconds: Int! = 1)", "", "{ __typename @cached(seconds: 0) }"),
    ("directive-argument-became-required", "Int! = 1)", "Int!)", "{ __typename @cached }"),
    (
        "directive-argument-type-changed",
        "(seconds: Int! = 1)",
        "(seconds: Boolean = true)",
        "{ __typename @cached(seconds: 0) }",
    ),
    ("directive-argument-added-required", "(seconds", "(unit: String! seconds", "{ __typename @cached }"),
    ("directive-location-removed", "FIELD | OBJECT", "FIELD", "type Example @cached { a: Int }"),
    ("directive-repeatable-removed", "repeatable ", "", "{ __typename @cached @cached }"),
    ("root-type-removed", "type Query", "schema { query: Query } type Query", "mutation { __typename }"),
    ("root-type-changed", "type Query", "schema { query: Item } type Query", "{ ... on Query { __typename } }"),
]


def diff(old: str, new: str, **options: Any) -> list[ContractChange]:
    return compare({"a.graphql": old.encode()}, {"a.graphql": new.encode()}, format="graphql", **options)


def verdict(schema: GraphQLSchema, text: str) -> str:
    """What is wrong with an operation, with a response under it, or with type definitions."""
    document = parse(text.partition("\n")[0])
    if any(each.kind.endswith("type_definition") for each in document.definitions):
        errors = validate_sdl(document, schema)
    else:
        errors = validate(schema, document)
    response = text.partition("\n")[2]
    if response and not errors:
        errors = execute_sync(schema, document, root_value=json.loads(response)["data"]).errors or []
    return errors[0].message if errors else ""


@pytest.mark.parametrize(("rule_name", "before", "after", "shown"), BREAKS, ids=[f"{b[0]} {b[1]}" for b in BREAKS])
def test_a_break_is_shown_on_the_smallest_operation(rule_name: str, before: str, after: str, shown: str) -> None:
    new = SHOP.replace(before, after)
    change = next(each for each in diff(SHOP, new) if each.rule == f"graphql/{rule_name}")
    assert change.proof == "proven" and change.witness
    assert change.witness.text == shown
    whole = [build_schema(text, assume_valid=True, assume_valid_sdl=True) for text in (SHOP, new)]
    assert not verdict(whole[0], shown)
    assert verdict(whole[1], shown)
    assert change.witness.old_verdict == "valid"


NULL = '{"data":{"order":{"number":null}}}'
REPLIES = [
    ("field-type-changed", "number: Int!", "number: Int", f'{{ order(id: "") {{ number }} }}\n{NULL}'),
    (
        "field-type-changed",
        "[Item!]!",
        "[Item]!",
        '{ order(id: "") { items(first: 0) { __typename } } }\n{"data":{"order":{"items":[null]}}}',
    ),
    (
        "field-type-changed",
        "note: String",
        "note: Int",
        '{ order(id: "") { note } }\n{"data":{"order":{"note":1}}}',
    ),
    (
        "union-member-added",
        "Order | Refund",
        "Order | Refund | Item",
        '{ search { __typename } }\n{"data":{"search":[{"__typename":"Item"}]}}',
    ),
    (
        "interface-added",
        "type Refund {",
        "type Refund implements Node { id: ID!",
        '{ node { __typename } }\n{"data":{"node":{"__typename":"Refund"}}}',
    ),
    (
        "enum-value-added",
        "OPEN CLOSED",
        "OPEN CLOSED LOST",
        '{ order(id: "") { state } }\n{"data":{"order":{"state":"LOST"}}}',
    ),
]


@pytest.mark.parametrize(("rule_name", "before", "after", "shown"), REPLIES, ids=[f"{b[0]} {b[1]}" for b in REPLIES])
def test_what_is_returned_is_shown_on_a_response(rule_name: str, before: str, after: str, shown: str) -> None:
    change = next(each for each in diff(SHOP, SHOP.replace(before, after)) if each.rule == f"graphql/{rule_name}")
    assert change.proof == "proven" and change.witness
    assert change.witness.text == shown
    assert change.witness.old_verdict and change.witness.new_verdict == "valid"


@pytest.mark.parametrize(("rule_name", "before", "after", "shown"), BREAKS, ids=[f"{b[0]} {b[1]}" for b in BREAKS])
def test_nothing_is_shown_where_none_was_asked_for(rule_name: str, before: str, after: str, shown: str) -> None:
    changes = diff(SHOP, SHOP.replace(before, after), witnesses=False)
    assert all(change.proof == "by-rule" and change.witness is None for change in changes)


def test_every_breaking_rule_is_shown_unless_it_is_about_a_whole_schema() -> None:
    shown = {f"graphql/{name}" for name, *_ in BREAKS}
    breaking = {each for each in family("graphql") if rule(each).compatibility == "breaking"}
    assert breaking - shown <= {
        "graphql/schema-removed",
        "graphql/argument-removed-deprecated",
        "graphql/input-field-removed-deprecated",
        "graphql/enum-value-removed-deprecated",
        "graphql/directive-argument-removed-deprecated",
    }


def test_a_type_that_no_operation_reaches_is_judged_by_rule() -> None:
    (change,) = diff("type Query { a: Int } type Lost { b: Int c: Int }", "type Query { a: Int } type Lost { b: Int }")
    assert (change.rule, change.proof, change.operations) == ("graphql/field-removed", "by-rule", ())


def test_a_route_that_both_sides_have_is_preferred_to_a_shorter_one_that_breaks_too() -> None:
    old = "type Query { short: T long: L } type L { t: T } type T { a: Int b: Int }"
    new = "type Query { long: L } type L { t: T } type T { b: Int }"
    shown = {change.part: change.witness and change.witness.text for change in diff(old, new)}
    assert shown == {"Query.short": "{ short { __typename } }", "T.a": "{ long { t { a } } }"}


def test_no_socket_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refused)
    new = SHOP.replace("note: String", '"""http://127.0.0.1/x""" state2: State @specifiedBy(url: "http://127.0.0.1/x")')
    assert any(change.proof == "proven" for change in diff(SHOP, new))


def test_operations_are_the_nearest_root_fields() -> None:
    changes = diff(SHOP, SHOP.replace("name: String!", "").replace("ID! reason: String", "ID!"))
    reached = {change.part: change.operations for change in changes}
    assert reached == {
        "Item.name": ("Mutation.cancel", "Query.node", "Query.order", "Query.search"),
        "Mutation.cancel(reason)": ("Mutation.cancel",),
    }


def test_a_break_does_not_reach_a_root_field_that_the_old_side_lacks() -> None:
    new = "type Query { t: T more: T } type T { a: Int c: Int }"
    changes = diff("type Query { t: T } type T { a: Int b: Int }", new)
    reached = {change.part: change.operations for change in changes}
    assert reached == {"T.b": ("Query.t",), "T.c": ("Query.more", "Query.t"), "Query.more": ("Query.more",)}
