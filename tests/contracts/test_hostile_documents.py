"""Documents that once made a format stumble, as fuzzing found them, each in its smallest form."""

import json
from collections.abc import Callable

import msgspec
import pytest

from juncture.contracts.diff import compare
from juncture.contracts.formats import format_named
from juncture.contracts.model import ContractChange
from juncture.facts.problem import InputError

DEEP = '{"a": ' * 300 + "{}" + "}" * 300


def changes(path: str, old: bytes, new: bytes, name: str) -> list[ContractChange]:
    found = compare({path: old}, {path: new}, format=name)
    msgspec.json.encode(found)
    return found


@pytest.mark.parametrize("path", ["s.schema.json", "api.json"])
@pytest.mark.parametrize("what", ["surface", "compare"])
def test_a_document_that_nests_too_deep_is_refused(path: str, what: str) -> None:
    name = "openapi" if path == "api.json" else "jsonschema"
    head = '{"openapi": "3.1.0", "info": {}, "paths": {}, ' if name == "openapi" else "{"
    text = f'{head}"components": {{"schemas": {{"A": {{"default": {DEEP}}}}}}}, "default": {DEEP}}}'.encode()
    action: dict[str, Callable[[], object]] = {
        "surface": lambda: format_named(name).surface(path, text),
        "compare": lambda: compare({path: text}, {path: text.replace(b'"a": {}', b'"a": 1')}, format=name),
    }
    with pytest.raises(InputError, match="nested deeper"):
        action[what]()


@pytest.mark.parametrize("required", [[{}], [["a"]], [None, 1], {"a": 1}])
def test_names_that_are_none_are_no_required_properties(required: object) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string", "readOnly": True}}, "required": required}
    sides = [json.dumps({**schema, "maxProperties": most}).encode() for most in (5, 4)]
    assert [each.rule for each in changes("s.schema.json", sides[0], sides[1], "jsonschema")]


def test_a_bound_beyond_64_bits_is_shown() -> None:
    sides = [json.dumps({"type": "integer", "minimum": least}).encode() for least in (10**30, 10**31)]
    (change,) = changes("s.schema.json", sides[0], sides[1], "jsonschema")
    assert change.rule == "schema/request-bound-tightened"


@pytest.mark.parametrize("group", ["true", "7", '"x"', "[1]"])
def test_definitions_that_are_no_mapping_declare_nothing(group: str) -> None:
    text = f'{{"swagger": "2.0", "info": {{}}, "paths": {{}}, "definitions": {group}}}'.encode()
    assert format_named("openapi").surface("api.json", text).types == ()
    text = f'{{"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {group}}}'.encode()
    assert len(format_named("jsonschema").surface("s.json", text).types) == 1


def test_a_reference_that_leads_nowhere_on_both_sides_says_nothing() -> None:
    text = b'{"openapi": "3.0.0", "info": {}, "paths": {"/a": {"get": {"responses": {"200": {"$ref": "#/nowhere"}}}}}}'
    assert changes("api.json", text, text + b"\n", "openapi") == []


@pytest.mark.parametrize(
    ("path", "name", "old", "new"),
    [
        (
            "s.graphql",
            "graphql",
            b'type Query { a(b: String = "\xdc"): Int }',
            b'type Query { a(b: String = "c"): Int }',
        ),
        ("s.graphql", "graphql", rb'type Query { a(b: String = "\ud800"): Int }', b"type Query { a(b: String): Int }"),
        ("s.proto", "protobuf", b'syntax = "proto2"; import "\xdc";', b'syntax = "proto2"; import public "\xdc";'),
        ("s.proto", "protobuf", b'option (a) = { b: "\xdc" };', b"option (a) = { b: 1 };"),
        ("s.proto", "protobuf", b'message M { extensions 1 [(a) = {b: "\xdc"}]; }', b"message M { extensions 1; }"),
    ],
)
def test_bytes_that_are_no_text_are_told_as_text(path: str, name: str, old: bytes, new: bytes) -> None:
    msgspec.json.encode(format_named(name).surface(path, old))
    for sides in ((old, new), (new, old), (old, old + b"\n")):
        changes(path, *sides, name)


def test_two_escapes_of_one_character_are_that_character() -> None:
    old, new = (b'type Query { a(b: String = "%s"): Int }' % each for each in (rb"\ud83d\ude00", "😀".encode()))
    assert changes("s.graphql", old, new, "graphql") == []


def test_problems_quote_what_is_no_text_as_text() -> None:
    with pytest.raises(InputError) as caught:
        format_named("graphql").surface("s.graphql", b"type \xdc { a: Int }")
    msgspec.json.encode(caught.value.problems)


def test_an_enum_value_that_is_given_twice_is_refused() -> None:
    with pytest.raises(InputError, match="value 'A' is given twice"):
        format_named("protobuf").surface("s.proto", b'syntax = "proto2"; enum E { A = 1; A = 2; }')


def test_a_reference_in_a_keyword_that_takes_none_is_not_followed() -> None:
    tree = {"properties": {"a": {"$ref": "#/$defs/T"}}, "allOf": {"$ref": "#/$defs/T"}}
    sides = [
        json.dumps({"$ref": "#/$defs/T", "$defs": {"T": {**tree, "type": kind}}}).encode()
        for kind in ("object", "array")
    ]
    assert [each.rule for each in changes("s.schema.json", sides[0], sides[1], "jsonschema")]
