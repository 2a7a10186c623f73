"""``python tests/bench/scale.py [DIR:BASE..HEAD]``: the catalogue and a review of a growing monorepo, beside git.

Without a repository the monorepo is made of the bundled example (tests/support/monorepo.py). ``--alone DIR:BASE..HEAD``
names the same change in a repository of its own. The table goes to reports/scale.md.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from measure import Run, environment, run

sys.path.append(str(Path(__file__).resolve().parents[1] / "support"))

from monorepo import BASE, HEAD, monorepo

from juncture.catalog.reading import by_path
from juncture.lab.example import example
from juncture.repository.git import Git
from juncture.repository.tree import REGULAR, GitTree

SIZES = (1_000, 4_000, 16_000, 64_000, 236_000)
DAY = "2026-03-02"
_REPORT = Path(__file__).resolve().parents[2] / "reports" / "scale.md"
_HEAD = """# A growing monorepo

Medians of whole processes, seconds of the wall; in brackets CPU seconds. git: `git ls-tree -r -z`, then
`git cat-file --batch` of the files that are read. Catalogue: `juncture` alone; cold with an empty cache, warm with what
the cold run left. Review: a small change; first when only its base was opened before, again when the same review was
made before, alone the same change in a repository of its own, made before, too. Memory: the largest process.

| files | read | ls-tree | git | cold | cold ÷ git | warm | warm ÷ git | first | again | alone | again - alone | MiB |
|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
"""


class Change(NamedTuple):
    """A repository, and two of its revisions."""

    repository: Path
    base: str
    head: str


class Measured(NamedTuple):
    """What was run on one repository, round by round."""

    listing: list[Run]
    git: list[Run]
    cold: list[Run]
    warm: list[Run]
    first: list[Run]
    again: list[Run]
    alone: list[Run]


def change(text: str) -> Change:
    """Return the change that ``DIR:BASE..HEAD`` names."""
    folder, _, revisions = text.rpartition(":")
    base, _, head = revisions.partition("..")
    return Change(Path(folder), base, head)


def generated(folder: Path, size: int) -> Path:
    """Write a monorepo of a size, unless it is there, and return it."""
    target = folder / f"monorepo-{size}.git"
    if not target.exists():
        made = folder / f"{target.name}.part"
        shutil.rmtree(made, ignore_errors=True)
        monorepo(made, size).rename(target)
    return target


def program(*arguments: str) -> list[str]:
    """Return the command of the kit with these arguments."""
    return [str(Path(sys.executable).with_name("juncture")), *arguments]


def reading(measured: Change, listed: Path) -> tuple[int, int, list[str], list[str]]:
    """Return how many files there are, how many are read, and git's commands that list and read them."""
    tree = GitTree(Git(measured.repository), measured.base)
    paths = {path for _, wanted in by_path(tree) for path in wanted if tree.entries[path].mode in REGULAR}
    listed.write_text("".join(f"{tree.entries[path].blob}\n" for path in sorted(paths)))
    here = f"git -C '{measured.repository}'"
    listing = f"{here} ls-tree -r -z {tree.revision} > /dev/null"
    batch = f"{here} cat-file --batch --buffer < '{listed}' > /dev/null"
    return len(tree.entries), len(paths), ["sh", "-c", listing], ["sh", "-c", f"{listing}; {batch}"]


def review(one: Change, out: Path) -> list[str]:
    """Return the command that reviews a change."""
    given = ("--repo", str(one.repository), "--base", one.base, "--head", one.head)
    return program("review", *given, "--as-of", DAY, "--out", str(out))


def row(measured: Change, alone: Change, rounds: int) -> str:
    """Measure one repository and return its row."""
    found = Measured([], [], [], [], [], [], [])
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        files, read, listing, git = reading(measured, folder / "listed")
        given = {**environment(folder), "JUNCTURE_CACHE": str(folder / "facts")}
        _checked(program("--help"), given)  # compiles the modules
        overview = program("--repo", str(measured.repository))
        for _ in range(rounds):
            shutil.rmtree(folder / "facts", ignore_errors=True)
            _checked(review(alone, folder / "alone"), given)
            found.alone.append(_checked(review(alone, folder / "alone"), given))
            shutil.rmtree(folder / "facts", ignore_errors=True)
            found.listing.append(_checked(listing, given))
            found.git.append(_checked(git, given))
            found.cold.append(_checked(overview, given))
            found.warm.append(_checked(overview, given))
            found.first.append(_checked(review(measured, folder / "packet"), given))
            found.again.append(_checked(review(measured, folder / "packet"), given))
    more = median(one.wall - other.wall for one, other in zip(found.again, found.alone, strict=True))
    cells = [
        f"{files:,}",
        f"{read:,}",
        _seconds(found.listing),
        _seconds(found.git),
        _seconds(found.cold),
        _ratio(found.cold, found.git),
        _seconds(found.warm),
        _ratio(found.warm, found.git),
        *map(_seconds, (found.first, found.again, found.alone)),
        f"{more:.2f}",
        f"{max(each.memory for runs in found for each in runs):.0f}",
    ]
    return "| " + " | ".join(cells) + " |\n"


def _checked(command: Sequence[str], given: dict[str, str]) -> Run:
    done = run(command, given)
    if done.code:
        raise SystemExit(f"{' '.join(command)[:200]}: {done.said}")
    return done


def _seconds(runs: Sequence[Run]) -> str:
    return f"{median(each.wall for each in runs):.2f} ({median(each.cpu for each in runs):.2f})"


def _ratio(runs: Sequence[Run], git: Sequence[Run]) -> str:
    return f"{median(ours.wall / theirs.wall for ours, theirs in zip(runs, git, strict=True)):.1f}"


def main() -> int:
    """Measure the sizes, or the named repositories, and write the table."""
    parser = argparse.ArgumentParser(prog="scale", description=__doc__)
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    parser.add_argument("repositories", nargs="*", type=change, metavar="DIR:BASE..HEAD", help="measured instead")
    parser.add_argument("--alone", type=change, help="the same change in a repository of its own")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="files of the repositories that are made")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each program")
    parser.add_argument("--cache", type=Path, default=home / "juncture-bench", help="where the repositories are kept")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    demo = example()
    alone = options.alone or Change(demo.repository, demo.base, demo.head)
    given = options.repositories or [Change(generated(options.cache, size), BASE, HEAD) for size in options.sizes]
    text = _HEAD
    for one in given:
        sys.stderr.write(f"{one.repository} …\n")
        text += row(one, alone, options.rounds)
    _REPORT.parent.mkdir(parents=True, exist_ok=True)
    _REPORT.write_text(text)
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
