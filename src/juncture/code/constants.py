"""The named strings of a file: asked for by name, since most files have some and few name a topic."""

import hashlib
import re
from collections.abc import Iterable

import msgspec

from juncture.code.language import language, language_of
from juncture.code.model import Constant
from juncture.code.syntax import Source
from juncture.code.values import Values
from juncture.code.vocabulary import is_telling

_WORD = re.compile(r"[\w$]+")


class Declared(msgspec.Struct, frozen=True):
    """The constants of a file that some names may mean, and what stands there of that to which such names belong."""

    constants: tuple[Constant, ...] = ()
    owners: tuple[str, ...] = ()


class Named:
    """Finds the constants of a file that some names may mean.

    A file that has none of their last words is not parsed; nor, of names that stand ``beside`` what they belong to
    (``Queues.ORDERS``), one that has not both, unless the last word alone is telling. ``version`` changes with what is
    looked for.
    """

    def __init__(self, names: Iterable[str], *, beside: bool = False) -> None:
        known = sorted(names)
        self._words = {frozenset((last(name), *([owner(name)] if beside else ()))) for name in known}
        self._owners = frozenset(owner(name) for name in known)
        self._names = frozenset(each for name in known for each in called(name))
        self.version = hashlib.sha256("\0".join((str(beside), *known)).encode()).hexdigest()[:16]

    def __call__(self, path: str, content: bytes) -> Declared:
        """Return them in the order of the text. Raises InputError for a file that is too large."""
        spoken = language_of(path)
        has = {match[0] for match in _WORD.finditer(content.decode("utf-8", "replace"))}
        if spoken is None or not any(words <= has for words in self._words):
            return Declared()
        found = Values(Source(path, language(spoken), content)).constants()
        return Declared(
            tuple(each for each in found if each.name in self._names), tuple(sorted(self._owners.intersection(has)))
        )


def last(name: str) -> str:
    """Return the last word of a name."""
    return name.rpartition(".")[2]


def owner(name: str) -> str:
    """Return what a name belongs to, by which it has to be known beside it: itself where its last word is telling."""
    return last(name) if is_telling(last(name)) else name.partition(".")[0]


def called(name: str) -> list[str]:
    """Return what a constant may be called that a name means: the name in full, and its last word."""
    return list(dict.fromkeys((name, last(name))))
