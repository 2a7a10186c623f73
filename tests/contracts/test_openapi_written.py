"""How values are written, where requests go and who may send them: differences beside those of schemas."""

import json
from typing import Any

import pytest

from juncture.contracts.diff import compare
from juncture.contracts.model import ContractChange
from juncture.contracts.schema.parts import parse_part

Raw = dict[str, Any]
TEXT = {"type": "string"}
LIST = {"schema": {"type": "array", "items": TEXT}}
SAFE = {"security": [{"oauth": ["read"]}]}


def api(operation: Raw | None = None, path: str = "/a/{id}", **root: Any) -> bytes:
    paths = {path: {"get": {"responses": {}, **operation}}} if operation is not None else {}
    return json.dumps({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths, **root}).encode()


def diff(old: bytes, new: bytes) -> list[ContractChange]:
    return compare({"api.json": old}, {"api.json": new}, format="openapi")


def parameter(name: str = "q", where: str = "query", **more: Any) -> Raw:
    return {"parameters": [{"name": name, "in": where, "schema": TEXT, **more}]}


def answers(media: str = "application/json", **more: Any) -> Raw:
    return {"responses": {"200": {"description": "", "content": {media: {"schema": TEXT}}, **more}}}


def header(**more: Any) -> Raw:
    return answers(headers={"X-Left": {"schema": TEXT, **more}})


def test_placeholders_that_change_places_are_told() -> None:
    def pair(path: str, kind: str) -> bytes:
        named = [{"name": name, "in": "path", "required": True} for name in "xy"]
        typed = [{**named[0], "schema": TEXT}, {**named[1], "schema": {"type": kind}}]
        return api({"parameters": typed}, path)

    (change,) = diff(pair("/a/{x}/{y}", "string"), pair("/a/{y}/{x}", "string"))
    assert (change.rule, change.compatibility) == ("openapi/path-parameters-reordered", "breaking")
    rules = {each.rule: each.proof for each in diff(pair("/a/{x}/{y}", "integer"), pair("/a/{y}/{x}", "integer"))}
    assert rules["schema/request-type-narrowed"] == "proven"


def form(media: str, encoding: Raw) -> Raw:
    schema = {"type": "object", "properties": {"a": {"type": "object"}, "l": {"type": "array", "items": TEXT}}}
    return {"requestBody": {"content": {media: {"schema": schema, "encoding": encoding}}}}


def xml(schema: Raw) -> Raw:
    return {"requestBody": {"content": {"application/xml": {"schema": {"type": "object", **schema}}}}}


def oauth(**flows: list[str]) -> Raw:
    written = {name: {"tokenUrl": "/t", "scopes": dict.fromkeys(scopes, "")} for name, scopes in flows.items()}
    return {"components": {"securitySchemes": {"oauth": {"type": "oauth2", "flows": written}}}}


def served(default: str, *values: str) -> Raw:
    variables = {"e": {"default": default, **({"enum": list(values)} if values else {})}}
    return {"servers": [{"url": "https://{e}.x", "variables": variables}]}


LABEL = parameter("id", "path", style="label", required=True)
JSON_TEXT = {"parameters": [{"name": "q", "in": "query", "content": {"application/json": {"schema": TEXT}}}]}
OBJECT = {"schema": {"type": "object", "properties": {"a": TEXT}}}
FULL = {"schema": {**TEXT, "minLength": 1}}
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
WRITTEN = {
    "a sign before a value": (
        "parameter-serialisation-changed",
        api(parameter("id", "path", required=True)),
        api(LABEL),
        "GET /a/{id} path:id",
    ),
    "a text in JSON": ("parameter-serialisation-changed", api(parameter()), api(JSON_TEXT), "GET /a/{id} query:q"),
    "a header's object": (
        "header-serialisation-changed",
        api(header(**OBJECT)),
        api(header(**OBJECT, explode=True)),
        "GET /a/{id} 200 header:X-Left",
    ),
    "the type of a part": (
        "encoding-changed",
        api(form(PARTS, {})),
        api(form(PARTS, {"a": {"contentType": "application/xml"}})),
        f"GET /a/{{id}} body {PARTS} encoding:a",
    ),
    "the list of a form": (
        "encoding-changed",
        api(form(FORM, {})),
        api(form(FORM, {"l": {"explode": False}})),
        f"GET /a/{{id}} body {FORM} encoding:l",
    ),
    "the headers of a part": (
        "cannot-prove",
        api(form(PARTS, {})),
        api(form(PARTS, {"a": {"headers": {"X": {"required": True, "schema": TEXT}}}})),
        f"GET /a/{{id}} body {PARTS} encoding:a",
    ),
    "an element's name": (
        "xml-changed",
        api(xml({"xml": {"name": "A"}})),
        api(xml({"xml": {"name": "B"}})),
        "GET /a/{id} body application/xml",
    ),
    "an attribute": (
        "xml-changed",
        api(xml({"properties": {"a": {**TEXT, "xml": {"attribute": True}}}})),
        api(xml({"properties": {"a": TEXT}})),
        "GET /a/{id} body application/xml .a",
    ),
    "a slash in a value": (
        "reserved-characters-refused",
        api(parameter(allowReserved=True)),
        api(parameter()),
        "GET /a/{id} query:q",
    ),
    "a parameter without a value": (
        "empty-value-refused",
        api(parameter(**FULL, allowEmptyValue=True)),
        api(parameter(**FULL)),
        "GET /a/{id} query:q",
    ),
    "a flow": (
        "security-flow-removed",
        api(SAFE, **oauth(password=["read"], clientCredentials=["read"])),
        api(SAFE, **oauth(password=["read"])),
        "security:oauth",
    ),
    "a scope": (
        "security-scope-removed",
        api(SAFE, **oauth(password=["read"])),
        api(SAFE, **oauth(password=[])),
        "security:oauth",
    ),
    "an operation's server": (
        "server-removed",
        api({"servers": [{"url": "https://x"}]}),
        api({"servers": [{"url": "https://y"}]}),
        "server:https://x",
    ),
    "a server's default": (
        "server-variable-changed",
        api({}, **served("a")),
        api({}, **served("b")),
        "server:https://{e}.x variable:e",
    ),
    "a server's values": (
        "server-variable-changed",
        api({}, **served("a", "a", "b")),
        api({}, **served("a", "a")),
        "server:https://{e}.x variable:e",
    ),
    "a list for a value": (
        "parameter-list-taken",
        api(parameter()),
        api(parameter(**LIST)),
        "GET /a/{id} query:q",
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_how_values_are_written_and_where_they_go_is_compared(name: str) -> None:
    rule, old, new, part = WRITTEN[name]
    (change,) = diff(old, new)
    assert (change.rule, change.part) == (f"openapi/{rule}", part)
    assert str(parse_part(change.part)) == change.part


def test_a_scheme_of_addresses_that_is_gone_is_told() -> None:
    old, new = (
        json.dumps({"swagger": "2.0", "info": {}, "host": "x.com", "basePath": "/v1", "schemes": [each], "paths": {}})
        for each in ("https", "http")
    )
    (change,) = diff(old.encode(), new.encode())
    assert (change.rule, change.part) == ("openapi/server-removed", "server:https://x.com/v1")


def item(**beside: Any) -> bytes:
    shared = {"get": {"responses": {}}}
    document = json.loads(api(None, components={"pathItems": {"P": shared}}))
    document["paths"]["/a"] = {"$ref": "#/components/pathItems/P", **beside}
    return json.dumps(document).encode()


def test_what_stands_beside_the_reference_of_a_path_counts() -> None:
    (change,) = diff(item(post={"responses": {}}), item())
    assert (change.rule, change.part) == ("openapi/operation-removed", "POST /a")
    (change,) = diff(item(), item(**parameter(required=True)))
    assert change.rule == "openapi/required-parameter-added"


def test_operations_of_a_path_that_was_a_reference_are_not_lost() -> None:
    written = json.loads(item())
    written["paths"]["/a"] = {"post": {"responses": {}}}
    rules = [each.rule for each in diff(item(), json.dumps(written).encode())]
    assert rules == ["openapi/operation-removed", "openapi/operation-added"]


def test_a_media_type_may_begin_like_an_extension() -> None:
    number = {"content": {"x-own/type": {"schema": {"type": "integer"}}}}
    (change,) = diff(api(answers(media="x-own/type")), api(answers(**number)))
    assert change.rule == "schema/response-type-changed"


def later(item: Raw) -> bytes:
    return api(None, openapi="3.2.0", **{"paths": {"/a": item}})


def test_of_later_versions_what_is_known_is_compared_and_the_rest_is_named() -> None:
    (change,) = diff(later({"query": {"responses": {}}}), later({}))
    assert (change.rule, change.part) == ("openapi/operation-removed", "QUERY /a")
    (change,) = diff(later({"additionalOperations": {"COPY": {"responses": {}}}}), later({}))
    assert (change.rule, change.compatibility) == ("openapi/cannot-prove", "risky")
    assert "additionalOperations" in change.old
