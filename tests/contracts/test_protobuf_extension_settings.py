"""Extension fields are judged like fields: their defaults, and how they are written."""

from collections.abc import Callable

import pytest

from juncture.contracts.model import ContractChange

Diff = Callable[..., list[ContractChange]]
HEAD = "message M { extensions 100 to 200; } message Part { optional int32 a = 1; } "


@pytest.mark.parametrize(
    ("old", "new", "rule", "said"),
    [
        (
            "string a = 100;",
            'string a = 100 [default = "x"];',
            "field-default-changed",
            ('default = ""', 'default = "x"'),
        ),
        (
            "bool a = 100 [default = true];",
            "bool a = 100;",
            "field-default-changed",
            ("default = true", "default = false"),
        ),
    ],
)
def test_a_default_of_an_extension(old: str, new: str, rule: str, said: tuple[str, str], diff: Diff) -> None:
    sides = (f"{HEAD} extend M {{ optional {each} }}" for each in (old, new))
    (change,) = diff(*sides, "proto2")
    assert (change.rule, change.part, (change.old, change.new)) == (f"protobuf/{rule}", "[a]", said)


def test_the_encoding_of_an_extension(diff: Diff) -> None:
    head = HEAD.replace("optional ", "")
    old = f"{head} extend M {{ Part a = 100; }}"
    (change,) = diff(old, old.replace("= 100;", "= 100 [features.message_encoding = DELIMITED];"), "2023")
    assert (change.rule, change.old, change.new) == (
        "protobuf/field-encoding-changed",
        "LENGTH_PREFIXED",
        "DELIMITED",
    )


def test_what_a_file_sets_for_its_extensions_is_told_once(diff: Diff) -> None:
    old = f"{HEAD.replace('optional ', '')} extend M {{ Part a = 100; Part b = 101; }}"
    (change,) = diff(old, f"option features.message_encoding = DELIMITED; {old}", "2023")
    assert (change.rule, change.part) == ("protobuf/feature-changed-encoding", "option:features.message_encoding")


def test_a_custom_option_that_moves_into_a_message_has_another_name(diff: Diff) -> None:
    extension = "extend google.protobuf.MessageOptions { optional string a = 50000; }"
    old = f'import "google/protobuf/descriptor.proto"; message M {{}} {extension}'
    new = f'import "google/protobuf/descriptor.proto"; message M {{ {extension} }}'
    (change,) = diff(old, new, "proto2")
    assert (change.rule, change.old, change.new) == ("protobuf/custom-option-redefined", "(a)", "(M.a)")


def test_an_option_that_says_what_counts_anyhow_changes_nothing(diff: Diff) -> None:
    assert diff("message M { int64 a = 1; }", "message M { int64 a = 1 [jstype = JS_NORMAL]; }") == []
