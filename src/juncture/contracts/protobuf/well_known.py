"""The well-known types: they come with every compiler, so they are at hand even where nobody keeps a copy.

Fields and numbers as in the Protocol Buffers Well-Known Types reference; what their runtime needs besides
(options, comments) is the runtime's own.
"""

from functools import cache

from juncture.contracts.protobuf.parser import parse
from juncture.contracts.protobuf.syntax import File

_BODIES = {
    "any": "message Any { string type_url = 1; bytes value = 2; }",
    "duration": "message Duration { int64 seconds = 1; int32 nanos = 2; }",
    "empty": "message Empty {}",
    "field_mask": "message FieldMask { repeated string paths = 1; }",
    "struct": """
        message Struct { map<string, Value> fields = 1; }
        message Value { oneof kind {
            NullValue null_value = 1; double number_value = 2; string string_value = 3; bool bool_value = 4;
            Struct struct_value = 5; ListValue list_value = 6; } }
        enum NullValue { NULL_VALUE = 0; }
        message ListValue { repeated Value values = 1; }""",
    "timestamp": "message Timestamp { int64 seconds = 1; int32 nanos = 2; }",
    "wrappers": """
        message DoubleValue { double value = 1; } message FloatValue { float value = 1; }
        message Int64Value { int64 value = 1; } message UInt64Value { uint64 value = 1; }
        message Int32Value { int32 value = 1; } message UInt32Value { uint32 value = 1; }
        message BoolValue { bool value = 1; } message StringValue { string value = 1; }
        message BytesValue { bytes value = 1; }""",
}
PREFIX = "google.protobuf."
WRAPPERS = {
    PREFIX + name + "Value": name.lower()
    for name in ("Double", "Float", "Int64", "UInt64", "Int32", "UInt32", "Bool", "String", "Bytes")
}
"""Wrapper message → the scalar whose JSON it has."""


@cache
def files() -> dict[str, File]:
    """Return the well-known files by the path under which they are imported."""
    parsed = {}
    for name, body in _BODIES.items():
        path = f"google/protobuf/{name}.proto"
        parsed[path] = parse(path, f'syntax = "proto3"; package google.protobuf; {body}'.encode())
    return parsed
