"""JSON Schema files: every draft, open and closed content, who may write what."""

import json
from typing import Any

import pytest

from juncture.contracts.diff import compare
from juncture.contracts.formats import format_named, format_of
from juncture.contracts.jsonschema.format import recognises
from juncture.contracts.model import ContractChange

DRAFTS = {
    "4": "http://json-schema.org/draft-04/schema#",
    "6": "http://json-schema.org/draft-06/schema#",
    "7": "http://json-schema.org/draft-07/schema#",
    "2019-09": "https://json-schema.org/draft/2019-09/schema",
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
}
TEXT = {"type": "string"}


def schema(draft: str = "2020-12", **keywords: Any) -> bytes:
    return json.dumps({"$schema": DRAFTS[draft], "title": "Order", "type": "object", **keywords}).encode()


def diff(old: bytes, new: bytes, **options: Any) -> list[ContractChange]:
    return compare({"order.json": old}, {"order.json": new}, **options)


def told(old: bytes, new: bytes) -> list[tuple[str, str, str]]:
    return [(each.compatibility.value, each.rule, each.part) for each in diff(old, new)]


@pytest.mark.parametrize("draft", DRAFTS)
def test_a_refused_value_breaks_and_is_shown_in_every_draft(draft: str) -> None:
    old = schema(draft, properties={"state": {"enum": ["a", "b"]}})
    new = schema(draft, properties={"state": {"enum": ["a"]}})
    (change,) = diff(old, new)
    assert (change.compatibility, change.part, change.proof) == ("breaking", "Order.state", "proven")
    assert change.witness is not None
    assert (change.witness.text, change.witness.old_verdict) == ('{"state":"b"}', "accepted")
    assert diff(old, new, witnesses=False)[0].witness is None


def test_what_only_the_new_schema_accepts_is_risky() -> None:
    old, new = schema(properties={"a": TEXT}), schema(properties={"a": {"type": ["string", "integer"]}})
    assert told(old, new) == [("risky", "schema/response-type-widened", "Order.a")]


def test_content_decides_what_a_new_property_means() -> None:
    both = {"a": TEXT, "b": TEXT}
    assert told(schema(properties={"a": TEXT}), schema(properties=both)) == [
        ("risky", "jsonschema/property-added-to-open", "Order.b")
    ]
    closed = {"additionalProperties": False}
    assert told(schema(properties={"a": TEXT}, **closed), schema(properties=both, **closed)) == [
        ("risky", "schema/response-property-added-to-closed", "Order.b")
    ]
    assert told(schema(properties=both, **closed), schema(properties={"a": TEXT}, **closed)) == [
        ("breaking", "schema/request-property-removed-from-closed", "Order.b")
    ]


def test_lists_by_position_are_the_same_in_all_drafts() -> None:
    old = schema("7", properties={"a": {"items": [TEXT, {"type": "integer"}], "additionalItems": False}})
    new = schema("2020-12", properties={"a": {"prefixItems": [TEXT, {"type": "integer"}], "items": False}})
    assert diff(old, new) == []


def test_keywords_beside_a_reference_count_since_2019_only() -> None:
    def side(draft: str, **beside: Any) -> bytes:
        return schema(draft, properties={"a": {"$ref": "#/definitions/T", **beside}}, definitions={"T": TEXT})

    assert diff(side("7"), side("7", maxLength=3)) == []
    assert told(side("2019-09"), side("2019-09", maxLength=3)) == [
        ("breaking", "schema/request-bound-tightened", "Order.a")
    ]


def test_files_refer_to_each_other_by_path_and_by_id() -> None:
    def side(kind: str) -> dict[str, bytes]:
        item = {"$schema": DRAFTS["2020-12"], "$id": "https://shop.example/item.json", "type": kind}
        by_id = schema(properties={"i": {"$ref": "https://shop.example/item.json"}})
        by_path = schema(properties={"i": {"$ref": "./item.json"}})
        return {"s/by-id.json": by_id, "s/by-path.json": by_path, "s/item.json": json.dumps(item).encode()}

    changes = compare(side("string"), side("integer"))
    assert [(each.contract, each.part) for each in changes] == [
        ("s/by-id.json", "item"),
        ("s/by-path.json", "item"),
        ("s/item.json", "item"),
    ]
    assert all(each.cause and each.cause.path == "s/item.json" for each in changes)


def test_anchors_are_followed() -> None:
    def side(kind: str) -> bytes:
        return schema(properties={"a": {"$ref": "#here"}}, **{"$defs": {"T": {"$anchor": "here", "type": kind}}})

    assert told(side("string"), side("integer")) == [("breaking", "schema/request-type-changed", "T")]


def test_a_schema_that_came_or_went_is_told_whole() -> None:
    assert told_files({}, {"a.json": schema()}) == ["jsonschema/schema-added"]
    assert told_files({"a.json": schema()}, {}) == ["jsonschema/schema-removed"]
    assert compare({"a.json": schema()}, {"b.json": schema()}, moved={"a.json": "b.json"}) == []


def told_files(old: dict[str, bytes], new: dict[str, bytes]) -> list[str]:
    return [each.rule for each in compare(old, new)]


def test_schemas_are_recognised_by_what_they_say() -> None:
    def name(path: str, content: bytes) -> str | None:
        found = format_of(path, content)
        return found.name if found else None

    assert name("a.json", schema()) == "jsonschema"
    assert name("a.yaml", b"$schema: https://json-schema.org/draft/2020-12/schema\ntype: object\n") == "jsonschema"
    assert name("order.schema.json", b'{"type": "object"}') == "jsonschema"
    assert name("tsconfig.json", b'{"$schema": "https://json.schemastore.org/tsconfig"}') is None
    assert name("package.json", b'{"name": "a", "version": "1", "type": "module", "properties": {}}') is None


def test_a_surface_names_types_as_code_does() -> None:
    content = schema(
        properties={"lines": {"type": "array", "items": {"$ref": "#/$defs/Line"}}, "to": {"properties": {"zip": TEXT}}},
        **{"$defs": {"Line": {"properties": {"price": {"type": "integer"}}}, "State": {"enum": ["open"]}}},
    )
    surface = format_named("jsonschema").surface("order.json", content)
    assert [(each.name, each.kind, [m.name for m in each.members]) for each in surface.types] == [
        ("Order", "object", ["lines", "to"]),
        ("Order.to", "object", ["zip"]),
        ("Line", "object", ["price"]),
        ("State", "enum", ["open"]),
    ]
    assert (surface.types[0].members[0].type, surface.types[0].members[0].repeated) == ("Line", True)
    again = json.dumps({**json.loads(content), "description": "said"}, indent=2).encode()
    assert format_named("jsonschema").surface("b.json", again).digest == surface.digest


@pytest.mark.parametrize("said", ["const: null", "required: [a]", "not: {}", "if: {}", "maximum: 3", "title: x"])
def test_a_root_that_names_its_dialect_is_a_schema_whatever_it_says(said: str) -> None:
    dialect = b"$schema: https://json-schema.org/draft/2020-12/schema"
    assert recognises("a.yaml", b"# a comment\n" + dialect + b"\n" + said.encode())
    if not said.startswith("title"):
        assert recognises("a.yaml", b"$id: https://a.example/a\n" + dialect + b"\n" + said.encode())
    assert not recognises("a.yaml", b"openapi: 3.1.0\n" + dialect + b"\n" + said.encode())
