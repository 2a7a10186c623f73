"""``--evidence``: a folder of recorded calls that commands take, and what they say was read of it."""

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from juncture.cli.options import say

if TYPE_CHECKING:
    from juncture.catalog.catalog import Catalog
    from juncture.catalog.model import Edge
    from juncture.repository.cache import Cache
    from juncture.repository.git import Git
    from juncture.review.model import ReviewedEdge

HELP = (
    "a folder of recorded calls, .json files or .jsonl and .ndjson with a value a line: Pact files, OTLP/JSON traces, "
    "Jaeger traces (/api/traces, or Download Results in its UI) and dependencies (/api/dependencies)"
)
_STRANGER = "catalog/evidence-unknown-service"


def option(parser: argparse.ArgumentParser, *, outermost: bool = False) -> None:
    """Add ``--evidence``; only the ``outermost`` parser has a default (see ``options.repository``)."""
    default = None if outermost else argparse.SUPPRESS
    parser.add_argument("--evidence", type=Path, default=default, metavar="DIR", help=HELP)


def catalog_at(git: "Git", revision: str, folder: Path | None, cache: "Cache") -> "Catalog":
    """Open the catalogue of one revision with what a folder proves.

    Says how much of the folder was read, and whom of it nobody here knows. Raises InputError where policy, owners or
    the folder cannot be read.
    """
    from juncture.repository.tree import FolderTree  # noqa: PLC0415
    from juncture.review import place  # noqa: PLC0415

    if folder is None:
        return place.catalog_at(git, revision, cache)
    found = place.catalog_at(git, revision, cache, FolderTree(folder))
    tell(folder, cache, found.edges)
    for stranger in (one for one in found.findings if one.rule == _STRANGER):
        say(f"{stranger.provenance[0]}: {stranger.message}. {stranger.fix}")
    return found


def tell(folder: Path, cache: "Cache", edges: "Iterable[Edge | ReviewedEdge]") -> None:
    """Say how much of a folder was read."""
    from juncture.catalog.evidence import account  # noqa: PLC0415
    from juncture.render.words import recorded  # noqa: PLC0415
    from juncture.repository.tree import FolderTree  # noqa: PLC0415

    say(recorded(account(FolderTree(folder), cache, (edge.provenance for edge in edges))))


def tell_unread(found: "Catalog") -> None:
    """Say which files of the folder were not read, and why."""
    from juncture.catalog.evidence import PREFIX  # noqa: PLC0415

    for one in found.unread:
        if one.path.startswith(PREFIX):
            say(f"unread: {one.path}: {one.reason}")
