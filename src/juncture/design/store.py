"""Keeps answers on disk: written beside the file and put in its place, never over somebody else's edit."""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from juncture.design.draft import dump
from juncture.design.edit import save_answers
from juncture.design.model import Design
from juncture.facts.problem import InputError, Problem
from juncture.repository.tree import disk_content


class ConflictError(Exception):
    """The file is not the one that was read, so nothing was written.

    ``path`` is the file, ``digest`` of what stands there at present (empty where nothing does), ``answers`` what was
    to be saved: read the file again, show both, save with the new digest.
    """

    def __init__(self, path: Path, digest: str, answers: Mapping[str, object]) -> None:
        super().__init__(f"{path} was edited meanwhile; nothing was written. Read it again and save once more")
        self.path = path
        self.digest = digest
        self.answers = answers


def digest(content: bytes | None) -> str:
    """Return the sha256 of a file's content in hex; empty for a file that is not there."""
    return "" if content is None else hashlib.sha256(content).hexdigest()


def save(path: Path, answers: Mapping[str, object], expected_digest: str) -> str:
    """Write answers into the design at ``path`` and return the digest of the file as it stands then.

    ``expected_digest`` is that of the content the answers were given to; empty where there was no file, which makes
    one. Raises ConflictError where somebody edited the file meanwhile, and InputError as save_answers does, or
    where ``path`` is a link or no regular file. A failure leaves the file as it was.
    """
    content = _read(path)
    if digest(content) != expected_digest:
        raise ConflictError(path, digest(content), answers)
    edited = save_answers(_decoded(path, content), answers, str(path)).encode()
    if edited != content:
        _replace(path, edited, content, answers)
    return digest(edited)


def _read(path: Path) -> bytes | None:
    if not os.path.lexists(path):
        return None
    content = disk_content(path)
    if content is None:
        raise InputError(Problem(str(path), 0, "a link, or no regular file; a design is a plain file"))
    return content


def _decoded(path: Path, content: bytes | None) -> str:
    if content is None:
        return dump(Design())
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise InputError(Problem(str(path), 0, "not UTF-8; save the file as UTF-8")) from error


def _replace(path: Path, edited: bytes, before: bytes | None, answers: Mapping[str, object]) -> None:
    """Write beside, look once more, put in place. A new file never lands on one that came meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(edited)
            file.flush()
            os.fsync(file.fileno())
        if (present := _read(path)) != before:
            raise ConflictError(path, digest(present), answers)
        beside.chmod(0o644 if before is None else path.stat().st_mode & 0o777)
        if before is None:
            os.link(beside, path)
        else:
            os.replace(beside, path)
    except FileExistsError as error:
        raise ConflictError(path, digest(_read(path)), answers) from error
    finally:
        beside.unlink(missing_ok=True)
