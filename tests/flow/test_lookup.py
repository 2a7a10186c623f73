"""A question about an operation opens the files that have its words; what they say is remembered."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from juncture.catalog.open import open_catalog
from juncture.flow.descriptions import Descriptions
from juncture.flow.files import Files
from juncture.flow.lookup import Lookup
from juncture.flow.removed import if_removed
from juncture.flow.urls import Urls
from juncture.repository.cache import Cache
from juncture.repository.git import Git
from juncture.repository.tree import GitTree

ANSWER = {"responses": {"200": {"description": ""}}}
PATHS = {"/carts/{id}": {"get": {"operationId": "getCartById", **ANSWER}}, "/orders": {"post": ANSWER}}
FILES = {
    "api.json": json.dumps({"openapi": "3.0.0", "info": {"title": "carts", "version": "1"}, "paths": PATHS}),
    "desk/Dockerfile": "FROM scratch\n",
    "desk/url.ts": "const cart = await axios.get(`${BASE}/carts/${id}`);\n",
    "desk/client.ts": "const cart = await cartsApi.getCartById(id);\n",
    "desk/order.ts": 'await axios.post("/orders", {});\n',
    "desk/other.ts": "// GET /carts/{id} is getCartById of carts\nconst carts = 1;\n",
}


class Watched(GitTree):
    """A tree that remembers which source files were opened."""

    def __init__(self, folder: Path, revision: str) -> None:
        super().__init__(Git(folder), revision)
        self.opened: list[str] = []

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        wanted = list(paths)
        self.opened += [path for path in wanted if path.endswith(".ts")]
        return super().read(wanted)


@pytest.fixture
def opened(repository, tmp_path):
    """Return what a question finds, by file, and the source files that it opens."""
    revision = repository.commit(dict(FILES))

    def run(part: str) -> tuple[set[str], list[str]]:
        tree = Watched(repository.folder, revision)
        catalog = open_catalog(tree, Cache(tmp_path / "facts.sqlite"))
        tree.opened.clear()
        found = if_removed(catalog, f"api.json#{part}")
        return {use.path for one in found for use in one.uses}, sorted(set(tree.opened))

    return run


def test_what_files_say_is_remembered_and_only_what_is_shown_is_opened(opened):
    callers = {"desk/client.ts", "desk/url.ts"}
    found, files = opened("GET /carts/{id}")
    assert found == callers
    assert "desk/other.ts" in files
    assert opened("GET /carts/{id}")[0] == callers
    found, files = opened("POST /orders")
    assert found == {"desk/order.ts"}
    assert "desk/other.ts" not in files


def test_a_file_that_has_the_word_and_is_too_large_to_be_parsed_is_told(repository):
    large = 'axios.get("/carts/" + id);\n' + "f(1);\n" * 200_000
    revision = repository.commit({**FILES, "desk/large.ts": large, "desk/silent.ts": large.replace("carts", "cars")})
    files = Files(open_catalog(GitTree(Git(repository.folder), revision), Cache(None)))
    operation = "GET /carts/{id}"
    found = Urls(Lookup(files), Descriptions(files)).of(operation, (operation,))
    assert {path for path, _ in found} == {"desk/url.ts"}
    assert [*files.unread] == ["desk/large.ts"]
