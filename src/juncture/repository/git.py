"""Git's own plumbing, run in an environment that the repository's configuration cannot bend.

Every command is one that prints raw objects; nothing here runs a hook, a filter, a pager, an external diff
or a signing program (threats.md T10, T18).
"""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from juncture.facts.problem import InputError, Problem

_SAFE_CONFIG = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.quotePath=false",
    "core.attributesFile=/dev/null",
    "core.excludesFile=",
    "protocol.ext.allow=never",
)
_GROUP = 32 * 1024 * 1024
"""Bytes of blobs that are read before they are handed out."""


_LISTED = re.compile(r"(\d+) \w+ (\w+)\t([^\0]+)\0")
"""A line of ``ls-tree -z``: mode, kind, id, path. One search over the whole list is twice as fast as its lines."""
_DIFFERING = re.compile(r":(\d+) (\d+) (\w+) (\w+) \w+\0([^\0]+)\0")
"""A line of ``diff-tree -z --raw``: both modes, both ids, path."""


class Entry(NamedTuple):
    """A file of a tree: octal mode as git writes it, and the id of its content."""

    mode: str
    blob: str


def program() -> str:
    """Return the absolute path of git. Raises InputError where there is none."""
    found = shutil.which("git")
    if found is None:
        raise InputError(Problem("git", 0, "no `git` on PATH; juncture reads repositories through it: install git"))
    return os.path.abspath(found)


def environment() -> dict[str, str]:
    """Return the environment for git: no system or user configuration, no prompts, no replaced objects."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "SSH_AUTH_SOCK") if name in os.environ}
    return kept | {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_PAGER": "cat",
        "LC_ALL": "C.UTF-8",
    }


class Git:
    """One repository, bare or with a work tree. Raises InputError where ``folder`` holds none.

    ``offline`` forbids git's own fetch of the blobs that a partial clone misses; ``say`` is told before one.
    """

    def __init__(self, folder: Path, *, offline: bool = False, say: Callable[[str], None] = lambda _: None) -> None:
        self.folder = folder
        self.offline = offline
        self._say = say
        self._command = [program()]
        for setting in _SAFE_CONFIG:
            self._command += ["-c", setting]
        # A repository owned by somebody else (a container's mount) is read, never executed.
        self._command += ["-c", "safe.directory=*", "-C", str(folder)]
        self._environment = environment()
        self._brought: set[str] = set()
        self._missing: set[str] = set()
        self.git_dir = self._find_repository()

    def _find_repository(self) -> Path:
        if not self.folder.is_dir():
            raise InputError(Problem(str(self.folder), 0, "no such folder; --repo takes a git repository"))
        result = self._run("rev-parse", "--absolute-git-dir", check=False)
        if result.returncode:
            raise InputError(
                Problem(str(self.folder), 0, "not a git repository; --repo takes one (bare or with a work tree)")
            )
        return Path(os.fsdecode(result.stdout).rstrip("\n"))

    @cached_property
    def top(self) -> Path | None:
        """The root of the work tree, or None for a bare repository."""
        result = self._run("rev-parse", "--show-toplevel", check=False)
        return Path(os.fsdecode(result.stdout).rstrip("\n")) if result.returncode == 0 else None

    @cached_property
    def is_shallow(self) -> bool:
        """Whether history was cut off when this was cloned."""
        return self.text("rev-parse", "--is-shallow-repository") == "true"

    @cached_property
    def has_commits(self) -> bool:
        """Whether any commit can be reached from HEAD or a reference."""
        return bool(self.text("rev-list", "--all", "HEAD", "--max-count=1", check=False))

    def _run(
        self, *arguments: str, check: bool = True, stdin: bytes | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        result = subprocess.run(
            [*self._command, *arguments], input=stdin, capture_output=True, env=self._environment, check=False
        )
        if check and result.returncode:
            said = os.fsdecode(result.stderr).strip().splitlines()
            raise InputError(
                Problem(
                    str(self.folder),
                    0,
                    f"`git {arguments[0]}` failed: {said[-1] if said else 'no reason given'}",
                )
            )
        return result

    def output(self, *arguments: str, stdin: bytes | None = None) -> bytes:
        """Return what a git command prints. Raises InputError with git's last line where it fails."""
        return self._run(*arguments, stdin=stdin).stdout

    def text(self, *arguments: str, check: bool = True) -> str:
        """Return what a git command prints, decoded and stripped."""
        return os.fsdecode(self._run(*arguments, check=check).stdout).strip()

    def commit(self, revision: str) -> str:
        """Return the full id of the commit that ``revision`` names. Raises InputError where there is none."""
        if revision and not revision.startswith("-"):
            found = self.text(
                "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", check=False
            )
            if found and "\n" not in found:
                return found
        if not self.has_commits:
            raise InputError(Problem(str(self.folder), 0, "the repository has no commit yet; commit something first"))
        hint = " (the clone is shallow: `git fetch --unshallow` brings its history)" if self.is_shallow else ""
        raise InputError(Problem(str(self.folder), 0, f"no revision is called {revision!r}{hint}"))

    def merge_base(self, one: str, other: str) -> str:
        """Return the best common ancestor of two commits. Raises InputError where they share none."""
        found = self.text("merge-base", one, other, check=False)
        if not found:
            hint = "; the clone is shallow, `git fetch --unshallow` may bring one" if self.is_shallow else ""
            raise InputError(
                Problem(
                    str(self.folder),
                    0,
                    f"{one[:12]} and {other[:12]} have no merge base{hint}; name one with --base",
                )
            )
        return found

    def default_target(self) -> str:
        """Return the commit that a change is merged into: the remote's HEAD, else main or master, else HEAD.

        A bare repository is a remote of its own: its HEAD is its default branch.
        """
        own = () if self.top else ("HEAD",)
        for name in ("refs/remotes/origin/HEAD", *own, "refs/heads/main", "refs/heads/master", "HEAD"):
            found = self.text("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", check=False)
            if found:
                return found
        return self.commit("HEAD")

    def entries(self, commit: str) -> dict[str, Entry]:
        """Return every file, symlink and submodule of a commit, in path order; undecodable bytes are surrogates."""
        listed = os.fsdecode(self.output("ls-tree", "-r", "-z", "--full-tree", commit))
        return {path: Entry(mode, blob) for mode, blob, path in _LISTED.findall(listed)}

    def differences(self, old: str, new: str) -> Iterator[tuple[str, Entry | None, Entry | None]]:
        """Yield every path whose raw entry differs between two commits, in path order; None where it is absent."""
        listed = os.fsdecode(
            self.output("diff-tree", "-r", "-z", "--raw", "--no-renames", "--ignore-submodules=none", old, new)
        )
        for mode, later_mode, blob, later_blob, path in _DIFFERING.findall(listed):
            there = Entry(mode, blob) if int(mode) else None
            here = Entry(later_mode, later_blob) if int(later_mode) else None
            yield path, there, here

    def blobs(self, ids: Iterable[str], *, limit: int) -> Iterator[tuple[str, bytes | None]]:
        """Yield the content of each blob, or None for one that is missing or over ``limit`` bytes.

        ``cat-file --batch`` serves them in groups of some megabytes, so that a whole monorepo never lies in memory;
        what a partial clone misses comes in one fetch before the first.
        """
        wanted = list(dict.fromkeys(ids))
        self.bring(wanted)
        at_hand = [blob for blob in wanted if blob not in self._missing]
        sizes = self._sizes(at_hand) if at_hand else {}
        small = [blob for blob in at_hand if 0 <= sizes[blob] <= limit]
        readable = frozenset(small)
        yield from ((blob, None) for blob in wanted if blob not in readable)
        for group in _groups(small, sizes):
            output = self.output("cat-file", "--batch", "--buffer", stdin=_lines(group))
            at = 0
            for blob in group:
                end = output.index(b"\n", at)
                size = int(output[at:end].rpartition(b" ")[2])
                yield blob, output[end + 1 : end + 1 + size]
                at = end + 2 + size

    def missing(self, ids: Iterable[str]) -> set[str]:
        """Return those of these blobs that are not at hand, nor brought where this is a partial clone."""
        asked = sorted(set(ids))
        self.bring(asked)
        at_hand = [blob for blob in asked if blob not in self._missing]
        sizes = self._sizes(at_hand) if at_hand else {}
        return {blob for blob in asked if sizes.get(blob, -1) < 0}

    def bring(self, ids: Iterable[str]) -> None:
        """Fetch those of these blobs that a partial clone misses, in one batch; what was asked for once is known.

        A partial clone would fetch each missing blob by a connection of its own, so the objects that are here
        are listed first.
        """
        if not self.promisor:
            return
        asked = set(ids) - self._brought
        missing = asked - self._local_objects() if asked else asked
        if missing and not self.offline:
            self._say(f"fetching {len(missing)} missing blobs from {self.promisor}")
            self._run(
                *("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no"),
                *("--filter=blob:none", "--stdin", self.promisor),
                stdin=_lines(sorted(missing)),
                check=False,
            )
            missing -= self._local_objects()
        self._missing |= missing
        self._brought |= asked

    def _local_objects(self) -> set[str]:
        listed = self.output("cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname)")
        return set(listed.decode().split())

    @cached_property
    def promisor(self) -> str:
        """The remote that a partial clone takes missing objects from; empty for a full clone."""
        said = self.text("config", "--local", "--get-regexp", r"^remote\..*\.promisor$", check=False)
        names = [line.split(" ")[0] for line in said.splitlines() if line.endswith(" true")]
        return names[0].removeprefix("remote.").removesuffix(".promisor") if names else ""

    def _sizes(self, ids: list[str]) -> dict[str, int]:
        """Return the size of each blob in bytes; -1 for one that is not at hand."""
        sizes = dict.fromkeys(ids, -1)
        for line in self.output("cat-file", "--batch-check", "--buffer", stdin=_lines(ids)).decode().splitlines():
            parts = line.split(" ")
            if len(parts) == 3 and parts[1] == "blob":
                sizes[parts[0]] = int(parts[2])
        return sizes

    @cached_property
    def filter_overrides(self) -> tuple[str, ...]:
        """Options that switch off every content filter of the configuration: a filter is a program."""
        said = self.text("config", "--get-regexp", r"^filter\.", check=False)
        names = {line.split(" ")[0].rpartition(".")[0] for line in said.splitlines()}
        return tuple(
            option
            for name in sorted(names)
            for key in ("clean=", "smudge=", "process=", "required=false")
            for option in ("-c", f"{name}.{key}")
        )


def _groups(ids: Iterable[str], sizes: Mapping[str, int]) -> Iterator[list[str]]:
    group: list[str] = []
    held = 0
    for blob in ids:
        group.append(blob)
        held += sizes[blob]
        if held >= _GROUP:
            yield group
            group, held = [], 0
    if group:
        yield group


def _lines(ids: Iterable[str]) -> bytes:
    return "".join(f"{name}\n" for name in ids).encode()
