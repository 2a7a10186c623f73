"""Laws of the Avro comparer, on generated schemas: what we say is what readers and the judge do."""

import json
from io import BytesIO
from typing import Any

import fastavro
from fastavro.read import SchemaResolutionError
from hypothesis import given, settings
from hypothesis import strategies as st

from juncture.contracts.avro.compare import compare_schemas
from juncture.contracts.avro.judgement import Mode
from juncture.contracts.avro.link import Node, Schemas
from juncture.contracts.avro.model import File
from juncture.contracts.avro.parser import parse_value
from juncture.contracts.avro.resolution import Resolution

PRIMITIVES = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"]
VALUES: dict[str, Any] = {
    "null": None, "boolean": True, "int": 1, "long": 1, "float": 1.0, "double": 1.0, "bytes": b"a", "string": "a"
}  # fmt: skip


@st.composite
def unions(draw: Any, inner: Any) -> Any:
    branches = draw(st.lists(inner, min_size=1, max_size=3))
    kept: dict[str, Any] = {}
    for each in branches:
        if not isinstance(each, list):
            kept.setdefault(each if isinstance(each, str) else each["type"], each)
    return list(kept.values()) or ["null"]


types = st.recursive(
    st.sampled_from(PRIMITIVES),
    lambda inner: (
        st.builds(lambda items: {"type": "array", "items": items}, inner)
        | st.builds(lambda values: {"type": "map", "values": values}, inner)
        | unions(inner)
    ),
    max_leaves=4,
)
enums = st.builds(
    lambda symbols, default: {"symbols": sorted(symbols), **({"default": min(symbols)} if default else {})},
    st.sets(st.sampled_from("ABC"), min_size=1),
    st.booleans(),
)
fields = st.dictionaries(st.sampled_from("abc"), st.tuples(types | enums, st.booleans()), max_size=3)


@st.composite
def schemas(draw: Any) -> Any:
    found = []
    for name, (type_, has_default) in sorted(draw(fields).items()):
        said = (
            {"type": "enum", "name": f"E{name}", **type_} if isinstance(type_, dict) and "symbols" in type_ else type_
        )
        default = {"default": None} if has_default and isinstance(said, list) and "null" in said else {}
        found.append({"name": name, "type": said, **default})
    return {"type": "record", "name": "R", "fields": found}


def read(schema: Any) -> File:
    return parse_value("r.avsc", schema, lambda *at: 1)


def broken(old: Any, new: Any, mode: Mode) -> list[tuple[str, str]]:
    found = compare_schemas(read(old), read(new), mode, witnesses=False)
    return [(each.rule, each.part) for each in found if each.compatibility == "breaking"]


@given(schemas())
def test_a_schema_and_itself_differ_in_nothing(schema: Any) -> None:
    assert compare_schemas(read(schema), read(json.loads(json.dumps(schema)))) == []


@given(schemas(), schemas())
@settings(max_examples=300)
def test_a_break_is_told_exactly_where_the_specification_resolves_nothing(old: Any, new: Any) -> None:
    before, after = read(old), read(new)
    sides = Schemas({}, {before.path: before}), Schemas({}, {after.path: after})
    readable = Resolution(*sides).reads(Node(before, before.root), Node(after, after.root))
    assert (not broken(old, new, Mode.BACKWARD)) == readable


@given(schemas(), schemas())
def test_backward_from_one_side_is_forward_from_the_other(old: Any, new: Any) -> None:
    assert bool(broken(old, new, Mode.BACKWARD)) == bool(broken(new, old, Mode.FORWARD))


@given(schemas(), schemas(), st.data())
@settings(max_examples=200)
def test_what_does_not_break_is_read_by_the_judge(old: Any, new: Any, data: Any) -> None:
    if broken(old, new, Mode.BACKWARD):
        return
    written = fastavro.parse_schema(json.loads(json.dumps(old)))
    wanted = fastavro.parse_schema(json.loads(json.dumps(new)))
    buffer = BytesIO()
    fastavro.schemaless_writer(buffer, written, datum(old, data))
    fastavro.schemaless_reader(BytesIO(buffer.getvalue()), written, wanted)


@given(schemas(), schemas())
@settings(max_examples=100)
def test_what_is_proven_fails_again_from_the_text_alone(old: Any, new: Any) -> None:
    for change in compare_schemas(read(old), read(new)):
        for line in change.witness.text.splitlines() if change.witness else ():
            way, datum_text, _ = line.split("   ", 2)
            writer, reader = (old, new) if way.startswith("old") else (new, old)
            name, _, value = datum_text.partition(" ")
            if name == "R":
                assert refused(writer, reader, json.loads(value))


def refused(writer: Any, reader: Any, value: Any) -> bool:
    written, wanted = (fastavro.parse_schema(json.loads(json.dumps(each))) for each in (writer, reader))
    buffer = BytesIO()
    fastavro.schemaless_writer(buffer, written, decoded(writer, value))
    try:
        fastavro.schemaless_reader(BytesIO(buffer.getvalue()), written, wanted)
    except SchemaResolutionError:
        return True
    return False


def decoded(schema: Any, value: Any) -> Any:
    """Read Avro's JSON encoding."""
    if isinstance(schema, list):
        name, inner = ("null", None) if value is None else next(iter(value.items()))
        branch = next(each for each in schema if name in (each, each["type"] if isinstance(each, dict) else each))
        return (name, decoded(branch, inner))
    match schema if isinstance(schema, str) else schema["type"]:
        case "bytes":
            return value.encode("latin-1")
        case "array":
            return [decoded(schema["items"], each) for each in value]
        case "map":
            return {key: decoded(schema["values"], each) for key, each in value.items()}
        case "record":
            return {each["name"]: decoded(each["type"], value[each["name"]]) for each in schema["fields"]}
    return value


def datum(schema: Any, data: Any) -> Any:
    if isinstance(schema, list):
        branch = data.draw(st.sampled_from(schema))
        return (branch if isinstance(branch, str) else branch.get("name", branch["type"]), datum(branch, data))
    match schema if isinstance(schema, str) else schema["type"]:
        case "array":
            return [datum(schema["items"], data)]
        case "map":
            return {"k": datum(schema["values"], data)}
        case "record":
            return {each["name"]: datum(each["type"], data) for each in schema["fields"]}
        case "enum":
            return data.draw(st.sampled_from(schema["symbols"]))
        case plain:
            return VALUES[plain]
