"""A large monorepo: what was read is not read again, and a change there is told as it is in a repository of its own."""

import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from monorepo import area, areas, monorepo

from juncture.catalog.catalog import Catalog
from juncture.catalog.open import open_catalog
from juncture.lab.example import example
from juncture.repository.cache import Cache
from juncture.repository.git import Git
from juncture.repository.tree import GitTree
from juncture.review.model import Review
from juncture.review.open import open_review
from juncture.review.trust import read_trust

SIZE = 3_000
AREAS = areas(SIZE)
DAY = "2026-03-02"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bare repository of 3,000 files: the example in some areas, and files that nobody reads."""
    return monorepo(tmp_path_factory.mktemp("large") / "large.git", SIZE)


class Watched(GitTree):
    """A tree that notes which files are read from it."""

    def __init__(self, git: Git, revision: str) -> None:
        super().__init__(git, revision)
        self.asked: set[str] = set()

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        wanted = list(paths)
        self.asked.update(wanted)
        return super().read(wanted)


def opened(git: Git, revision: str, cache: Path) -> tuple[Catalog, Watched]:
    tree = Watched(git, revision)
    hints = read_trust(GitTree(git, revision)).hints
    return open_catalog(tree, Cache(cache), hints), tree


def reviewed(repository: Path, base: str, head: str, cache: Path) -> Review:
    return open_review(Git(repository), base=base, head=head, as_of=DAY, cache=Cache(cache))


def test_every_area_has_the_services_of_the_example(large, tmp_path):
    catalog, _ = opened(Git(large), "main", tmp_path / "facts")
    demo = example()
    alone = open_catalog(GitTree(Git(demo.repository), demo.base), Cache(None))
    built = [service for service in alone.services if service.path]
    for number in range(AREAS):
        here = [service for service in catalog.services if service.path.startswith(f"areas/{area(number)}/")]
        assert len(here) == len(built)


def test_what_was_opened_before_is_neither_listed_nor_read(large, tmp_path):
    first, _ = opened(Git(large), "main", tmp_path / "facts")
    again, tree = opened(Git(large), "main", tmp_path / "facts")
    assert "entries" not in tree.__dict__
    assert tree.asked == set()
    for name in ("services", "contracts", "edges", "unread", "boundaries", "headings", "outlines", "deployed"):
        assert getattr(again, name) == getattr(first, name), name
    assert dict(again.surfaces.items()) == dict(first.surfaces.items())
    assert {path: again.bindings.of(path) for path in again.sources} == {
        path: first.bindings.of(path) for path in first.sources
    }
    assert tree.asked == set()


def test_of_a_change_only_its_own_files_are_read(large, tmp_path):
    git = Git(large)
    opened(git, "main", tmp_path / "facts")
    _, tree = opened(git, "change", tmp_path / "facts")
    differing = {path for path, _, _ in git.differences("main", "change")}
    together = {path for path in tree.asked if path not in differing}
    assert differing & tree.asked
    assert all("/k8s/" in path or path.endswith((".yaml", ".tpl")) for path in together), sorted(together)[:5]
    assert len(tree.asked) < len(tree.entries) / 20


def test_a_change_is_told_as_in_a_repository_of_its_own(large, tmp_path):
    demo = example()
    alone = reviewed(demo.repository, demo.base, demo.head, tmp_path / "a")
    here = reviewed(large, "main", "change", tmp_path / "b")
    prefix, name = f"areas/{area(AREAS // 2)}/", f"lendhouse{area(AREAS // 2)}"

    def told(review: Review) -> set[tuple[str, str, str, str]]:
        return {
            (each.contract.removeprefix(prefix), each.part.replace(name, "lendhouse"), each.rule, each.compatibility)
            for each in review.changes
        }

    assert told(here) == told(alone)
    assert {(one.rule, one.severity) for one in here.findings if one.step == "surface"} == {
        (one.rule, one.severity) for one in alone.findings if one.step == "surface"
    }


def test_a_clone_without_blobs_fetches_what_a_catalogue_needs_in_one_batch(large, tmp_path):
    subprocess.run(["git", "-C", str(large), "config", "uploadpack.allowFilter", "true"], check=True)
    subprocess.run(["git", "-C", str(large), "config", "uploadpack.allowAnySHA1InWant", "true"], check=True)
    clone = tmp_path / "clone.git"
    address = large.resolve().as_uri()
    subprocess.run(["git", "clone", "--quiet", "--bare", "--filter=blob:none", address, str(clone)], check=True)
    said: list[str] = []
    catalog = open_catalog(GitTree(Git(clone, say=said.append), "main"), Cache(None))
    full = open_catalog(GitTree(Git(large), "main"), Cache(None))
    assert [each for each in said if "fetching" in each] == said[:1]
    assert catalog.services == full.services
    assert catalog.edges == full.edges
