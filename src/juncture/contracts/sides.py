"""The two sides of a comparison on disk: two files with what they refer to, or two folders."""

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import NamedTuple

from juncture.contracts.formats import Format, endings, format_named, format_of
from juncture.contracts.moves import moves
from juncture.contracts.neighbours import neighbours, tree_of, with_parts, within
from juncture.facts.problem import InputError, Problem
from juncture.repository.tree import disk_content

_SOUGHT = "too large, or no regular file"


class Sides(NamedTuple):
    """What is compared, of one format: path → content.

    ``changed`` are the paths that are asked about (None: all), ``moved`` pairs old paths with new ones. Two files stand
    at one path, ``asked``; ``names`` maps the paths of each side to the files' own.
    """

    format: str
    old: Mapping[str, bytes]
    new: Mapping[str, bytes]
    changed: frozenset[str] | None = None
    moved: Mapping[str, str] = {}
    asked: str = ""
    names: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {})


def sides(old: Path, new: Path, format: str = "") -> list[Sides]:
    """Return what two paths hold, by format. ``format`` says what the files are, where that is not to be recognised.

    Raises InputError where one path is a file and the other a folder, where a file cannot be read or is no contract,
    and where neither folder holds one.
    """
    known = format_named(format) if format else None
    if old.is_dir() != new.is_dir():
        raise InputError(Problem(str(new), 0, f"{old} and {new}: two files or two folders, not one of each"))
    return _folders(old, new, known) if old.is_dir() else [_files(old, new, known)]


def _folders(old: Path, new: Path, known: Format | None) -> list[Sides]:
    before, after = _folder(old, known), _folder(new, known)
    if not before and not after:
        what = f"a contract of the format {known.name}" if known else "a contract of a format that is read"
        raise InputError(Problem(str(new), 0, f"neither {old} nor {new} holds {what}"))
    found = []
    for name in sorted({*before, *after}):
        here, there = before.get(name, {}), after.get(name, {})
        whole = with_parts(here, partial(within, old, tree=old)), with_parts(there, partial(within, new, tree=new))
        moved = moves(format_named(name), here, there)
        found.append(Sides(name, *whole, changed=frozenset({*here, *there}), moved=moved))
    return found


def _folder(root: Path, known: Format | None) -> dict[str, dict[str, bytes]]:
    """Return the contracts below a folder by format. No link is followed."""
    found: dict[str, dict[str, bytes]] = {}
    problems = []
    ends = known.endings if known else endings()
    for folder, names, files in os.walk(root):
        names[:] = sorted(name for name in names if name != ".git")
        for name in sorted(files):
            full = Path(folder, name)
            if not name.endswith(ends) or full.is_symlink():
                continue
            content = disk_content(full)
            if content is None:
                problems.append(Problem(str(full), 0, _SOUGHT))
                continue
            path = full.relative_to(root).as_posix()
            each = known if known and known.recognises(path, content) else None if known else format_of(path, content)
            if each:
                found.setdefault(each.name, {})[path] = content
    if problems:
        raise InputError(*problems)
    return found


def _files(old: Path, new: Path, known: Format | None) -> Sides:
    contents = _read(old, new)
    formats = [known or format_of(str(path), content) for path, content in contents.items()]
    problems = [
        Problem(str(path), 0, _refusal(path, content, each))
        for (path, content), each in zip(contents.items(), formats, strict=True)
        if each is None or not each.whole(str(path), content)
    ]
    names = [each.name for each in formats if each]
    if not problems and len(set(names)) > 1:
        said = f"is {names[1]}, and {old} is {names[0]}; only contracts of one format are compared"
        problems.append(Problem(str(new), 0, said))
    if problems:
        raise InputError(*problems)
    return _standing(old, new, names[0], contents)


def _read(old: Path, new: Path) -> dict[Path, bytes]:
    contents = {path: disk_content(path) for path in (old, new)}
    problems = [Problem(str(path), 0, _SOUGHT) for path, content in contents.items() if content is None]
    if problems:
        raise InputError(*problems)
    return {path: content for path, content in contents.items() if content is not None}


def _refusal(path: Path, content: bytes, each: Format | None) -> str:
    if each is None:
        return "no contract of a format that is read; name one with --format-in"
    if each.recognises(str(path), content):
        return (
            f"only a part of a contract ({each.name}); compare the file that refers to it, or name its own --format-in"
        )
    return f"no contract of the format {each.name}"


def _standing(old: Path, new: Path, format: str, contents: Mapping[Path, bytes]) -> Sides:
    """Return both files with what they refer to, the old ones at the paths at which the new ones stand."""
    asked = _common_path(old, new)
    folder = dirname(asked)
    sides, names = [], []
    for file in (old, new):
        near = neighbours(file, tree_of(file), contents[file])
        home = dirname(file.as_posix())
        standing = {path: normpath(join(folder, path)) for path in near}
        sides.append({**{standing[path]: each for path, each in near.items()}, asked: contents[file]})
        names.append({**{at: normpath(join(home, path)) for path, at in standing.items()}, asked: file.as_posix()})
    before, after = sides
    return Sides(format, before, after, frozenset(before.keys() & after.keys()), {}, asked, (names[0], names[1]))


def _common_path(old: Path, new: Path) -> str:
    """Return the new file's path; with the old one's ending where only that allows YAML, which JSON is, too."""
    strict = new.suffix == ".json" and old.suffix != ".json"
    return (new.with_suffix(old.suffix) if strict else new).as_posix()
