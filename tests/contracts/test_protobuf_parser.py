"""Reading .proto files: positions, everything the grammar allows, and what is said about the rest."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.contracts.protobuf.parser import parse
from juncture.contracts.protobuf.syntax import File, Word, option
from juncture.facts.problem import InputError

SAMPLE = """\
syntax = "proto2";
package a.b;
import public "x.proto";
option java_package = "com." 'example';
message Outer {
  optional group Result = 1 {
    required string url = 2 [default = "\\x41\\n", deprecated = true];
  }
  map<string, Inner> inners = 3;
  oneof choice {
    .a.b.Outer.Inner one = 4;
    int32 two = 5 [(my.option).deep = { a: 1 [x.y]: "z" }];
  }
  extensions 100 to 199, 1000 to max [verification = UNVERIFIED];
  reserved 6, 8 to 9;
  reserved "gone", 'past';
  message Inner {}
  extend Outer { optional int32 ext = 100; }
}
enum Level { option allow_alias = true; LOW = 0; NONE = 0x0; HIGH = -1; }
service Shop {
  rpc Get(Outer) returns (stream Outer) { option idempotency_level = IDEMPOTENT; }
}
"""


def parsed(text: str) -> File:
    return parse("a.proto", text.encode())


def problems(text: str) -> list[tuple[int, str]]:
    with pytest.raises(InputError) as caught:
        parsed(text)
    return [(each.line, each.message) for each in caught.value.problems]


def test_every_kind_of_declaration_is_read_with_its_line() -> None:
    file = parsed(SAMPLE)
    assert (file.syntax, file.package, file.package_line) == ("proto2", "a.b", 2)
    assert [(each.path, each.kind) for each in file.imports] == [("x.proto", "public")]
    assert option(file.options, "java_package") == b"com.example"
    (outer,) = file.messages
    assert [(each.notation, each.line, each.column) for each in outer.fields] == [
        ("optional group Result result = 1", 6, 3),
        ("map<string, Inner> inners = 3", 9, 3),
        (".a.b.Outer.Inner one = 4", 11, 5),
        ("int32 two = 5", 12, 5),
    ]
    assert [each.oneof for each in outer.fields] == ["", "", "choice", "choice"]
    assert [(each.name, each.line) for each in outer.messages] == [("Result", 6), ("Inner", 17)]
    assert [each.notation for each in outer.extensions] == ["100 to 199", "1000 to max"]
    assert [each.notation for each in outer.reserved] == ["6", "8 to 9"]
    assert [(each.name, each.line) for each in outer.reserved_names] == [("gone", 16), ("past", 16)]
    assert outer.messages[0].fields[0].options[0].value == b"A\n"
    assert outer.fields[3].options[0].notation == '(my.option).deep = { a : 1 [ x.y ] : "z" }'
    assert [(each.name, each.number) for each in file.enums[0].values] == [("LOW", 0), ("NONE", 0), ("HIGH", -1)]
    (rpc,) = file.services[0].rpcs
    assert rpc.notation == "rpc Get (Outer) returns (stream Outer)"
    assert option(rpc.options, "idempotency_level") == Word("IDEMPOTENT")


def test_words_of_the_grammar_may_be_names() -> None:
    body = "string message = 1; int32 syntax = 2; stream.Type group = 3; bool optional = 4; map map = 5;"
    (message,) = parsed(
        f'syntax = "proto3"; message rpc {{ {body} }} service S {{ rpc a(stream) returns (stream stream); }}'
    ).messages
    assert [each.name for each in message.fields] == ["message", "syntax", "group", "optional", "map"]


def test_names_may_be_broken_over_lines_and_comments() -> None:
    (message,) = parsed("message M { optional a . /* x */ b\n.c d = 1; }").messages
    assert message.fields[0].type == "a.b.c"


def test_without_syntax_a_file_is_proto2() -> None:
    assert parsed("message M {}").syntax == "proto2"
    assert parsed("").syntax == "proto2"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("message M { int32 a 1; }", 1, "'1' where '=' is expected"),
        ("message M {\n int32 a = 0;\n}", 2, "field number 0; expected 1 to 536870911, without 19000 to 19999"),
        ("message M { int32 a = 19500; }", 1, "field number 19500; expected 1 to 536870911, without 19000 to 19999"),
        ("message M { int32 a = 1; int32 a = 2; }", 1, "message M: line 1: field name 'a' is given twice"),
        ("message M { int32 a = 1; int32 b = 1; }", 1, "message M: line 1: field number 1 is given twice"),
        ("enum E {}", 1, "enum E has no value; expected at least one"),
        ("message M { reserved 9 to 3; }", 1, "range 9 to 3; expected the smaller number first"),
        ('syntax = "proto4";', 1, "syntax 'proto4' is unknown; expected one of proto2, proto3"),
        ('edition = "1999";', 1, "edition '1999' is unknown; expected one of 2023, 2024, 2026"),
        ("message M {", 1, "the end of the file where '}' is expected"),
        ('message M { string a = 1 [default = "x]; }', 1, 'a string without an end; expected " on the same line'),
        ("/* never closed", 1, "a comment without an end; expected '*/'"),
        (
            "msg M {}",
            1,
            "'msg' where a declaration (message, enum, service, extend, import, package, option) is expected",
        ),
    ],
)
def test_a_problem_says_what_is_there_and_what_is_expected(text: str, line: int, message: str) -> None:
    assert (line, message) in problems(text)


def test_all_problems_of_a_file_come_together() -> None:
    text = "message A {\n  int32 = 1;\n  string fine = 2;\n  bytes b = ;\n}\nenum E {\n  X;\n}\nservice S { rpc ; }\n"
    assert [line for line, _ in problems(text)] == [2, 4, 7, 9]


def test_a_file_too_large_or_too_deep_is_refused() -> None:
    assert "are not read" in problems("//" + "x" * 8 * 1024 * 1024)[0][1]
    deep = "message M {" * 5000
    assert any("nesting of at most" in message for _, message in problems(deep))
    nested = "option x = " + "{ a: " * 5000
    assert any("nesting of at most" in message for _, message in problems(nested))


@pytest.mark.parametrize(
    "text",
    [
        "/*" * 100_000,
        "/* x" * 100_000,
        '"' + "\\" * 200_000,
        '"' + '\\"' * 100_000,
        "\n" * 200_000 + "?",
        "a." * 100_000,
        "[" * 100_000,
        "message M { a" * 50_000,
        "enum E { A = 0; " + "".join(f"A{number} = 0; " for number in range(20_000)),
        "message M { " + "reserved 1 to 5; " * 20_000,
    ],
    ids=lambda text: repr(text[:12]),
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    start = time.perf_counter()
    problems(text)
    assert time.perf_counter() - start < 5


@given(st.binary(max_size=400))
def test_random_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        parse("a.proto", content)
    except InputError as error:
        assert all(each.path == "a.proto" and each.line >= 0 and each.message for each in error.problems)


TOKENS = re.findall(r"\w+|[^\w\s]|\n", SAMPLE)


@given(st.integers(0, len(SAMPLE)), st.lists(st.sampled_from(TOKENS), max_size=4), st.integers(0, 40))
def test_truncated_and_disturbed_text_is_read_or_refused(cut: int, inserted: list[str], skipped: int) -> None:
    for text in (SAMPLE[:cut], SAMPLE[:cut] + " ".join(inserted) + SAMPLE[cut + skipped :]):
        try:
            parsed(text)
        except InputError as error:
            assert error.problems
