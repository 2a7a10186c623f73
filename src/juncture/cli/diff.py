"""``juncture diff``: every change of a contract, between two files, two folders, or two revisions."""

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from juncture.cli import options as shared
from juncture.facts.problem import InputError, Problem

if TYPE_CHECKING:
    from juncture.contracts.model import ContractChange

HELP = "compare contracts: OLD NEW, or --base and --head"
MET = 1
"""The exit code where a change is at least as harmful as ``--fail-on``."""
_LEVELS = ("breaking", "risky", "compatible")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="OLD NEW; with revisions, the contracts to compare")
    shared.repository(parser)
    parser.add_argument("--base", default="", metavar="REV", help="compare revisions: from this one")
    parser.add_argument("--head", default="", metavar="REV", help="to this one (default: HEAD), or WORKTREE")
    parser.add_argument(
        "--format", default="text", choices=["text", "json", "md", "html", "sarif"], help="how to print"
    )
    parser.add_argument("--format-in", default="", metavar="NAME", help="the contracts' format (default: recognised)")
    parser.add_argument("--fail-on", default="breaking", choices=[*_LEVELS, "never"], help="exit 1 from this harm on")
    shared.as_of(parser)
    parser.add_argument("--no-witness", action="store_true", help="do not search for an instance that breaks")


def run(options: argparse.Namespace) -> int:
    """Print the changes; exit 1 where ``--fail-on`` is met."""
    by_revision = bool(options.base or options.head)
    changes = _revisions(options) if by_revision else _files(options)
    sys.stdout.write(_printed(changes, options.format, by_revision=by_revision))
    if options.fail_on == "never":
        return 0
    harmful = _LEVELS[: _LEVELS.index(options.fail_on) + 1]
    return MET if any(change.compatibility in harmful for change in changes) else 0


def _files(options: argparse.Namespace) -> Sequence["ContractChange"]:
    from juncture.contracts.diff import compare  # noqa: PLC0415
    from juncture.contracts.sides import sides  # noqa: PLC0415

    if len(options.paths) != 2:
        raise InputError(Problem("diff", 0, "takes OLD and NEW, two files or two folders; or --base and --head"))
    old, new = sides(shared.existing(options.paths[0]), shared.existing(options.paths[1]))
    return compare(old, new, format=options.format_in or None, witnesses=not options.no_witness, as_of=options.as_of)


def _revisions(options: argparse.Namespace) -> Sequence["ContractChange"]:
    from juncture.review.compare import compared  # noqa: PLC0415
    from juncture.review.place import places  # noqa: PLC0415

    where = places(shared.git(options), "", options.base, options.head)
    changes = compared(
        where.base, where.head, shared.cache(options), witnesses=not options.no_witness, as_of=options.as_of
    )
    wanted = [path.rstrip("/") for path in options.paths]
    return [c for c in changes if not wanted or any(c.contract == p or c.contract.startswith(f"{p}/") for p in wanted)]


def _printed(changes: Sequence["ContractChange"], form: str, *, by_revision: bool) -> str:
    if form == "json":
        from juncture.render.data import changes_json  # noqa: PLC0415

        return changes_json(changes, by_contract=by_revision)
    if form == "sarif":
        from juncture.render.sarif import sarif  # noqa: PLC0415

        return sarif(changes)
    if form == "html":
        from juncture.render.html import changes_page  # noqa: PLC0415

        return changes_page(changes)
    if form == "md":
        from juncture.render import markdown  # noqa: PLC0415

        return markdown.changes(changes)
    from juncture.render import text  # noqa: PLC0415

    return text.changes(changes)
