"""Re-checks HTTP requests: what each API description says of the method, path, parameters and media types of a request.

A request is written as HTTP writes it: a request line, headers, and for a form its fields after a blank line.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from sides import CannotReadError, Side

_LINE = re.compile(r"(GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE) (/\S*)\Z")
_ROUTED = {"served": True, "404 or 405": False}
_TAKEN = {**_ROUTED, "accepted": True, "refused": False}
"""Verdicts: whether there is such a method and path, and whether a request has all that it must have."""


class Request(NamedTuple):
    """A request; header names are in lower case."""

    method: str
    path: str
    query: set[str]
    headers: dict[str, str]
    form: set[str]


def is_request(text: str) -> bool:
    """Whether a witness shows a request."""
    return _LINE.match(text.partition("\n")[0]) is not None


def refuted(change: dict[str, Any], old: Side, new: Side) -> str:
    """Return why a witness does not hold; empty where it does. Raises CannotReadError."""
    witness = change["witness"]
    request = _parsed(witness["text"])
    for side, word in ((old, "old"), (new, "new")):
        verdict = witness[f"{word}_verdict"]
        if verdict not in _TAKEN:
            return f"the verdict {verdict} is not known"
        problem = _problem(request, side, change["contract"], routed=verdict in _ROUTED)
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
    fields = {name for name, _ in parse_qsl(body, keep_blank_values=True)}
    return Request(match[1], path, {name for name, _ in parse_qsl(query, keep_blank_values=True)}, headers, fields)


class _Described(NamedTuple):
    """An operation, its path item, and the whole description."""

    operation: dict[str, Any]
    item: dict[str, Any]
    root: dict[str, Any]


def _problem(request: Request, side: Side, contract: str, *, routed: bool) -> str:
    found = list(_matching(request, side.value(contract), side, contract))
    if not found or routed:
        return "" if found else "no such method and path"
    problems = [_wrong(request, each, side, contract) for each in found]
    return "" if "" in problems else problems[0]


def _matching(request: Request, root: Any, side: Side, contract: str) -> Iterator[_Described]:
    for template, raw in (root.get("paths") or {}).items():
        pattern = "[^/]+".join(re.escape(each) for each in re.split(r"\{[^{}]*\}", template))
        item = _followed(raw, side, contract)
        if re.fullmatch(pattern, request.path) and isinstance(item.get(request.method.lower()), dict):
            yield _Described(item[request.method.lower()], item, root)


def _wrong(request: Request, each: _Described, side: Side, contract: str) -> str:
    here = {"query": request.query, "header": set(request.headers), "formData": request.form}
    cookies = request.headers.get("cookie", "")
    here["cookie"] = {pair.strip().partition("=")[0] for pair in cookies.split(";")}
    parameters = {}
    for raw in [*each.item.get("parameters", ()), *each.operation.get("parameters", ())]:
        one = _followed(raw, side, contract)
        parameters[one.get("in"), one.get("name")] = one
    for (where, name), one in parameters.items():
        key = str(name).lower() if where == "header" else name
        if one.get("required") is True and where in here and key not in here[where]:
            return f"the {where} parameter {name} is missing"
    return _wrong_body(request, each, parameters, side, contract) or _wrong_answer(request, each, side, contract)


def _wrong_body(
    request: Request, each: _Described, parameters: dict[Any, dict[str, Any]], side: Side, contract: str
) -> str:
    sent = request.headers.get("content-type", "")
    if "swagger" in each.root:
        bodies = [one for (where, _), one in parameters.items() if where in ("body", "formData")]
        required = any(one.get("required") is True and one.get("in") == "body" for one in bodies)
        media = each.operation.get("consumes", each.root.get("consumes")) or []
        has_body = bool(bodies)
    else:
        body = _followed(each.operation.get("requestBody") or {}, side, contract)
        required, media, has_body = body.get("required") is True, list(body.get("content") or ()), bool(body)
    if required and not sent:
        return "there is no body"
    if sent and has_body and media and not any(_covers(one, sent) for one in media):
        return f"the media type {sent} is not taken"
    return ""


def _wrong_answer(request: Request, each: _Described, side: Side, contract: str) -> str:
    wanted = request.headers.get("accept", "")
    responses = [_followed(raw, side, contract) for raw in (each.operation.get("responses") or {}).values()]
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


def _followed(raw: Any, side: Side, contract: str) -> dict[str, Any]:
    path = contract
    for _ in range(20):
        if not isinstance(raw, dict):
            return {}
        target = raw.get("$ref")
        if not isinstance(target, str):
            return raw
        file, _, pointer = target.partition("#")
        path = f"{path.rpartition('/')[0]}/{file}".lstrip("/") if file else path
        raw = side.at(f"{path}#{pointer}")
    raise CannotReadError("references that lead to references")
