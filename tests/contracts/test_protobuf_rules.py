"""The table of Protobuf rules: what stood, what stands, and what it means.

Levels name what survives: W the wire, J ProtoJSON, S the source code. Snippets begin on line 2.
"""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from juncture.contracts.model import ContractChange
from juncture.facts.rule import family


class Case(NamedTuple):
    rule: str
    old: str
    new: str
    part: str
    levels: str
    line: int | None
    syntax: str = "proto3"
    told: tuple[str, str] | None = None


def field(old: str, new: str) -> tuple[str, str]:
    return f"message M {{\n{old}\n}}", f"message M {{\n{new}\n}}"


def enum(old: str, new: str) -> tuple[str, str]:
    return f"enum E {{\n{old}\n}}", f"enum E {{\n{new}\n}}"


def rpc(old: str, new: str) -> tuple[str, str]:
    types = "message A { int32 a = 1; } message B { string a = 1; } message C { int32 a = 1; int32 b = 2; }\n"
    return types + f"service S {{\n{old}\n}}", types + f"service S {{\n{new}\n}}"


FIELDS = [
    Case("field-added", *field("", "int32 a = 1;"), "M.a", "WJS", 3, told=("", "int32 a = 1")),
    Case("field-removed", *field("int32 a = 1;", ""), "M.a", "", 2, told=("int32 a = 1", "")),
    Case(
        "field-removed-reserved",
        *field("int32 a = 1;", "reserved 1;"),
        "M.a",
        "W",
        3,
        told=("int32 a = 1", "reserved 1"),
    ),
    Case("field-removed-reserved", *field("int32 a = 1;", 'reserved "a"; reserved 1;'), "M.a", "W", 3),
    Case("field-removed", *field("int32 a = 1;", 'reserved "a";'), "M.a", "", 2),
    Case("field-renamed", *field("int32 a = 1;", "int32 b = 1;"), "M.b", "W", 3, told=("a", "b")),
    Case("field-renamed-json-kept", *field("int32 a_b = 1;", "int32 aB = 1;"), "M.aB", "WJ", 3),
    Case("field-renamed-json-kept", *field("int32 a = 1;", 'int32 b = 1 [json_name = "a"];'), "M.b", "WJ", 3),
    Case("field-json-name-changed", *field("int32 a = 1;", 'int32 a = 1 [json_name = "b"];'), "M.a", "WS", 3),
    Case("field-renumbered", *field("int32 a = 1;", "int32 a = 2;"), "M.a", "JS", 3),
    Case("field-number-reused", *field("int32 a = 1;", "string b = 1;"), "M.b", "", 3),
    Case("field-type-changed", *field("int32 a = 1;", "string a = 1;"), "M.a", "", 3, told=("int32", "string")),
    Case("field-type-changed", *field("int32 a = 1;", "sint32 a = 1;"), "M.a", "J", 3),
    Case("field-type-changed", *field("int32 a = 1;", "fixed32 a = 1;"), "M.a", "J", 3),
    Case("field-type-changed", *field("int32 a = 1;", "bool a = 1;"), "M.a", "W", 3),
    Case("field-type-changed", *field("float a = 1;", "double a = 1;"), "M.a", "J", 3),
    Case("field-type-changed", *field("string a = 1;", "bytes a = 1;"), "M.a", "W", 3),
    Case("field-type-changed", *field("bytes a = 1;", "string a = 1;"), "M.a", "", 3),
    Case("field-type-changed", *field("map<int32, int32> a = 1;", "map<int32, string> a = 1;"), "M.a", "", 3),
    Case("field-type-range-changed", *field("int32 a = 1;", "int64 a = 1;"), "M.a", "WJ", 3),
    Case("field-type-range-changed", *field("uint32 a = 1;", "int32 a = 1;"), "M.a", "WJ", 3),
    Case("field-type-range-changed", *field("sint32 a = 1;", "sint64 a = 1;"), "M.a", "WJ", 3),
    Case("field-type-range-changed", *field("fixed64 a = 1;", "sfixed64 a = 1;"), "M.a", "WJ", 3),
    Case("field-type-range-changed", *field("map<int32, int32> a = 1;", "map<int64, int32> a = 1;"), "M.a", "WJ", 3),
    Case("field-type-unresolved", *field("a.X a = 1;", "b.Y a = 1;"), "M.a", "WJ", 3, told=("a.X", "b.Y")),
    Case("field-cardinality-changed", *field("string a = 1;", "repeated string a = 1;"), "M.a", "W", 3),
    Case("field-cardinality-changed", *field("repeated int32 a = 1;", "int32 a = 1;"), "M.a", "", 3),
    Case("field-presence-changed", *field("int32 a = 1;", "optional int32 a = 1;"), "M.a", "WJ", 3),
    Case("field-required-added", *field("", "required int32 a = 1;"), "M.a", "S", 3, "proto2"),
    Case("field-required-added", *field("optional int32 a = 1;", "required int32 a = 1;"), "M.a", "", 3, "proto2"),
    Case("field-required-removed", *field("required int32 a = 1;", "optional int32 a = 1;"), "M.a", "", 3, "proto2"),
    Case("field-required-removed", *field("required int32 a = 1;", "reserved 1;"), "M.a", "", 2, "proto2"),
    Case(
        "field-default-changed",
        *field("optional int32 a = 1 [default = 5];", "optional int32 a = 1 [default = 7];"),
        "M.a",
        "S",
        3,
        "proto2",
        ("default = 5", "default = 7"),
    ),
    Case(
        "field-default-changed",
        *field("optional bool a = 1;", "optional bool a = 1 [default = true];"),
        "M.a",
        "S",
        3,
        "proto2",
    ),
    Case(
        "field-encoding-changed",
        *field("M a = 1;", "M a = 1 [features.message_encoding = DELIMITED];"),
        "M.a",
        "JS",
        3,
        "2023",
    ),
    Case(
        "field-packed-changed",
        *field("repeated int32 a = 1;", "repeated int32 a = 1 [packed = false];"),
        "M.a",
        "WJS",
        3,
    ),
    Case(
        "field-utf8-changed",
        *field("string a = 1;", "string a = 1 [features.utf8_validation = NONE];"),
        "M.a",
        "WJS",
        3,
        "2023",
    ),
    Case("option-changed", *field("int64 a = 1;", "int64 a = 1 [jstype = JS_STRING];"), "M.a", "WJ", 3),
    Case("custom-option-changed", *field("int64 a = 1;", "int64 a = 1 [(rules).min = 3];"), "M.a", "WJS", 3),
    Case("option-without-effect-changed", *field("M a = 1;", "M a = 1 [lazy = true];"), "M.a", "WJS", 3),
    Case("deprecated-added", *field("int32 a = 1;", "int32 a = 1 [deprecated = true];"), "M.a", "WJS", 3),
    Case("deprecated-removed", *field("int32 a = 1 [deprecated = true];", "int32 a = 1;"), "M.a", "WJS", 3),
    Case("reserved-removed", *field("reserved 1, 5 to 7;", "reserved 1;"), "M", "WJS", 2, told=("reserved 5 to 7", "")),
    Case(
        "reserved-added", *field("", 'reserved 9; reserved "z";'), "M", "WJS", 3, told=("", 'reserved 9; reserved "z"')
    ),
    Case("reserved-reused", *field("reserved 1;", "int32 a = 1;"), "M.a", "WJS", 3, told=("reserved 1", "int32 a = 1")),
    Case("reserved-reused", *field('reserved "a";', "int32 a = 1;"), "M.a", "WJS", 3),
]
ONEOFS = [
    Case("oneof-joined", *field("int32 a = 1; int32 b = 2;", "oneof o { int32 a = 1; int32 b = 2; }"), "M@o", "", 3),
    Case(
        "oneof-joined",
        *field("int32 a = 1; oneof o { int32 b = 2; }", "oneof o { int32 a = 1; int32 b = 2; }"),
        "M.a",
        "",
        3,
    ),
    Case("oneof-joined-alone", *field("int32 a = 1;", "oneof o { int32 a = 1; }"), "M.a", "WJ", 3),
    Case("oneof-left", *field("oneof o { int32 a = 1; int32 b = 2; }", "int32 a = 1; int32 b = 2;"), "M@o", "", 3),
    Case(
        "oneof-left",
        *field("oneof o { int32 a = 1; int32 b = 2; }", "int32 a = 1; oneof o { int32 b = 2; }"),
        "M.a",
        "",
        3,
    ),
    Case("oneof-left-alone", *field("oneof o { int32 a = 1; }", "int32 a = 1;"), "M.a", "WJ", 3),
    Case("oneof-renamed", *field("oneof o { int32 a = 1; }", "oneof p { int32 a = 1; }"), "M@p", "WJ", 3),
]
ENUMS = [
    Case("enum-value-added", *enum("A = 0;", "A = 0; B = 1;"), "E.B", "WJS", 3),
    Case("enum-value-added-closed", *enum("A = 0;", "A = 0; B = 1;"), "E.B", "WJS", 3, "proto2"),
    Case("enum-value-removed", *enum("A = 0; B = 1;", "A = 0;"), "E.B", "", 2),
    Case("enum-value-removed-reserved", *enum("A = 0; B = 1;", "A = 0; reserved 1;"), "E.B", "W", 2),
    Case("enum-value-removed-reserved", *enum("A = 0; B = 1;", "A = 0; reserved 1;"), "E.B", "", 2, "proto2"),
    Case("enum-value-renamed", *enum("A = 0; B = 1;", "A = 0; C = 1;"), "E.C", "W", 3, told=("B = 1", "C = 1")),
    Case("enum-default-renamed", *enum("A = 0; B = 1;", "Z = 0; B = 1;"), "E.Z", "W", 3),
    Case("enum-value-renumbered", *enum("A = 0; B = 1;", "A = 0; B = 2;"), "E.B", "JS", 3),
    Case("enum-default-changed", *enum("A = 0; B = 1;", "B = 1; A = 0;"), "E.B", "S", 3, "proto2"),
    Case("enum-default-changed", *enum("A = 0; B = 1;", "B = 1; reserved 0;"), "E.B", "S", 3, "proto2"),
    Case(
        "enum-alias-removed",
        *enum("option allow_alias = true; A = 0; B = 1; C = 1;", "A = 0; B = 1;"),
        "E.B",
        "WJ",
        3,
    ),
    Case(
        "enum-alias-first",
        *enum("A = 0; B = 1;", "option allow_alias = true; A = 0; C = 1; B = 1;"),
        "E.C",
        "WS",
        3,
    ),
    Case(
        "enum-value-added", *enum("A = 0; B = 1;", "option allow_alias = true; A = 0; B = 1; C = 1;"), "E.C", "WJS", 3
    ),
    Case("enum-closed", *enum("A = 0;", "option features.enum_type = CLOSED; A = 0;"), "E", "", 2, "2023"),
    Case("enum-opened", *enum("option features.enum_type = CLOSED; A = 0;", "A = 0;"), "E", "WJ", 2, "2023"),
    Case("reserved-removed", *enum("A = 0; reserved 7;", "A = 0;"), "E", "WJS", 2),
    Case("reserved-reused", *enum("A = 0; reserved 7;", "A = 0; B = 7;"), "E.B", "WJS", 3),
    Case(
        "json-format-best-effort",
        *enum("A = 0;", "option features.json_format = LEGACY_BEST_EFFORT; A = 0;"),
        "E",
        "WJS",
        2,
        "2023",
    ),
    Case(
        "json-format-strict",
        *enum("option features.json_format = LEGACY_BEST_EFFORT; A = 0;", "A = 0;"),
        "E",
        "WJS",
        2,
        "2023",
    ),
]
TYPES = [
    Case("message-added", "", "message M {}", "M", "WJS", 2),
    Case("message-removed", "message M {}", "", "M", "", None),
    Case("enum-added", "", "enum E { A = 0; }", "E", "WJS", 2),
    Case("enum-removed", "enum E { A = 0; }", "", "E", "WJ", None),
    Case("message-renamed", "message M { int32 a = 1; }", "message N { int32 a = 1; }", "N", "WJ", 2, told=("M", "N")),
    Case("enum-renamed", "enum E { A = 0; }", "enum F { A = 0; }", "F", "WJ", 2),
    Case("visibility-changed", "export message M {}", "local message M {}", "M", "WJ", 2, "2024"),
    Case(
        "message-set-changed",
        *field("extensions 4 to max;", "option message_set_wire_format = true; extensions 4 to max;"),
        "M",
        "J",
        2,
        "proto2",
    ),
    Case("option-changed", *field("", "option no_standard_descriptor_accessor = true;"), "M", "WJ", 3),
    Case(
        "extension-range-removed",
        *field("extensions 100 to 199;", "extensions 100 to 149;"),
        "M",
        "WJ",
        2,
        "proto2",
        ("extensions 150 to 199", ""),
    ),
    Case("extension-range-added", *field("", "extensions 100 to 199;"), "M", "WJS", 3, "proto2"),
    Case(
        "extension-added",
        *field("extensions 100 to 199;", "extensions 100 to 199; } extend M { optional int32 x = 100;"),
        "[x]",
        "WJS",
        3,
        "proto2",
    ),
    Case(
        "extension-removed",
        *field("extensions 100 to 199; } extend M { optional int32 x = 100;", "extensions 100 to 199;"),
        "[x]",
        "",
        None,
        "proto2",
    ),
]
OPTION = "extend google.protobuf.FieldOptions { %s }"
SERVICES = [
    Case("service-added", "", "service S {}", "S", "WJS", 2),
    Case("service-removed", "service S {}", "", "S", "", None),
    Case("rpc-added", *rpc("", "rpc Get(A) returns (A);"), "S/Get", "WJS", 4),
    Case("rpc-removed", *rpc("rpc Get(A) returns (A);", ""), "S/Get", "", 3, told=("rpc Get (A) returns (A)", "")),
    Case(
        "rpc-request-changed",
        *rpc("rpc Get(A) returns (A);", "rpc Get(B) returns (A);"),
        "S/Get",
        "",
        4,
        told=("A", "B"),
    ),
    Case("rpc-response-changed", *rpc("rpc Get(A) returns (A);", "rpc Get(A) returns (B);"), "S/Get", "", 4),
    Case("rpc-request-equivalent", *rpc("rpc Get(A) returns (A);", "rpc Get(C) returns (A);"), "S/Get", "WJ", 4),
    Case("rpc-response-equivalent", *rpc("rpc Get(A) returns (A);", "rpc Get(A) returns (C);"), "S/Get", "WJ", 4),
    Case("rpc-request-unresolved", *rpc("rpc Get(x.A) returns (A);", "rpc Get(x.B) returns (A);"), "S/Get", "WJ", 4),
    Case("rpc-response-unresolved", *rpc("rpc Get(A) returns (x.A);", "rpc Get(A) returns (x.B);"), "S/Get", "WJ", 4),
    Case(
        "rpc-client-streaming-changed",
        *rpc("rpc Get(A) returns (A);", "rpc Get(stream A) returns (A);"),
        "S/Get",
        "",
        4,
    ),
    Case(
        "rpc-server-streaming-changed",
        *rpc("rpc Get(A) returns (stream A);", "rpc Get(A) returns (A);"),
        "S/Get",
        "",
        4,
    ),
    Case(
        "rpc-idempotency-changed",
        *rpc("rpc Get(A) returns (A);", "rpc Get(A) returns (A) { option idempotency_level = IDEMPOTENT; }"),
        "S/Get",
        "WJ",
        4,
    ),
    Case(
        "rpc-http-added",
        *rpc("rpc Get(A) returns (A);", 'rpc Get(A) returns (A) { option (google.api.http) = { get: "/v1/a" }; }'),
        "S/Get",
        "WJS",
        4,
    ),
    Case(
        "rpc-http-changed",
        *rpc(
            'rpc Get(A) returns (A) { option (google.api.http) = { get: "/v1/a" }; }',
            'rpc Get(A) returns (A) { option (google.api.http) = { get: "/v2/a" }; }',
        ),
        "S/Get",
        "WS",
        4,
        told=("GET /v1/a", "GET /v2/a"),
    ),
    Case("custom-option-removed", OPTION % "string label = 50001;", "", "[label]", "WJ", None),
    Case(
        "custom-option-redefined", OPTION % "string label = 50001;", OPTION % "bytes label = 50001;", "[label]", "WJ", 2
    ),
]
FILES = [
    Case(
        "file-option-changed",
        'option go_package = "a/b";',
        'option go_package = "a/c";',
        "option:go_package",
        "WJ",
        2,
        told=('"a/b"', '"a/c"'),
    ),
    Case("custom-option-changed", "", 'option (owner) = "x";', "option:(owner)", "WJS", 2),
    Case("deprecated-added", "", "option deprecated = true;", "option:deprecated", "WJS", 2),
    Case("public-import-removed", 'import public "a.proto";', 'import "a.proto";', "import:a.proto", "WJ", 2),
    Case(
        "feature-changed",
        "message M { int32 a = 1; int32 b = 2; }",
        "option features.field_presence = IMPLICIT;\nmessage M { int32 a = 1; int32 b = 2; }",
        "option:features.field_presence",
        "WJ",
        2,
        "2023",
    ),
    Case(
        "feature-changed-encoding",
        "message M { M a = 1; M b = 2; }",
        "option features.message_encoding = DELIMITED;\nmessage M { M a = 1; M b = 2; }",
        "option:features.message_encoding",
        "JS",
        2,
        "2023",
    ),
    Case(
        "feature-changed-equivalent",
        "message M { repeated int32 a = 1; }",
        "option features.repeated_field_encoding = EXPANDED;\nmessage M { repeated int32 a = 1; }",
        "option:features.repeated_field_encoding",
        "WJS",
        2,
        "2023",
    ),
]
CASES = FIELDS + ONEOFS + ENUMS + TYPES + SERVICES + FILES


def survivors(change: ContractChange) -> str:
    levels = change.levels
    assert levels is not None
    return "W" * levels.wire + "J" * levels.json + "S" * levels.source


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.old.strip()[:60]!r}")
def test_one_edit_is_one_change(case: Case, diff: Callable[..., list[ContractChange]]) -> None:
    changes = diff(case.old, case.new, case.syntax, witnesses=False)
    found = [each for each in changes if each.rule == f"protobuf/{case.rule}"]
    assert len(found) == 1, changes
    change = found[0]
    assert (change.part, survivors(change), change.cause and change.cause.line) == (case.part, case.levels, case.line)
    assert change.contract == "shop.proto"
    if case.told:
        assert (change.old, change.new) == case.told
    assert len(changes) == 1, changes


def test_an_enum_value_put_in_front_takes_the_number_of_another(diff: Callable[..., list[ContractChange]]) -> None:
    changes = diff(*enum("A = 0; B = 1; C = 2;", "A = 0; NEW = 1; B = 2; C = 3;"))
    assert [(each.rule, each.part) for each in changes] == [
        ("protobuf/enum-value-renumbered", "E.B"),
        ("protobuf/enum-value-renumbered", "E.C"),
        ("protobuf/enum-number-reused", "E.NEW"),
    ]
    assert all(each.proof == "proven" for each in changes)


def test_every_rule_has_a_case() -> None:
    elsewhere = {
        "enum-number-reused",  # over several files: test_protobuf_sides.py; by syntax: below
        "file-added", "file-removed", "file-moved", "copy-added", "copy-removed", "declaration-moved",
        "package-changed", "package-changed-without-service", "message-removed-referenced", "field-type-equivalent",
        "syntax-changed", "syntax-changed-encoding", "syntax-changed-equivalent",
    }  # fmt: skip
    assert {case.rule for case in CASES} | elsewhere == {name.partition("/")[2] for name in family("protobuf")}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_compatibility_follows_from_the_levels(case: Case) -> None:
    stated = family("protobuf")[f"protobuf/{case.rule}"].compatibility
    if "W" not in case.levels or "J" not in case.levels:
        assert stated == "breaking"
    elif "S" not in case.levels:
        assert stated == "risky"
    else:
        assert stated in ("risky", "compatible")


@pytest.mark.parametrize(
    ("rule", "old", "new", "levels"),
    [
        ("syntax-changed", ("proto2", "optional int32 a = 1;"), ("proto3", "int32 a = 1;"), "WJ"),
        ("syntax-changed-equivalent", ("proto2", "optional int32 a = 1;"), ("2023", "int32 a = 1;"), "WJS"),
        ("syntax-changed-equivalent", ("proto3", "optional int32 a = 1;"), ("2023", "int32 a = 1;"), "WJS"),
        ("syntax-changed-encoding", ("2023", "enum E { A = 0; }"), ("proto2", "enum E { A = 0; }"), ""),
    ],
)
def test_a_new_syntax_is_one_change_with_all_that_it_does(
    rule: str, old: tuple[str, str], new: tuple[str, str], levels: str, diff: Callable[..., list[ContractChange]]
) -> None:
    def file(syntax: str, body: str) -> dict[str, str]:
        word = "syntax" if syntax.startswith("proto") else "edition"
        return {"a.proto": f'{word} = "{syntax}";\npackage shop;\nmessage M {{ {body} }}'}

    (change,) = diff(file(*old), file(*new), witnesses=False)
    assert (change.rule, change.part, survivors(change)) == (f"protobuf/{rule}", "syntax", levels)
    assert (change.old, change.new) == (old[0], new[0])


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("int32 a = 1; int32 b = 2;", "int32 b = 1; int32 a = 2;", ["field-renumbered", "field-renumbered"]),
        ("int32 a = 1; string b = 2;", "string b = 1;", ["field-removed", "field-renumbered"]),
        (
            "oneof o { int32 a = 1; int32 b = 2; }",
            "reserved 1, 2;",
            ["field-removed-reserved", "field-removed-reserved"],
        ),
        ("oneof o { int32 a = 1; }", "oneof p { int32 a = 1; }", ["oneof-renamed"]),
        ("int32 a = 1;", "int32 a = 1; oneof o { int32 b = 2; }", ["field-added"]),
    ],
)
def test_several_edits_of_one_message(
    old: str, new: str, rules: list[str], diff: Callable[..., list[ContractChange]]
) -> None:
    changes = diff(*field(old, new), witnesses=False)
    assert sorted(each.rule for each in changes) == [f"protobuf/{name}" for name in rules]
