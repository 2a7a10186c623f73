"""Shows changes of logical types: the same bytes read as another value, or a value with too many digits."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import fastavro

from juncture.contracts.avro.draft import Step
from juncture.contracts.avro.link import Node, Schemas
from juncture.contracts.avro.model import Array, Fixed, Map, Primitive, Record, Union
from juncture.contracts.avro.notation import attributes, logical_notation
from juncture.contracts.avro.samples import NoSampleError
from juncture.contracts.model import Witness

Leaf = Primitive | Fixed
_ONE: dict[str, Any] = {"int": 1, "long": 1, "bytes": b"\1", "string": "1"}
"""The smallest value on which units and scales differ."""


def leaf(schemas: Schemas, node: Node, steps: tuple[Step, ...]) -> Leaf:
    """Return the type that the steps lead to. Raises NoSampleError where it has no logical type of its own."""
    for kind, chosen in (*steps, ("", "")):
        view = schemas.view(node)
        match view.shape:
            case Array(items=inner) | Map(values=inner):
                node = view.node(inner)
            case Union(branches=branches) if kind == "branch":
                node = view.node(branches[int(chosen)])
            case Record(fields=fields):
                node = view.node(next(each.type for each in fields if each.name == chosen))
            case Primitive() | Fixed():
                return view.shape
    raise NoSampleError


def misread(old: Leaf, new: Leaf) -> Witness | None:
    """Show bytes that both read, as different values; None where the judge sees one value."""
    content = _bytes(
        _schema(old, logical=False), b"\1".rjust(old.size, b"\0") if isinstance(old, Fixed) else _ONE[old.name]
    )
    before, after = (fastavro.schemaless_reader(BytesIO(content), _schema(each)) for each in (old, new))
    if before == after:
        return None
    told = (
        f"bytes {content.hex(' ')} as {logical_notation(each.logical)}   {value}"
        for each, value in ((old, before), (new, after))
    )
    return Witness("fastavro", "\n".join(told), f"reads {before}", f"reads {after}")


def too_long(writer: Leaf, reader: Leaf, words: tuple[str, str]) -> Witness | None:
    """Show a decimal of the writer with more digits than the reader's type holds; ``words`` name the two sides."""
    assert writer.logical is not None
    value = Decimal(10 ** (writer.logical.precision - 1)).scaleb(-writer.logical.scale)
    _bytes(_schema(writer), value)
    try:
        _bytes(_schema(reader), value)
    except ValueError as error:
        reason = f"refused: {error}"
        text = f"{words[0]} writer → {words[1]} reader   {logical_notation(writer.logical)} {value}   {reason}"
        verdicts = {"old": "", "new": "", words[1]: reason}
        return Witness("fastavro", text, verdicts["old"], verdicts["new"])
    return None


def _schema(each: Leaf, logical: bool = True) -> Any:
    said: dict[str, Any] = attributes(each.logical) if logical else {}
    if isinstance(each, Fixed):
        return fastavro.parse_schema({"type": "fixed", "name": each.name, "size": each.size, **said})
    return fastavro.parse_schema({"type": each.name, **said})


def _bytes(schema: Any, value: Any) -> bytes:
    buffer = BytesIO()
    fastavro.schemaless_writer(buffer, schema, value)
    return buffer.getvalue()
