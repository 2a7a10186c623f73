"""Reviews of real repositories: the bundled example, and small ones made for a test."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from juncture.lab.example import build
from juncture.repository.cache import Cache
from juncture.repository.git import Git
from juncture.review.model import Review
from juncture.review.open import open_review

AS_OF = "2026-03-02"


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Review:
    """The review of the bundled example's change."""
    demo = build(tmp_path_factory.mktemp("example") / "repository")
    return open_review(Git(demo.repository), target=demo.base, head=demo.head, as_of=AS_OF, cache=Cache(None))


@pytest.fixture
def review() -> Callable[..., Review]:
    """Review a repository of the test."""

    def run(folder: Path, base: str = "", head: str = "", **more: Any) -> Review:
        return open_review(Git(folder), base=base, head=head, as_of=more.pop("as_of", AS_OF), cache=Cache(None), **more)

    return run
