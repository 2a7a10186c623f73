"""Witnesses: the smallest instance that shows just this difference, judged offline and within bounds."""

import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.contracts.diff import compare
from juncture.contracts.model import ContractChange
from juncture.contracts.schema.effort import LIMIT, Effort
from juncture.contracts.schema.patterns import NotUnderstoodError, matching

Schema = Any


def diff(way: str, old: Schema, new: Schema, **schemas: Schema) -> list[ContractChange]:
    def api(schema: Schema) -> bytes:
        content = {"content": {"application/json": {"schema": schema}}}
        sent = {"requestBody": content} if way == "request" else {}
        answers = {"responses": {"200": {"description": "", **content}} if way == "response" else {}}
        head = {"openapi": "3.0.3", "info": {"title": "t"}, "paths": {"/a": {"put": {**sent, **answers}}}}
        return json.dumps({**head, "components": {"schemas": schemas}}).encode()

    return compare({"a.json": api(old)}, {"a.json": api(new)}, format="openapi")


def thing(required: list[str], **properties: Schema) -> Schema:
    return {"type": "object", "required": required, "properties": properties}


TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("way", "old", "new", "text"),
    [
        ("request", TEXT, {"type": "integer"}, '""'),
        ("request", thing([], a=TEXT), thing(["a"], a=TEXT), "{}"),
        ("response", thing(["a"], a=TEXT), thing([], a=TEXT), "{}"),
        ("response", TEXT, {"type": "string", "nullable": True}, "null"),
        ("request", {"type": "integer", "maximum": 9}, {"type": "integer", "maximum": 5}, "6"),
        ("request", {"type": "string"}, {"type": "string", "maxLength": 2}, '"aaa"'),
        ("request", {"enum": ["a", "bcd"]}, {"enum": ["a"]}, '"bcd"'),
        (
            "request",
            thing(["id"], id={"type": "string", "pattern": "^[a-z]{3}-\\d+$"}, n={"type": "integer"}),
            thing(["id"], id={"type": "string", "pattern": "^[a-z]{3}-\\d+$"}, n=TEXT),
            '{"id":"aaa-0","n":0}',
        ),
        (
            "request",
            {"type": "array", "items": thing(["a"], a=TEXT)},
            {"type": "array", "items": thing(["a"], a={"type": "boolean"})},
            '[{"a":""}]',
        ),
        ("response", {"type": "integer", "format": "int32"}, {"type": "integer", "format": "int64"}, "2147483648"),
    ],
)
def test_the_smallest_instance_that_breaks_is_shown(way: str, old: Schema, new: Schema, text: str) -> None:
    (change,) = diff(way, old, new)
    assert change.witness is not None
    assert (change.proof, change.witness.kind, change.witness.text) == ("proven", "jsonschema", text)
    sides = (change.witness.old_verdict, change.witness.new_verdict)
    assert sides == (("accepted", "refused") if way == "request" else ("refused", "accepted"))


def test_each_of_two_differences_of_a_schema_has_its_own_witness() -> None:
    old, new = {"type": "string"}, {"type": "string", "minLength": 2, "maxLength": 4}
    shown = {each.new: each.witness.text for each in diff("request", old, new) if each.witness}
    assert shown == {"minLength 2": '""', "maxLength 4": '"aaaaa"'}


def test_what_may_not_be_sent_is_in_no_request() -> None:
    old = thing(["id", "a"], id={"type": "string", "readOnly": True}, a=TEXT)
    new = thing(["id", "a"], id={"type": "string", "readOnly": True}, a={"type": "integer"})
    (change,) = diff("request", old, new)
    assert change.witness is not None and change.witness.text == '{"a":""}'


def test_compatible_changes_have_none() -> None:
    (change,) = diff("request", {"type": "integer"}, {"type": "number"})
    assert (change.proof, change.witness) == ("by-rule", None)


def test_a_hostile_schema_does_not_keep_the_judge_busy() -> None:
    ref = "#/components/schemas/A{}".format
    folded = {f"A{at}": {"allOf": [{"$ref": ref(at + 1)}, {"$ref": ref(at + 1)}]} for at in range(40)}
    looped = {f"A{at}": {"anyOf": [{"$ref": ref((at + 1) % 25)}, {"$ref": ref((at + 2) % 25)}]} for at in range(25)}
    for schemas in ({**folded, "A40": TEXT}, looped):
        changes = diff("request", {"$ref": ref(0)}, {"type": "integer"}, **schemas)
        assert all(each.proof == "by-rule" for each in changes)


def test_effort_counts_every_way_that_leads_to_a_schema() -> None:
    twice = {"$defs": {"0": {"items": {"allOf": [{"$ref": "#/$defs/0"}] * 3}}}, "$ref": "#/$defs/0"}
    assert Effort(twice).is_bearable([[[]]])
    deep: list[Any] = []
    for _ in range(20):
        deep = [deep]
    assert LIMIT < 3**20
    assert not Effort(twice).is_bearable(deep)


PIECES = st.sampled_from(["a", r"\d", r"\w+", "[a-f0-9]{2,4}", "(ab|c)", "x?", ".", "[^/]+", r"\.", "(?:q*)z"])


@given(st.lists(PIECES, min_size=1, max_size=6).map("".join), st.integers(0, 3))
def test_a_text_made_for_a_pattern_matches_it(pattern: str, times: int) -> None:
    judge = jsonschema_rs.Draft202012Validator({"pattern": f"^{pattern}$"})
    assert judge.is_valid(matching(f"^{pattern}$", times))


@pytest.mark.parametrize("pattern", ["(?=a)b", r"\1", "[[:alpha:]]", "(", "a" * 5000, "((((a{9999}){9999}){9999}))"])
def test_a_pattern_that_is_not_understood_is_left_alone(pattern: str) -> None:
    with pytest.raises(NotUnderstoodError):
        matching(pattern)


def of_pet(old: Schema, new: Schema, way: str = "request") -> list[ContractChange]:
    schemas = {"Cat": thing([], name=TEXT), "Dog": thing([], bark={"type": "boolean"})}
    return diff(way, thing([], pet=old), thing([], pet=new), **schemas)


CAT, DOG = {"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}


@pytest.mark.parametrize(
    ("way", "old", "new", "texts"),
    [
        ("request", {"anyOf": [CAT, DOG]}, {"oneOf": [CAT, DOG]}, ("anyOf Cat, Dog", "oneOf Cat, Dog")),
        ("response", {"oneOf": [CAT, DOG]}, {"anyOf": [CAT, DOG]}, ("oneOf Cat, Dog", "anyOf Cat, Dog")),
    ],
)
def test_alternatives_that_are_shown_to_overlap_are_told_as_such(
    way: str, old: Schema, new: Schema, texts: tuple[str, str]
) -> None:
    (change,) = of_pet(old, new, way)
    assert (change.rule, change.compatibility) == (f"schema/{way}-alternatives-overlap", "risky")
    assert (change.old, change.new) == texts
    assert change.witness is not None
    assert (change.proof, change.witness.text, change.direction) == ("proven", '{"pet":{}}', way)


def test_a_difference_inside_alternatives_is_no_proof_that_they_overlap() -> None:
    named = thing(["name"], name=TEXT)
    old, new = ({"oneOf": [thing([], n=each), named]} for each in (TEXT, {"type": "integer"}))
    by_rule = {each.rule: each.proof for each in of_pet(old, new)}
    assert by_rule == {"schema/request-type-changed": "proven", "schema/cannot-prove": "by-rule"}


UNDECIDED = [
    ({"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "^b"}),
    ({"not": TEXT}, {"not": {"type": "integer"}}),
    ({"oneOf": [CAT]}, {"oneOf": [CAT, DOG]}),
    ({"oneOf": [CAT, DOG]}, {"oneOf": [CAT]}),
    (TEXT, {"type": "string", "format": "house-style"}),
]


@pytest.mark.parametrize("way", ["request", "response"])
@pytest.mark.parametrize(("old", "new"), UNDECIDED)
def test_nothing_is_both_shown_and_undecided(old: Schema, new: Schema, way: str) -> None:
    for change in of_pet(old, new, way):
        assert (change.rule == "schema/cannot-prove") <= (change.proof == "by-rule")
        assert not (change.old == change.new and change.old)


def test_a_condition_that_is_shown_to_refuse_is_no_longer_undecided() -> None:
    for (old, new), text in zip(UNDECIDED[:2], ('{"pet":"a"}', '{"pet":0}'), strict=True):
        (change,) = of_pet(old, new)
        assert (change.rule, change.compatibility) == ("schema/request-condition-added", "breaking")
        assert change.witness is not None
        assert (change.witness.text, change.witness.new_verdict) == (text, "refused")
