"""Reads the schemas and the reader/writer pairs of Avro's Java tests, by evaluating their expressions as Python.

Only the few methods that those tests call are understood; what is not raises, and nothing is skipped in silence.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

_FOLDER = "lang/java/avro/src/test/java/org/apache/avro"
_CONSTANT = re.compile(r"static (?:public )?final Schema (\w+)\s*=\s*(.*?);", re.DOTALL)
_SET_FIELDS = re.compile(r"\b(\w+)\s*\.setFields\((.*?)\);", re.DOTALL)
_COMPATIBLE = re.compile(r"new ReaderWriter\((\w+), (\w+)\)")
_INCOMPATIBLE = re.compile(r"Arguments\.of\((\w+), (\w+),")
_KIND = re.compile(r"SchemaIncompatibilityType\.([A-Z_]+)")
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


class Case(NamedTuple):
    """A pair of schemas, and how they are incompatible in the peer's words; an empty set where they are compatible."""

    key: str
    reader: Any
    writer: Any
    kinds: frozenset[str]


class Schema:
    """What the tests build schemas with; a named type is spelled where it is first used."""

    Type = type(
        "Type",
        (),
        {name: name.lower() for name in ("NULL", "BOOLEAN", "INT", "LONG", "FLOAT", "DOUBLE", "BYTES", "STRING")},
    )

    def __init__(self, **said: Any) -> None:
        self.said = said

    create = staticmethod(lambda kind: Schema(type=kind))
    createArray = staticmethod(lambda items: Schema(type="array", items=items))  # noqa: N815
    createMap = staticmethod(lambda values: Schema(type="map", values=values))  # noqa: N815

    @staticmethod
    def createUnion(*branches: Any) -> "Schema":  # noqa: N802
        return Schema(union=branches[0] if branches and isinstance(branches[0], list) else list(branches))

    @staticmethod
    def createEnum(name: str, doc: None, space: str, symbols: list[str], default: str = "") -> "Schema":  # noqa: N802
        return _named("enum", name, space, symbols=symbols, **({"default": default} if default else {}))

    @staticmethod
    def createFixed(name: str, doc: None, space: str, size: int) -> "Schema":  # noqa: N802
        return _named("fixed", name, space, size=size)

    @staticmethod
    def createRecord(name: str, doc: None, space: str, error: bool) -> "Schema":  # noqa: N802
        return _named("record", name, space, fields=[])

    def setFields(self, fields: list[dict[str, Any]]) -> None:  # noqa: N802
        self.said["fields"] = fields

    def json(self, known: set[int]) -> Any:
        """Return the schema as JSON; a name for what is known already."""
        if "union" in self.said:
            return [branch.json(known) for branch in self.said["union"]]
        if "name" in self.said and id(self) in known:
            return self.said["name"]
        known.add(id(self))
        return {key: _plain(value, known) for key, value in self.said.items()}


class _Builder:
    """SchemaBuilder, as far as the tests chain it for records of one kind of field."""

    def __init__(self, name: str = "") -> None:
        self.built = Schema.createRecord(name, None, "", False)

    @staticmethod
    def record(name: str) -> "_Builder":
        return _Builder(name)

    def name(self, name: str) -> "_Builder":
        self.built.said["fields"].append({"name": name})
        return self

    def type(self, schema: Schema) -> "_Builder":
        self.built.said["fields"][-1]["type"] = schema
        return self

    def fields(self) -> "_Builder":
        return self

    noDefault = fields  # noqa: N815

    def endRecord(self) -> Schema:  # noqa: N802
        return self.built


def cases(location: Path) -> Iterator[Case]:
    """Yield every pair of the Java tests."""
    folder = location / _FOLDER
    shared = _evaluated((folder / "TestSchemas.java").read_text("utf-8"), {})
    text = _COMMENT.sub("", (folder / "TestSchemaCompatibility.java").read_text("utf-8"))
    for reader, writer in _COMPATIBLE.findall(text):
        yield _case("Compatible", reader, writer, shared, frozenset())
    for path in sorted(folder.glob("TestSchemaCompatibility?*.java")):
        text = _COMMENT.sub("", path.read_text("utf-8"))
        pairs = _INCOMPATIBLE.findall(text)
        if pairs:
            own = _evaluated(text, shared)
            kinds = frozenset(_KIND.findall(text))
            for reader, writer in pairs:
                yield _case(path.stem.removeprefix("TestSchemaCompatibility"), reader, writer, own, kinds)


def _case(group: str, reader: str, writer: str, schemas: dict[str, Any], kinds: frozenset[str]) -> Case:
    sides = (schemas[reader].json(set()), schemas[writer].json(set()))
    return Case(f"java {group} reader {reader} writer {writer}", *sides, kinds)


def _evaluated(text: str, known: dict[str, Any]) -> dict[str, Any]:
    text = _COMMENT.sub("", text)
    names: dict[str, Any] = {
        **known,
        "Schema": Schema,
        "SchemaBuilder": _Builder,
        "Field": _field,
        "Collections": type("Collections", (), {"emptyList": staticmethod(list)}),
        "list": lambda *items: list(items),
        "null": None,
        "false": False,
        "true": True,
    }
    Schema.Field = staticmethod(_field)  # type: ignore[attr-defined]
    for name, expression in _CONSTANT.findall(text):
        names[name] = eval(_python(expression), {"__builtins__": {}}, names)
    for name, expression in _SET_FIELDS.findall(text):
        names[name].setFields(eval(_python(expression), {"__builtins__": {}}, names))
    return names


def _python(expression: str) -> str:
    plain = expression.replace("new ArrayList<>()", "list()").replace("new ", "")
    return " ".join(plain.split())


def _field(name: str, schema: Schema, doc: None = None, default: Any = None) -> dict[str, Any]:
    return {"name": name, "type": schema, **({} if default is None else {"default": default})}


def _named(kind: str, name: str, space: str | None, **more: Any) -> Schema:
    return Schema(type=kind, name=f"{space}.{name}" if space else name, **more)


def _plain(value: Any, known: set[int]) -> Any:
    if isinstance(value, Schema):
        return value.json(known)
    if isinstance(value, list):
        return [_plain(each, known) for each in value]
    return {key: _plain(each, known) for key, each in value.items()} if isinstance(value, dict) else value
