"""What describes data, and in which language (AsyncAPI 3.0, Multi Format Schema Object)."""

import re
from typing import NamedTuple

from juncture.contracts.schema.dialect import DRAFTS, OPENAPI_3_0, OPENAPI_3_1, Dialect
from juncture.contracts.schema.place import Place

_SUFFIX = re.compile(r"\+(?:json|yaml)$")
_VERSION = re.compile(r";\s*version=([\w.\-]+)")
ASYNCAPI = DRAFTS["7"]
"""AsyncAPI's own Schema Object is JSON Schema draft 7 with a few words more."""


class Payload(NamedTuple):
    """A description of data at ``place``.

    ``language`` is ``schema``, ``avro``, ``protobuf``, or the media type of another one; ``dialect`` is that of a
    schema. ``format`` is what the contract says.
    """

    language: str
    place: Place
    format: str = ""
    dialect: Dialect = ASYNCAPI


def payload(place: Place, written: str) -> Payload:
    """Return a description of data in the language that a ``schemaFormat`` names; AsyncAPI's own where it is empty."""
    media = _SUFFIX.sub("", written.partition(";")[0].strip().lower())
    match = _VERSION.search(written.lower())
    version = match[1] if match else ""
    match media:
        case "" | "application/vnd.aai.asyncapi":
            return Payload("schema", place, written)
        case "application/schema":
            return Payload("schema", place, written, DRAFTS.get(version.removeprefix("draft-").lstrip("0"), ASYNCAPI))
        case "application/vnd.oai.openapi":
            dialect = OPENAPI_3_0 if version.startswith("3.0") or not version else OPENAPI_3_1
            return Payload("schema", place, written, dialect)
        case "application/vnd.apache.avro":
            return Payload("avro", place, written)
        case "application/vnd.google.protobuf" | "application/x-protobuf":
            return Payload("protobuf", place, written)
        case _:
            return Payload(media, place, written)
