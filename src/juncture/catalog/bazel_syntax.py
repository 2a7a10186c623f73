"""What can be seen in the text of a BUILD file without running it: calls and assignments, their strings and names."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

MAX_LABELS = 5000
"""Labels of one attribute, once lists are joined."""
DEPENDENCIES = ("deps", "runtime_deps", "embed", "data", "proto", "protos", "actual", "binary")
ALIASES = ("proto", "protos", "actual", "embed")
"""Attributes by which a target stands for another."""
ATTRIBUTES = frozenset(
    (
        *DEPENDENCIES,
        "name",
        "srcs",
        "visibility",
        "default_visibility",
        "packages",
        "includes",
        "registry",
        "repository",
    )
)
"""The named arguments that are looked at."""


class Label(msgspec.Struct, frozen=True):
    """A label as written (``//a/b:c``, ``:c``), with its line."""

    text: str
    line: int


class Hole(NamedTuple):
    """Where a string or a list of strings belongs in a shape: lines after its first, lists before it.

    ``words`` are the strings that are joined there, by their place among those outside of lists; none for a list.
    """

    line: int
    lists: int
    words: tuple[int, ...]


class Expression(NamedTuple):
    """An expression as far as it can be seen.

    ``parts`` are the strings that it may hold and the names that it takes others from, in order: of lists, of sums, of
    all branches of a ``select``. ``is_plain`` tells that it is nothing but those, so that nothing is left out.
    ``entries`` are those of the dictionary that it is, if their key is a string.
    """

    parts: tuple[Hole | Label | str, ...] = ()
    is_plain: bool = False
    entries: tuple[tuple[Hole | Label, "Expression"], ...] = ()


class Call(NamedTuple):
    """A call of a name: the strings among its arguments, the names of those that have one, the ATTRIBUTES of them.

    ``dependencies`` and ``aliases`` are the values of such attributes. ``is_open`` tells that it has others besides,
    in a dictionary that is computed.
    """

    kind: str
    words: tuple[Hole | Label, ...]
    names: tuple[str, ...]
    given: Mapping[str, Expression]
    dependencies: tuple[Expression, ...]
    aliases: tuple[Expression, ...]
    is_open: bool


class Assignment(NamedTuple):
    """A name that is given to an expression."""

    name: str
    value: Expression


class Filling(NamedTuple):
    """What fills the holes of a text: its lists of strings and its long strings as written, and its other strings.

    ``above`` tells how many newlines are in the lists before each, and last, in all of them.
    """

    lists: Sequence[str] = ()
    words: Sequence[str] = ()
    above: Sequence[int] = (0,)


class Statement(NamedTuple):
    """A call or assignment with its line, and what fills its holes, from a list and a word on."""

    said: Call | Assignment
    line: int
    filling: Filling
    first_list: int = 0
    first_word: int = 0
