"""Reads the body of a form as OpenAPI 2.0 writes it, field by field, so that it compares with later versions."""

import msgspec

from juncture.contracts.openapi.api import Body, Located, Operation, Parameter
from juncture.contracts.openapi.read_v2 import FORMS
from juncture.contracts.schema.leaf import Sides
from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.parts import worded


def on_one_footing(old: Operation, new: Operation, sides: Sides) -> tuple[Operation, Operation]:
    """Return two operations so that both write a form as fields, where one of them is written in OpenAPI 2.0."""
    if old.forms and new.body is not None:
        fields = _fields(new, new.body, sides.new)
        return (_with_body(old, new.body), fields) if fields else (old, new)
    if new.forms and old.body is not None:
        fields = _fields(old, old.body, sides.old)
        return (fields, _with_body(new, old.body)) if fields else (old, new)
    return old, new


def _with_body(operation: Operation, other: Body) -> Operation:
    """Return an operation of OpenAPI 2.0 with a body for its fields: it is needed where one of them is."""
    located = Located(operation.located.place, other.located.part)
    needed = any(each.required for each in operation.parameters if each.where == "formData")
    body = Body(located, needed or other.required, dict.fromkeys(operation.forms))
    return msgspec.structs.replace(operation, body=body)


def _fields(operation: Operation, body: Body, lowering: Lowering) -> Operation | None:
    """Return an operation with the properties of its form as parameters; None where it takes something else too."""
    schemas = {place for place in body.content.values() if place is not None}
    if len(schemas) != 1 or not all(media.partition(";")[0].strip().lower() in FORMS for media in body.content):
        return None
    (schema,) = schemas
    node = lowering.node(lowering.usage(schema).schema)
    if any(len(places) != 1 for places in node.properties.values()):
        return None
    media = schema._replace(pointer=schema.pointer[:-1])
    encodings = lowering.sources.at(media.at("encoding"))
    fields = []
    for name, (place,) in node.properties.items():
        written = encodings.get(name) if isinstance(encodings, dict) else None
        encoding = written if isinstance(written, dict) else {}
        style = str(encoding.get("style") or "form")
        explode = encoding.get("explode", style == "form") is True
        located = Located(place, worded((*operation.located.part.words, f"formData:{name}")))
        how = f"style {style}, {'exploded' if explode else 'not exploded'}"
        fields.append(Parameter(name, "formData", located, name in node.required, False, how, place, True))
    return msgspec.structs.replace(
        operation,
        parameters=(*operation.parameters, *fields),
        body=Body(body.located, body.required, dict.fromkeys(body.content)),
    )
