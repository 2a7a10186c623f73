"""The packet's folder: written beside its place and moved there whole, or not at all."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from juncture.facts.problem import InputError, Problem
from juncture.repository.cache import printable

MARK = "review.json"
"""The file that makes a folder a packet; only a packet or an empty folder is replaced."""


@contextlib.contextmanager
def packet_folder(out: Path) -> Iterator[Path]:
    """Yield a fresh folder whose content becomes the packet at ``out`` when the block ends well.

    An earlier packet stays as it is until then, and for good where the block fails or is interrupted. Raises
    InputError where ``out`` holds something else, cannot be written, or is being written by another run.
    """
    _check(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(out.parent / f".{out.name}.lock", os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o644)
    except OSError as error:
        raise _unwritable(out, error) from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InputError(
                Problem(str(out), 0, "another run is writing this packet; wait for it, or choose another --out")
            ) from error
        partial = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
        try:
            partial.chmod(0o755)
            # A packet in a work tree is no part of the next change.
            (partial / ".gitignore").write_text("*\n", encoding="utf-8")
            yield partial
            _swap(partial, out)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    finally:
        with contextlib.suppress(FileNotFoundError):
            (out.parent / f".{out.name}.lock").unlink()
        os.close(lock)


def _check(out: Path) -> None:
    if printable(str(out)) != str(out):
        raise InputError(Problem(printable(str(out)), 0, "not UTF-8; choose another --out"))
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise InputError(Problem(str(out), 0, "not a folder; --out takes a folder for the packet"))
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).is_file():
        raise InputError(
            Problem(str(out), 0, "holds files that are no packet; choose another --out, nothing was overwritten")
        )
    existing = next((folder for folder in (out, *out.parents) if folder.exists()), out)
    if not os.access(existing, os.W_OK | os.X_OK):
        raise _unwritable(out, PermissionError(f"{existing} is read-only"))


def _unwritable(out: Path, error: OSError) -> InputError:
    return InputError(Problem(str(out), 0, f"cannot be written ({error.strerror or error}); choose another --out"))


def _swap(partial: Path, out: Path) -> None:
    """Put the new packet in place of the old one; the old one comes back where that fails."""
    if not out.exists():
        partial.rename(out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}.old.", dir=out.parent)) / "packet"
    out.rename(old)
    try:
        partial.rename(out)
    except OSError:
        old.rename(out)
        raise
    finally:
        shutil.rmtree(old.parent, ignore_errors=True)
