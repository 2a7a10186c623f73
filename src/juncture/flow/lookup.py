"""Which files hold a word, and what each says about those that it holds: only these files are opened."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import TypeVar

from juncture.code.vocabulary import VOCABULARY
from juncture.facts.problem import Problem, Unread
from juncture.flow.files import Files
from juncture.repository.cache import Reader
from juncture.repository.workers import ABSENT

Facts = TypeVar("Facts")
Words = frozenset[str]


class Lookup:
    """The files of one tree that people wrote, by the words by which code can call an operation."""

    def __init__(self, files: Files) -> None:
        self.files = files

    def holding(self, words: Iterable[str]) -> dict[str, Words]:
        """Return the files that hold any of these words, in their order, each with those it holds; ``""`` all hold."""
        paths = self.files.written()
        found: dict[int, set[str]] = {}
        for word in words:
            for number in self._numbers.get(word, ()) if word else range(len(paths)):
                found.setdefault(number, set()).add(word)
        return {paths[number]: frozenset(found[number]) for number in sorted(found)}

    def read(self, reader_of: Callable[[Words], Reader[Facts]], held: Mapping[str, Words]) -> dict[str, Facts]:
        """Return what each of these files says about what it holds, in their order.

        A file is asked for what it holds alone, so that an answer outlives a question that asks for more. Files that
        say nothing are left out; one that cannot be read is noted in ``files.unread``.
        """
        alike: dict[Words, list[str]] = {}
        for path, words in held.items():
            alike.setdefault(words, []).append(path)
        catalog, unread = self.files.catalog, list[Unread]()
        asked = [(reader_of(words), paths) for words, paths in alike.items()]
        catalog.cache.prepare(catalog.tree, asked)
        found: dict[str, Facts] = {}
        for reader, paths in asked:
            found |= catalog.cache.facts(reader, catalog.tree, paths, unread)
        told = {one.path: str(Problem(one.path, 0, one.reason)) for one in unread if one.reason != ABSENT}
        self.files.unread.update(told)
        saying = {path: found[path] for path in held if found.get(path)}
        self.files.load(saying)  # what is found is shown with its line
        return saying

    @cached_property
    def _numbers(self) -> Mapping[str, list[int]]:
        paths, catalog = self.files.written(), self.files.catalog
        known = catalog.cache.facts(VOCABULARY, catalog.tree, paths)
        numbers: dict[str, list[int]] = {}
        for number, path in enumerate(paths):
            for word in known.get(path, "").split():
                numbers.setdefault(word, []).append(number)
        return numbers
