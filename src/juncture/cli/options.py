"""Options that several commands share, and what they open."""

import argparse
import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from juncture.facts.problem import InputError, Problem

if TYPE_CHECKING:
    from juncture.repository.cache import Cache
    from juncture.repository.git import Git
    from juncture.repository.tree import Tree


def repository(parser: argparse.ArgumentParser, *, outermost: bool = False) -> None:
    """Add ``--repo``, ``--no-cache`` and ``--offline``.

    They may stand before a command or after it: only the ``outermost`` parser has defaults, since a command's own would
    overwrite what was said before it.
    """

    def default(value: object) -> object:
        return value if outermost else argparse.SUPPRESS

    help_repo = "a git repository, bare or not (default: here)"
    help_offline = "never let git fetch the blobs a partial clone misses"
    parser.add_argument("--repo", default=default("."), metavar="DIR", help=help_repo)
    parser.add_argument("--no-cache", action="store_true", default=default(False), help="read every file anew")
    parser.add_argument("--offline", action="store_true", default=default(False), help=help_offline)


def revisions(parser: argparse.ArgumentParser) -> None:
    """Add ``--target``, ``--base`` and ``--head``."""
    parser.add_argument(
        "--target", default="", metavar="REV", help="the branch merged into (default: the remote's HEAD)"
    )
    parser.add_argument(
        "--base", default="", metavar="REV", help="what the change starts from (default: the merge base)"
    )
    parser.add_argument("--head", default="", metavar="REV", help="the change: a revision, or WORKTREE (default: HEAD)")


def as_of(parser: argparse.ArgumentParser) -> None:
    """Add ``--as-of``, the one date that is an input. Its default is the only clock that is read."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    parser.add_argument(
        "--as-of", default=today, metavar="DATE", type=_date, help="the date to judge at (default: today)"
    )


def _date(text: str) -> str:
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date, write YYYY-MM-DD") from error


_interrupts: list[int] = []


def interrupt(number: int, _: object) -> None:
    """End the run: the handler of the signals that people end one with."""
    _interrupts.append(number)
    raise KeyboardInterrupt


def check_interrupt() -> None:
    """Raise KeyboardInterrupt where one was raised before and got lost: Python swallows what a callback raises."""
    if _interrupts:
        raise KeyboardInterrupt


def say(text: str) -> None:
    """Say something about progress, on stderr."""
    from juncture.render.plain import visible  # noqa: PLC0415

    print(f"juncture: {visible(text)}", file=sys.stderr)


def git(options: argparse.Namespace) -> "Git":
    """Open the repository. Raises InputError where there is none."""
    from juncture.repository.git import Git  # noqa: PLC0415

    return Git(Path(options.repo), offline=options.offline, say=say)


def cache(options: argparse.Namespace) -> "Cache":
    """Open the cache of facts, or one that lives as long as this run."""
    from juncture.repository.cache import Cache, default_file  # noqa: PLC0415

    return Cache(None if options.no_cache else default_file())


def tree(opened: "Git", revision: str) -> "Tree":
    """Return the files of a revision; WORKTREE is the work tree, empty is HEAD."""
    from juncture.repository.tree import WORKTREE, GitTree, WorkTree  # noqa: PLC0415

    return WorkTree(opened) if revision == WORKTREE else GitTree(opened, revision or "HEAD")


def existing(path: str) -> Path:
    """Return a path that exists. Raises InputError."""
    if not Path(path).exists():
        raise InputError(Problem(path, 0, "no such file or folder"))
    return Path(path)
