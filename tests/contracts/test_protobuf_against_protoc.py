"""Our reading of .proto files against the compiler's: the same descriptors, field by field."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import descriptor_pb2

from juncture.contracts.protobuf.descriptor import file_descriptor
from juncture.contracts.protobuf.link import Linked
from juncture.contracts.protobuf.parser import parse

Compiled = Callable[[Mapping[str, str]], dict[str, Any]]

CASES = {
    "proto2": """
        syntax = "proto2"; package a.b;
        option java_package = "com.example"; option optimize_for = SPEED; option deprecated = true;
        message M {
          required int32 a = 1; optional string b = 2 [default = "x\\"\\n"];
          repeated M c = 3 [deprecated = true];
          optional group Result = 4 { optional E e = 1 [default = B]; }
          optional bytes d = 5 [default = "\\001\\xff'"]; optional float f = 6 [default = -1.5e3];
          optional double g = 7 [default = inf]; optional bool h = 8 [default = true];
          optional double i = 9 [default = 0.1];
          optional int64 j = 10 [default = -0x10]; repeated int32 k = 11 [packed = true];
          optional int64 l = 12 [jstype = JS_STRING];
          extensions 100 to 199, 300 to max; reserved 50, 60 to 70; reserved "gone", "past";
          enum E {
            option allow_alias = true; A = 0; ALSO = 0; B = 1 [deprecated = true];
            reserved 5 to 9, -3 to -1; reserved "Z";
          }
          oneof o { string p = 20; M q = 21; group Third = 22 { optional int32 z = 1; } }
          map<string, M> m = 23; map<int32, E> n = 24;
          extend M { optional int32 inside = 101; }
        }
        extend M { optional M.E outside = 100; repeated group More = 102 { optional int32 y = 1; } }
        """,
    "proto3": """
        syntax = "proto3"; package a;
        import "google/protobuf/timestamp.proto"; import public "google/protobuf/any.proto";
        message M {
          optional int32 a = 1; string snake_case_name = 2; google.protobuf.Timestamp t = 3; .a.M.Inner i = 4;
          repeated int32 packed = 5; repeated int32 not = 6 [packed = false]; optional M _m = 7;
          string x = 8 [json_name = "@x"];
          oneof o { int32 b = 9; } message Inner { M outer = 1; Inner inner = 2; message M {} M near = 3; }
          int32 FooBar = 10; int32 foo__bar = 11; int32 trailing_ = 12;
        }
        service S {
          option deprecated = true;
          rpc One(M) returns (stream .a.M) { option idempotency_level = NO_SIDE_EFFECTS; }
          rpc Two(stream M.Inner) returns (google.protobuf.Any);
        }
        """,
    "2023": """
        edition = "2023"; package a;
        option features = { enum_type: CLOSED field_presence: IMPLICIT };
        message M {
          int32 a = 1 [features.field_presence = LEGACY_REQUIRED]; M m = 2 [features.message_encoding = DELIMITED];
          string s = 3 [features.utf8_validation = NONE];
          repeated int32 r = 4 [features.repeated_field_encoding = EXPANDED];
          map<string, M> map = 5; reserved gone, past;
          oneof o { M n = 6; }
        }
        enum E { A = 1; B = 2; }
        """,
    "2024": 'edition = "2024"; package a; '
    "export message M { local message N { int32 a = 1; } } local enum E { E_A = 0; }",
    "no package": "message M { optional M m = 1; } enum E { A = 0; } service S { rpc A(M) returns (M); }",
}


def normal(message: Any) -> Any:
    """Leave out what only the compiler knows or keeps: extensions of options, empty options."""
    message.DiscardUnknownFields()
    if message.DESCRIPTOR.name == "ExtensionRangeOptions":
        message.Clear()  # declarations are kept out of descriptors at run time
    for field, value in message.ListFields():
        if field.message_type is not None:
            for each in value if field.is_repeated else [value]:
                normal(each)
            if not field.is_repeated and not value.ListFields():
                message.ClearField(field.name)
    return message


def check(files: Mapping[str, str], compiled: Compiled) -> None:
    expected = compiled(files)
    known = {path: parse(path, text.encode()) for path, text in files.items()}
    linked = Linked(known)
    for path in files:
        ours = descriptor_pb2.FileDescriptorProto.FromString(file_descriptor(linked, path).SerializeToString())
        assert normal(ours) == normal(expected[path])


@pytest.mark.parametrize("name", CASES)
def test_descriptors_equal_those_of_the_compiler(name: str, compiled: Compiled) -> None:
    check({"a.proto": CASES[name]}, compiled)


def test_names_resolve_over_files_as_in_the_compiler(compiled: Compiled) -> None:
    check(
        {
            "deep/base.proto": 'syntax = "proto3"; package a.b; message X { message Y {} } enum E { Z = 0; }',
            "deep/public.proto": 'syntax = "proto3"; package other; import public "deep/base.proto";',
            "user.proto": 'syntax = "proto3"; package a; import "deep/public.proto"; message X { int32 own = 1; }\n'
            "message U { X near = 1; b.X far = 2; a.b.X.Y deeper = 3; .a.b.E e = 4; repeated b.X.Y y = 5; }",
        },
        compiled,
    )


@pytest.mark.corpus
@pytest.mark.parametrize(
    "folder",
    [
        "otel-demo/breaking-zip-code/old",
        "otel-demo/additive-service/new",
        "otel-demo/package-rename/new",
        "opentelemetry-proto/old",
        "opentelemetry-proto/new",
    ],
)
def test_real_files_equal_those_of_the_compiler(folder: str, corpus: Path, compiled: Compiled) -> None:
    root = corpus / folder
    check({str(path.relative_to(root)): path.read_text("utf-8") for path in sorted(root.rglob("*.proto"))}, compiled)
