"""A monorepo of any size, made of the bundled example: once for each area, with names of its own."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from juncture.lab.example import Demo, example
from juncture.repository.git import Git
from juncture.repository.tree import GitTree

UNREAD = 5
"""Files that nobody reads, for each that is read, as in monorepos that were measured."""
BASE, HEAD = "refs/heads/main", "refs/heads/change"


def monorepo(folder: Path, size: int, *, unread: int = UNREAD) -> Path:
    """Write a bare repository of about ``size`` files; ``main`` is the example, ``change`` its change in one area."""
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", str(folder)], check=True)
    written = b"".join(_stream(size, unread))
    subprocess.run(["git", "-C", str(folder), "fast-import", "--quiet"], input=written, check=True)
    return folder


def areas(size: int, unread: int = UNREAD) -> int:
    """Return how many areas a monorepo of a size has."""
    demo = example()
    return max(size // (len(_files(demo, demo.base)) * (1 + unread)), 1)


def area(number: int) -> str:
    """Return the name of an area; its files lie in a folder of that name, and its packages are called after it."""
    return f"area{number:04d}"


def _stream(size: int, unread: int) -> Iterator[bytes]:
    demo = example()
    base, head = _files(demo, demo.base), _files(demo, demo.head)
    count = areas(size, unread)
    yield _commit(BASE, b"")
    for number in range(count):
        for path, content in base.items():
            yield _file(_place(number, path), _named(number, content))
    for number in range(size - count * len(base)):
        yield _file(f"assets/{number % 997:03d}/{number}.txt", f"asset {number}\n".encode() * 40)
    yield _commit(HEAD, b"from " + BASE.encode() + b"\n")
    changed = count // 2
    for path, content in head.items():
        if base.get(path) != content:
            yield _file(_place(changed, path), _named(changed, content))
    for path in base.keys() - head.keys():
        yield b"D %b\n" % _place(changed, path).encode()


def _files(demo: Demo, revision: str) -> dict[str, bytes]:
    tree = GitTree(Git(demo.repository), revision)
    return {path: content for path, content in tree.read(tree.entries) if content is not None}


def _place(number: int, path: str) -> str:
    return path if path.startswith(".") and not number else f"areas/{area(number)}/{path}"


def _named(number: int, content: bytes) -> bytes:
    return re.sub(rb"lendhouse", f"lendhouse{area(number)}".encode(), content)


def _commit(name: str, parent: bytes) -> bytes:
    return b"commit %b\ncommitter Bench <bench@example.com> 1767225600 +0000\ndata 0\n\n%b" % (name.encode(), parent)


def _file(path: str, content: bytes) -> bytes:
    return b"M 100644 inline %b\ndata %d\n%b\n" % (path.encode(), len(content), content)
