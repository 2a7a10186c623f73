"""The named strings of a file: asked for by name, since most files have some and few name a topic."""

import hashlib
from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick

from juncture.code.language import language, language_of
from juncture.code.model import Constant
from juncture.code.syntax import Source
from juncture.code.values import Values


class Named:
    """Finds the constants of a file that some names may mean.

    A file that has none of their last words is not parsed; nor, where a name stands ``beside`` what it belongs to
    (``Queues.ORDERS``), one that has not both. ``version`` changes with what is looked for.
    """

    def __init__(self, names: Iterable[str], *, beside: bool = False) -> None:
        self._words = {(name.partition(".")[0] if beside else last(name), last(name)) for name in names}
        self._names = frozenset(each for name in names for each in called(name))
        self._known = sorted({word for words in self._words for word in words})
        self._machine = AhoCorasick(self._known)
        said = "\0".join((str(beside), *sorted(names)))
        self.version = hashlib.sha256(said.encode()).hexdigest()[:16]

    def __call__(self, path: str, content: bytes) -> tuple[Constant, ...]:
        """Return them in the order of the text. Raises InputError for a file that is too large."""
        spoken = language_of(path)
        found = self._machine.find_matches_as_indexes(content.decode("utf-8", "replace"), overlapping=True)
        has = {self._known[number] for number, _, _ in found}
        if spoken is None or not any(has.issuperset(words) for words in self._words):
            return ()
        named = Values(Source(path, language(spoken), content)).constants()
        return tuple(each for each in named if each.name in self._names)


def last(name: str) -> str:
    """Return the last word of a name."""
    return name.rpartition(".")[2]


def called(name: str) -> list[str]:
    """Return what a constant may be called that a name means: the name in full, and its last word."""
    return list(dict.fromkeys((name, last(name))))
