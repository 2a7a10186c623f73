"""Asked what the removal of an operation would break, the kit refuses one that the contract does not offer."""

import json

import pytest

from juncture.facts.problem import InputError

ANSWER = {"responses": {"200": {"description": ""}}}
API = json.dumps(
    {
        "openapi": "3.1.0",
        "info": {"title": "carts", "version": "1"},
        "paths": {"/carts/{id}": {"get": ANSWER, "delete": ANSWER}, "/orders": {"post": ANSWER}},
        "webhooks": {"order.placed": {"post": ANSWER}},
    }
)
PROTO = 'syntax = "proto3";\npackage shop;\nservice Cars {\n  rpc Get(Car) returns (Car);\n}\nmessage Car {}\n'


@pytest.mark.parametrize(
    ("path", "part", "near"),
    [
        ("api.json", "GET /cart/{id}", "GET /carts/{id}"),
        ("api.json", "PUT /carts/{id}", "DELETE /carts/{id}"),
        ("api.json", "GET /cart/{id} query:page", "GET /carts/{id}"),
        ("shop.proto", "Cars/Gets", "Cars/Get"),
    ],
)
def test_an_operation_that_is_not_there_is_refused_with_those_that_are_near(asked, path, part, near):
    with pytest.raises(InputError) as refused:
        asked({"api.json": API, "shop.proto": PROTO}, f"{path}#{part}")
    (problem,) = refused.value.problems
    assert problem.path == path
    assert problem.message.startswith("no operation is called")
    assert near in problem.message


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("api.json", "GET /carts/{id}"),
        ("api.json", "/carts/{id}"),
        ("api.json", "webhook:order.placed POST"),
        ("shop.proto", "Cars/Get"),
    ],
)
def test_an_operation_that_is_there_and_that_nobody_calls_hurts_nobody(asked, path, part):
    assert asked({"api.json": API, "shop.proto": PROTO}, f"{path}#{part}") == {}


def test_an_operation_of_a_description_in_several_files_is_known(asked):
    whole = json.loads(API) | {"paths": {"/carts/{id}": {"$ref": "carts.json"}}}
    files = {"api.json": json.dumps(whole), "carts.json": json.dumps({"get": ANSWER})}
    assert asked(files, "api.json#GET /carts/{id}") == {}
