"""Contracts of two revisions are paired by what they are: through moves, and copy by copy."""

import json
from typing import Any

import pytest

from juncture.repository.cache import Cache
from juncture.repository.git import Git
from juncture.repository.tree import GitTree
from juncture.review.compare import compared


@pytest.fixture
def told(repository):
    """Commit files twice; return what breaks between: contract, part and rule."""

    def run(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str, str]]:
        base = repository.commit(old)
        head = repository.commit(new)
        git = Git(repository.folder)
        changes = compared(GitTree(git, base), GitTree(git, head), Cache(None), as_of="2026-03-02")
        return [(one.contract, one.part, one.rule) for one in changes if one.compatibility == "breaking"]

    return run


def api(kind: str = "string", title: str = "t", method: str = "post", summary: str = "") -> str:
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": {"x": {"type": kind}}}}}}
    operation = {"summary": summary, "requestBody": body, "responses": {"200": {"description": "fine"}}}
    return json.dumps(
        {"openapi": "3.0.3", "info": {"title": title, "version": "1"}, "paths": {"/a": {method: operation}}}
    )


SDL = "type Query { cart(id: ID!): String }\n"
SCHEMA = json.dumps({"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"a": {"type": "string"}}})


@pytest.mark.parametrize(
    ("old", "new", "content"),
    [
        ("svc/openapi.yaml", "svc2/openapi.yaml", api()),
        ("schema.graphql", "api/shop.graphql", SDL),
        ("a.json", "q/b.json", SCHEMA),
        ("svc/openapi.yaml", "svc/openapi.json", api()),
    ],
)
def test_a_file_that_only_moves_breaks_nothing(told, old, new, content):
    assert told({old: content}, {old: None, new: content}) == []


def test_what_a_moved_file_takes_away_is_told_at_its_new_place(told):
    both = {**json.loads(api()), "paths": {}}
    operation = json.loads(api())["paths"]["/a"]
    before = json.dumps({**both, "paths": {"/a": operation, "/b": operation}})
    after = json.dumps({**both, "paths": {"/a": operation}})
    (found,) = told({"svc/openapi.json": before}, {"svc/openapi.json": None, "api/openapi.json": after})
    assert found == ("api/openapi.json", "POST /b", "openapi/operation-removed")


def test_one_of_two_files_that_said_the_same_breaks(told):
    (found,) = told({"a/api.json": api(), "b/api.json": api()}, {"b/api.json": api("integer")})
    assert found[0] == "b/api.json"


def test_one_of_two_apis_of_the_same_shape_breaks(told):
    old = {"a/api.json": api(title="orders"), "b/api.json": api(title="carts")}
    assert [one[0] for one in told(old, {"b/api.json": api("integer", title="carts")})] == ["b/api.json"]


def test_a_copy_that_breaks_while_its_contract_only_changes_its_prose_is_told(told):
    old = {"a/api.json": api(), "b/api.json": api()}
    new = {"a/api.json": api(summary="more words"), "b/api.json": api("integer")}
    assert [one[0] for one in told(old, new)] == ["b/api.json"]


def test_a_copy_that_changes_as_its_contract_does_is_told_once(told):
    new = {"a/api.json": api("integer"), "b/api.json": api("integer")}
    assert [one[0] for one in told({"a/api.json": api(), "b/api.json": api()}, new)] == ["a/api.json"]


def test_a_copy_that_is_brought_level_breaks_nothing(told):
    assert told({"a/api.json": api("integer"), "b/api.json": api()}, {"b/api.json": api("integer")}) == []


def test_a_copy_that_goes_its_own_way_is_compared_with_itself(told):
    found = told({"a/api.json": api(), "b/api.json": api()}, {"b/api.json": api(method="put")})
    assert found == [("b/api.json", "POST /a", "openapi/operation-removed")]
