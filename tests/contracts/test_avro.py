"""Avro schemas as contracts: recognised, read with every problem, compared over files, told with their lines."""

import json
from pathlib import Path
from typing import Any

import pytest

from juncture.contracts.avro.compare import compare_schemas, compare_versions
from juncture.contracts.avro.format import FORMAT
from juncture.contracts.avro.judgement import Mode
from juncture.contracts.avro.parser import parse, parse_value
from juncture.contracts.avro.parts import Part, parse_part
from juncture.contracts.diff import compare
from juncture.contracts.formats import Comparison
from juncture.contracts.reach import Reach
from juncture.facts.problem import InputError

ORDER = """{
  "type": "record", "name": "Order", "namespace": "shop",
  "fields": [
    {"name": "id", "type": "string"},
    {"name": "lines", "type": {"type": "array", "items": {
      "type": "record", "name": "Line", "fields": [{"name": "amount", "type": "int"}]}}},
    {"name": "paid", "type": [
      "null",
      {"type": "enum", "name": "Means", "symbols": [
        "CARD",
        "CASH"
      ]}
    ], "default": null}
  ]
}"""


def only(old: str, new: str, **options: Any) -> Any:
    (change,) = compare({"order.avsc": old.encode()}, {"order.avsc": new.encode()}, format="avro", **options)
    return change


def test_a_change_has_its_line_on_both_sides() -> None:
    change = only(ORDER, ORDER.replace('"CARD",', '"CARD",\n        "CHEQUE",'))
    assert (change.part, change.cause_old.line, change.cause.line) == ("Means.CHEQUE", 9, 11)


def test_a_field_that_goes_has_the_line_of_its_record_s_name_at_head() -> None:
    change = only(ORDER, ORDER.replace('    {"name": "id", "type": "string"},\n', ""), witnesses=False)
    assert (change.part, change.cause_old.line, change.cause.line) == ("Order.id", 4, 2)


def test_a_field_that_old_data_lacks_breaks_new_readers() -> None:
    change = only(ORDER, ORDER.replace('{"name": "id"', '{"name": "total", "type": "int"},\n    {"name": "id"'))
    assert change.direction == "request"
    assert change.witness.text == (
        'old writer → new reader   Order {"id":"","lines":[],"paid":null}   '
        "refused: No default value for field total in shop.Order"
    )
    assert change.witness.old_verdict == ""


def test_a_symbol_that_old_readers_lack_breaks_them() -> None:
    change = only(ORDER, ORDER.replace('"CARD",', '"CARD", "CHEQUE",'))
    assert change.direction == "response"
    assert change.witness.text.startswith('new writer → old reader   Means "CHEQUE"   refused: CHEQUE not found')


def test_a_changed_unit_is_read_without_an_error_and_wrong() -> None:
    old = ORDER.replace('"type": "int"', '"type": {"type": "long", "logicalType": "timestamp-millis"}')
    change = only(old, old.replace("millis", "micros"))
    assert change.witness.text.splitlines() == [
        "bytes 02 as timestamp-millis   1970-01-01 00:00:00.001000+00:00",
        "bytes 02 as timestamp-micros   1970-01-01 00:00:00.000001+00:00",
    ]


def test_a_witness_rests_on_its_own_change_alone() -> None:
    new = ORDER.replace('{"name": "id"', '{"name": "x", "type": "int"}, {"name": "y", "type": "int"}, {"name": "id"')
    found = compare({"o.avsc": ORDER.encode()}, {"o.avsc": new.encode()}, format="avro")
    assert ["field x" in each.witness.text for each in found if each.witness] == [True, False]


def test_witnesses_are_left_out_when_not_wanted() -> None:
    change = only(ORDER, ORDER.replace('"int"', '"string"'), witnesses=False)
    assert (change.witness, change.proof) == (None, "by-rule")


@pytest.mark.parametrize(
    ("mode", "said"),
    [("backward", "compatible"), ("forward", "breaking"), ("full", "breaking"), ("full-transitive", "breaking")],
)
def test_only_the_directions_of_the_mode_count(mode: str, said: str) -> None:
    new = ORDER.replace('"CARD",', '"CARD", "CHEQUE",')
    (change,) = compare_schemas(parse("o", ORDER.encode()), parse("o", new.encode()), Mode(mode), witnesses=False)
    assert change.compatibility == said


def test_a_transitive_mode_compares_with_every_earlier_version() -> None:
    versions = [
        {"o.avsc": json.dumps({"type": "record", "name": "O", "fields": fields}).encode()}
        for fields in (
            [],
            [{"name": "a", "type": "int", "default": 0}],
            [{"name": "a", "type": "int"}],
        )
    ]
    broken = [
        [each.part for each in step if each.compatibility == "breaking"]
        for step in compare_versions(versions, Mode.BACKWARD_TRANSITIVE)
    ]
    assert broken == [["O.a"], []]
    assert len(compare_versions(versions, Mode.BACKWARD)) == 1


def test_a_name_is_followed_into_the_nearest_file_that_declares_it() -> None:
    def side(type_: str) -> dict[str, bytes]:
        address = {"type": "record", "name": "shop.Address", "fields": [{"name": "zip", "type": type_}]}
        order = {"type": "record", "name": "shop.Order", "fields": [{"name": "to", "type": ["null", "Address"]}]}
        copy = {"type": "record", "name": "shop.Address", "fields": []}
        files = {"a/order.avsc": order, "a/address.avsc": address, "z/address.avsc": copy}
        return {path: json.dumps(value).encode() for path, value in files.items()}

    (change,) = compare(side("int"), side("string"))
    assert (change.contract, change.part, change.proof) == ("a/address.avsc", "Address.zip", "proven")


def test_a_schema_that_moves_to_another_file_is_the_same_schema() -> None:
    found = compare({"a.avsc": ORDER.encode()}, {"b.avsc": ORDER.replace('"int"', '"long"').encode()})
    assert [(each.rule, each.part) for each in found] == [
        ("avro/type-widened", "Line.amount"),
        ("avro/schema-moved", "schema"),
    ]


def test_a_schema_that_is_gone_breaks_and_one_that_came_does_not() -> None:
    gone = compare({"a.avsc": ORDER.encode()}, {})
    come = compare({}, {"a.avsc": ORDER.encode()})
    assert [(each.rule, each.compatibility) for each in (*gone, *come)] == [
        ("avro/schema-removed", "breaking"),
        ("avro/schema-added", "compatible"),
    ]


def test_an_embedded_schema_is_compared_with_its_own_lines() -> None:
    old, new = ({"type": "array", "items": kind} for kind in ("int", "string"))
    files = [parse_value("api.yaml", value, lambda *at: 40 + len(at)) for value in (old, new)]
    (change,) = compare_schemas(*files)
    assert (change.part, change.contract, change.cause and change.cause.line) == ("[]", "api.yaml", 41)


def test_every_problem_of_a_file_is_told_with_its_line() -> None:
    wrong = """{"type": "record", "name": "No-Name", "fields": []}"""
    worse = """{
  "type": "record", "name": "R", "fields": [
    {"name": "a", "type": "int"},
    {"name": "a", "type": {"type": "array"}},
    {"name": "e", "type": {"type": "enum", "name": "E", "symbols": ["X", "X"]}},
    {"name": "f", "type": {"type": "fixed", "name": "F", "size": "4"}},
    {"name": "u", "type": ["int", "int"]},
    {"type": "int"}
  ]
}"""
    with pytest.raises(InputError) as one:
        parse("r.avsc", wrong.encode())
    assert str(one.value).startswith('r.avsc:1: record with the name "No-Name"; expected')
    with pytest.raises(InputError) as many:
        parse("r.avsc", worse.encode())
    assert [problem.line for problem in many.value.problems] == [4, 4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    "content", [b"{", b"\xff", b'{"type": "record"' + b"[" * 5000, b'{"type":' * 300 + b'"int"' + b"}" * 300, b"[NaN]"]
)
def test_what_is_no_schema_is_refused(content: bytes) -> None:
    with pytest.raises(InputError):
        parse("r.avsc", content)


def test_a_long_chain_of_types_is_compared_without_recursion() -> None:
    def chain(last: str) -> bytes:
        links = [
            {"type": "record", "name": f"R{number}", "fields": [{"name": "next", "type": f"R{number + 1}"}]}
            for number in range(3000)
        ]
        links.append({"type": "record", "name": "R3000", "fields": [{"name": "a", "type": last}]})
        return json.dumps(links).encode()

    (change,) = compare({"c.avsc": chain("int")}, {"c.avsc": chain("string")})
    assert change.part == "R3000.a"


def test_comments_are_read_as_avros_own_parser_reads_them() -> None:
    commented = "// orders\n" + ORDER.replace('"shop",', '"shop", /* ours\n */')
    assert compare({"o.avsc": ORDER.encode()}, {"o.avsc": commented.encode()}) == []


@pytest.mark.parametrize(
    ("path", "content", "is_schema"),
    [
        ("a.avsc", b'"string"', True),
        ("a.avsc", b"// c\n{", True),
        ("a.json", ORDER.encode(), True),
        ("a.json", json.dumps(json.loads(ORDER), separators=(",", ":")).encode(), True),
        ("a.json", b'{"asyncapi": "2.6.0", "payload": ' + ORDER.encode() + b"}", False),
        ("a.json", b'{"name": "x", "type": "record", "version": 1}', False),
        ("a.yaml", ORDER.encode(), False),
        ("a.avsc", b"Obj\x01", False),
    ],
)
def test_a_schema_is_recognised_from_its_content(path: str, content: bytes, is_schema: bool) -> None:
    assert FORMAT.recognises(path, content) is is_schema


def test_the_surface_holds_types_and_members_with_lines() -> None:
    surface = FORMAT.surface("order.avsc", ORDER.encode())
    types = {
        each.name: (each.kind, each.line, [(m.name, m.type, m.line) for m in each.members]) for each in surface.types
    }
    assert surface.package == "shop"
    assert types == {
        "Order": ("record", 1, [("id", "string", 4), ("lines", ".shop.Line", 5), ("paid", ".shop.Means", 7)]),
        "Line": ("record", 5, [("amount", "int", 6)]),
        "Means": ("enum", 9, [("CARD", "", 10), ("CASH", "", 11)]),
    }
    assert [each.repeated for each in surface.types[0].members] == [False, True, False]
    reach = Reach({"order.avsc": surface})
    held = reach.holders(*reach.declarations("shop.Line"))
    assert sorted(each.name for each in held) == ["shop.Line", "shop.Order"]


def test_the_digest_follows_meaning_alone() -> None:
    def digest(text: str) -> str:
        return FORMAT.surface("o.avsc", text.encode()).digest

    assert digest(ORDER) == digest(json.dumps(json.loads(ORDER) | {"doc": "An order"}))
    assert digest(ORDER) != digest(ORDER.replace("null,", "").replace(', "default": null', ""))


def test_a_schema_without_a_name_is_called_the_schema_and_a_type_called_so_is_another_part() -> None:
    assert only('"int"', '"boolean"').part == "schema"
    named = '{"type": "record", "name": "schema", "fields": [{"name": "a", "type": "int"}]}'
    assert only(named, named.replace('"int"', '"boolean"')).part == ".schema.a"


def test_a_name_that_nothing_at_hand_declares_is_told_where_it_comes_in() -> None:
    def told(type_: str, *beside: str) -> list[tuple[str, str]]:
        new = ORDER.replace(
            '{"name": "id"', f'{{"name": "x", "type": ["null", "{type_}"], "default": null}}, {{"name": "id"'
        )
        others = dict.fromkeys(beside, b'{"type": "enum", "name": "shop.Other", "symbols": []}')
        found = compare({"order.avsc": ORDER.encode(), **others}, {"order.avsc": new.encode(), **others})
        again = compare({"order.avsc": new.encode(), **others}, {"order.avsc": (new + "\n").encode(), **others})
        assert again == []
        return sorted((each.compatibility, each.part) for each in found)

    assert told("nosuch") == [("compatible", "Order.x"), ("risky", "Order.x[nosuch]")]
    assert told("lib.Money") == [("compatible", "Order.x"), ("risky", "Order.x[lib.Money]")]
    assert told("nosuch", "other.avsc") == [("compatible", "Order.x"), ("risky", "Order.x[nosuch]")]
    assert told("Other", "other.avsc") == [("compatible", "Order.x")]


@pytest.mark.parametrize(
    "text",
    [
        "Order.id",
        "Means.CARD",
        "Order.paid[null]",
        "a.b.Order.x[]{}[lib.Money]",
        "[]",
        "schema",
        ".schema",
        ".schema.a[]",
    ],
)
def test_parts_are_parsed_back(text: str) -> None:
    assert str(parse_part(text)) == text


@pytest.mark.parametrize("text", ["", "Order/id", "Order.1", "Order.a[", "Order.[a]"])
def test_what_is_no_part_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_part(text)


def test_a_part_is_built_step_by_step() -> None:
    assert str(Part("Order").member("paid").branch("null")) == "Order.paid[null]"


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("breaking-by-accident", [("avro/field-added-without-default", "Webhook.name", "proven")]),
        (
            "breaking",
            [
                ("avro/field-removed", "Message.senderType", "proven"),
                ("avro/field-added-without-default", "Message.isFromContact", "proven"),
            ],
        ),
        (
            "repaired",
            [("avro/null-added", "Webhook.name[null]", "proven"), ("avro/default-added", "Webhook.name", "by-rule")],
        ),
        ("compatible-reformatted", [("avro/field-added", "Metadata.valueType", "by-rule")]),
    ],
)
def test_a_real_change_is_told_whatever_the_layout(corpus: Path, name: str, expected: list[tuple[str, ...]]) -> None:
    sides = [
        {path.name: path.read_bytes() for path in sorted((corpus / "airy" / name / side).iterdir())}
        for side in ("old", "new")
    ]
    found = FORMAT.compare(Comparison(*sides))
    assert [(each.rule, each.part, each.proof) for each in found] == expected
