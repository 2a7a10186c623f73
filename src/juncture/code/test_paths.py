"""Which files are tests, mocks or fixtures by their path: by a folder, or by the name of the file."""

import re
from functools import cache, lru_cache

from juncture.code.language import every, language, language_of, pattern

_FOLDERS = 100_000
"""Folders whose meaning is remembered: all files of one share it."""


def is_of_tests(path: str) -> bool:
    """Tell whether a file is a test by its path; one in no language that is read, by what holds for all."""
    folder, slash, name = path.rpartition("/")
    spoken = language_of(path) or ""
    return _folder(spoken, folder + slash) >= 0 or _names(spoken).search(f"/{name}") is not None


def told(path: str) -> str:
    """Return as much of a source file's path as tells what it is: from the folder of tests on, else its name."""
    folder, slash, name = path.rpartition("/")
    at = _folder(language_of(path) or "", folder + slash)
    return path[at:] if at >= 0 else name


@lru_cache(_FOLDERS)
def _folder(spoken: str, folder: str) -> int:
    """Return where the first folder of tests begins in a path of folders, -1 where there is none."""
    found = (each.search(f"/{folder}") for each in _folders(spoken))
    return min((each.start() for each in found if each), default=-1)


@cache
def _folders(spoken: str) -> tuple[re.Pattern[str], ...]:
    return tuple(pattern(each) for each in _patterns(spoken) if each.endswith("/"))


@cache
def _names(spoken: str) -> re.Pattern[str]:
    return pattern("|".join(each for each in _patterns(spoken) if not each.endswith("/")))


def _patterns(spoken: str) -> tuple[str, ...]:
    return (*every().tests, *(language(spoken).tests if spoken else ()))
