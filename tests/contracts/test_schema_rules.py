"""The table of schema rules: what stood, what stands, and what it means for those who write and those who read."""

import json
from typing import Any, NamedTuple

import pytest

from juncture.contracts.diff import compare
from juncture.contracts.model import Compatibility, ContractChange, Direction
from juncture.facts.rule import family

Schema = Any


def api(request: Schema = True, response: Schema = True, version: str = "3.1.0", **components: Schema) -> bytes:
    """An API with one operation; the version decides the dialect."""
    return json.dumps(
        {
            "openapi": version,
            "info": {"title": "t", "version": "1"},
            "paths": {
                "/a": {
                    "put": {
                        "requestBody": {"content": {"application/json": {"schema": request}}},
                        "responses": {
                            "200": {"description": "", "content": {"application/json": {"schema": response}}}
                        },
                    }
                }
            },
            "components": {"schemas": components},
        }
    ).encode()


def diff(old: bytes, new: bytes, **options: Any) -> list[ContractChange]:
    return compare({"api.json": old}, {"api.json": new}, format="openapi", **options)


def told(old: Schema, new: Schema, version: str = "3.1.0", **both: Schema) -> dict[str, list[str]]:
    """What a change of a schema means in a request, and in a response: the kinds of its rules."""
    found = {}
    for way in ("request", "response"):
        sides = [api(**{way: each}, version=version, **both) for each in (old, new)]
        changes = diff(*sides, witnesses=False)
        found[way] = sorted(each.rule.removeprefix("schema/").removeprefix(f"{way}-") for each in changes)
    assert found["request"] == found["response"]
    return found


class Case(NamedTuple):
    kinds: str
    old: Schema
    new: Schema
    version: str = "3.1.0"


def thing(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties}


TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
CASES = [
    Case("type-changed", TEXT, WHOLE),
    Case("type-widened", WHOLE, {"type": "number"}),
    Case("type-narrowed", {"type": "number"}, WHOLE),
    Case("type-widened", TEXT, {"type": ["string", "integer"]}),
    Case("null-allowed", TEXT, {"type": ["string", "null"]}),
    Case("null-refused", {"type": ["string", "null"]}, TEXT),
    Case("null-allowed", TEXT, {"type": "string", "nullable": True}, "3.0.3"),
    Case("null-refused", {"type": "string", "nullable": True}, TEXT, "3.0.3"),
    Case("null-allowed", thing(a=TEXT), {"anyOf": [thing(a=TEXT), {"type": "null"}]}),
    Case("enum-value-removed", {"enum": ["a", "b"]}, {"enum": ["a"]}),
    Case("enum-value-added", {"enum": ["a"]}, {"enum": ["a", "b"]}),
    Case("enum-added", TEXT, {"type": "string", "enum": ["a"]}),
    Case("enum-dropped", {"type": "string", "enum": ["a"]}, TEXT),
    Case("value-changed", {"const": "a"}, {"const": "b"}),
    Case("bound-tightened", WHOLE, {"type": "integer", "minimum": 1}),
    Case("bound-tightened", {"type": "integer", "minimum": 1}, {"type": "integer", "exclusiveMinimum": 1}),
    Case("bound-tightened", {"type": "string", "maxLength": 9}, {"type": "string", "maxLength": 8}),
    Case("bound-loosened", {"type": "string", "minLength": 2}, {"type": "string", "minLength": 1}),
    Case("bound-tightened", {"type": "array", "items": TEXT}, {"type": "array", "items": TEXT, "uniqueItems": True}),
    Case("bound-tightened", {"type": "integer", "multipleOf": 2}, {"type": "integer", "multipleOf": 4}),
    Case("bound-loosened", {"type": "integer", "multipleOf": 4}, {"type": "integer", "multipleOf": 2}),
    Case("bound-changed", {"type": "integer", "multipleOf": 4}, {"type": "integer", "multipleOf": 6}),
    Case("pattern-added", TEXT, {"type": "string", "pattern": "^a"}),
    Case("pattern-dropped", {"type": "string", "pattern": "^a"}, TEXT),
    Case("pattern-dropped", {"type": "string", "pattern": "^a"}, {"type": "string", "pattern": ".*"}),
    Case("cannot-prove", {"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "^b"}),
    Case("format-narrowed", TEXT, {"type": "string", "format": "date"}),
    Case("format-widened", {"type": "integer", "format": "int32"}, {"type": "integer", "format": "int64"}),
    Case("format-changed", {"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}),
    Case("cannot-prove", TEXT, {"type": "string", "format": "house-style"}),
    Case("property-added", thing(a=TEXT), thing(a=TEXT, b=TEXT)),
    Case("property-removed", thing(a=TEXT, b=TEXT), thing(a=TEXT)),
    Case("required-property-added", thing(a=TEXT), {**thing(a=TEXT, b=TEXT), "required": ["b"]}),
    Case("required-property-removed", {**thing(a=TEXT, b=TEXT), "required": ["b"]}, thing(a=TEXT)),
    Case("property-required", thing(a=TEXT), {**thing(a=TEXT), "required": ["a"]}),
    Case("property-optional", {**thing(a=TEXT), "required": ["a"]}, thing(a=TEXT)),
    Case("content-closed", thing(a=TEXT), {**thing(a=TEXT), "additionalProperties": False}),
    Case("content-opened", {**thing(a=TEXT), "additionalProperties": False}, thing(a=TEXT)),
    Case("content-closed", thing(a=TEXT), {**thing(a=TEXT), "unevaluatedProperties": False}),
    Case("type-changed", {"additionalProperties": TEXT}, {"additionalProperties": WHOLE}),
    Case(
        "property-added-to-closed",
        {**thing(a=TEXT), "additionalProperties": False},
        {**thing(a=TEXT, b=TEXT), "additionalProperties": False},
    ),
    Case(
        "property-removed-from-closed",
        {**thing(a=TEXT, b=TEXT), "additionalProperties": False},
        {**thing(a=TEXT), "additionalProperties": False},
    ),
    Case(
        "required-property-removed-from-closed",
        {**thing(a=TEXT, b=TEXT), "required": ["b"], "additionalProperties": False},
        {**thing(a=TEXT), "additionalProperties": False},
    ),
    Case("items-narrowed", {"type": "array"}, {"type": "array", "items": TEXT}),
    Case("items-widened", {"type": "array", "items": TEXT}, {"type": "array"}),
    Case("type-changed", {"type": "array", "items": TEXT}, {"type": "array", "items": WHOLE}),
    Case("type-widened", {"anyOf": [TEXT]}, {"anyOf": [TEXT, {"type": "array"}]}),
    Case(
        "branch-added",
        {"oneOf": [{**thing(k={"const": "a"}), "required": ["k"]}, {**thing(k={"const": "b"}), "required": ["k"]}]},
        {
            "oneOf": [
                {**thing(k={"const": "a"}), "required": ["k"]},
                {**thing(k={"const": "b"}), "required": ["k"]},
                {**thing(k={"const": "c"}), "required": ["k"]},
            ]
        },
    ),
    Case(
        "branch-removed",
        {"anyOf": [{**thing(a=TEXT), "required": ["a"]}, {**thing(b=WHOLE), "required": ["b"]}]},
        {"anyOf": [{**thing(a=TEXT), "required": ["a"]}]},
    ),
    Case("condition-added", thing(a=TEXT), {**thing(a=TEXT), "not": {"required": ["b"]}}),
    Case("condition-dropped", {**thing(a=TEXT), "if": {"required": ["b"]}, "then": False}, thing(a=TEXT)),
    Case("cannot-prove", {"not": {"required": ["b"]}}, {"not": {"required": ["c"]}}),
    Case("condition-added", thing(a=TEXT), {**thing(a=TEXT), "dependentRequired": {"a": ["b"]}}),
    Case("condition-added", {"type": "array"}, {"type": "array", "contains": TEXT}),
    Case("default-changed", {"type": "string", "default": "a"}, {"type": "string", "default": "b"}),
    Case("deprecation-changed", TEXT, {"type": "string", "deprecated": True}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kinds}-{json.dumps(case.new)[:40]}")
def test_a_difference_is_told_by_its_rule(case: Case) -> None:
    assert told(case.old, case.new, case.version)["request"] == case.kinds.split()


def test_what_the_consumer_writes_must_widen_and_what_it_reads_must_narrow() -> None:
    def harm(way: str, old: Schema, new: Schema) -> Compatibility:
        (change,) = diff(api(**{way: old}), api(**{way: new}))
        assert change.direction == Direction(way)
        return change.compatibility

    assert harm("request", WHOLE, {"type": "number"}) == Compatibility.COMPATIBLE
    assert harm("response", WHOLE, {"type": "number"}) == Compatibility.BREAKING
    assert harm("request", {"type": "number"}, WHOLE) == Compatibility.BREAKING
    assert harm("response", {"type": "number"}, WHOLE) == Compatibility.COMPATIBLE
    assert harm("response", {"enum": ["a"]}, {"enum": ["a", "b"]}) == Compatibility.RISKY


def test_every_rule_says_what_its_change_says() -> None:
    for case in CASES:
        for way in ("request", "response"):
            for change in diff(
                api(**{way: case.old}, version=case.version), api(**{way: case.new}, version=case.version)
            ):
                assert change.compatibility == family("schema")[change.rule].compatibility


def test_what_the_consumer_may_not_send_matters_in_responses_only() -> None:
    old, new = thing(a={"type": "string", "readOnly": True}), thing(a={"type": "integer", "readOnly": True})
    assert diff(api(request=old), api(request=new)) == []
    assert [each.rule for each in diff(api(response=old), api(response=new))] == ["schema/response-type-changed"]


def test_what_the_provider_does_not_send_matters_in_requests_only() -> None:
    old = {**thing(a={"type": "string", "writeOnly": True}), "required": ["a"]}
    assert diff(api(response=old), api(response=thing())) == []
    assert [each.rule for each in diff(api(request=thing()), api(request=old))] == [
        "schema/request-required-property-added"
    ]


def test_a_property_that_became_read_only_is_gone_from_requests() -> None:
    (change,) = diff(api(request=thing(a=TEXT)), api(request=thing(a={"type": "string", "readOnly": True})))
    assert change.rule == "schema/request-property-removed"
    assert diff(api(response=thing(a=TEXT)), api(response=thing(a={"type": "string", "readOnly": True}))) == []


SHARED = {"$ref": "#/components/schemas/Node"}


def test_one_cause_is_told_once_with_all_operations_it_reaches() -> None:
    def shop(kind: str) -> bytes:
        document = json.loads(api(SHARED, SHARED, Node=thing(price={"type": kind})))
        document["paths"]["/b"] = {"get": document["paths"]["/a"]["put"]}
        return json.dumps(document).encode()

    (change,) = diff(shop("integer"), shop("string"))
    assert change.part == "Node.price"
    assert change.direction == Direction.BOTH
    assert change.operations == ("GET /b", "PUT /a")


def test_recursive_schemas_are_compared_to_their_end() -> None:
    def tree(leaf: Schema) -> bytes:
        other = {"type": "object", "properties": {"up": SHARED, "value": leaf}}
        return api(SHARED, Node=thing(next=SHARED, other={"$ref": "#/components/schemas/Other"}), Other=other)

    assert diff(tree(TEXT), tree({**TEXT, "description": "x"})) == []
    (change,) = diff(tree(TEXT), tree(WHOLE))
    assert change.part == "Other.value"


def test_recursion_that_only_leads_to_itself_is_equal() -> None:
    old = api(SHARED, Node={"allOf": [SHARED]})
    new = api(SHARED, Node={"anyOf": [SHARED, SHARED]})
    assert diff(old, old) == []
    assert isinstance(diff(old, new), list)


def test_a_schema_that_no_operation_leads_to_is_at_most_risky() -> None:
    (change,) = diff(api(Alone=TEXT), api(Alone=WHOLE))
    assert (change.part, change.compatibility, change.operations) == ("Alone", Compatibility.RISKY, ())


def test_a_mapping_leads_to_schemas_that_nothing_else_refers_to() -> None:
    def pets(kind: str) -> bytes:
        base = {**thing(kind=TEXT), "discriminator": {"propertyName": "kind", "mapping": {"dog": "Dog"}}}
        return api(response={"$ref": "#/components/schemas/Pet"}, Pet=base, Dog=thing(bark={"type": kind}))

    (change,) = diff(pets("integer"), pets("string"))
    assert (change.part, change.compatibility) == ("Dog.bark", Compatibility.BREAKING)


def test_parts_of_alternatives_are_told_apart() -> None:
    def paid(kind: Schema) -> Schema:
        card = {**thing(kind={"const": "card"}, number=kind), "required": ["kind"]}
        cash = {**thing(kind={"const": "cash"}, number=TEXT), "required": ["kind"]}
        return {"oneOf": [cash, card]}

    (change,) = diff(api(request=paid(TEXT)), api(request=paid(WHOLE)))
    assert change.part == 'PUT /a body application/json <"2">.number'
