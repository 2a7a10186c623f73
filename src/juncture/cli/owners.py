"""``juncture owners``: who must approve these paths, and which line says so."""

import argparse
import sys

from juncture.cli import options as shared
from juncture.facts.problem import InputError, Problem

HELP = "say who owns paths, with the CODEOWNERS line"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file or folder, from the repository's root")
    shared.repository(parser)
    parser.add_argument("--head", default="", metavar="REV", help="the revision to read (default: HEAD), or WORKTREE")


def run(options: argparse.Namespace) -> int:
    """Print each path with its owners, a folder with those of its files. Faults of CODEOWNERS are said on stderr."""
    from juncture.catalog import codeowners  # noqa: PLC0415
    from juncture.catalog.open import read_owners  # noqa: PLC0415
    from juncture.catalog.paths import is_below  # noqa: PLC0415
    from juncture.render import text  # noqa: PLC0415
    from juncture.review.model import ChangedFile  # noqa: PLC0415
    from juncture.review.place import tree_at  # noqa: PLC0415

    tree = tree_at(shared.git(options), options.head)
    owners = read_owners(tree)
    if owners is None:
        raise InputError(Problem("CODEOWNERS", 0, "the tree has none; expected in .github/, at the root, or in docs/"))
    rows: dict[ChangedFile, None] = {}
    for path in options.paths:
        plain = path.removeprefix("./").rstrip("/")
        below = [plain] if plain in tree.entries else [one for one in tree.entries if is_below(one, plain)]
        if not below:
            raise InputError(
                Problem(path, 0, "no file or folder of this revision; a path starts at the repository's root")
            )
        label = plain if below == [plain] else f"{plain}/"
        for file in below:
            owned = owners.owners(file)
            rule = f"{owners.path}:{owned.line}" if owned.line else owned.state
            rows[ChangedFile(label, "", "", owned.owners, rule)] = None
    sys.stdout.write(text.owners(list(rows)))
    for finding in (*owners.findings, *codeowners.dead(tree.entries, owners.path)):
        shared.say(f"{finding.provenance[0]}: {finding.message}")
    return 0
