"""What the JSON Schema test suite showed to be taken for equal and is not, each in its smallest form.

The judge says of each pair that one side refuses an instance that the other accepts; so must the comparison.
"""

import json
from typing import Any

import jsonschema_rs
import pytest

from juncture.contracts.diff import compare

NOTHING_LEFT: dict[str, Any] = {"properties": {"a": {}}, "unevaluatedProperties": False}
PAIR = {"items": [{}], "unevaluatedItems": False}
ADDRESS = "https://example.com/"


def at(draft: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"$schema": f"https://json-schema.org/draft/{draft}/schema", **schema}


@pytest.mark.parametrize(
    ("draft", "old", "new", "instance"),
    [
        # A keyword for all properties inside allOf leaves nothing over.
        ("2020-12", {**NOTHING_LEFT, "allOf": [{"additionalProperties": True}]}, NOTHING_LEFT, {"b": 1}),
        ("2020-12", {**NOTHING_LEFT, "allOf": [{"unevaluatedProperties": True}]}, NOTHING_LEFT, {"b": 1}),
        (
            "2020-12",
            {"$ref": "#/$defs/A", "unevaluatedProperties": False, "$defs": {"A": {"additionalProperties": True}}},
            {"$ref": "#/$defs/A", "unevaluatedProperties": False, "$defs": {"A": {"title": "A"}}},
            {"b": 1},
        ),
        # A list of items says nothing of those after it; additionalItems does only beside such a list.
        ("2019-09", {"items": [{}]}, PAIR, [1, 2]),
        ("2019-09", {**PAIR, "additionalItems": True}, PAIR, [1, 2]),
        ("2019-09", {"additionalItems": {"type": "null"}}, {"unevaluatedItems": False, "additionalItems": True}, [1]),
        # What contains looks at is evaluated, however few it asks for (2020-12).
        (
            "2020-12",
            {"contains": {"type": "string"}, "minContains": 0, "unevaluatedItems": False},
            {"contains": {"type": "number"}, "minContains": 0, "unevaluatedItems": False},
            ["a"],
        ),
        # A schema inside the file has an id of its own, which is not the file's.
        (
            "2020-12",
            {"$ref": f"{ADDRESS}a", "$defs": {"A": {"$id": f"{ADDRESS}a", "type": "string"}}},
            {"$ref": f"{ADDRESS}a", "$defs": {"A": {"$id": f"{ADDRESS}a", "type": "number"}}},
            "x",
        ),
        # What a dynamic reference leads to is decided by those who refer to its schema.
        (
            "2020-12",
            {"items": {"$dynamicRef": "#a"}, "$defs": {"A": {"$dynamicAnchor": "a", "type": "string"}}},
            {"items": {"$dynamicRef": "#a"}, "$defs": {"A": {"$dynamicAnchor": "a", "type": "number"}}},
            ["x"],
        ),
    ],
)
def test_what_one_side_refuses_is_a_difference(
    draft: str, old: dict[str, Any], new: dict[str, Any], instance: object
) -> None:
    sides = [at(draft, each) for each in (old, new)]
    says = [jsonschema_rs.validator_for(each).is_valid(instance) for each in sides]
    assert says == [True, False]
    before, after = ({"s.json": json.dumps(each).encode()} for each in sides)
    assert {each.compatibility for each in compare(before, after, format="jsonschema")} & {"breaking", "risky"}


def test_read_only_is_a_remark_where_no_request_is_told_from_a_response() -> None:
    old, new = (
        at("2020-12", {"type": "object", "properties": {"a": {"type": kind, "readOnly": True}}})
        for kind in ("string", "number")
    )
    (change,) = compare({"s.json": json.dumps(old).encode()}, {"s.json": json.dumps(new).encode()}, format="jsonschema")
    assert (change.compatibility, change.proof) == ("breaking", "proven")
    assert change.witness is not None
    assert (change.witness.text, change.witness.old_at) == ('{"a":""}', ("s.json#",))
