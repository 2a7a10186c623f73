"""The files that a contract file on disk refers to: within its tree, never by an address (threats.md T11, T12)."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from juncture.facts.problem import InputError, Problem
from juncture.repository.tree import disk_content

_START = 256
"""Bytes in which a file shows that it is JSON."""
MOST = 2000
"""Files that one contract may lead to; descriptions that are split over folders have some hundred."""

_REFERENCE = re.compile(rb"""\$ref["']?\s{0,20}:\s{0,20}(?:"([^"#]{1,500})|'([^'#]{1,500})|([^"'#\s{\[,}]{1,500}))""")
_IMPORT = re.compile(
    rb"""(?m)^\s{0,40}import\s{1,20}(?:public\s{1,20}|weak\s{1,20})?["']([^"'\n]{1,500})["']\s{0,20};"""
)
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|[\\/]|.*\\")
_NAME = re.compile(rb'"name"\s{0,20}:\s{0,20}"([A-Za-z_][A-Za-z0-9_.]{0,200})"')
_QUOTED = re.compile(rb'"(?:[A-Za-z_][A-Za-z0-9_]{0,100}\.){0,20}([A-Za-z_][A-Za-z0-9_]{0,200})"')


def tree_of(file: Path) -> Path:
    """Return the folder that a file's references may not leave: its repository, else where we are, else its own."""
    folder = Path(os.path.abspath(file)).parent
    for above in (folder, *folder.parents):
        if (above / ".git").exists():
            return above
    here = Path.cwd()
    return here if folder.is_relative_to(here) else folder


def references(path: str, content: bytes) -> list[str]:
    """Return the files that a text refers to by ``$ref``, from the root of its tree; an address is none, nor is ``..``
    beyond the root.
    """
    found = []
    for match in _REFERENCE.finditer(content):
        written = unquote(next(each for each in match.groups() if each).decode("utf-8", "replace").strip())
        if not _ADDRESS.match(written):
            found.append(normpath(join(dirname(path), written)))
    return sorted({each for each in found if each != path and "\0" not in each})


def with_parts(contents: Mapping[str, bytes], read: Callable[[str], bytes | None]) -> dict[str, bytes]:
    """Return the files of one side together with all that they refer to; a part need not look like a contract.

    ``read`` gives a file of the same tree, None where it is not at hand. Raises InputError beyond ``MOST`` parts.
    """
    found = dict(contents)
    edge = sorted(contents.items())
    missing: set[str] = set()
    while edge:
        here, text = edge.pop()
        for path in references(here, text):
            if path in found or path in missing or path.startswith("../"):
                continue
            part = read(path)
            if part is None:
                missing.add(path)
                continue
            if len(found) - len(contents) == MOST:
                raise InputError(Problem(here, 0, f"leads to more than {MOST} files"))
            found[path] = part
            edge.append((path, part))
    return found


def neighbours(file: Path, tree: Path, content: bytes) -> dict[str, bytes]:
    """Return what a file refers to, and what that refers to: path from the file's folder → content.

    A reference to what is not there, or lies outside the tree, is left out. Raises InputError beyond ``MOST`` files.
    """
    home = Path(os.path.abspath(file)).parent
    start = os.path.basename(file)
    found: dict[str, bytes] = {}
    edge = [(start, content)]
    while edge:
        here, text = edge.pop()
        for path in _led_to(here, text, home, tree):
            if path != start and path not in found:
                read = within(home, path, tree)
                if read is None:
                    continue
                if len(found) == MOST:
                    raise InputError(Problem(str(file), 0, f"leads to more than {MOST} files"))
                found[path] = read
                edge.append((path, read))
    return found


def _led_to(here: str, text: bytes, home: Path, tree: Path) -> Iterator[str]:
    """Yield the paths that a text may mean, from the first file's folder."""
    yield from references(here, text)
    if here.endswith(".avsc"):
        yield from _declaring(here, text, home)
        return
    if text[:_START].lstrip()[:1] in (b"{", b"["):
        return  # JSON imports nothing, and may be large
    above = len(home.parts) - len(tree.parts) + here.count("/")
    for match in _IMPORT.finditer(text):
        written = match[1].decode("utf-8", "replace")
        if not _ADDRESS.match(written):
            yield from (normpath(join(dirname(here), "../" * up, written)) for up in range(above + 1))


def _declaring(here: str, text: bytes, home: Path) -> Iterator[str]:
    """Yield the schemas beside a schema that declare a name it mentions: Avro has no imports."""
    mentioned = set(_QUOTED.findall(text))
    folder = home / dirname(here)
    names = sorted(name for name in os.listdir(folder) if name.endswith(".avsc")) if folder.is_dir() else []
    for name in names[:MOST]:
        beside = disk_content(folder / name)
        if beside and any(each.rpartition(b".")[2] in mentioned for each in _NAME.findall(beside)[:1]):
            yield normpath(join(dirname(here), name))


def within(home: Path, path: str, tree: Path) -> bytes | None:
    """Return the content of a regular file within the tree, whatever links lead to; None for any other."""
    if "\0" in path:
        return None
    full = home / path
    inside = Path(os.path.realpath(full.parent)).is_relative_to(os.path.realpath(tree))
    return disk_content(full) if inside else None
