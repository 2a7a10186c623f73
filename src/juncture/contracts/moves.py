"""Files that moved from one folder to another: what went from one path and came at another."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile

from juncture.contracts.formats import Format
from juncture.facts.problem import InputError

MOST = 400
"""Files whose names are looked through; where more come and go, a file is known by its text or its path's end."""
_SHARED_HALF = 0.5


def moves(format: Format, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> dict[str, str]:
    """Return old path → new path: of the same text, else those that declare most of the same names."""
    gone, come = sorted(old.keys() - new.keys()), sorted(new.keys() - old.keys())
    if not gone or not come:
        return {}
    moved = _alike(gone, come, old, new)
    taken = set(moved.values())
    left = [path for path in gone if path not in moved]
    free = [path for path in come if path not in taken]
    if len(left) + len(free) > MOST:
        return moved | _paired(_tails(left, free))
    return moved | _paired(_related(_names(format, left, old), _names(format, free, new)))


Rated = tuple[float, bool, str, str]
"""How far two paths are from being one file, the nearest first: what they do not share, another name, the paths."""


def _paired(rated: Iterable[Rated]) -> dict[str, str]:
    moved: dict[str, str] = {}
    taken: set[str] = set()
    for _, _, here, there in sorted(rated):
        if here not in moved and there not in taken:
            moved[here] = there
            taken.add(there)
    return moved


def _related(before: Mapping[str, frozenset[str]], after: Mapping[str, frozenset[str]]) -> Iterator[Rated]:
    for here, one in before.items():
        for there, other in after.items():
            shared = len(one & other) / (min(len(one), len(other)) or 1)
            if shared >= _SHARED_HALF:
                yield -shared, _name(here) != _name(there), here, there


def _tails(gone: Iterable[str], come: Iterable[str]) -> Iterator[Rated]:
    """Yield the pairs that lie below other roots and share at least the file's name and its folder's.

    Below one root ``v1/common/x`` and ``v2/common/x`` are two files, not one that moved.
    """
    by_tail: dict[tuple[str, ...], list[str]] = {}
    for path in come:
        by_tail.setdefault(tuple(path.split("/")[-2:]), []).append(path)
    for here in gone:
        parts = here.split("/")[::-1]
        for there in by_tail.get(tuple(parts[1::-1]), ()) if len(parts) > 1 else ():
            if there.split("/")[0] == parts[-1]:
                continue
            shared = takewhile(lambda pair: pair[0] == pair[1], zip(parts, there.split("/")[::-1], strict=False))
            yield -sum(1 for _ in shared), False, here, there


def _alike(
    gone: Iterable[str], come: Iterable[str], old: Mapping[str, bytes], new: Mapping[str, bytes]
) -> dict[str, str]:
    by_text: dict[bytes, list[str]] = {}
    for path in come:
        by_text.setdefault(new[path], []).append(path)
    moved = {}
    for path in gone:
        same = by_text.get(old[path])
        if same:
            there = min(same, key=lambda each: (_name(each) != _name(path), each))
            same.remove(there)
            moved[path] = there
    return moved


def _names(format: Format, paths: Iterable[str], side: Mapping[str, bytes]) -> dict[str, frozenset[str]]:
    """Return what each file declares; what cannot be read is told when it is compared."""
    found = {}
    for path in paths:
        try:
            surface = format.surface(path, side[path])
        except InputError:
            continue
        names = [f"{surface.package}.{each.name}" for each in surface.types]
        found[path] = frozenset([*names, *(each.name for each in surface.operations)])
    return found


def _name(path: str) -> str:
    return path.rpartition("/")[2]
