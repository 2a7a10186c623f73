"""``python tests/bench/scale.py [--repo DIR]``: the catalogue of a growing monorepo, beside git's own reading of it.

Without ``--repo`` the monorepo is made of the bundled example, once for each area and with names of its own, and of
files that nobody reads, as five of six files of a monorepo are. The table goes to reports/scale.md.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from measure import Run, environment, run

from juncture.code.language import is_source
from juncture.contracts import formats
from juncture.lab.example import example
from juncture.repository.git import Git
from juncture.repository.tree import REGULAR, GitTree

SIZES = (1_000, 4_000, 16_000, 64_000, 236_000)
_REPORT = Path(__file__).resolve().parents[2] / "reports" / "scale.md"
_UNREAD = 5
"""Files that nobody reads, for each that is read."""
_HEAD = """# The catalogue of a growing monorepo

Medians of whole processes. git: `git ls-tree -r -z HEAD`, then `git cat-file --batch` of the files that are read.
Ratios are CPU and wall seconds divided by git's in the same round.

| files | read | git s | cold s | cold ÷ git (CPU; wall) | warm s | warm ÷ git (CPU; wall) | cold peak MiB |
|--:|--:|--:|--:|---|--:|---|--:|
"""


class Commands(NamedTuple):
    """The two programs that are measured on one repository, and how many of its files are read."""

    ours: list[str]
    git: list[str]
    files: int
    read: int


def monorepo(folder: Path, size: int) -> Path:
    """Write a bare repository of about ``size`` files, unless it is there, and return it."""
    target = folder / f"monorepo-{size}.git"
    if not target.exists():
        made = folder / f"{target.name}.part"
        shutil.rmtree(made, ignore_errors=True)
        subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(made)], check=True)
        written = b"".join(_stream(size))
        subprocess.run(["git", "-C", str(made), "fast-import", "--quiet"], input=written, check=True)
        made.rename(target)
    return target


def _stream(size: int) -> Iterator[bytes]:
    demo = example()
    tree = GitTree(Git(demo.repository), demo.base)
    files = {path: content for path, content in tree.read(tree.entries) if content is not None}
    yield b"commit refs/heads/main\ncommitter Bench <bench@example.com> 1767225600 +0000\ndata 0\n\n"
    areas = max(size // (len(files) * (1 + _UNREAD)), 1)
    for area in range(areas):
        word = f"area{area:04d}"
        for path, content in files.items():
            place = path if path.startswith(".") and not area else f"areas/{word}/{path}"
            yield _file(place, re.sub(rb"lendhouse", f"lendhouse{word}".encode(), content))
    for number in range(size - areas * len(files)):
        yield _file(f"assets/{number % 997:03d}/{number}.txt", f"asset {number}\n".encode() * 40)


def _file(path: str, content: bytes) -> bytes:
    return b"M 100644 inline %b\ndata %d\n%b\n" % (path.encode(), len(content), content)


def commands(repository: Path, folder: Path) -> Commands:
    """Return what is measured; the ids of the files that are read stand in a file of ``folder``."""
    tree = GitTree(Git(repository), "HEAD")
    endings = (*formats.endings(), ".yaml", ".yml", ".json")
    wanted = [
        entry.blob
        for path, entry in tree.entries.items()
        if entry.mode in REGULAR and (is_source(path) or path.endswith(endings))
    ]
    listed = folder / "wanted"
    listed.write_text("".join(f"{blob}\n" for blob in wanted))
    reading = f"git -C '{repository}' cat-file --batch --buffer < '{listed}'"
    shell = f"git -C '{repository}' ls-tree -r -z HEAD > /dev/null; {reading} > /dev/null"
    program = str(Path(sys.executable).with_name("juncture"))
    return Commands([program, "--repo", str(repository)], ["sh", "-c", shell], len(tree.entries), len(wanted))


def measured(repository: Path, rounds: int) -> str:
    """Measure one repository and return its row."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        told = commands(repository, folder)
        given = {**environment(folder), "XDG_CACHE_HOME": str(folder / "facts")}
        _checked([*told.ours[:1], "--help"], given)  # compiles the modules
        git, cold, warm = [], [], []
        for _ in range(rounds):
            shutil.rmtree(folder / "facts", ignore_errors=True)
            git.append(_checked(told.git, given))
            cold.append(_checked(told.ours, given))
            warm.append(_checked(told.ours, given))
    seconds = [f"{median(each.wall for each in runs):.2f}" for runs in (git, cold, warm)]
    peak = max(each.memory for each in cold)
    cells = [
        f"{told.files:,}",
        f"{told.read:,}",
        seconds[0],
        seconds[1],
        _ratio(cold, git),
        seconds[2],
        _ratio(warm, git),
    ]
    return "| " + " | ".join([*cells, f"{peak:.0f}"]) + " |\n"


def _checked(command: Sequence[str], given: dict[str, str]) -> Run:
    done = run(command, given)
    if done.code:
        raise SystemExit(f"{' '.join(command)[:200]}: {done.said}")
    return done


def _ratio(runs: Sequence[Run], git: Sequence[Run]) -> str:
    cpu = median(ours.cpu / theirs.cpu for ours, theirs in zip(runs, git, strict=True))
    wall = median(ours.wall / theirs.wall for ours, theirs in zip(runs, git, strict=True))
    return f"{cpu:.2f}; {wall:.2f}"


def main() -> int:
    """Measure the sizes, or the named repository, and write the table."""
    parser = argparse.ArgumentParser(prog="scale", description=__doc__)
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    parser.add_argument("--repo", type=Path, action="append", default=[], help="a repository to measure instead")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="files of the repositories that are made")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each program")
    parser.add_argument("--cache", type=Path, default=home / "juncture-bench", help="where the repositories are kept")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    repositories = options.repo or [monorepo(options.cache, size) for size in options.sizes]
    text = _HEAD
    for repository in repositories:
        sys.stderr.write(f"{repository.name} …\n")
        text += measured(repository, options.rounds)
    _REPORT.parent.mkdir(parents=True, exist_ok=True)
    _REPORT.write_text(text)
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
