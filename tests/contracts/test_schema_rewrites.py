"""Rewrites that keep the meaning say nothing, in either direction."""

import json
from typing import Any

import pytest

from juncture.contracts.diff import compare
from juncture.contracts.model import ContractChange

Schema = Any
TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
REF = {"$ref": "#/components/schemas/R"}
R = {"type": "object", "properties": {"a": TEXT}, "required": ["a"]}


def api(schema: Schema, version: str, **components: Schema) -> bytes:
    content = {"application/json": {"schema": schema}}
    operation = {"requestBody": {"content": content}, "responses": {"200": {"description": "", "content": content}}}
    head = {"openapi": version, "info": {"title": "t", "version": "1"}, "paths": {"/a": {"put": operation}}}
    return json.dumps({**head, "components": {"schemas": components}}).encode()


def diff(old: bytes, new: bytes) -> list[ContractChange]:
    return compare({"a.json": old}, {"a.json": new}, format="openapi")


REWRITES = {
    "one member of allOf": (TEXT, {"allOf": [TEXT]}, "3.0.3"),
    "one member of anyOf": (REF, {"anyOf": [REF]}, "3.0.3"),
    "one member of oneOf": (REF, {"oneOf": [REF]}, "3.0.3"),
    "allOf folded": (
        {"allOf": [{"properties": {"a": TEXT}}, {"properties": {"b": WHOLE}, "required": ["a"]}]},
        {"properties": {"a": TEXT, "b": WHOLE}, "required": ["a"]},
        "3.0.3",
    ),
    "const is a list of one": ({"const": "a"}, {"enum": ["a"]}, "3.1.0"),
    "alternatives of one value each": ({"enum": ["a", "b"]}, {"oneOf": [{"const": "b"}, {"const": "a"}]}, "3.1.0"),
    "order of values": ({"enum": ["a", "b"]}, {"enum": ["b", "a"]}, "3.0.3"),
    "order of types": ({"type": ["string", "integer"]}, {"type": ["integer", "string"]}, "3.1.0"),
    "types as alternatives": ({"type": ["string", "integer"]}, {"anyOf": [WHOLE, TEXT]}, "3.1.0"),
    "a null branch": ({"type": ["string", "null"]}, {"anyOf": [TEXT, {"type": "null"}]}, "3.1.0"),
    "a null branch beside a reference": (
        {"oneOf": [REF, {"type": "null"}]},
        {"anyOf": [{"type": "null"}, REF]},
        "3.1.0",
    ),
    "nullable around a reference": (
        {"allOf": [REF], "nullable": True},
        {"nullable": True, "anyOf": [REF]},
        "3.0.3",
    ),
    "a reference written out": (REF, R, "3.0.3"),
    "exclusive bounds": (
        {"type": "integer", "minimum": 1, "exclusiveMinimum": True},
        {"type": "integer", "exclusiveMinimum": 1},
        "3.0.3",
    ),
    "closed by either keyword": (
        {**R, "additionalProperties": False},
        {**R, "unevaluatedProperties": False},
        "3.1.0",
    ),
    "open said aloud": (R, {**R, "additionalProperties": True}, "3.0.3"),
    "every text": (TEXT, {"type": "string", "pattern": ".*", "minLength": 0}, "3.0.3"),
    "a whole number with a fraction": (
        {"type": "integer", "maximum": 1},
        {"type": "integer", "maximum": 1.0},
        "3.0.3",
    ),
    "order of alternatives": (
        {"oneOf": [REF, {"type": "array", "items": TEXT}]},
        {"oneOf": [{"type": "array", "items": TEXT}, REF]},
        "3.0.3",
    ),
    "the whole numbers of a bound": (
        {"type": "integer", "minimum": 0.5, "exclusiveMaximum": 10},
        {"type": "integer", "exclusiveMinimum": 0, "maximum": 9},
        "3.1.0",
    ),
    "whole numbers by their step": ({"type": "number", "multipleOf": 1}, WHOLE, "3.0.3"),
    "even numbers by their step": ({"type": "number", "multipleOf": 2}, {"type": "integer", "multipleOf": 2}, "3.0.3"),
    "the bounds of a format": (
        {"type": "integer", "format": "int32"},
        {"type": "integer", "format": "int32", "minimum": -(2**31), "maximum": 2**31 - 1},
        "3.0.3",
    ),
    "what a property asks for": (
        {"dependencies": {"a": ["b"], "b": {"required": ["c"]}, "c": {"maxProperties": 4}, "d": True}},
        {"dependentRequired": {"a": ["b"], "b": ["c"]}, "dependentSchemas": {"c": {"maxProperties": 4}}},
        "3.1.0",
    ),
    "not not": (TEXT, {"not": {"not": TEXT}}, "3.1.0"),
    "nothing": ({"properties": {"a": False}}, {"properties": {"a": {"not": {}}}}, "3.1.0"),
    "no item": ({"type": "array", "maxItems": 0}, {"type": "array", "items": False}, "3.1.0"),
    "items that there cannot be": (
        {"type": "array", "maxItems": 1, "prefixItems": [TEXT, TEXT], "items": TEXT},
        {"type": "array", "prefixItems": [TEXT], "items": {"not": True}},
        "3.1.0",
    ),
    "items of which nothing is said": (
        {"type": "array", "prefixItems": [{}, True], "items": False},
        {"type": "array", "maxItems": 2},
        "3.1.0",
    ),
    "null beside values that do not list it": (
        {"type": "string", "nullable": True, "enum": ["a"]},
        {"type": "string", "enum": ["a"]},
        "3.0.3",
    ),
    "null beside values of any type": ({"nullable": True, "enum": ["a"]}, {"enum": ["a"]}, "3.0.3"),
    "prose": (
        {**R, "properties": {"a": {"type": "string", "title": "A", "description": "old", "example": 1}}},
        {**R, "properties": {"a": {"type": "string", "description": "new", "x-note": 2}}},
        "3.0.3",
    ),
}


@pytest.mark.parametrize("name", REWRITES)
def test_a_rewrite_says_nothing(name: str) -> None:
    one, other, version = REWRITES[name]
    assert diff(api(one, version, R=R), api(other, version, R=R)) == []
    assert diff(api(other, version, R=R), api(one, version, R=R)) == []


def test_a_property_called_like_a_keyword_is_no_prose() -> None:
    old = {"properties": {"description": TEXT, "example": TEXT}}
    new = {"properties": {"description": WHOLE, "example": TEXT}}
    changes = diff(api(old, "3.0.3"), api(new, "3.0.3"))
    assert all(each.part.endswith(".description") for each in changes) and changes


def test_true_is_not_one() -> None:
    changes = diff(api({"enum": [True]}, "3.1.0"), api({"enum": [1]}, "3.1.0"))
    assert {each.rule for each in changes} == {"schema/request-type-changed", "schema/response-type-changed"}


def test_a_renamed_schema_says_nothing() -> None:
    new = api({"$ref": "#/components/schemas/S"}, "3.0.3", S=R)
    assert [each.rule for each in diff(api(REF, "3.0.3", R=R), new)] == []


def test_the_same_in_another_version_says_nothing() -> None:
    old = {"type": "object", "properties": {"a": {"type": "string", "nullable": True}}}
    new = {"type": "object", "properties": {"a": {"type": ["string", "null"]}}}
    assert diff(api(old, "3.0.3"), api(new, "3.1.0")) == []
