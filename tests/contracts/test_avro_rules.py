"""Each rule of Avro schemas by one pair of schemas: which change is told, of which part, how harmful it is."""

import json
from typing import Any

import pytest

from juncture.contracts.diff import compare
from juncture.contracts.model import ContractChange
from juncture.facts.rule import family


def record(*fields: Any, **more: Any) -> Any:
    return {"type": "record", "name": "Order", "namespace": "shop", "fields": list(fields), **more}


def field(type_: Any, name: str = "a", **more: Any) -> Any:
    return {"name": name, "type": type_, **more}


def enum(*symbols: str, **more: Any) -> Any:
    return {"type": "enum", "name": "Colour", "symbols": list(symbols), **more}


def decimal(precision: int, scale: int) -> Any:
    return {"type": "bytes", "logicalType": "decimal", "precision": precision, "scale": scale}


def moment(unit: str) -> Any:
    return {"type": "long", "logicalType": f"timestamp-{unit}"}


A = field("int")
B = field("int", "b")
NAMED = {"type": "record", "name": "Item", "fields": [A]}
OTHER = {"type": "record", "name": "Thing", "fields": [A]}

CASES: list[tuple[str, str, Any, Any]] = [
    ("type-changed", "Order.a", record(field("int")), record(field("string"))),
    ("type-changed", "Order.a", record(field(NAMED)), record(field("string"))),
    ("type-changed", "Order.a[]", record(field({"type": "array", "items": "int"})),
     record(field({"type": "array", "items": "boolean"}))),
    ("type-changed", "Order.a{}", record(field({"type": "map", "values": "int"})),
     record(field({"type": "map", "values": "boolean"}))),
    ("type-changed", "Order.a", record(field(["null", "int"])), record(field("string"))),
    ("type-changed", "Order.a", record(field(NAMED), field(OTHER, "b")),
     record(field(OTHER), field("Thing", "b"))),
    ("type-changed", "Colour", enum("RED"), {"type": "fixed", "name": "Colour", "size": 1}),
    ("type-widened", "Order.a", record(field("int")), record(field("long"))),
    ("type-widened", "Order.a[long]", record(field(["null", "int"])), record(field(["null", "long"]))),
    ("type-narrowed", "Order.a", record(field("double")), record(field("float"))),
    ("string-and-bytes", "Order.a", record(field("string")), record(field("bytes"))),
    ("type-renamed", "Bill", record(A), record(A) | {"name": "Bill", "aliases": ["Order"]}),
    ("type-renamed-to-alias", "Bill", record(A, aliases=["Bill"]), record(A) | {"name": "Bill"}),
    ("type-renamed-without-alias", "Bill", record(A), record(A) | {"name": "Bill"}),
    ("namespace-changed", "Order", record(A), record(A) | {"namespace": "market"}),
    ("alias-added", "Order", record(A), record(A, aliases=["Bill"])),
    ("alias-removed", "Order.a", record(field("int", aliases=["z"])), record(A)),
    ("field-added", "Order.b", record(A), record(A, field("int", "b", default=0))),
    ("field-added-without-default", "Order.b", record(A), record(A, B)),
    ("field-removed", "Order.b", record(A, B), record(A)),
    ("field-removed-with-default", "Order.b", record(A, field("int", "b", default=0)), record(A)),
    ("field-renamed", "Order.b", record(A), record(field("int", "b", aliases=["a"]))),
    ("field-renamed-with-default", "Order.b", record(field("int", default=1)),
     record(field("int", "b", aliases=["a"], default=1))),
    ("field-renamed-both-ways", "Order.b", record(field("int", aliases=["b"])),
     record(field("int", "b", aliases=["a"]))),
    ("default-added", "Order.a", record(A), record(field("int", default=0))),
    ("default-removed", "Order.a", record(field("int", default=0)), record(A)),
    ("default-changed", "Order.a", record(field("boolean", default=True)), record(field("boolean", default=False))),
    ("default-invalid", "Order.b", record(A), record(A, field(["null", "int"], "b", default="null"))),
    ("sort-order-changed", "Order.a", record(A), record(field("int", order="ignore"))),
    ("fields-reordered", "Order", record(A, B), record(B, A)),
    ("symbol-added", "Colour.BLUE", enum("RED"), enum("RED", "BLUE")),
    ("symbol-added-with-default", "Colour.BLUE", enum("RED", default="RED"), enum("RED", "BLUE", default="RED")),
    ("symbol-removed", "Colour.BLUE", enum("RED", "BLUE"), enum("RED")),
    ("symbol-removed-with-default", "Colour.BLUE", enum("RED", "BLUE", default="RED"), enum("RED", default="RED")),
    ("symbols-reordered", "Colour", enum("RED", "BLUE"), enum("BLUE", "RED")),
    ("enum-default-added", "Colour", enum("RED"), enum("RED", default="RED")),
    ("enum-default-removed", "Colour", enum("RED", default="RED"), enum("RED")),
    ("enum-default-changed", "Colour", enum("A", "B", default="A"), enum("A", "B", default="B")),
    ("fixed-size-changed", "Hash", {"type": "fixed", "name": "Hash", "size": 16},
     {"type": "fixed", "name": "Hash", "size": 20}),
    ("branch-added", "Order.a[string]", record(field(["null", "int"])), record(field(["null", "int", "string"]))),
    ("branch-added", "Order.a[Item]", record(field(["null", "int"])), record(field(["null", "int", NAMED]))),
    ("branch-added-readable", "Order.a[int]", record(field(["null", "long"])), record(field(["null", "long", "int"]))),
    ("branch-removed", "Order.a[string]", record(field(["int", "string"])), record(field("int"))),
    ("branch-removed-readable", "Order.a[int]", record(field(["int", "long"])), record(field("long"))),
    ("null-added", "Order.a[null]", record(A), record(field(["null", "int"]))),
    ("null-removed", "Order.a[null]", record(field(["int", "null"])), record(A)),
    ("branches-reordered", "Order.a", record(field(["int", "null"])), record(field(["null", "int"]))),
    ("union-of-one", "Order.a", record(A), record(field(["int"]))),
    ("logical-type-added", "Order.a", record(field("long")), record(field(moment("millis")))),
    ("logical-type-removed", "Order.a", record(field(moment("millis"))), record(field("long"))),
    ("logical-type-changed", "Order.a", record(field(moment("millis"))), record(field(moment("micros")))),
    ("decimal-scale-changed", "Order.a", record(field(decimal(9, 2))), record(field(decimal(9, 4)))),
    ("decimal-precision-grown", "Order.a", record(field(decimal(9, 2))), record(field(decimal(12, 2)))),
    ("decimal-precision-shrunk", "Order.a", record(field(decimal(9, 2))), record(field(decimal(6, 2)))),
    ("cannot-prove", "Order.a", record(field("lib.Money")), record(field("lib.Amount"))),
    ("cannot-prove", "Order.a", record(field({"type": "long", "logicalType": "house-time"})),
     record(field({"type": "long", "logicalType": "house-clock"}))),
]  # fmt: skip


def changes(old: Any, new: Any) -> list[ContractChange]:
    return compare({"order.avsc": json.dumps(old).encode()}, {"order.avsc": json.dumps(new).encode()}, format="avro")


@pytest.mark.parametrize(("rule", "part", "old", "new"), CASES)
def test_a_change_is_told_once_by_its_rule_and_part(rule: str, part: str, old: Any, new: Any) -> None:
    found = [(each.rule, each.part) for each in changes(old, new)]
    assert (f"avro/{rule}", part) in found
    assert len([each for each in found if each[1] == part]) == 1


@pytest.mark.parametrize(("rule", "part", "old", "new"), CASES)
def test_every_break_is_shown_by_the_judge(rule: str, part: str, old: Any, new: Any) -> None:
    kind_of_a_type = (rule, part) == ("type-changed", "Colour")  # fastavro stumbles there, which proves nothing
    for each in changes(old, new):
        assert (each.proof == "proven") == (each.compatibility == "breaking" and not kind_of_a_type)
        assert (each.witness.kind if each.witness else "fastavro") == "fastavro"


def test_every_rule_has_its_case() -> None:
    about_files = {"schema-added", "schema-moved", "schema-removed"}
    assert {f"avro/{rule}" for rule, *_ in CASES} == set(family("avro")) - {f"avro/{name}" for name in about_files}


def test_a_schema_that_is_written_otherwise_has_not_changed() -> None:
    old = record(field(["null", "string"], doc="what"), field("long", "b", logicalType="timestamp-millis"))
    new = {"fields": [{"type": ["null", {"type": "string"}], "name": "a"}, {"name": "b", "type": {"type": "long"}}],
           "name": "shop.Order", "doc": "An order", "type": "record", "owner": "shop"}  # fmt: skip
    assert changes(old, new) == []


def test_a_type_shared_by_many_fields_is_told_once() -> None:
    def with_item(*inner: Any) -> Any:
        item = {"type": "record", "name": "Item", "fields": list(inner)}
        return record(field(item), field("Item", "b"), field({"type": "array", "items": "Item"}, "c"))

    assert [each.part for each in changes(with_item(A), with_item(A, B))] == ["Item.b"]


def test_a_type_that_contains_itself_is_compared() -> None:
    def tree(value: str) -> Any:
        return record(field(value), field({"type": "array", "items": "Order"}, "children"))

    assert [(each.rule, each.part) for each in changes(tree("int"), tree("long"))] == [("avro/type-widened", "Order.a")]


def test_names_keep_their_namespace_where_it_is_not_the_roots() -> None:
    def money(*inner: Any) -> Any:
        return {"type": "record", "name": "lib.Money", "fields": list(inner)}

    assert [each.part for each in changes(record(field(money(A))), record(field(money(A, B))))] == ["lib.Money.b"]
