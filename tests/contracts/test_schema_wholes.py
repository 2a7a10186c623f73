"""A break is one of the whole: what one alternative refuses, or a reference that leads to nothing, proves none."""

import json
from typing import Any

import pytest

from juncture.contracts.diff import compare
from juncture.contracts.model import ContractChange

Schema = Any
DRAFT_7, LATEST = "http://json-schema.org/draft-07/schema#", "https://json-schema.org/draft/2020-12/schema"
TEXT, WHOLE = {"type": "string"}, {"type": "integer"}


def diff(old: Schema, new: Schema, draft: str = LATEST) -> list[ContractChange]:
    sides = [{"a.json": json.dumps({"$schema": draft, **each}).encode()} for each in (old, new)]
    return compare(*sides, format="jsonschema")


def kind(value: str, **properties: Schema) -> Schema:
    return {"type": "object", "required": ["k"], "properties": {"k": {"enum": [*value]}, **properties}}


SPLIT = {
    "a number by its sign": (WHOLE, {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "integer", "maximum": 0}]}),
    "a text by its length": (
        {"anyOf": [TEXT, WHOLE]},
        {"anyOf": [{"type": "string", "maxLength": 5}, {"type": "string", "minLength": 5}, WHOLE]},
    ),
    "an object by a value": ({"anyOf": [kind("pq"), TEXT]}, {"anyOf": [kind("p"), kind("q"), TEXT]}),
    "a border that moves": (
        {"anyOf": [{"type": "string", "maxLength": 9}, {"type": "string", "minLength": 9}]},
        {"anyOf": [{"type": "string", "maxLength": 3}, {"type": "string", "minLength": 3}]},
    ),
    "an alternative that the others cover": (
        {"anyOf": [{"type": "string", "maxLength": 3}, {"type": "string", "minLength": 3}, {**TEXT, "pattern": "^a"}]},
        {"anyOf": [{"type": "string", "maxLength": 3}, {"type": "string", "minLength": 3}]},
    ),
    "a condition as alternatives": (
        {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
        {"anyOf": [{"not": {"required": ["a"]}}, {"required": ["b"]}]},
    ),
}


@pytest.mark.parametrize("name", SPLIT)
@pytest.mark.parametrize("at", ["root", "property"])
def test_what_another_alternative_takes_is_not_breaking(name: str, at: str) -> None:
    old, new = SPLIT[name]
    changes = diff({"properties": {"a": old}}, {"properties": {"a": new}}) if at == "property" else diff(old, new)
    assert all((each.compatibility, each.proof) == ("risky", "by-rule") for each in changes)
    assert "schema/cannot-prove" in {each.rule for each in changes}


def test_what_every_alternative_refuses_is_shown_on_the_whole() -> None:
    open_ = {"type": "object", "properties": {"k": TEXT, "x": TEXT}}
    old, new = ({"anyOf": [kind(values, x=WHOLE), open_]} for values in ("pq", "p"))
    (change,) = diff({"properties": {"a": old}}, {"properties": {"a": new}})
    assert (change.compatibility, change.proof) == ("breaking", "proven")
    assert change.witness is not None
    assert change.witness.text == '{"a":{"k":"q","x":0}}'
    assert change.witness.new_at == ("a.json#",)


def test_a_schema_that_is_also_used_by_itself_breaks_there() -> None:
    def shop(most: int) -> Schema:
        cart = {"$ref": "#/$defs/Note"}
        return {
            "properties": {"alone": cart, "either": {"anyOf": [cart, TEXT]}},
            "$defs": {"Note": {"type": "string", "maxLength": most}},
        }

    (change,) = diff(shop(9), shop(5))
    assert (change.part, change.compatibility, change.proof) == ("Note", "breaking", "proven")


NOWHERE = ["types.json#/X", "http://a.example/x", "file:///x.json", "../../x.json", "#/definitions/no", "#no"]
LOOP = {"one": {"$ref": "#/definitions/two"}, "two": {"$ref": "#/definitions/one"}}


@pytest.mark.parametrize("draft", [DRAFT_7, LATEST])
@pytest.mark.parametrize("reference", [*NOWHERE, "#/definitions/one"])
def test_of_a_reference_that_leads_to_nothing_nothing_is_known(reference: str, draft: str) -> None:
    def holder(schema: Schema) -> Schema:
        return {"properties": {"a": schema}, "definitions": LOOP}

    nothing, text = holder({"$ref": reference}), holder(TEXT)
    for sides in ((nothing, text), (text, nothing)):
        (change,) = diff(*sides, draft)
        assert (change.rule, change.compatibility) == ("schema/cannot-prove", "risky")
        why = change.old if sides[0] is nothing else change.new
        assert why.startswith(f"{reference}: ")
        assert len(why) > len(f"{reference}: ")
    assert diff(nothing, nothing, draft) == []


@pytest.mark.parametrize(
    ("keyword", "other"),
    [
        ("items", None),
        ("items", TEXT),
        ("additionalProperties", None),
        ("additionalProperties", False),
        ("contains", TEXT),
    ],
)
def test_of_items_that_lead_to_nothing_nothing_is_known(keyword: str, other: Schema) -> None:
    old, new = {keyword: {"$ref": "x.json"}}, {} if other is None else {keyword: other}
    for sides in ((old, new), (new, old)):
        assert {each.rule for each in diff(*sides)} == {"schema/cannot-prove"}


@pytest.mark.parametrize("rest", [[TEXT], [TEXT, WHOLE], []])
def test_an_alternative_that_leads_to_nothing_may_take_whatever_comes_and_goes(rest: list[Schema]) -> None:
    old, new = {"anyOf": [{"$ref": "x.json"}, TEXT, {"type": "array"}]}, {"anyOf": [{"$ref": "x.json"}, *rest]}
    for sides in ((old, new), (new, old)):
        assert {each.rule for each in diff(*sides)} == {"schema/cannot-prove"}


def test_a_reference_whose_target_went_is_told() -> None:
    user = {"properties": {"a": {"$ref": "#/$defs/X"}}}
    (change,) = diff({**user, "$defs": {"X": TEXT}}, {**user, "$defs": {"Y": TEXT}})
    assert (change.rule, change.part) == ("schema/cannot-prove", "a.a")
    assert change.new == "#/$defs/X: nothing at #/$defs/X in a.json"


@pytest.mark.parametrize("keyword", ["$dynamicRef", "$recursiveRef"])
def test_a_reference_that_depends_on_its_caller_is_not_decided(keyword: str) -> None:
    (change,) = diff({"properties": {"a": {keyword: "#"}}}, {"properties": {"a": TEXT}})
    assert change.rule == "schema/cannot-prove"
