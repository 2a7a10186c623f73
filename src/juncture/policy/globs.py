"""Globs over paths and packages: ``**`` spans folders, ``*`` and ``?`` stay in one, ``{a,b}`` are alternatives.

Upper and lower case are the same, because a protection that ``Billing/`` slips through protects nothing. Matching takes
time in proportion to pattern times path, whatever either says: no regular expression, no backtracking tree.
"""

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple

MAX_ALTERNATIVES = 4_096
MAX_LENGTH = 4_096
_WILD = re.compile(r"[*?]")


class Segment(NamedTuple):
    """What one folder or file name may be: one of ``names``, or what fits one of ``wild``.

    ``beginnings`` are what the wild ones begin with, so that most names are told apart at once.
    """

    names: frozenset[str]
    wild: tuple[str, ...]
    beginnings: tuple[str, ...]


ANY_FOLDERS = Segment(frozenset(), ("**",), ("",))


def matcher(globs: Iterable[str], separator: str = "/") -> Callable[[str], bool]:
    """Return whether a path (or, with ``separator`` ``.``, a package) fits any of the globs.

    Raises ValueError where one is no glob, with the reason.
    """
    compiled = [parsed(glob, separator) for glob in dict.fromkeys(globs)]

    def fits(text: str) -> bool:
        names = text.lower().split(separator)
        return any(_may_fit(pattern, names) and _fits(pattern, names) for pattern in compiled)

    return fits


@cache
def parsed(glob: str, separator: str = "/") -> tuple[Segment, ...]:
    """Return the segments of a glob. Raises ValueError with what is wrong with it.

    A glob starts at the root of the repository; one that ends in ``/`` covers the folder. ``**`` at the end takes at
    least one name of a path, and may take none of a package: ``acme.billing.**`` covers ``acme.billing``, too.
    """
    if len(glob) > MAX_LENGTH:
        raise ValueError(f"longer than {MAX_LENGTH:,} signs")
    if separator == "/" and (glob.startswith("/") or "\\" in glob or "[" in glob):
        raise ValueError("a glob is a path from the repository's root with / between; **, *, ? and {a,b} are known")
    whole = glob + "**" if glob.endswith(separator) else glob
    segments: list[Segment] = []
    for text in _split(whole.lower(), separator):
        if text in {"", ".", ".."}:
            raise ValueError("an empty, . or .. part; name folders by their names")
        if "**" in text and text != "**":
            raise ValueError("** with something beside it; ** stands alone between separators")
        if segments and text == "**" and segments[-1] is ANY_FOLDERS:
            continue
        segments.append(ANY_FOLDERS if text == "**" else _segment(text))
    if separator == "/" and segments[-1] is ANY_FOLDERS:
        segments.append(_segment("*"))  # `a/**` covers what lies below a, not a file called a
    return tuple(segments)


def _split(glob: str, separator: str) -> list[str]:
    """Split at separators; braces hold alternatives for one segment only."""
    depth = 0
    for sign in glob:
        depth += (sign == "{") - (sign == "}")
        if depth not in {0, 1}:
            raise ValueError("braces that do not pair; {a,b} holds alternatives, one level deep")
        if depth and sign == separator:
            raise ValueError(f"{separator} between braces; {{a,b}} holds alternatives for one name")
    if depth:
        raise ValueError("braces that do not pair; {a,b} holds alternatives, one level deep")
    return glob.split(separator)


def _segment(text: str) -> Segment:
    options: list[list[str]] = []
    count = 1
    for number, piece in enumerate(piece for part in text.split("{") for piece in part.split("}")):
        options.append(piece.split(",") if number % 2 else [piece])
        count *= len(options[-1])
        if count > MAX_ALTERNATIVES:
            raise ValueError(f"more than {MAX_ALTERNATIVES:,} alternatives")
    names = ["".join(choice) for choice in itertools.product(*options)]
    plain = frozenset(name for name in names if not set(name) & {"*", "?"})
    wild = tuple(dict.fromkeys(name for name in names if name not in plain))
    return Segment(plain, wild, tuple(dict.fromkeys(_WILD.split(text, 1)[0] for text in wild)))


def _may_fit(pattern: Sequence[Segment], names: Sequence[str]) -> bool:
    """Whether each plain name of the pattern stands somewhere, and its last part at the end; a quick no."""
    last = pattern[-1]
    if last is not ANY_FOLDERS and not _names(last, names[-1]):
        return False
    return all(segment.wild or not segment.names.isdisjoint(names) for segment in pattern)


def _fits(pattern: Sequence[Segment], names: Sequence[str]) -> bool:
    """Whether the names fit; on a dead end only the latest ``**`` takes one more, which is enough for globs."""
    at = name = 0
    retry, taken = -1, 0
    while name < len(names):
        if at < len(pattern) and pattern[at] is ANY_FOLDERS:
            at += 1
            retry, taken = at, name
        elif at < len(pattern) and _names(pattern[at], names[name]):
            at += 1
            name += 1
        elif retry >= 0:
            taken += 1
            at, name = retry, taken
        else:
            return False
    return all(segment is ANY_FOLDERS for segment in pattern[at:])


def _names(segment: Segment, name: str) -> bool:
    if name in segment.names:
        return True
    return name.startswith(segment.beginnings) and any(_wild(text, name) for text in segment.wild)


def _wild(pattern: str, name: str) -> bool:
    at = sign = 0
    retry, taken = -1, 0
    while sign < len(name):
        if at < len(pattern) and pattern[at] == "*":
            at += 1
            retry, taken = at, sign
        elif at < len(pattern) and pattern[at] in {"?", name[sign]}:
            at += 1
            sign += 1
        elif retry >= 0:
            taken += 1
            at, sign = retry, taken
        else:
            return False
    return not pattern[at:].strip("*")
