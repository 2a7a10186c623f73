"""Writes the bundled example as a git repository: the same commits on every machine."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from juncture.facts.problem import InputError, Problem
from juncture.repository.cache import default_file
from juncture.repository.git import Git, environment, program
from juncture.shipped import shipped

TARGET = "main"
BRANCH = "feature/partner-lockers"
_CACHES = ("__pycache__", "_cache")


class Demo(NamedTuple):
    """The example. ``base`` is the tip of ``main``, ``head`` of the feature's branch; both are commit ids."""

    repository: Path
    base: str
    head: str


class _Commit(NamedTuple):
    """What a commit says of itself. ``folders`` are the prefixes of the paths it brings, empty for the rest."""

    author: str
    seconds: int
    message: str
    folders: tuple[str, ...] = ()


_HISTORY = (
    _Commit("Lena Brandt <lena@lendhouse.example>", 1767950400, "Lend tools"),
    _Commit(
        "Mira Okafor <mira@lendhouse.example>",
        1768814400,
        "Collect tools from lockers",
        ("proto/lockers/", "schemas/", "services/locker/", "services/notices/"),
    ),
    _Commit(
        "Tomo Arai <tomo@lendhouse.example>",
        1769592000,
        "Take deposits and send statements",
        ("proto/billing/", "services/invoicing/", "services/statements/"),
    ),
)
_FEATURE = _Commit(
    "Mira Okafor <mira@lendhouse.example>",
    1770206400,
    "Collect tools from partners' lockers\n\nDoors get labels, and a partner's handling fee goes on the invoice.",
)


def example() -> Demo:
    """Return the example from the user's cache folder, written there when it is first asked for."""
    return build(default_file().parent / "example")


def build(folder: Path) -> Demo:
    """Write the example to ``folder`` with the feature checked out, and return where it is.

    The repository is written beside the folder and moved there whole. A folder that has both commits already is left
    as it is. Raises InputError where the folder holds something else or cannot be written.
    """
    folder = folder.absolute()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(Problem(str(folder), 0, f"cannot be written ({reason}); choose another folder")) from error
    with beside:
        made = Path(beside.name, "repository")
        base, head = _write(made)
        try:
            made.rename(folder)
        except OSError as error:
            if not _holds(folder, base, head):
                expected = "holds something other than the example; move it away or choose another folder"
                raise InputError(Problem(str(folder), 0, expected)) from error
    return Demo(folder, base, head)


def _write(repository: Path) -> tuple[str, str]:
    """Make the repository and return the ids of base and head."""
    command = [program(), "init", "--quiet", "--template=", "--object-format=sha1", f"--initial-branch={TARGET}"]
    made = subprocess.run([*command, str(repository)], capture_output=True, env=environment(), check=False)
    if made.returncode:
        said = made.stderr.decode("utf-8", "replace").strip()
        raise InputError(Problem(str(repository), 0, f"`git init` failed: {said}"))
    git = Git(repository)
    git.output("fast-import", "--quiet", stdin=b"".join(_stream()))
    git.output("symbolic-ref", "HEAD", f"refs/heads/{BRANCH}")
    git.output("reset", "--quiet", "--hard")
    return git.commit(TARGET), git.commit(BRANCH)


def _holds(folder: Path, *commits: str) -> bool:
    if not (folder / ".git").is_dir():
        return False
    try:
        git = Git(folder)
    except InputError:
        return False  # a .git that git does not know as a repository
    return all(git.text("cat-file", "-t", commit, check=False) == "commit" for commit in commits)


def _stream() -> Iterator[bytes]:
    """Yield the commits as ``git fast-import`` reads them."""
    source = shipped("templates") / "demo"
    files = _files(source / "base")
    claimed = tuple(folder for commit in _HISTORY for folder in commit.folders)
    for commit in _HISTORY:
        brought = {
            path: content
            for path, content in files.items()
            if (path.startswith(commit.folders) if commit.folders else not path.startswith(claimed))
        }
        yield from _commit(TARGET, commit, brought)
    yield f"reset refs/heads/{BRANCH}\nfrom refs/heads/{TARGET}\n\n".encode()
    yield from _commit(BRANCH, _FEATURE, _files(source / "head"))


def _commit(branch: str, commit: _Commit, files: dict[str, bytes]) -> Iterator[bytes]:
    when = f"{commit.author} {commit.seconds} +0000"
    yield f"commit refs/heads/{branch}\nauthor {when}\ncommitter {when}\n".encode()
    yield _data(commit.message.encode() + b"\n")
    for path, content in files.items():
        # Every mode is given here, so that neither umask nor the installer's unpacking enters an id.
        yield f"M 100644 inline {path}\n".encode()
        yield _data(content)


def _data(content: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(content), content)


def _files(root: Path) -> dict[str, bytes]:
    """Return the content of every file below a folder by its path, without what Python and its tools leave there."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not any(part.endswith(_CACHES) for part in path.relative_to(root).parts)
    }
