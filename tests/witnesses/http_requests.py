"""Re-checks HTTP requests: what each API description says of the method, path, parameters, media types and body.

A request is written as HTTP writes it: a request line, headers, and after a blank line a form's fields or a JSON body.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote

import parameters
import schemas
from sides import CannotReadError, Side

_LINE = re.compile(r"(GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE) (/\S*)\Z")
_TAKEN = {"served": True, "404 or 405": False, "accepted": True, "refused": False}
"""Verdicts: whether a request has all that it must have, and ``404 or 405`` that there is no such method and path."""


class Request(NamedTuple):
    """A request; header names are in lower case."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: str


def refuted(change: dict[str, Any], old: Side, new: Side) -> str:
    """Return why a witness does not hold; empty where it does. Raises CannotReadError."""
    witness = change["witness"]
    request = _parsed(witness["text"])
    for side, word in ((old, "old"), (new, "new")):
        verdict = witness[f"{word}_verdict"]
        if verdict not in _TAKEN:
            return f"the verdict {verdict} is not known"
        problem = _problem(request, side, change["contract"], routed=verdict == "404 or 405")
        if (problem == "") != _TAKEN[verdict]:
            return f"{word}: {problem or 'nothing is wrong with the request'}, not {verdict}"
    return ""


def _parsed(text: str) -> Request:
    head, _, body = text.partition("\n\n")
    line, *lines = head.split("\n")
    match = _LINE.match(line)
    if match is None:
        raise CannotReadError(f"no request line: {line}")
    path, _, query = match[2].partition("?")
    headers = {name.lower(): value for name, _, value in (each.partition(": ") for each in lines)}
    return Request(match[1], path, dict(parse_qsl(query, keep_blank_values=True)), headers, body)


class _Described(NamedTuple):
    """An operation, its path item, and the whole description."""

    operation: dict[str, Any]
    item: dict[str, Any]
    root: dict[str, Any]
    place: str
    path: dict[str, str]


def _problem(request: Request, side: Side, contract: str, *, routed: bool) -> str:
    found = list(_matching(request, side.value(contract), side, contract))
    if not found or routed:
        return "" if found else "no such method and path"
    problems = [_wrong(request, each, side, contract) for each in found]
    return "" if "" in problems else problems[0]


def _matching(request: Request, root: Any, side: Side, contract: str) -> Iterator[_Described]:
    for template, raw in (root.get("paths") or {}).items():
        names = re.findall(r"\{([^{}]*)\}", template)
        pattern = "([^/]+)".join(re.escape(each) for each in re.split(r"\{[^{}]*\}", template))
        match = re.fullmatch(pattern, request.path)
        place, item = _followed(raw, _below(f"{contract}#", "paths", template), side)
        operation = item.get(request.method.lower())
        if match and isinstance(operation, dict):
            values = dict(zip(names, map(unquote, match.groups()), strict=True))
            yield _Described(operation, item, root, place, values)


def _wrong(request: Request, each: _Described, side: Side, contract: str) -> str:
    form = dict(parse_qsl(request.body, keep_blank_values=True))
    here = {"query": request.query, "header": request.headers, "formData": form, "path": each.path}
    pairs = (pair.strip().partition("=") for pair in request.headers.get("cookie", "").split(";"))
    here["cookie"] = {name: value for name, _, value in pairs}
    described = dict(_parameters(request, each, side))
    for (where, name), (place, one) in described.items():
        key = str(name).lower() if where == "header" else name
        if where in here and key in here[where]:
            schema = _schema_of(one, place)
            if schema and not parameters.takes(side, contract, schema, here[where][key]):
                return f"the {where} parameter {name} may not be {here[where][key]}"
        elif where in here and one.get("required") is True:
            return f"the {where} parameter {name} is missing"
    bodies = [found for (where, _), found in described.items() if where in ("body", "formData")]
    return _wrong_body(request, each, bodies, side, contract) or _wrong_answer(request, each, side)


def _parameters(request: Request, each: _Described, side: Side) -> Iterator[tuple[Any, tuple[str, dict[str, Any]]]]:
    """Yield parameters by place and name, with where they are written; those of an operation after its path's."""
    for holder, place in ((each.item, each.place), (each.operation, _below(each.place, request.method.lower()))):
        for at, raw in enumerate(holder.get("parameters", ())):
            found = _followed(raw, _below(place, "parameters", str(at)), side)
            yield (found[1].get("in"), found[1].get("name")), found


def _schema_of(parameter: dict[str, Any], place: str) -> str:
    """Return where the schema of a parameter is written; empty where nothing is said of its values."""
    if "schema" in parameter:
        return _below(place, "schema")
    content = parameter.get("content") or {}
    for media, each in content.items():
        return _below(place, "content", media, "schema") if "schema" in each else ""
    return place if "type" in parameter else ""


def _wrong_body(
    request: Request, each: _Described, bodies: list[tuple[str, dict[str, Any]]], side: Side, contract: str
) -> str:
    sent = request.headers.get("content-type", "")
    if "swagger" in each.root:
        whole = [(place, one) for place, one in bodies if one.get("in") == "body"]
        required = any(one.get("required") is True for _, one in whole)
        listed = each.operation.get("consumes", each.root.get("consumes")) or []
        schema = next((_below(place, "schema") for place, one in whole if "schema" in one), "")
        media = {str(one): schema for one in listed}
        has_body = bool(bodies)
    else:
        written = each.operation.get("requestBody") or {}
        place, body = _followed(written, _below(each.place, request.method.lower(), "requestBody"), side)
        required, has_body = body.get("required") is True, bool(body)
        said = (body.get("content") or {}).items()
        media = {one: _below(place, "content", one, "schema") if "schema" in has else "" for one, has in said}
    if required and not sent:
        return "there is no body"
    fitting = [schema for one, schema in media.items() if _covers(one, sent)]
    if sent and has_body and media and not fitting:
        return f"the media type {sent} is not taken"
    if "json" not in sent or not any(fitting):
        return ""
    try:
        instance = json.loads(request.body)
    except ValueError:
        return "the body is no JSON"
    takes = any(schemas.accepts(side, contract, [schema], "readOnly", instance) for schema in fitting if schema)
    return "" if takes else "the body is not as its schema asks"


def _wrong_answer(request: Request, each: _Described, side: Side) -> str:
    wanted = request.headers.get("accept", "")
    place = _below(each.place, request.method.lower(), "responses")
    written = (each.operation.get("responses") or {}).items()
    responses = [_followed(raw, _below(place, status), side)[1] for status, raw in written]
    if "swagger" in each.root:
        offered = each.operation.get("produces", each.root.get("produces")) or []
    else:
        offered = [media for response in responses for media in response.get("content") or ()]
    if wanted and offered and not any(_covers(one, wanted) for one in offered):
        return f"no answer has the media type {wanted}"
    return ""


def _covers(general: str, media: str) -> bool:
    plain, wanted = (each.partition(";")[0].strip().lower() for each in (general, media))
    return plain in (wanted, "*/*") or (plain.endswith("/*") and wanted.startswith(plain[:-1]))


def _followed(raw: Any, place: str, side: Side) -> tuple[str, dict[str, Any]]:
    """Return an object and where it is written, references followed."""
    for _ in range(20):
        if not isinstance(raw, dict):
            return place, {}
        target = raw.get("$ref")
        if not isinstance(target, str):
            return place, raw
        file, _, pointer = target.partition("#")
        path = place.partition("#")[0]
        path = f"{path.rpartition('/')[0]}/{file}".lstrip("/") if file else path
        place = f"{path}#{unquote(pointer)}"
        raw = side.at(place)
    raise CannotReadError("references that lead to references")


def _below(place: str, *steps: str) -> str:
    return "/".join([place, *(each.replace("~", "~0").replace("/", "~1") for each in steps)])
