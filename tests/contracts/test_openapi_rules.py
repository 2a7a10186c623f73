"""The table of rules about operations: what stood, what stands, and where the change is told."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from juncture.contracts.diff import compare
from juncture.contracts.formats import format_named, format_of
from juncture.contracts.model import Cause, ContractChange, Direction
from juncture.contracts.schema.parts import parse_part
from juncture.facts.rule import family

Raw = dict[str, Any]
TEXT = {"type": "string"}


def api(operation: Raw | None = None, path: str = "/a/{id}", **root: Any) -> bytes:
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "t", "version": "1"},
            "paths": {path: {"get": {"responses": {}, **operation}}} if operation is not None else {},
            **root,
        }
    ).encode()


def diff(old: bytes, new: bytes, **options: Any) -> list[ContractChange]:
    return compare({"api.json": old}, {"api.json": new}, format="openapi", **options)


def parameter(name: str = "q", where: str = "query", **more: Any) -> Raw:
    return {"parameters": [{"name": name, "in": where, "schema": TEXT, **more}]}


def body(*media: str, **more: Any) -> Raw:
    return {"requestBody": {"content": {each: {"schema": TEXT} for each in media or ("application/json",)}, **more}}


def answers(*statuses: str, media: str = "application/json", **more: Any) -> Raw:
    response = {"description": "", "content": {media: {"schema": TEXT}}, **more}
    return {"responses": dict.fromkeys(statuses or ("200",), response)}


def header(**more: Any) -> Raw:
    return answers(headers={"X-Left": {"schema": TEXT, **more}})


class Case(NamedTuple):
    rule: str
    old: Raw | None
    new: Raw | None
    part: str = "GET /a/{id}"


LIST = {"schema": {"type": "array", "items": TEXT}}
SAFE, KEY = {"security": [{"oauth": ["read"]}]}, {"security": [{"key": []}]}
CASES = [
    Case("operation-added", None, {}),
    Case("operation-removed", {}, None),
    Case("deprecated-operation-removed", {"deprecated": True}, None),
    Case("unstable-operation-removed", {"x-stability-level": "alpha"}, None),
    Case("operation-deprecated", {}, {"deprecated": True}),
    Case("operation-reactivated", {"deprecated": True}, {}),
    Case("operation-id-changed", {"operationId": "a"}, {"operationId": "b"}),
    Case("sunset-earlier", {"x-sunset": "2030-02-01"}, {"x-sunset": "2030-01-01"}),
    Case("sunset-later", {"x-sunset": "2030-01-01"}, {"x-sunset": "2030-02-01"}),
    Case("stability-lowered", {"x-stability-level": "stable"}, {"x-stability-level": "beta"}),
    Case("parameter-added", {}, parameter(), "GET /a/{id} query:q"),
    Case("required-parameter-added", {}, parameter(required=True), "GET /a/{id} query:q"),
    Case("parameter-removed", parameter(), {}, "GET /a/{id} query:q"),
    Case("deprecated-parameter-removed", parameter(deprecated=True), {}, "GET /a/{id} query:q"),
    Case("parameter-required", parameter(), parameter(required=True), "GET /a/{id} query:q"),
    Case("parameter-optional", parameter(required=True), parameter(), "GET /a/{id} query:q"),
    Case("parameter-moved", parameter(), parameter(where="header"), "GET /a/{id} header:q"),
    Case("parameter-serialisation-changed", parameter(**LIST), parameter(**LIST, explode=False), "GET /a/{id} query:q"),
    Case("parameter-deprecation-changed", parameter(), parameter(deprecated=True), "GET /a/{id} query:q"),
    Case("body-added", {}, body(), "GET /a/{id} body"),
    Case("required-body-added", {}, body(required=True), "GET /a/{id} body"),
    Case("body-removed", body(), {}, "GET /a/{id} body"),
    Case("body-required", body(), body(required=True), "GET /a/{id} body"),
    Case("body-optional", body(required=True), body(), "GET /a/{id} body"),
    Case("request-media-type-added", body("a/b"), body("a/b", "c/d"), "GET /a/{id} body c/d"),
    Case("request-media-type-removed", body("a/b", "c/d"), body("a/b"), "GET /a/{id} body c/d"),
    Case("status-added", answers(), answers("200", "201"), "GET /a/{id} 201"),
    Case("status-removed", answers("200", "201"), answers(), "GET /a/{id} 201"),
    Case("error-status-removed", answers("200", "404"), answers(), "GET /a/{id} 404"),
    Case("header-added", answers(), header(), "GET /a/{id} 200 header:X-Left"),
    Case("header-removed", header(), answers(), "GET /a/{id} 200 header:X-Left"),
    Case("required-header-removed", header(required=True), answers(), "GET /a/{id} 200 header:X-Left"),
    Case("header-optional", header(required=True), header(), "GET /a/{id} 200 header:X-Left"),
    Case("header-required", header(), header(required=True), "GET /a/{id} 200 header:X-Left"),
    Case("security-narrowed", {}, KEY, "GET /a/{id} security"),
    Case("security-narrowed", {"security": [*SAFE["security"], *KEY["security"]]}, KEY, "GET /a/{id} security"),
    Case("security-widened", KEY, {"security": [*SAFE["security"], *KEY["security"]]}, "GET /a/{id} security"),
    Case("security-widened", SAFE, {"security": [{"oauth": []}]}, "GET /a/{id} security"),
    Case("security-narrowed", {"security": [{"oauth": []}]}, SAFE, "GET /a/{id} security"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_difference_is_told_by_its_rule(case: Case) -> None:
    (change,) = diff(api(case.old), api(case.new))
    assert (change.rule, change.part) == (f"openapi/{case.rule}", case.part)
    assert change.compatibility == family("openapi")[change.rule].compatibility
    assert change.operations == ("GET /a/{id}",)
    assert change.cause or change.cause_old
    assert str(parse_part(change.part)) == change.part
    if change.compatibility == "breaking":
        assert (change.proof == "proven") == (case.rule not in UNSHOWN)


UNSHOWN = (
    "parameter-moved",
    "parameter-serialisation-changed",
    "body-removed",
    "status-removed",
    "header-optional",
    "required-header-removed",
    "security-narrowed",
)
"""Breaks that no single request shows: it is taken, and understood or answered otherwise."""

SAME = {
    "a placeholder's name": (api(parameter("id", "path"), "/a/{id}"), api(parameter("key", "path"), "/a/{key}")),
    "a header's case": (api(parameter("X-A", "header")), api(parameter("x-a", "header"))),
    "a range of statuses": (api(answers("200")), api(answers("2XX"))),
    "a range of media types": (api(answers(media="text/csv")), api(answers(media="text/*"))),
    "parameters of a media type": (api(body("a/b; x=1; y=2")), api(body("A/B;y=2;x=1"))),
    "security said aloud": (api({}), api({"security": []})),
    "security for all": (api(KEY), api({}, security=KEY["security"])),
    "a parameter of the path": (
        api(parameter()),
        json.dumps(
            {
                "openapi": "3.1.0",
                "info": {"title": "t", "version": "1"},
                "paths": {"/a/{id}": {**parameter(), "get": {"responses": {}}}},
            }
        ).encode(),
    ),
    "a shared parameter": (
        api(parameter()),
        api(
            {"parameters": [{"$ref": "#/components/parameters/Q"}]},
            components={"parameters": {"Q": parameter()["parameters"][0]}},
        ),
    ),
    "serialisation said aloud": (api(parameter(**LIST)), api(parameter(**LIST, style="form", explode=True))),
}


@pytest.mark.parametrize("name", SAME)
def test_what_means_the_same_says_nothing(name: str) -> None:
    one, other = SAME[name]
    assert diff(one, other) == []
    assert diff(other, one) == []


def test_a_request_shows_what_is_refused() -> None:
    (change,) = diff(api({}), api(parameter(required=True)))
    assert change.witness is not None
    assert (change.witness.text, change.witness.new_verdict) == ("GET /a/0", "refused")
    (change,) = diff(api(answers()), api(None))
    assert change.witness is not None
    assert (change.witness.text, change.witness.new_verdict) == ("GET /a/0", "404 or 405")


def test_values_of_parameters_travel_as_text() -> None:
    def typed(kind: Any) -> bytes:
        return api(parameter(schema={"type": kind}))

    (change,) = diff(typed("integer"), typed("string"))
    assert (change.rule, change.compatibility) == ("schema/request-type-widened", "compatible")
    (change,) = diff(typed("string"), typed("integer"))
    assert change.compatibility == "breaking"


def reversed_roles(make: Callable[[Raw], bytes]) -> None:
    old = make({**body(), **answers()})
    sent = make(
        {"requestBody": {"content": {"application/json": {"schema": {"type": ["string", "integer"]}}}}, **answers()}
    )
    (change,) = diff(old, sent)
    assert (change.rule, change.direction) == ("schema/response-type-widened", Direction.RESPONSE)
    received = {"200": {"description": "", "content": {"application/json": {"schema": {"type": "integer"}}}}}
    (change,) = diff(old, make({**body(), "responses": received}))
    assert (change.rule, change.direction) == ("schema/request-type-changed", Direction.REQUEST)
    assert diff(old, make({**parameter(), **body(), **answers()}))[0].rule == "openapi/sent-parameter-added"


def test_in_webhooks_the_provider_asks() -> None:
    reversed_roles(lambda hook: api(None, webhooks={"paid": {"post": hook}}))
    reversed_roles(lambda hook: api(None, **{"x-webhooks": {"paid": {"post": hook}}}))
    old, new = api(None, webhooks={"paid": {"post": {}}}), api(None)
    assert [each.rule for each in diff(old, new)] == ["openapi/webhook-removed"]
    assert [(each.rule, each.part) for each in diff(new, old)] == [("openapi/webhook-added", "webhook:paid POST")]


def test_in_callbacks_the_provider_asks() -> None:
    def with_callback(hook: Raw) -> bytes:
        return api({"callbacks": {"done": {"{$request.body#/url}": {"post": hook}}}})

    reversed_roles(with_callback)
    (change,) = diff(with_callback({}), api({}))
    assert change.rule == "openapi/callback-removed"
    assert str(parse_part(change.part)) == change.part


def test_a_shared_parameter_that_changes_is_told_once() -> None:
    def shop(kind: str) -> bytes:
        use = {"parameters": [{"$ref": "#/components/parameters/Limit"}], "responses": {}}
        limit = {"name": "limit", "in": "query", "schema": {"type": kind}}
        document = json.loads(api(use, components={"parameters": {"Limit": limit}}))
        document["paths"]["/b"] = {"get": use}
        return json.dumps(document).encode()

    (change,) = diff(shop("integer"), shop("boolean"))
    assert (change.part, change.operations) == ("parameter:Limit", ("GET /a/{id}", "GET /b"))


def test_a_scheme_that_changes_is_told_with_the_operations_it_guards() -> None:
    def guarded(where: str) -> bytes:
        schemes = {"key": {"type": "apiKey", "in": where, "name": "k"}}
        return api(KEY, components={"securitySchemes": schemes})

    (change,) = diff(guarded("query"), guarded("header"))
    assert (change.rule, change.part) == ("openapi/security-scheme-changed", "security:key")
    assert (change.old, change.new, change.operations) == ("query", "header", ("GET /a/{id}",))


def test_an_address_for_tokens_that_changes_is_risky() -> None:
    def guarded(url: str) -> bytes:
        flows = {"password": {"tokenUrl": url, "scopes": {}}}
        return api(SAFE, components={"securitySchemes": {"oauth": {"type": "oauth2", "flows": flows}}})

    (change,) = diff(guarded("/old"), guarded("/new"))
    assert (change.rule, change.old, change.new) == ("openapi/security-address-changed", "/old", "/new")


SWAGGER = """\
swagger: "2.0"
info: {title: t, version: "1"}
consumes: [application/json]
produces: [application/json]
paths:
  /pets/{id}:
    put:
      parameters:
        - {name: id, in: path, required: true, type: string}
        - {name: pet, in: body, required: true, schema: {$ref: "#/definitions/Pet"}}
        - {name: tags, in: query, type: array, items: {type: string}}
      responses:
        "200":
          description: ok
          schema: {$ref: "#/definitions/Pet"}
          headers: {X-Left: {type: integer}}
definitions:
  Pet:
    type: object
    required: [name]
    properties:
      name: {type: string}
      age: {type: integer, format: int32, x-nullable: true}
"""


@pytest.mark.parametrize(
    ("old", "new", "rule", "part", "line"),
    [
        ("name: {type: string}", "name: {type: integer}", "schema/request-type-changed", "Pet.name", 22),
        ("required: [name]", "required: [name, age]", "schema/request-property-required", "Pet.age", 23),
        ("x-nullable: true", "x-nullable: false", "schema/request-null-refused", "Pet.age", 23),
        ("type: integer}}", "type: string}}", "schema/response-type-widened", "PUT /pets/{id} 200 header:X-Left", 16),
        (
            "items: {type: string}",
            "items: {type: integer}",
            "schema/request-type-narrowed",
            "PUT /pets/{id} query:tags []",
            11,
        ),
        (
            "consumes: [application/json]",
            "consumes: [application/xml]",
            "openapi/request-media-type-removed",
            "PUT /pets/{id} body application/json",
            None,
        ),
    ],
)
def test_swagger_2_is_compared_like_its_successors(old: str, new: str, rule: str, part: str, line: int | None) -> None:
    changes = compare({"a.yaml": SWAGGER.encode()}, {"a.yaml": SWAGGER.replace(old, new).encode()})
    change = next(each for each in changes if each.rule == rule)
    assert change.part == part
    if line:
        assert change.cause == Cause("a.yaml", line)


def test_a_description_that_came_or_went_is_told_whole() -> None:
    (change,) = compare({}, {"a.json": api({})})
    assert (change.rule, change.part, change.operations) == ("openapi/description-added", "document", ("GET /a/{id}",))
    (change,) = compare({"a.json": api({})}, {})
    assert (change.rule, change.compatibility) == ("openapi/description-removed", "breaking")


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("a.yaml", b'openapi: "3.0.3"\ninfo: {}\npaths: {}\n', "openapi"),
        ("a.yaml", b"swagger: '2.0'\ninfo: {}\n", "openapi"),
        ("a.json", b'{"openapi":"3.1.0","info":{},"paths":{}}', "openapi"),
        ("a.json", b'{"info":{},"paths":{},"swagger":"2.0"}', "openapi"),
        ("cart.yaml", b"type: object\nproperties:\n  a: {type: string}\n", "openapi"),
        ("carts.yaml", b"get:\n  responses:\n    200: {description: ok}\n", "openapi"),
        ("parts.yaml", b"components:\n  schemas:\n    A: {type: object}\n", "openapi"),
        ("cart.json", b'{"type": "object", "properties": {"a": {"type": "string"}}}', "openapi"),
        ("package.json", b'{"name": "a", "version": "1", "dependencies": {"openapi": "3.0.0"}}', None),
        ("values.yaml", b"image:\n  type: object\n  properties: {}\n", None),
        ("deployment.yaml", b"apiVersion: v1\nkind: ConfigMap\ndata:\n  properties: a\n", None),
        ("crd.yaml", b"kind: CustomResourceDefinition\nspec:\n  type: object\n  properties: {}\n", None),
        ("compose.yaml", b"services:\n  a:\n    image: b\n", None),
        ("workflow.yml", b"on: push\njobs:\n  a:\n    type: object\n", None),
        ("data.json", b'[{"properties": 1}]', None),
    ],
)
def test_descriptions_are_recognised_by_what_they_say(path: str, content: bytes, expected: str | None) -> None:
    found = format_of(path, content)
    assert (found.name if found else None) == expected


def test_a_surface_holds_operations_and_the_types_they_carry() -> None:
    surface = format_named("openapi").surface("a.yaml", SWAGGER.encode())
    (operation,) = surface.operations
    assert (operation.name, operation.line, operation.output) == ("PUT /pets/{id}", 7, "Pet")
    assert [(each.name, [member.name for member in each.members]) for each in surface.types] == [
        ("Pet", ["name", "age"])
    ]
    prose = SWAGGER.replace("title: t", "title: other").replace("description: ok", "description: fine")
    assert format_named("openapi").surface("b.yaml", prose.encode()).digest == surface.digest
    assert surface.imports == ()
