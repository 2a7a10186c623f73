"""Reads parameters, bodies and responses as OpenAPI 3 writes them."""

from collections.abc import Mapping
from typing import Any

from juncture.contracts.openapi.api import Body, Description, Located, Lost, Parameter, Response
from juncture.contracts.schema.parts import worded
from juncture.contracts.schema.place import Place

_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}


def parameter_v3(description: Description, located: Located, where: str = "", name: str = "") -> Parameter:
    """Return a parameter; a header has neither its name nor its place in itself."""
    value: Mapping[str, Any] = description.sources.at(located.place)
    where = where or str(value.get("in", ""))
    style = value.get("style") or _STYLES.get(where, "simple")
    explode = value.get("explode", style == "form")
    content = _content(description, located.place)
    media = next(iter(content), "")
    return Parameter(
        name=name or str(value.get("name", "")),
        where=where,
        located=located,
        required=value.get("required") is True or where == "path",
        deprecated=value.get("deprecated") is True,
        how=media or f"style {style}, {'exploded' if explode is True else 'not exploded'}",
        schema=content[media] if media else located.place.at("schema") if "schema" in value else None,
        textual=not media,
    )


def body_v3(description: Description, located: Located) -> Body:
    """Return a request body."""
    value = description.sources.at(located.place)
    required = isinstance(value, dict) and value.get("required") is True
    return Body(located, required, _content(description, located.place))


def response_v3(description: Description, located: Located, lost: list[Lost]) -> Response:
    """Return a response."""
    written = description.sources.at(located.place.at("headers"))
    headers = {}
    for name in written if isinstance(written, dict) else ():
        if str(name).lower() == "content-type":
            continue  # the media type says it (OpenAPI 3.1, Response Object, headers)
        part = worded((*located.part.words, f"header:{name}"))
        header = description.locate(located.place.at("headers", name), part)
        if isinstance(header, Lost):
            lost.append(header)
        elif isinstance(description.sources.at(header.place), dict):
            headers[str(name).lower()] = parameter_v3(description, header, "header", str(name))
    return Response(located, _content(description, located.place), headers)


def _content(description: Description, place: Place) -> dict[str, Place | None]:
    written = description.sources.at(place.at("content"))
    if not isinstance(written, dict):
        return {}
    return {
        str(media): place.at("content", media, "schema") if isinstance(each, dict) and "schema" in each else None
        for media, each in written.items()
        if "/" in str(media) or not str(media).startswith("x-")
    }
