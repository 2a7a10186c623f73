"""Witnesses of HTTP: a request that the old description takes as a whole, its values included, and the new one not."""

import json
from typing import Any

import pytest

from juncture.contracts.diff import compare
from juncture.contracts.model import ContractChange, Witness

Raw = dict[str, Any]


def path_of(schema: Raw, **more: Any) -> Raw:
    return {"name": "id", "in": "path", "required": True, "schema": schema, **more}


def api(operation: Raw | None, **root: Any) -> bytes:
    paths = {"/orders/{id}": {"delete": {"responses": {}, **operation}}} if operation is not None else {}
    return json.dumps({"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": paths, **root}).encode()


def removal(operation: Raw, **root: Any) -> ContractChange:
    old, new = api(operation, **root), api(None, **root)
    (change,) = compare({"a.json": old}, {"a.json": new}, format="openapi")
    return change


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "string"}, "0"),
        ({"type": "integer", "minimum": 10}, "10"),
        ({"type": "number", "exclusiveMinimum": True, "minimum": 0, "maximum": 0.75}, "0.25"),
        ({"type": "string", "format": "uuid"}, "00000000-0000-4000-8000-000000000000"),
        ({"type": "string", "enum": ["eu", "us"]}, "eu"),
        ({"type": "string", "pattern": "^[A-Z]{2}-[0-9]+$"}, "AA-0"),
        ({"type": "string", "minLength": 3}, "aaa"),
        ({"type": "boolean"}, "true"),
        ({"type": "string", "enum": ["a/b"]}, "a%2Fb"),
        ({"type": "array", "items": {"type": "integer", "minimum": 7}, "minItems": 1}, "7"),
        ({"$ref": "#/components/schemas/Id"}, "eu"),
    ],
)
def test_a_value_in_the_path_is_one_that_its_schema_takes(schema: Raw, text: str) -> None:
    named = {"components": {"schemas": {"Id": {"enum": ["eu"]}}}}
    change = removal({"parameters": [path_of(schema)]}, **named)
    assert change.witness == Witness("http", f"DELETE /orders/{text}", "served", "404 or 405")


@pytest.mark.parametrize(
    "parameter",
    [
        path_of({"type": "string", "pattern": "^(?=a)b$"}),
        path_of({"type": "string", "enum": [".."]}),
        path_of({"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}),
        path_of({"type": "string"}, style="label"),
        path_of({"$ref": "#/components/schemas/Nowhere"}),
    ],
)
def test_without_a_value_that_is_taken_there_is_no_witness(parameter: Raw) -> None:
    change = removal({"parameters": [parameter]})
    assert (change.rule, change.proof, change.witness) == ("openapi/operation-removed", "by-rule", None)


def test_a_request_holds_all_that_the_old_description_asks_for() -> None:
    def needed(where: str, name: str, **schema: Any) -> Raw:
        return {"name": name, "in": where, "required": True, "schema": schema}

    order = {"type": "object", "required": ["sum"], "properties": {"sum": {"type": "integer", "minimum": 5}}}
    change = removal(
        {
            "parameters": [
                path_of({"type": "integer"}),
                needed("query", "since", type="string", format="date"),
                needed("header", "X-Tenant", enum=["shop"]),
                needed("cookie", "session", minLength=2, type="string"),
            ],
            "requestBody": {
                "required": True,
                "content": {"text/csv": {"schema": {"type": "string"}}, "application/json": {"schema": order}},
            },
        }
    )
    assert change.witness is not None
    assert change.witness.text.split("\n") == [
        "DELETE /orders/0?since=2024-01-31",
        "x-tenant: shop",
        "Cookie: session=aa",
        "Content-Type: application/json",
        "",
        '{"sum":5}',
    ]


def test_what_is_read_off_two_descriptions_is_not_said_to_be_judged_by_a_validator() -> None:
    media = {"requestBody": {"content": {each: {} for each in ("application/json", "text/csv")}}}
    identified = {"parameters": [path_of({"type": "string"})]}
    asks = {"parameters": [*identified["parameters"], {"name": "q", "in": "query", "required": True}]}
    fewer = {"requestBody": {"content": {"application/json": {}}}}
    for old, new, rule, line in (
        (media, fewer, "request-media-type-removed", "Content-Type: text/csv"),
        (identified, asks, "required-parameter-added", "DELETE /orders/0"),
    ):
        (change,) = compare({"a.json": api(old)}, {"a.json": api(new)}, format="openapi")
        assert change.rule == f"openapi/{rule}"
        assert change.witness is not None
        assert (change.proof, change.witness.kind) == ("proven", "http")
        assert line in change.witness.text.split("\n")
