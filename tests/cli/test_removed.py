"""``--if-removed`` of an operation that is not there: refused, whatever the format."""

import json

import pytest


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_operation_that_is_not_there_ends_with_code_2_and_says_what_is_near(juncture, repository, form):
    paths = {"/carts/{id}": {"get": {"responses": {"200": {"description": ""}}}}}
    api = {"openapi": "3.0.0", "info": {"title": "carts", "version": "1"}, "paths": paths}
    repository.commit({"api.json": json.dumps(api)})
    asked = ("flow", "--repo", str(repository.folder), "--format", form, "--if-removed")
    assert juncture(*asked, "api.json#GET /carts/{id}").returncode == 0
    refused = juncture(*asked, "api.json#GET /carts")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "api.json: no operation is called 'GET /carts'; near it are: GET /carts/{id}" in refused.stderr
