"""Two ways to say the same, in one version of OpenAPI or in two, and what is not the same though it looks like it."""

import json
from typing import Any

import pytest

from juncture.contracts.diff import compare
from juncture.contracts.model import ContractChange

Raw = dict[str, Any]
TEXT = {"type": "string"}
NUMBER = {"type": "integer"}
KEY = {"security": [{"key": []}]}


def api(operation: Raw | None = None, path: str = "/a/{id}", **root: Any) -> bytes:
    paths = {path: {"get": {"responses": {}, **operation}}} if operation is not None else {}
    return json.dumps({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths, **root}).encode()


def diff(old: bytes, new: bytes) -> list[ContractChange]:
    return compare({"api.json": old}, {"api.json": new}, format="openapi")


def parameter(name: str = "q", where: str = "query", **more: Any) -> Raw:
    return {"parameters": [{"name": name, "in": where, "schema": TEXT, **more}]}


def answers(media: str = "application/json", **more: Any) -> Raw:
    return {"responses": {"200": {"description": "", "content": {media: {"schema": TEXT}}, **more}}}


def body(media: str = "application/json") -> Raw:
    return {"requestBody": {"content": {media: {"schema": TEXT}}}}


def guard(name: str = "key", header: str = "X-Key") -> bytes:
    schemes = {name: {"type": "apiKey", "in": "header", "name": header}}
    return api({"security": [{name: []}]}, components={"securitySchemes": schemes})


def http(scheme: str) -> bytes:
    return api(KEY, components={"securitySchemes": {"key": {"type": "http", "scheme": scheme}}})


ALIKE = {
    "a scheme by another name": (guard(), guard("ApiKey")),
    "the case of a key's header": (guard(), guard(header="x-key")),
    "the case of a scheme": (http("bearer"), http("Bearer")),
    "the path of a server": (
        api({}, "/carts", servers=[{"url": "https://x.com/v1"}]),
        api({}, "/v1/carts", servers=[{"url": "https://x.com"}]),
    ),
    "the case and the port of a host": (
        api({}, servers=[{"url": "https://X.com:443/v1"}]),
        api({}, servers=[{"url": "https://x.com/v1"}]),
    ),
    "the letters of JSON": (api(body()), api(body("application/json; charset=utf-8"))),
    "a parameter in quotation marks": (api(body("a/b; v=x")), api(body('a/b;v="X"'))),
    "a header that a security scheme describes": (
        api({}),
        api(parameter("Authorization", "header", required=True)),
    ),
    "a header that the media type says": (
        api(answers()),
        api(answers(headers={"Content-Type": {"required": True, "schema": TEXT}})),
    ),
    "a truth value in letters": (
        api(parameter(schema={"type": "boolean"})),
        api(parameter(schema={**TEXT, "enum": ["true", "false"]})),
    ),
    "a number in JSON": (
        api(parameter(schema=NUMBER)),
        api(
            {
                "parameters": [
                    {"name": "q", "in": "query", "content": {"application/json": {"schema": {"type": "integer"}}}}
                ]
            }
        ),
    ),
}


@pytest.mark.parametrize("name", ALIKE)
def test_another_way_to_say_the_same_says_nothing(name: str) -> None:
    one, other = ALIKE[name]
    assert diff(one, other) == []
    assert diff(other, one) == []


def test_paths_that_do_not_move_with_the_server_are_elsewhere() -> None:
    old, new = ([{"url": f"https://x.com{base}"}] for base in ("/v1", "/v2"))
    (change,) = diff(api({}, "/carts", servers=old), api({}, "/carts", servers=new))
    assert change.rule == "openapi/server-removed"


FORM_2 = """\
swagger: "2.0"
info: {title: t, version: "1"}
host: x.com
basePath: /v1
schemes: [https]
securityDefinitions:
  b: {type: basic}
  o: {type: oauth2, flow: accessCode, authorizationUrl: "https://a", tokenUrl: "https://t", scopes: {r: r}}
security: [{b: []}, {o: [r]}]
paths:
  /a:
    post:
      consumes: [multipart/form-data]
      parameters:
        - {name: f, in: formData, type: file, required: true}
        - {name: n, in: formData, type: string}
      responses: {"200": {description: ok}}
"""
FORM_3 = """\
openapi: 3.0.3
info: {title: t, version: "1"}
servers: [{url: "https://x.com/v1"}]
components:
  securitySchemes:
    b: {type: http, scheme: basic}
    o:
      type: oauth2
      flows:
        authorizationCode: {authorizationUrl: "https://a", tokenUrl: "https://t", scopes: {r: r}}
security: [{b: []}, {o: [r]}]
paths:
  /a:
    post:
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [f]
              properties:
                f: {type: string, format: binary}
                n: {type: string}
      responses: {"200": {description: ok}}
"""


def test_an_api_written_in_the_next_version_is_the_same() -> None:
    assert compare({"a.yaml": FORM_2.encode()}, {"a.yaml": FORM_3.encode()}) == []
    assert compare({"a.yaml": FORM_3.encode()}, {"a.yaml": FORM_2.encode()}) == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("required: [f]", "required: [f, n]", "openapi/parameter-required"),
        ("n: {type: string}", "n: {type: integer}", "schema/request-type-narrowed"),
        ("multipart/form-data", "application/x-www-form-urlencoded", "openapi/request-media-type-removed"),
        ("authorizationCode", "implicit", "openapi/security-flow-removed"),
        ("scheme: basic", "scheme: bearer", "openapi/security-scheme-changed"),
    ],
)
def test_what_breaks_on_the_way_to_the_next_version_is_told(old: str, new: str, rule: str) -> None:
    changes = compare({"a.yaml": FORM_2.encode()}, {"a.yaml": FORM_3.replace(old, new).encode()})
    assert rule in [each.rule for each in changes]


def test_a_mapping_that_says_what_goes_without_saying_changes_nothing() -> None:
    def pets(**mapping: str) -> bytes:
        kinds = {name: {"type": "object", "properties": {"t": TEXT, name: TEXT}} for name in ("Cat", "Dog")}
        told: Raw = {"propertyName": "t", **({"mapping": mapping} if mapping else {})}
        branches = [{"$ref": f"#/components/schemas/{name}"} for name in kinds]
        content = {"application/json": {"schema": {"oneOf": branches, "discriminator": told}}}
        return api({"requestBody": {"content": content}}, components={"schemas": kinds})

    aloud = pets(Cat="#/components/schemas/Cat", Dog="Dog")
    assert diff(pets(), aloud) == diff(aloud, pets()) == []
    rules = {each.rule for each in diff(pets(), pets(Cat="#/components/schemas/Cat", kitten="Cat"))}
    assert "schema/request-discriminator-changed" in rules
