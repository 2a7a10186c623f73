"""Reads parameters, bodies and responses as OpenAPI 2.0 (Swagger) writes them."""

from collections.abc import Mapping
from typing import Any

from juncture.contracts.openapi.api import Body, Description, Located, Parameter, Response
from juncture.contracts.schema.parts import worded

_HOW = {"csv": "not exploded", "multi": "exploded"}
_STYLES = {"query": "form", "path": "simple", "header": "simple", "formData": "form"}
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_ANY = ["*/*"]


def parameter_v2(description: Description, located: Located, where: str = "", name: str = "") -> Parameter:
    """Return a parameter, a form field, or a header: its schema is written in it."""
    value: Mapping[str, Any] = description.sources.at(located.place)
    where = where or str(value.get("in", ""))
    collection = str(value.get("collectionFormat") or "csv")
    return Parameter(
        name=name or str(value.get("name", "")),
        where=where,
        located=located,
        required=value.get("required") is True or where == "path",
        deprecated=False,
        how=f"style {_STYLES.get(where, 'simple')}, {_HOW.get(collection, collection)}",
        schema=located.place,
        textual=True,
    )


def body_v2(description: Description, located: Located, operation: Mapping[str, Any]) -> Body:
    """Return what a parameter in the body says, once for each media type that the operation consumes."""
    value: Mapping[str, Any] = description.sources.at(located.place)
    schema = located.place.at("schema") if "schema" in value else None
    media = _media(operation, description.root, "consumes")
    return Body(located, value.get("required") is True, dict.fromkeys(media, schema))


def response_v2(description: Description, located: Located, operation: Mapping[str, Any]) -> Response:
    """Return a response, with a schema for each media type that the operation produces."""
    value = description.sources.at(located.place)
    has_schema = isinstance(value, dict) and "schema" in value
    media = _media(operation, description.root, "produces") if has_schema else []
    written = value.get("headers") if isinstance(value, dict) else None
    headers = {}
    for name, header in written.items() if isinstance(written, dict) else ():
        if isinstance(header, dict):
            part = worded((*located.part.words, f"header:{name}"))
            at = Located(located.place.at("headers", name), part)
            headers[str(name).lower()] = parameter_v2(description, at, "header", str(name))
    return Response(located, dict.fromkeys(media, located.place.at("schema")), headers)


def forms_v2(description: Description, operation: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the media types in which form fields are sent."""
    named = [each for each in _media(operation, description.root, "consumes") if each in FORMS]
    return tuple(named) or FORMS


def _media(operation: Mapping[str, Any], root: Mapping[str, Any], keyword: str) -> list[str]:
    listed = operation.get(keyword, root.get(keyword))
    named = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
    return named or _ANY
