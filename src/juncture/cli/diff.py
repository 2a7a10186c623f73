"""``juncture diff``: every change of a contract, between two files, two folders, or two revisions."""

import argparse
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from juncture.cli import options as shared
from juncture.facts.problem import InputError, Problem

if TYPE_CHECKING:
    from juncture.contracts.model import ContractChange
    from juncture.review.place import Places

HELP = "compare contracts: OLD NEW, or --base and --head"
MET = 1
"""The exit code where a change is at least as harmful as ``--fail-on``."""
_LEVELS = ("breaking", "risky", "compatible")
_FLAT = "tell each change once for each operation that it reaches; in JSON these share the cause's fingerprint"


class Found(NamedTuple):
    """The changes, and the formats of what was compared: by contract, between revisions."""

    changes: Sequence["ContractChange"]
    formats: Collection[str] | Mapping[str, str]


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
    parser.add_argument("--flat", action="store_true", help=_FLAT)
    parser.add_argument(
        "--profile",
        default="",
        metavar="NAME",
        help="rate the changes as a peer does by default: buf, oasdiff, …",
    )
    parser.add_argument("--fail-on", default="breaking", choices=[*_LEVELS, "never"], help="exit 1 from this harm on")
    shared.as_of(parser)
    parser.add_argument("--no-witness", action="store_true", help="do not search for an instance that breaks")


def run(options: argparse.Namespace) -> int:
    """Print the changes; exit 1 where ``--fail-on`` is met."""
    found = _viewed(_revisions(options) if options.base or options.head else _files(options), options)
    sys.stdout.write(_printed(found, options))
    if options.fail_on == "never":
        return 0
    harmful = _LEVELS[: _LEVELS.index(options.fail_on) + 1]
    return MET if any(change.compatibility in harmful for change in found.changes) else 0


def _files(options: argparse.Namespace) -> Found:
    from juncture.contracts.diff import compare_paths  # noqa: PLC0415

    if len(options.paths) != 2:
        raise InputError(Problem("diff", 0, "takes OLD and NEW, two files or two folders; or --base and --head"))
    _known_profile(options.profile)
    old, new = map(shared.existing, options.paths)
    compared = compare_paths(old, new, format=options.format_in, witnesses=not options.no_witness, as_of=options.as_of)
    return Found(compared.changes, compared.formats)


def _revisions(options: argparse.Namespace) -> Found:
    from juncture.review.compare import compared  # noqa: PLC0415
    from juncture.review.place import places  # noqa: PLC0415

    if options.format_in:
        raise InputError(Problem("--format-in", 0, "is for OLD and NEW; between revisions each file's is recognised"))
    _known_profile(options.profile)
    where = places(shared.git(options), "", options.base, options.head)
    wanted = _wanted(options.paths, where)
    changes = compared(
        where.base, where.head, shared.cache(options), witnesses=not options.no_witness, as_of=options.as_of
    )
    asked = [change for change in changes if not wanted or any(_concerns(change, path) for path in wanted)]
    return Found(asked, _formats(asked, where))


def _concerns(change: "ContractChange", wanted: str) -> bool:
    """Tell whether a change is of a contract, or caused by a file, at a path or below it."""
    paths = {change.contract, *(cause.path for cause in (change.cause, change.cause_old) if cause)}
    return any(path == wanted or path.startswith(f"{wanted}/") for path in paths)


def _wanted(paths: Sequence[str], where: "Places") -> list[str]:
    """Return the paths that are asked about. Raises InputError where neither revision has one."""
    wanted = [Path(path).as_posix() for path in paths if Path(path).as_posix() != "."]
    known = [*where.base.entries, *where.head.entries]
    problems = [
        Problem(path, 0, "no file or folder of either revision is called so")
        for path in wanted
        if not any(each == path or each.startswith(f"{path}/") for each in known)
    ]
    if problems:
        raise InputError(*problems)
    return wanted


def _formats(changes: Sequence["ContractChange"], where: "Places") -> dict[str, str]:
    """Return the format of each contract that changed, by its path."""
    from juncture.contracts.formats import format_of  # noqa: PLC0415

    paths = {change.contract for change in changes}
    found = {}
    for tree in (where.base, where.head):
        for path, content in tree.read(sorted(paths)):
            known = format_of(path, content) if content is not None else None
            if known:
                found[path] = known.name
    return found


def _known_profile(name: str) -> None:
    """Refuse an unknown profile before anything is read; without a name every rule keeps its own. Raises InputError."""
    if not name:
        return
    from juncture.facts.profile import UnknownProfileError, profile  # noqa: PLC0415

    try:
        profile(name)
    except UnknownProfileError as error:
        raise InputError(Problem("--profile", 0, str(error))) from error


def _viewed(found: Found, options: argparse.Namespace) -> Found:
    """Return the changes as they are asked for: at a profile's ratings, once for each operation."""
    from juncture.contracts.views import flat, rated  # noqa: PLC0415

    changes = list(found.changes)
    if options.profile:
        from juncture.facts.profile import profile  # noqa: PLC0415

        known = profile(options.profile)
        changes = rated(changes, known)
        if not any(change.rule in known.ratings for change in found.changes):
            shared.say(f"the profile {options.profile} rates none of these changes")
    return found._replace(changes=flat(changes) if options.flat else changes)


def _printed(found: Found, options: argparse.Namespace) -> str:
    changes = found.changes
    if options.format == "json":
        from juncture.render import data  # noqa: PLC0415

        beside = {"profile": options.profile} if options.profile else {}
        beside |= {"flat": True} if options.flat else {}
        if isinstance(found.formats, Mapping):
            return data.contracts_json(changes, found.formats, beside)
        return data.changes_json(changes, found.formats, beside)
    if options.format == "sarif":
        from juncture import __version__  # noqa: PLC0415
        from juncture.render.sarif import sarif  # noqa: PLC0415

        return sarif(changes, version=__version__, flat=options.flat)
    if options.format == "html":
        from juncture.render.html import changes_page  # noqa: PLC0415

        return changes_page(changes, flat=options.flat)
    if options.format == "md":
        from juncture.render import markdown  # noqa: PLC0415

        return markdown.changes(changes, flat=options.flat)
    from juncture.render import text  # noqa: PLC0415

    return text.changes(changes, flat=options.flat)
