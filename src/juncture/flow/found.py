"""What a search for a part finds in one tree: uses, places of which nobody can tell, and lines that only depend."""

from typing import NamedTuple


class Found(NamedTuple):
    """A use on one side. ``part`` is what was looked for; ``reader`` says in words how it was resolved.

    ``kind`` is the kind of literal that the line takes the value for, by a literal, a conversion or a declared type;
    empty where it shows none. ``met`` tells of a part that must be sent that this line, or its file, sends it.
    ``whole`` is the statement around the use, empty where only the line is known; ``lines`` are those of the function
    that a message arrives at, where the use is one.
    """

    service: str
    path: str
    line: int
    text: str
    how: str
    kind: str
    name: str
    part: str
    test: bool
    reader: str
    met: bool = False
    whole: str = ""
    lines: range = range(0)


class Handling(NamedTuple):
    """A file that exchanges a message, and how that is known. ``lines`` are those that do, empty where all may.

    ``serves`` tells that it answers, and only that.
    """

    path: str
    how: str
    lines: tuple[range, ...] = ()
    serves: bool = False


class Doubt(NamedTuple):
    """A place that may use a part, and why nobody can tell."""

    service: str
    path: str
    line: int
    why: str


class Dependence(NamedTuple):
    """A service that handles what carries a part: the first line that shows it."""

    service: str
    path: str
    line: int
    text: str
