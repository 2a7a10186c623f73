"""API descriptions as a whole: the files that each is written in, and what it says in all of them."""

import re
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

import msgspec

from juncture.contracts.surface import Operation, Surface
from juncture.facts.problem import InputError
from juncture.flow.files import Files

if TYPE_CHECKING:
    from juncture.contracts.described import Described

FORMAT = "openapi"
_REFERENCE = re.compile(rb"""\$ref["']?\s{0,20}:\s{0,20}["']?([^\s"'#,{}]{1,500})""")
_ENDINGS = (".yaml", ".yml", ".json")
MAX_FILES = 3_000
"""Files that one description is written in."""


class Descriptions:
    """The descriptions of one tree, each read once."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._of: dict[str, Described] = {}
        self._written: dict[str, dict[str, bytes]] = {}
        self._surfaces: dict[str, Surface] = {}

    def of(self, contract: str) -> "Described":
        """Return what a description says; nothing of one that cannot be read, which is noted."""
        from juncture.contracts.described import NOTHING, described  # noqa: PLC0415 (loads the reader of a format)

        if contract not in self._of:
            try:
                self._of[contract] = described(contract, self.written(contract))
            except InputError as error:
                self.files.unread[contract] = str(error.problems[0])
                self._of[contract] = NOTHING
        return self._of[contract]

    def surface(self, contract: str) -> Surface | None:
        """Return a contract's surface; a description's with what it says in other files, None for no contract."""
        surface = self.files.catalog.surfaces.get(contract)
        if surface is None or surface.format != FORMAT or surface.is_part:
            return surface
        if contract not in self._surfaces:
            whole = self.of(contract)
            known = {item.name for item in whole.types}
            offered = {each.name for each in surface.operations}
            more = tuple(Operation(name, name, 1) for name in sorted(whole.carried.keys() - offered))
            self._surfaces[contract] = msgspec.structs.replace(
                surface,
                types=(*whole.types, *(item for item in surface.types if item.name not in known)),
                operations=(*surface.operations, *more),
            )
        return self._surfaces[contract]

    def holder(self, path: str) -> str:
        """Return the description that a file is a part of, the file itself where it is no part of any."""
        surfaces = self.files.catalog.surfaces
        if surfaces[path].format != FORMAT or not surfaces[path].is_part:
            return path
        whole = [one for one, surface in surfaces.items() if surface.format == FORMAT and not surface.is_part]
        return next((one for one in sorted(whole) if path in self.written(one)), path)

    def written(self, contract: str) -> dict[str, bytes]:
        """Return a description's files with their content: its own, and what they refer to."""
        if contract not in self._written:
            found: dict[str, bytes] = {}
            edge = [contract]
            while edge and len(found) < MAX_FILES:
                self.files.load(edge)
                found |= {path: self.files.content(path) for path in edge}
                referred = {each for path in edge for each in _referred(path, found[path])}
                entries = self.files.catalog.tree.entries
                edge = sorted(each for each in referred - found.keys() if each in entries)
            self._written[contract] = found
        return self._written[contract]


def _referred(path: str, content: bytes) -> set[str]:
    written = {found.decode("utf-8", "replace") for found in _REFERENCE.findall(content)}
    return {normpath(join(dirname(path), each)) for each in written if each.endswith(_ENDINGS) and ":" not in each}
