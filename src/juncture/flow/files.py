"""The source files of one tree as a search reads them: each once, whatever the number of parts.

What stands at base as it does at head is read once for both.
"""

import re
from collections.abc import Callable, Collection, Hashable, Iterable
from functools import partial
from typing import Any, TypeVar

from juncture.catalog.catalog import Catalog
from juncture.code.asides import test_lines
from juncture.code.model import Import, Outline, SourceFacts, tail
from juncture.facts.problem import InputError
from juncture.flow.index import Index

Found = TypeVar("Found")


class Files:
    """The files of a catalogue's tree. ``unread`` are those that could not be searched, with the reason.

    ``near`` are those of another tree of the repository, in which all but the ``differing`` are the same: what is read
    of one serves both.
    """

    def __init__(self, catalog: Catalog, near: "Files | None" = None, differing: Collection[str] = ()) -> None:
        self.catalog = catalog
        self._near = near
        self.differing = differing
        self.index: Index = Index(catalog, near.index if near else None, differing)
        self.unread: dict[str, str] = {}
        self._contents: dict[str, bytes | None] = {}
        self._of_blobs: dict[Hashable, Any] = near._of_blobs if near else {}

    def load(self, paths: Iterable[str]) -> None:
        """Read these files, in one go, where they are not at hand yet."""
        missing = [path for path in paths if path not in self._contents]
        if self._near and missing:
            there = self._near._contents
            self._contents |= {each: there[each] for each in missing if each in there and each not in self.differing}
            missing = [path for path in missing if path not in self._contents]
        if missing:
            self._contents.update(self.catalog.tree.read(missing))

    def content(self, path: str) -> bytes:
        """Return a file's content, empty where it cannot be read."""
        if path not in self._contents:
            self.load([path])
        return self._contents[path] or b""

    def once(self, what: Hashable, path: str, read: Callable[[], Found]) -> Found:
        """Return what ``read`` finds in a file: nothing but the file decides it, so that it is read once."""
        key = what, path, self.catalog.tree.entries[path]
        if key not in self._of_blobs:
            self._of_blobs[key] = read()
        found: Found = self._of_blobs[key]
        return found

    def writing(self, languages: Collection[str], words: Iterable[str]) -> list[str]:
        """Return the source files in some languages that people wrote and whose text has one of these words."""
        paths, asked = self.index.speaking(languages), {word.encode() for word in words}
        # A text without a word has none that holds it.
        spelt = sorted(word for word in asked if not any(other in word for other in asked - {word}))
        self.load(paths)

        def writes(path: str) -> bool:
            content = self.content(path)
            return any(word in content for word in spelt)

        return [path for path in paths if self.once(tuple(spelt), path, partial(writes, path))]

    def has(self, path: str, pattern: "re.Pattern[bytes]") -> bool:
        """Tell whether a file's text has what a pattern finds."""
        return self.once(pattern, path, lambda: pattern.search(self.content(path)) is not None)

    def lines(self, path: str) -> list[str]:
        """Return a file's lines."""
        return self.content(path).decode("utf-8", "replace").split("\n")

    def line(self, path: str, number: int) -> str:
        """Return one line, stripped; empty where there is none."""
        lines = self.lines(path)
        return lines[number - 1].strip() if 0 < number <= len(lines) else ""

    def facts(self, path: str) -> SourceFacts:
        """Return what is known of a source file."""
        return self.once("facts", path, lambda: self.catalog.sources[path])

    def learn(self, paths: Iterable[str]) -> None:
        """Take the facts of these source files, in one go, where they are not at hand yet."""
        entries = self.catalog.tree.entries
        keys = {path: ("facts", path, entries[path]) for path in paths}
        missing = [path for path, key in keys.items() if key not in self._of_blobs]
        if missing:
            self._of_blobs |= {keys[path]: facts for path, facts in self.catalog.sources.several(missing).items()}

    def imports(self, path: str, name: str) -> tuple[Import, ...]:
        """Return the imports of a file whose module ends with a name."""
        return self.once("imports", path, lambda: _by_tail(self.facts(path).imports)).get(name, ())

    def test(self, path: str, line: int) -> bool:
        """Tell whether a line is test code: its file is a test, or sets the line aside for one."""
        if self.catalog.outlines[path].test:
            return True
        try:
            ranges = self.once("test", path, lambda: test_lines(path, self.content(path)))
        except InputError as error:
            self.unread[path] = str(error.problems[0])
            ranges = ()
        return any(line in lines for lines in ranges)

    def service(self, path: str) -> str:
        """Return the service of a file; shared code of no service goes by its folder."""
        return self.index.service(path)

    def canonical(self, contract: str) -> str:
        """Return the canonical path of a contract that may be named by a copy."""
        known = self.catalog.contract_of(contract)
        return known.path if known else contract

    def outline(self, path: str) -> Outline:
        """Return what a source file is; cheaper than all that is known of it."""
        return self.catalog.outlines[path]

    def written(self) -> list[str]:
        """Return the source files that people wrote: of services, and shared code that is not set aside."""
        return self.index.written


def _by_tail(imports: Iterable[Import]) -> dict[str, tuple[Import, ...]]:
    found: dict[str, tuple[Import, ...]] = {}
    for item in imports:
        name = tail(item.module)
        found[name] = (*found.get(name, ()), item)
    return found
