"""Uses: the lines of services that touch a part of a contract, each with how it was resolved.

A text match alone is never a use. The file must reach the generated code (its import is followed to the
contract), must name the type or one that carries it, and the access must have the generated form of the part's
name; where the file shows the receiver to be of another type, it is none.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from juncture.catalog.open import Catalog
from juncture.catalog.paths import folder
from juncture.catalog.units import is_aside
from juncture.code.model import SourceFacts
from juncture.contracts.reach import Reach
from juncture.facts.problem import InputError
from juncture.flow.recognise import recognised
from juncture.flow.sought import Sought


class Found(NamedTuple):
    """A use on one side. ``part`` is what was looked for; ``reader`` says in words how it was resolved."""

    service: str
    path: str
    line: int
    text: str
    how: str
    literal: str
    name: str
    part: str
    test: bool
    reader: str


class Dependence(NamedTuple):
    """A service that handles what carries a part: the line that shows it, and whether it only passes it on."""

    service: str
    path: str
    line: int
    text: str


class Finder:
    """Finds uses in one tree. Contents are read once, whatever the number of parts.

    ``unread`` are files that could not be searched, with the reason; nobody can tell what they use.
    """

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self._reach = Reach({path: surface for path, surface in catalog.surfaces.items()})
        self._contents: dict[str, bytes | None] = {}
        self.unread: dict[str, str] = {}

    def uses(self, contract: str, part: Sought) -> list[Found]:
        """Return every use of a part, sorted by place."""
        found: dict[tuple[str, int, str], Found] = {}
        for path in self._candidates(contract, part):
            for use in self._in_file(path, contract, part):
                found.setdefault((use.path, use.line, use.name), use)
        return [found[place] for place in sorted(found)]

    def dependences(self, contract: str, part: Sought) -> list[Dependence]:
        """Return, for each service, the first line that names what carries the part: a type or a client."""
        first: dict[str, Dependence] = {}
        for path in self._candidates(contract, part):
            service = self._service(path)
            facts = self.catalog.sources[path]
            if service in first or facts.test:
                continue
            line = self._carrying_line(path, facts, contract, part)
            if line:
                text = self._lines(path)[line - 1].strip()
                first[service] = Dependence(service, path, line, text)
        return [first[name] for name in sorted(first)]

    def carried_by(self, contract: str, part: Sought) -> tuple[Collection[str], Collection[str]]:
        """Return the names of types that contain the part's type, and of the operations that carry it."""
        surface = self.catalog.surfaces.get(contract)
        if surface is None or part.kind not in ("member", "type"):
            return [part.type] if part.type else [], [part.part] if part.kind == "operation" else []
        full = f"{surface.package}.{part.type}" if surface.package else part.type
        declared = [each for each in self._reach.declarations(full) if each.path == contract]
        holders = {each.name.rpartition(".")[2] for each in self._reach.holders(*declared)}
        return sorted(holders), sorted({carrier.operation for carrier in self._reach.carriers(*declared)})

    def _candidates(self, contract: str, part: Sought) -> list[str]:
        """Return the files of services that reach the contract and name what carries the part."""
        bound = self.catalog.bindings.files(self._canonical(contract))
        paths = [path for path in bound if self.catalog.owned.service(path) or not is_aside(path)]
        self._load(paths)
        types, operations = self.carried_by(contract, part)
        wanted = {name for name in types if name}
        wanted |= {word for name in operations for word in name.split("/")}
        wanted |= {name for name in (part.group, part.type_name) if name}
        if part.kind == "contract":
            return paths
        # Generated names differ in case and separators only: get_quote, getQuote.
        spelt = {re.escape(name).replace("_", "_?") for name in (*wanted, *map(_snake, wanted)) if name}
        pattern = re.compile("|".join(sorted(spelt) or ["(?!)"]).encode(), re.IGNORECASE)
        return [path for path in paths if (content := self._contents[path]) and pattern.search(content)]

    def _canonical(self, contract: str) -> str:
        """Return the canonical path of a contract that may be named by a copy: imports are followed to that."""
        known = self.catalog.contract_of(contract)
        return known.path if known else contract

    def _service(self, path: str) -> str:
        """Return the service of a file; shared code of no service goes by its folder."""
        return self.catalog.owned.service(path) or f"{folder(path)}/"

    def _load(self, paths: Iterable[str]) -> None:
        missing = [path for path in paths if path not in self._contents]
        self._contents.update(self.catalog.tree.read(missing))

    def _lines(self, path: str) -> list[str]:
        return (self._contents.get(path) or b"").decode("utf-8", "replace").split("\n")

    def _in_file(self, path: str, contract: str, part: Sought) -> Iterable[Found]:
        facts = self.catalog.sources[path]
        canonical = self._canonical(contract)
        binding = next(b for b in self.catalog.bindings.of(path) if b.contract == canonical)
        service = self._service(path)
        content = self._contents[path] or b""
        try:
            found = recognised(path, facts, content, binding, part)
        except InputError as error:
            self.unread[path] = str(error.problems[0])
            return
        for access in found:
            yield Found(
                service=service,
                path=path,
                line=access.line,
                text=access.text.strip(),
                how=access.how,
                literal=access.literal,
                name=access.name,
                part=part.part,
                test=facts.test,
                reader=f"{facts.language}: {binding.how}; {access.name} is {part.part}",
            )

    def _carrying_line(self, path: str, facts: SourceFacts, contract: str, part: Sought) -> int:
        """Return the first line that names a type or builds a client that carries the part; 0 where none does."""
        types, operations = self.carried_by(contract, part)
        groups = {operation.partition("/")[0] for operation in operations}
        clients = [reference.line for reference in facts.references if reference.service in groups]
        words = {*types, *(operation.rpartition("/")[2] for operation in operations)} - {""}
        if part.kind == "contract":
            return next(b.line for b in self.catalog.bindings.of(path) if b.contract == self._canonical(contract))
        if not words:
            return min(clients, default=0)
        pattern = re.compile(rf"\b({'|'.join(sorted(map(re.escape, words)))})\b")
        skipped = {item.line for item in facts.imports}
        named = (n for n, text in enumerate(self._lines(path), 1) if n not in skipped and pattern.search(text))
        return min([*clients, *([line] if (line := next(named, 0)) else [])], default=0)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)


def by_service(uses: Iterable[Found]) -> Mapping[str, list[Found]]:
    """Group uses by their service."""
    groups: dict[str, list[Found]] = {}
    for use in uses:
        groups.setdefault(use.service, []).append(use)
    return groups
