"""The two sides of a comparison on disk: two files, or two folders of them."""

from pathlib import Path

from juncture.contracts.formats import format_of
from juncture.facts.problem import InputError, Problem
from juncture.repository.tree import FolderTree, disk_content


def sides(old: Path, new: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return both sides, path to content. Two files stand under one path, the new one's; folders under their own.

    Raises InputError where one is a file and the other a folder, or a file cannot be read or is no contract.
    """
    if old.is_dir() != new.is_dir():
        raise InputError(Problem(str(new), 0, f"{old} and {new}: two files or two folders, not one of each"))
    if old.is_dir():
        return _folder(old), _folder(new)
    problems = []
    contents = []
    for path in (old, new):
        content = disk_content(path)
        if content is None:
            problems.append(Problem(str(path), 0, "too large, or no regular file"))
        elif format_of(str(path), content) is None:
            problems.append(Problem(str(path), 0, "no contract of a format that is read; name one with --format-in"))
        else:
            contents.append(content)
    if problems:
        raise InputError(*problems)
    return {new.as_posix(): contents[0]}, {new.as_posix(): contents[1]}


def _folder(root: Path) -> dict[str, bytes]:
    tree = FolderTree(root)
    return {path: content for path, content in tree.read(tree.entries) if content and format_of(path, content)}
