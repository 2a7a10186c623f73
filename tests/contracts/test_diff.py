"""The entry to all formats: recognises each file's own, keeps an order, tells every problem."""

import pytest

from juncture.contracts.diff import compare
from juncture.facts.problem import InputError

HEAD = b'syntax = "proto3"; package shop;\n'


def test_files_of_no_known_format_are_left_out() -> None:
    old = {"a.proto": HEAD + b"message M { int32 a = 1; }", "README.md": b"one", "x.bin": b"\0"}
    new = {"a.proto": HEAD + b"message M { string a = 1; }", "README.md": b"two"}
    assert [each.part for each in compare(old, new)] == ["M.a"]


def test_changes_come_by_contract_then_harm_then_place() -> None:
    old = {
        "b.proto": HEAD + b"message M {\nint32 a = 1;\nint32 b = 2;\n}",
        "a.proto": HEAD.replace(b"shop", b"a") + b"message M { int32 a = 1; }",
    }
    new = {
        "b.proto": HEAD + b"message M {\nint64 a = 1;\nstring b = 2;\nint32 c = 3;\n}",
        "a.proto": HEAD.replace(b"shop", b"a") + b"message M { int32 a = 1; int32 z = 2; }",
    }
    found = [(each.contract, each.compatibility.value, each.part) for each in compare(old, new)]
    assert found == [
        ("a.proto", "compatible", "M.z"),
        ("b.proto", "breaking", "M.b"),
        ("b.proto", "risky", "M.a"),
        ("b.proto", "compatible", "M.c"),
    ]


def test_fingerprints_do_not_follow_lines_or_revisions() -> None:
    old, new = HEAD + b"message M { int32 a = 1; }", HEAD + b"message M { string a = 1; }"
    (first,) = compare({"a.proto": old}, {"a.proto": new}, old_revision="1", new_revision="2")
    (second,) = compare({"a.proto": b"\n\n" + old}, {"a.proto": b"\n" + new})
    assert first.fingerprint == second.fingerprint
    assert first.cause != second.cause


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"expected one of .*protobuf"):
        compare({}, {}, format="cobol")
