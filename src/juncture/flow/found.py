"""What a search for a part finds in one tree: uses, places of which nobody can tell, and lines that only depend."""

from typing import NamedTuple


class Found(NamedTuple):
    """A use on one side. ``part`` is what was looked for; ``reader`` says in words how it was resolved.

    ``kind`` is the kind of literal that the line takes the value for, by a literal, a conversion or a declared type;
    empty where it shows none. ``met`` tells of a part that must be sent that this line, or its file, sends it.
    ``whole`` is the statement around the use, empty where only the line is known.
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
