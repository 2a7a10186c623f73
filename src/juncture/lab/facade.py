"""The names a notebook cell calls: they compute, or read what was computed, and return something to show."""

import json
from pathlib import Path
from typing import Any

from juncture.facts.problem import InputError, Problem
from juncture.lab.catalog import CatalogView
from juncture.lab.contracts import ContractsView
from juncture.lab.review import ReviewView
from juncture.repository.cache import Cache, default_file
from juncture.repository.git import Git


def open_review(
    repository: str = "",
    target: str = "",
    base: str = "",
    head: str = "",
    design: str = "",
    as_of: str = "",
    review_file: str = "",
    interactive: bool = False,
    options: str = "{}",
) -> ReviewView:
    """Return the review of a change, to be shown part by part.

    With ``review_file`` it is read and nothing is computed. An empty ``repository`` is the bundled example.
    ``interactive`` adds forms for the open questions; they save into the design file of the work tree. ``options`` is
    JSON; there are none yet but ``offline`` and ``no_cache``. Raises InputError for bad input.
    """
    from juncture.review.open import open_review as compute  # noqa: PLC0415
    from juncture.review.schema import read  # noqa: PLC0415

    given = _options(options, {"offline", "no_cache"})
    if review_file:
        return ReviewView(read(Path(review_file)), _root(repository), interactive=interactive)
    git, base, head = _opened(repository, base, head, offline=bool(given.get("offline")))
    review = compute(
        git, target=target or base if not repository else target, base=base, head=head, design=design, as_of=as_of,
        cache=_cache(given),
    )  # fmt: skip
    return ReviewView(review, git.top, interactive=interactive)


def open_catalog(repository: str = "", revision: str = "", review_file: str = "", options: str = "{}") -> CatalogView:
    """Return what stands in a repository at a revision: services, contracts, edges.

    With ``review_file`` the services and edges of that review are shown.
    """
    from juncture.review.schema import read  # noqa: PLC0415

    given = _options(options, {"offline", "no_cache"})
    if review_file:
        return CatalogView.of_review(read(Path(review_file)))
    git, _, head = _opened(repository, "", revision, offline=bool(given.get("offline")))
    return CatalogView.of_tree(git, head, _cache(given))


def diff_contracts(
    repository: str = "", base: str = "", head: str = "", review_file: str = "", options: str = "{}"
) -> ContractsView:
    """Return every change of every contract between two revisions, each with its lines and its witness."""
    from juncture.review.schema import read  # noqa: PLC0415

    given = _options(options, {"offline", "no_cache"})
    if review_file:
        return ContractsView(read(Path(review_file)).changes)
    git, base, head = _opened(repository, base, head, offline=bool(given.get("offline")))
    return ContractsView.between(git, base, head, _cache(given))


def _opened(repository: str, base: str, head: str, *, offline: bool) -> tuple[Git, str, str]:
    """Open a repository; an empty path is the bundled example, whose change is then the default."""
    if repository:
        return Git(Path(repository), offline=offline), base, head
    from juncture.lab.example import example  # noqa: PLC0415

    demo = example()
    return Git(demo.repository), base or demo.base, head or demo.head


def _root(repository: str) -> Path | None:
    return Git(Path(repository)).top if repository else None


def _options(text: str, known: set[str]) -> dict[str, Any]:
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(Problem("options", error.lineno, f"not JSON: {error.msg}")) from error
    if not isinstance(given, dict) or set(given) - known:
        raise InputError(Problem("options", 0, f"a JSON object with any of: {', '.join(sorted(known))}"))
    return given


def _cache(given: dict[str, Any]) -> Cache:
    return Cache(None if given.get("no_cache") else default_file())
