"""Witnesses: what is shown, that the compiler's own descriptors agree with it, and what is never claimed."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from google.protobuf import descriptor_pool, json_format, message_factory
from google.protobuf.message import DecodeError

from juncture.contracts.model import ContractChange
from juncture.facts.rule import family

Diff = Callable[..., list[ContractChange]]
Compiled = Callable[..., dict[str, Any]]


def message(body: str) -> str:
    return f"message M {{ {body} }} message Part {{ string name = 1; int32 size = 2; }} enum E {{ A = 0; B = 1; }}"


def test_a_witness_shows_both_ways_on_the_wire(diff: Diff) -> None:
    (change,) = diff(message("int32 zip_code = 5;"), message("string zip_code = 5;"))
    assert change.proof == "proven"
    assert change.witness is not None
    assert change.witness.kind == "protobuf"
    assert change.witness.text.splitlines() == [
        'new writer → old reader   2a 05 39 34 30 34 33   sent "94043", read 0',
        'old writer → new reader   28 db de 05   sent 94043, read ""',
    ]
    assert change.witness.old_verdict == 'sent "94043", read 0'
    assert change.witness.new_verdict == 'sent 94043, read ""'


@pytest.mark.parametrize(
    ("old", "new", "syntax", "lines"),
    [
        (
            "string a = 1;",
            "reserved 1;",
            "proto3",
            ['old writer → new reader   {"a": "94043"}   sent "94043", refused'],
        ),
        (
            "int64 a = 1;",
            "int32 a = 1;",
            "proto3",
            ["old writer → new reader   08 80 bc c1 96 0b   sent 3000000000, read -1294967296"],
        ),
        (
            "optional int32 a = 1 [default = 5];",
            "optional int32 a = 1 [default = 7];",
            "proto2",
            [
                "new writer → old reader   no bytes   sent unset (7), read 5",
                "old writer → new reader   no bytes   sent unset (5), read 7",
            ],
        ),
        (
            "",
            "required int32 a = 1;",
            "proto2",
            ["old writer → new reader   no bytes   sent nothing, refused: required a is missing"],
        ),
        (
            "int32 a = 1; int32 b = 2;",
            "oneof o { int32 a = 1; int32 b = 2; }",
            "proto3",
            ["old writer → new reader   08 db de 05 10 db de 05   sent b 94043, a 94043, read b 94043, a nothing"],
        ),
        (
            "repeated int32 a = 1;",
            "int32 a = 1;",
            "proto3",
            ["old writer → new reader   0a 04 db de 05 01   sent [94043, 1], read 0"],
        ),
        (
            "bytes a = 1;",
            "string a = 1;",
            "proto3",
            ["old writer → new reader   0a 01 ff   sent bytes ff, refused"],
        ),
    ],
)
def test_what_breaks_is_shown(old: str, new: str, syntax: str, lines: list[str], diff: Diff) -> None:
    (change,) = diff(message(old), message(new), syntax)
    assert change.witness is not None
    assert (change.proof, change.witness.text.splitlines()) == ("proven", lines)


def test_a_break_inside_a_type_is_shown_on_that_type(diff: Diff) -> None:
    types = "message Old { int32 a = 1; } message New { string a = 1; }\n"
    service = "service S { rpc Get(%s) returns (Old); }"
    (change,) = diff(types + service % "Old", types + service % "New")
    assert (change.rule, change.proof) == ("protobuf/rpc-request-changed", "proven")


def test_an_enum_is_tried_in_a_message_of_its_own(diff: Diff) -> None:
    old = "enum E { A = 0; B = 1; }"
    (renumbered,) = diff(old, "enum E { A = 0; B = 2; }")
    (closed,) = diff(old, "enum E { option features.enum_type = CLOSED; A = 0; B = 1; }", "2023")
    assert renumbered.witness is not None and closed.witness is not None
    assert renumbered.witness.text.splitlines()[0] == "new writer → old reader   08 02   sent B, read 2"
    assert closed.witness.text == "old writer → new reader   08 db de 05   sent 94043, read A"


PAIRS = [
    ("int32 a = 1;", "string a = 1;"),
    ("int32 a = 1;", "sint32 a = 1;"),
    ("fixed32 a = 1;", "float a = 1;"),
    ("Part a = 1;", "string a = 1;"),
    ("repeated int32 a = 1;", "int32 a = 1;"),
    ("map<string, int32> a = 1;", "map<string, Part> a = 1;"),
    ("int32 a = 1;", "int32 a = 2;"),
    ("int32 a = 1;", "string b = 1;"),
    ("uint64 a = 1;", "int32 a = 1;"),
    ("string a = 1; string b = 2;", "oneof o { string a = 1; string b = 2; }"),
]


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_descriptors_of_the_compiler_tell_the_same(old: str, new: str, diff: Diff, compiled: Compiled) -> None:
    """Read every line of the witness again by classes that protoc made."""
    head = 'syntax = "proto3"; package shop;\n'
    classes = {}
    for side, body in (("old", old), ("new", new)):
        pool = descriptor_pool.DescriptorPool()
        pool.Add(compiled({"shop.proto": head + message(body)})["shop.proto"])
        classes[side] = message_factory.GetMessageClass(pool.FindMessageTypeByName("shop.M"))
    for change in diff(message(old), message(new)):
        assert change.witness is not None
        assert change.proof == "proven"
        for line in change.witness.text.splitlines():
            ends, form, _ = line.split("   ", 2)
            writer, reader = classes[ends[:3]], classes[ends[-10:-7]]
            sent = writer.FromString(bytes.fromhex(form))
            assert sent.ListFields(), "the writer itself reads what it is said to send"
            assert harmed(sent, reader, bytes.fromhex(form))


def harmed(sent: Any, reader: Any, data: bytes) -> bool:
    try:
        got = reader.FromString(data)
    except DecodeError:
        return True
    return json_format.MessageToDict(got) != json_format.MessageToDict(sent)


def test_nothing_is_claimed_where_the_runtime_takes_no_such_type(diff: Diff) -> None:
    old = {
        "a.proto": 'syntax = "proto3"; import "b.proto"; message M { int32 a = 1; B b = 2; }',
        "b.proto": 'syntax = "proto3"; import "a.proto"; message B { M m = 1; }',
    }
    (change,) = diff(old, {**old, "a.proto": old["a.proto"].replace("int32", "string")})
    assert (change.compatibility, change.proof, change.witness) == ("breaking", "by-rule", None)


def test_a_field_whose_type_is_not_at_hand_proves_nothing(diff: Diff) -> None:
    for new in ("gone.Y a = 1;", "string a = 1;", "gone.X b = 1;"):
        for change in diff(message("gone.X a = 1;"), message(new)):
            assert (change.proof, change.witness) == ("by-rule", None)


def test_witnesses_never_change_what_is_found(diff: Diff) -> None:
    for old, new in PAIRS:
        shown, plain = diff(message(old), message(new)), diff(message(old), message(new), witnesses=False)
        assert [each.fingerprint for each in shown] == [each.fingerprint for each in plain]
        assert [each.compatibility for each in shown] == [each.compatibility for each in plain]
        assert all(each.witness is None and each.proof == "by-rule" for each in plain)


def test_a_call_that_is_no_longer_served_is_proven_by_the_runtime(diff: Diff) -> None:
    old = "message A {} service S { rpc Get(A) returns (A); }"
    (change,) = diff(old, "message A {} service S {}")
    assert change.witness is not None
    assert (change.witness.kind, change.witness.text, change.proof) == ("grpc", "/shop.S/Get", "proven")
    assert (change.witness.old_verdict, change.witness.new_verdict) == ("served", "UNIMPLEMENTED")


def test_a_call_that_streams_otherwise_is_proven_by_the_runtime(diff: Diff) -> None:
    old = "message A {} service S { rpc Get(A) returns (A); }"
    (change,) = diff(old, "message A {} service S { rpc Get(A) returns (stream A); }")
    assert change.witness is not None
    assert (change.witness.text, change.proof) == ("/shop.S/Get", "proven")


def test_an_http_call_is_shown_but_not_proven(diff: Diff) -> None:
    rpc = 'message A {} service S { rpc Get(A) returns (A) { option (google.api.http) = { get: "/v1/%s" }; } }'
    (change,) = diff(rpc % "old", rpc % "new")
    assert change.witness is not None
    assert (change.witness.kind, change.witness.text, change.proof) == ("http", "GET /v1/old", "by-rule")


def test_a_witness_names_the_types_that_it_is_read_by(diff: Diff) -> None:
    (change,) = diff(
        "message Order { message Line { int32 a = 1; } }", "message Order { message Line { string a = 1; } }"
    )
    assert change.witness is not None
    assert (change.witness.old_at, change.witness.new_at) == (("shop.proto#Order.Line",), ("shop.proto#Order.Line",))


def test_the_runtime_is_loaded_for_witnesses_only() -> None:
    program = """
import sys
from juncture.contracts.diff import compare
head = b'syntax = "proto3"; message M { '
compare({"a.proto": head + b"int32 a = 1; }"}, {"a.proto": head + b"string a = 1; }"}, witnesses=False)
compare({"a.proto": head + b"}"}, {"a.proto": head + b"}"})
assert not [name for name in sys.modules if name.startswith(("google.protobuf", "grpc"))]
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_no_rule_is_less_than_its_proof(diff: Diff) -> None:
    for old, new in PAIRS:
        for change in diff(message(old), message(new)):
            if change.proof == "proven":
                assert family("protobuf")[change.rule].compatibility in ("breaking", "risky")
