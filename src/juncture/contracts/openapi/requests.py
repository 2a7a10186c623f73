"""Writes requests, and what an operation asks of one as JSON Schema, so that a judge can say which requests it takes.

A request is an object: ``method``, ``path``, ``query`` and ``header`` (name → value), ``type`` and ``accept`` (media
types), ``body`` where there is one. Its values are such as their schemas take.
"""

import re
from typing import Any
from urllib.parse import quote, urlencode

from juncture.contracts.openapi.api import METHODS, Body, Description, Operation, Parameter
from juncture.contracts.openapi.read import paths
from juncture.contracts.schema.samples import NoSampleError
from juncture.contracts.schema.texts import Values

Request = dict[str, Any]
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PLACES = ("query", "header", "cookie", "formData")
_JSON = re.compile(r"(?:application|\*)/(?:json|\*|[\w.\-]+\+json)")
_PREFIXED = ("style label", "style matrix")
"""Styles that write a value in the path after a sign of their own."""
_SAFE = "!$'()*,:@~"


def served(description: Description) -> dict[str, Any]:
    """Return a schema of all requests that an API serves, by method and path."""
    found = []
    for path, item in paths(description).items():
        value = description.sources.at(item)
        methods = [method.upper() for method in METHODS if isinstance(value, dict) and method in value]
        if methods:
            found.append({"properties": {"method": {"enum": methods}, "path": {"pattern": _pattern(path)}}})
    return {"anyOf": found or [False]}


def taken(operation: Operation) -> dict[str, Any]:
    """Return a schema of the requests that an operation takes: what must be there, and in which media types."""
    properties: dict[str, Any] = {}
    for where in _PLACES:
        names = [_name(each) for each in operation.parameters if each.where == where and each.required]
        properties[where] = {"required": names}
    body = operation.body
    if body is not None:
        properties["type"] = {"anyOf": [{"pattern": _media(each)} for each in body.content] or [True]}
    answered = [media for response in operation.responses.values() for media in response.content]
    if answered:
        properties["accept"] = {"anyOf": [{"pattern": _media(each)} for each in answered]}
    required = [*_PLACES, *(["body"] if body is not None and body.required else [])]
    return {"required": required, "properties": properties}


def request(operation: Operation, values: Values, media: str = "", accept: str = "") -> Request:
    """Return the smallest request that an operation takes, with a body of a media type, or an answer of one asked for.

    Raises NoSampleError where no value of a parameter or of a body in JSON is found.
    """
    made: Request = {"method": operation.method.upper(), "path": _path(operation, values)}
    for where in _PLACES:
        needed = [each for each in operation.parameters if each.where == where and each.required]
        made[where] = {_name(each): _value(each, values) for each in needed}
    body = operation.body
    if body is not None and (body.required or media):
        media = media or next(filter(_JSON.fullmatch, body.content), next(iter(body.content), "application/json"))
        made["body"] = _content(body, media, values)
        made["type"] = media.replace("*/*", "application/json").replace("/*", "/json")
    return {**made, "accept": accept} if accept else made


def text(made: Request) -> str:
    """Return a request as HTTP writes it, as far as it matters; a body that is no JSON is left out."""
    query = urlencode(made["query"], safe=_SAFE, quote_via=quote)
    lines = [f"{made['method']} {made['path']}" + (f"?{query}" if query else "")]
    lines += [f"{name}: {value}" for name, value in made["header"].items()]
    if made["cookie"]:
        lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in made["cookie"].items()))
    lines += [f"{name}: {made[key]}" for name, key in (("Content-Type", "type"), ("Accept", "accept")) if key in made]
    body = urlencode(made["formData"], safe=_SAFE, quote_via=quote) or made.get("body")
    return "\n".join([*lines, *(["", body] if body else [])])


def _path(operation: Operation, values: Values) -> str:
    known = {each.name: each for each in operation.parameters if each.where == "path"}
    pieces = _PLACEHOLDER.split(operation.path)
    # Every second piece is the name of a placeholder; one that nothing is said of takes any text.
    pieces[1::2] = [quote(_value(known[name], values), safe=_SAFE) if name in known else "0" for name in pieces[1::2]]
    return "".join(pieces)


def _value(parameter: Parameter, values: Values) -> str:
    if parameter.schema is None:
        return "0"
    if parameter.how.startswith(_PREFIXED):
        raise NoSampleError
    return values.text(parameter.schema) if parameter.textual else values.json(parameter.schema)


def _content(body: Body, media: str, values: Values) -> str:
    """Return a body in JSON; empty where it is in something else, of which nothing is shown but the media type."""
    if not _JSON.fullmatch(media):
        return ""
    schema = next((place for each, place in body.content.items() if _plain(each) == _plain(media)), None)
    return values.json(schema) if schema else "{}"


def _name(parameter: Parameter) -> str:
    return parameter.name.lower() if parameter.where == "header" else parameter.name


def _pattern(path: str) -> str:
    return "^" + "[^/]+".join(re.escape(each) for each in _PLACEHOLDER.split(path)[::2]) + "$"


def _plain(media: str) -> str:
    return media.partition(";")[0].strip().lower()


def _media(media: str) -> str:
    return "(?i)^" + re.escape(media).replace(r"\*", ".*") + "$"
