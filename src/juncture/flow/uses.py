"""Uses: the lines of services that touch a part of a contract, each with how it was resolved.

Each kind of evidence is a module of its own; this one asks those that a contract's format has.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from juncture.catalog.catalog import Catalog
from juncture.catalog.topics import PREFIX
from juncture.code.served import IMPLEMENTS
from juncture.contracts.model import ContractChange
from juncture.contracts.surface import Surface
from juncture.flow.calls import Calls
from juncture.flow.descriptions import FORMAT, Descriptions
from juncture.flow.documents import Documents
from juncture.flow.files import Files
from juncture.flow.found import Dependence, Doubt, Found, Handling
from juncture.flow.generated import Generated
from juncture.flow.keys import Exchanged, keys, spellings
from juncture.flow.pacts import pacts
from juncture.flow.received import Receivers
from juncture.flow.resolved import Resolved
from juncture.flow.settings import settings
from juncture.flow.sought import Sought
from juncture.flow.urls import MAX_OPERATIONS

_Evidence = Iterator[Found | Doubt]


class Finder:
    """Finds uses in one tree. Contents are read once, whatever the number of parts.

    ``near`` searches another tree of the repository, in which all files but the ``differing`` are the same: what both
    have in common is read once.
    """

    def __init__(self, catalog: Catalog, near: "Finder | None" = None, differing: Collection[str] = ()) -> None:
        self.catalog = catalog
        self.files: Files = Files(catalog, near.files if near else None, differing)
        self._generated: Generated = Generated(self.files, near._generated if near else None)
        self._descriptions = Descriptions(self.files)
        self._calls = Calls(self.files, self._descriptions)
        self._receivers = Receivers(self.files, self._descriptions, self._calls)
        self._documents = Documents(self.files)
        self._resolved = Resolved(self.files)
        self._found: dict[tuple[str, Sought], tuple[list[Found], list[Doubt]]] = {}

    def uses(self, contract: str, part: Sought) -> list[Found]:
        """Return every use of a part, sorted by place."""
        return self._searched(contract, part)[0]

    def doubts(self, contract: str, part: Sought) -> list[Doubt]:
        """Return every place of which nobody can tell whether it uses a part, sorted by place."""
        return self._searched(contract, part)[1]

    def expect(self, contract: str, operations: Iterable[str]) -> None:
        """Say which operations of a contract will be asked for, so that files are read once for all of them."""
        if self._format(contract) == "openapi":
            self._calls.urls.expect(contract, operations)

    def dependences(self, contract: str, part: Sought) -> list[Dependence]:
        """Return, for each service, the first line that shows that it handles what carries the part."""
        first: dict[str, Dependence] = {}
        for one in (*self._generated.dependences(contract, part), *self._handles(contract, part)):
            first.setdefault(one.service, one)
        return [first[name] for name in sorted(first)]

    def servers(self, contract: str, part: Sought) -> set[str]:
        """Return who serves a group or an operation; empty for any other part: its provider may use that."""
        if self._format(contract) == "openapi":
            carrying = self._carriers(contract, part) if part.kind in ("member", "type", "operation") else ()
            return {name for each in carrying for name in self._calls.serving.servers(contract, each)}
        known = self.catalog.contract_of(contract)
        named = known.providers.get(part.group, "") if known and part.kind in ("group", "operation") else ""
        return {named} - {""}

    def bound(self, contract: str) -> Collection[str]:
        """Return the files that reach the generated code of a contract."""
        return self._generated.bound(contract)

    def handling(self, contract: str) -> list[tuple[str, str]]:
        """Return the files that name a schema by its file or its full name, and the ends of its topics."""
        surface = self.catalog.surfaces[contract]
        file_name = contract.rpartition("/")[2]
        full = [f"{surface.package}.{item.name}" for item in surface.types if surface.package and "." not in item.name]
        names = [file_name, *(full if surface.format == "avro" else ())]
        spelt = re.compile(rf"[\"'`/](?:{'|'.join(map(re.escape, names))})[\"'`]".encode())
        found: dict[str, str] = {}
        self.files.load(self.files.written())
        for path in self.files.written():
            if match := spelt.search(self.files.content(path)):
                found[path] = f"names {match.group()[1:-1].decode('utf-8', 'replace')}"
        addresses = {f"{PREFIX}{group}" for group in surface.groups}
        canonical = self.files.canonical(contract)
        for edge in self.catalog.edges:
            if edge.side and (edge.target in addresses or edge.contract == canonical):
                for place in edge.provenance:
                    if place.path in self.catalog.sources:
                        found.setdefault(place.path, f"{edge.side} {edge.target.removeprefix(PREFIX)}")
        return sorted(found.items())

    def reaching(self, contract: str) -> set[str] | None:
        """Return the services whose code reaches a contract, whatever of it; None where that is not looked for."""
        paths = set(self._generated.bound(contract))
        if self._format(contract) == FORMAT:
            called = self._calls.by_file(contract)
            if called is None:
                return None
            paths |= called.keys()
        return {self.files.service(path) for path in paths}

    def offering(self, contract: str, part: Sought) -> set[str]:
        """Return who offers the operations that a part belongs to, as far as that is known."""
        if self._format(contract) == FORMAT:
            return self.servers(contract, part)
        known = self.catalog.contract_of(contract)
        operations = (part.part,) if part.kind in ("operation", "group") else self.carried_by(contract, part)[1]
        groups = {part.group, *(name.partition("/")[0] for name in operations)} - {""}
        return {known.providers[each] for each in groups if known and each in known.providers}

    def carried_by(self, contract: str, part: Sought) -> tuple[Collection[str], Collection[str]]:
        """Return the names of types that contain the part's type, and of the operations that carry it."""
        return self._generated.carried_by(contract, part)

    def contract_of(self, change: ContractChange) -> str:
        """Return the contract at base that a change is of: it may have moved, and be written in several files."""
        path = change.cause_old.path if change.cause_old else change.contract
        surfaces = self.catalog.surfaces
        if path in surfaces and not surfaces[path].is_part:
            return path
        return (
            change.contract if path not in surfaces or change.contract in surfaces else self._descriptions.holder(path)
        )

    def surface(self, contract: str) -> Surface | None:
        """Return what a contract declares, in whatever files it is written; None where there is none."""
        return self._descriptions.surface(contract)

    @property
    def unread(self) -> Mapping[str, str]:
        """The files that could not be searched, with the reason; nobody can tell what they use."""
        return self.files.unread

    def _searched(self, contract: str, part: Sought) -> tuple[list[Found], list[Doubt]]:
        key = contract, part._replace(member=None)
        if key not in self._found:
            uses: dict[tuple[str, int, str], Found] = {}
            doubts: dict[tuple[str, int], Doubt] = {}
            search = _BY_FORMAT.get(self._format(contract), Finder._by_generated)
            for one in search(self, contract, part):
                if isinstance(one, Found):
                    uses.setdefault((one.path, one.line, one.name), one)
                else:
                    doubts.setdefault((one.path, one.line), one)
            self._found[key] = [uses[place] for place in sorted(uses)], [doubts[place] for place in sorted(doubts)]
        return self._found[key]

    def _format(self, contract: str) -> str:
        surface = self.catalog.surfaces.get(contract)
        return surface.format if surface else ""

    def _by_generated(self, contract: str, part: Sought) -> _Evidence:
        yield from self._generated.search(contract, part)

    def _by_calls(self, contract: str, part: Sought) -> _Evidence:
        """Search a description of calls over HTTP: callers, receivers, and the keys in the files of both."""
        sent = self._receivers.sent(contract, part)
        if part.kind == "contract":
            every = [each.name for each in self.catalog.surfaces[contract].operations]
            yield from self._calls.of(contract, every, part)
        elif part.kind == "operation" and not part.key:
            yield from self._calls.of(contract, part.operations, part)
        elif part.kind == "type":
            yield from self._calls.of(contract, self._carriers(contract, part), part)
        else:
            name, handling = part.key or part.name, self._callers(contract, part)
            yield from keys(self.files, self.surface(contract), part, name, handling, self._exchanged(contract))
            yield from self._doubtful(contract, part, name)
        for one in self._receivers.of(contract, sent, part):
            if isinstance(one, Doubt) or (part.kind != "member" and not part.key):
                yield one
        if part.kind == "operation" and not part.key and not sent:
            yield from self._served(contract, part)
        if part.kind in ("member", "type"):
            yield from self._generated.search(contract, part)
        if part.kind in ("member", "operation"):
            yield from pacts(self.files, part, self._carriers(contract, part))

    def _carriers(self, contract: str, part: Sought) -> list[str]:
        if part.kind in ("member", "type") and self._format(contract) == FORMAT:
            sent = {each.name for each in self._receivers.sent(contract, part)}
            return sorted({*part.operations, *self._descriptions.of(contract).carrying(part.type)} - sent)
        return list(part.operations) or list(self.carried_by(contract, part)[1])

    def _doubtful(self, contract: str, part: Sought, name: str) -> Iterator[Doubt]:
        """Yield the calls of which nobody can tell whose they are, in files that name the property."""
        named = _spelt(name)
        for one in self._calls.of(contract, self._carriers(contract, part), part):
            if isinstance(one, Doubt) and named.search(self.files.content(one.path)):
                yield one

    def _served(self, contract: str, part: Sought) -> Iterator[Found]:
        """Yield the lines of those who serve an operation that carries the part."""
        carrying = self._carriers(contract, part)
        self._calls.urls.expect(contract, carrying)
        for each in carrying[:MAX_OPERATIONS]:
            yield from (one._replace(part=part.part) for one in self._calls.serving.of(contract, each))

    def _exchanged(self, contract: str) -> Exchanged:
        """Return what tells which types of a description a file exchanges, by the operations that it calls."""
        carried, called = self._descriptions.of(contract).carried, self._calls.by_file(contract)
        if called is None:
            return lambda _: None
        return lambda path: {name for each in called.get(path, ()) for name in carried.get(each, ())}

    def _callers(self, contract: str, part: Sought) -> list[Handling]:
        """Return the files that call an operation with the part, or receive one, each with how that is known."""
        sent = self._receivers.sent(contract, part)
        inside = part.kind == "operation" and bool(sent)
        called = () if inside else self._calls.of(contract, self._carriers(contract, part), part)
        served = () if inside else self._served(contract, part)
        found = (*called, *self._receivers.of(contract, sent, part), *served)
        by_path: dict[str, list[Found]] = {}
        for one in found:
            if isinstance(one, Found):
                by_path.setdefault(one.path, []).append(one)
        return [
            Handling(
                path,
                here[-1].reader.partition(": ")[2],
                tuple(one.lines for one in here) if all(one.lines for one in here) else (),
                serves=all(one.how == IMPLEMENTS for one in here),
            )
            for path, here in sorted(by_path.items())
        ]

    def _by_documents(self, contract: str, part: Sought) -> _Evidence:
        yield from self._documents.search(contract, part)
        yield from self._resolved.search(contract, part)

    def _by_messages(self, contract: str, part: Sought) -> _Evidence:
        """Search a schema of messages: generated records, and keys in files that handle messages of this schema."""
        yield from self._generated.search(contract, part)
        if part.kind == "member" and not part.of_enum:
            bound = set(self._generated.bound(contract))
            handling = [Handling(path, how) for path, how in self.handling(contract) if path not in bound]
            yield from keys(self.files, self.surface(contract), part, part.name, handling, lambda _: None)

    def _by_settings(self, contract: str, part: Sought) -> _Evidence:
        yield from settings(self.files, part)

    def _handles(self, contract: str, part: Sought) -> Iterator[Dependence]:
        """Yield who handles messages or calls operations that carry a part, whatever they do with it."""
        form = self._format(contract)
        if form == "openapi" and (part.kind in ("member", "type") or part.key):
            sent = self._receivers.sent(contract, part)
            called = self._calls.of(contract, self._carriers(contract, part), part)
            for one in (*called, *self._receivers.of(contract, sent, part)):
                if isinstance(one, Found) and not one.test:
                    yield Dependence(one.service, one.path, one.line, one.text)
        elif form in ("avro", "asyncapi", "jsonschema") and part.kind in ("member", "type"):
            for path, how in self.handling(contract):
                if not self.files.facts(path).test:
                    word = how.rpartition(" ")[2]
                    lines = enumerate(self.files.lines(path), 1)
                    line = next((number for number, text in lines if word in text), 1)
                    yield Dependence(self.files.service(path), path, line, self.files.line(path, line))


_BY_FORMAT: dict[str, Callable[[Finder, str, Sought], _Evidence]] = {
    "openapi": Finder._by_calls,
    "graphql": Finder._by_documents,
    "avro": Finder._by_messages,
    "asyncapi": Finder._by_messages,
    "jsonschema": Finder._by_messages,
    "job": Finder._by_settings,
}


def _spelt(name: str) -> "re.Pattern[bytes]":
    """Return a pattern that finds a property's name, however code writes it."""
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, spellings(name))))})\b".encode())


def by_service(uses: Iterable[Found]) -> Mapping[str, list[Found]]:
    """Group uses by their service."""
    groups: dict[str, list[Found]] = {}
    for use in uses:
        groups.setdefault(use.service, []).append(use)
    return groups
