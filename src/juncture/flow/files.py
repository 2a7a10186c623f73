"""The source files of one tree as a search reads them: each once, whatever the number of parts."""

from collections.abc import Iterable
from functools import cached_property

from juncture.catalog.catalog import Catalog
from juncture.catalog.paths import folder
from juncture.catalog.units import is_aside
from juncture.code.asides import test_lines
from juncture.code.model import Outline, SourceFacts
from juncture.facts.problem import InputError


class Files:
    """The files of a catalogue's tree. ``unread`` are those that could not be searched, with the reason."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.unread: dict[str, str] = {}
        self._contents: dict[str, bytes | None] = {}
        self._test_lines: dict[str, tuple[range, ...]] = {}

    def load(self, paths: Iterable[str]) -> None:
        """Read these files, in one go, where they are not at hand yet."""
        missing = [path for path in paths if path not in self._contents]
        if missing:
            self._contents.update(self.catalog.tree.read(missing))

    def content(self, path: str) -> bytes:
        """Return a file's content, empty where it cannot be read."""
        self.load([path])
        return self._contents[path] or b""

    def lines(self, path: str) -> list[str]:
        """Return a file's lines."""
        return self.content(path).decode("utf-8", "replace").split("\n")

    def line(self, path: str, number: int) -> str:
        """Return one line, stripped; empty where there is none."""
        lines = self.lines(path)
        return lines[number - 1].strip() if 0 < number <= len(lines) else ""

    def facts(self, path: str) -> SourceFacts:
        """Return what is known of a source file."""
        return self.catalog.sources[path]

    def test(self, path: str, line: int) -> bool:
        """Tell whether a line is test code: its file is a test, or sets the line aside for one."""
        if self.catalog.outlines[path].test:
            return True
        if path not in self._test_lines:
            try:
                self._test_lines[path] = test_lines(path, self.content(path))
            except InputError as error:
                self.unread[path] = str(error.problems[0])
                self._test_lines[path] = ()
        return any(line in lines for lines in self._test_lines[path])

    def service(self, path: str) -> str:
        """Return the service of a file; shared code of no service goes by its folder."""
        return self.catalog.owned.service(path) or f"{folder(path)}/"

    def canonical(self, contract: str) -> str:
        """Return the canonical path of a contract that may be named by a copy."""
        known = self.catalog.contract_of(contract)
        return known.path if known else contract

    def outline(self, path: str) -> Outline:
        """Return what a source file is; cheaper than all that is known of it."""
        return self.catalog.outlines[path]

    def written(self) -> list[str]:
        """Return the source files that people wrote: of services, and shared code that is not set aside."""
        return self._written

    @cached_property
    def _written(self) -> list[str]:
        return [
            path
            for path, outline in self.catalog.outlines.items()
            if not outline.generated and (self.catalog.owned.service(path) or not is_aside(path))
        ]
