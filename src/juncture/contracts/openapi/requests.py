"""Writes what an operation asks of a request as JSON Schema, so that a judge can say which requests it takes.

A request is an object: ``method``, ``path``, ``query`` and ``header`` (name → value), ``type`` and ``accept`` (media
types), ``body`` where there is one.
"""

import re
from typing import Any

from juncture.contracts.openapi.api import METHODS, Description, Operation, Parameter
from juncture.contracts.openapi.read import paths

Request = dict[str, Any]
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_PLACES = ("query", "header", "cookie", "formData")


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


def request(operation: Operation, **more: Any) -> Request:
    """Return the smallest request that an operation takes, with ``more`` in it."""
    made: Request = {"method": operation.method.upper(), "path": _PLACEHOLDER.sub("0", operation.path)}
    for where in _PLACES:
        made[where] = {_name(each): "0" for each in operation.parameters if each.where == where and each.required}
    body = operation.body
    if body is not None and body.required:
        made["body"] = {}
        made["type"] = next(iter(body.content), "application/json")
    return {**made, **more}


def text(made: Request) -> str:
    """Return a request as HTTP writes it, as far as it matters."""
    query = "&".join(f"{name}={value}" for name, value in made["query"].items())
    lines = [f"{made['method']} {made['path']}" + (f"?{query}" if query else "")]
    lines += [f"{name}: {value}" for name, value in made["header"].items()]
    if made["cookie"]:
        lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in made["cookie"].items()))
    lines += [f"{name}: {made[key]}" for name, key in (("Content-Type", "type"), ("Accept", "accept")) if key in made]
    form = "&".join(f"{name}={value}" for name, value in made["formData"].items())
    return "\n".join([*lines, *(["", form] if form else [])])


def _name(parameter: Parameter) -> str:
    return parameter.name.lower() if parameter.where == "header" else parameter.name


def _pattern(path: str) -> str:
    return "^" + "[^/]+".join(re.escape(each) for each in _PLACEHOLDER.split(path)) + "$"


def _media(media: str) -> str:
    return "(?i)^" + re.escape(media).replace(r"\*", ".*") + "$"
