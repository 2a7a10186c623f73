"""Evidence by URL: calls over HTTP whose path and method are those of an operation, and calls by its operationId.

A path alone is no use: the method has to fit, nothing unknown may stand in front of the path, and where another
contract offers the same, the catalogue's edges decide; else nobody can tell.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from juncture.catalog.model import Layer
from juncture.catalog.names import key
from juncture.code.requests import ANY, Requested, requested, words
from juncture.facts.problem import InputError
from juncture.flow.files import Files
from juncture.flow.found import Doubt, Found
from juncture.flow.operation_ids import OperationIds
from juncture.flow.sought import Sought

_COMMON = frozenset(
    {"health", "healthz", "status", "metrics", "ready", "readyz", "live", "ping", "version", "info", "login"}
)
"""Paths that everybody serves: by the path alone nobody can tell whose is meant."""


_SERVER = re.compile(r"url[\"']?\s*:\s*[\"']?(?:https?:)?(?://[^/\s\"']*)?(/[^\s\"',}]*)")
_BASE_PATH = re.compile(r"basePath[\"']?\s*:\s*[\"']?(/[^\s\"',}]*)")
MAX_OPERATIONS = 500
"""Operations of one part whose calls are looked for."""


class Template(NamedTuple):
    """An operation's path: method and segments, computed ones as ``{}``."""

    method: str
    steps: tuple[str, ...]


class Calls:
    """Finds calls of operations in one tree."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self._hits: dict[tuple[str, ...], list[tuple[str, Requested]]] = {}
        self._servers: dict[tuple[str, str], set[str]] = {}
        self._offering: dict[Template, set[str]] | None = None
        self._base_paths: dict[str, set[tuple[str, ...]]] = {}
        self._ids = OperationIds(files)
        self._expected: dict[str, tuple[str, ...]] = {}

    def expect(self, contract: str, operations: Iterable[str]) -> None:
        """Say which operations of a contract will be asked for, so that files are read once for all of them."""
        together = {*self._expected.get(contract, ()), *operations}
        self._expected[contract] = tuple(sorted(together)[:MAX_OPERATIONS])

    def of(self, contract: str, operations: Iterable[str], part: Sought) -> Iterator[Found | Doubt]:
        """Yield the calls of operations, and those of which nobody can tell."""
        named = tuple(sorted(set(operations))[:MAX_OPERATIONS])
        together = self._together(contract, named)
        hits = self._at(together)
        for operation in named:
            wanted = template(operation)
            fitting = [(path, one) for path, one in hits if wanted and _ends(one.steps, wanted.steps)]
            servers = self.servers(contract, operation, hits) if fitting else set()
            for path, one in fitting:
                if one.side != "server" and not (self.files.service(path) in servers or self.files.facts(path).test):
                    told = self._told(contract, operation, path, one)
                    if told is not None:
                        yield self._doubt(path, one, told) if told else self._found(path, one, operation, part)
        for operation, found in self._ids.calls(contract, together):
            if operation in named and found.service not in self.servers(contract, operation, hits):
                yield found._replace(part=part.part)

    def _together(self, contract: str, named: tuple[str, ...]) -> tuple[str, ...]:
        expected = self._expected.get(contract, ())
        return expected if set(named) <= set(expected) else named

    def servers(self, contract: str, operation: str, hits: Iterable[tuple[str, Requested]] | None = None) -> set[str]:
        """Return the services that serve an operation: by their routes, else as the catalogue says."""
        place = contract, operation
        if place not in self._servers:
            wanted = template(operation)
            routes = self._at(self._together(contract, (operation,))) if hits is None else hits
            found = {
                self.files.service(path)
                for path, one in routes
                if wanted and one.side == "server" and _ends(one.steps, wanted.steps) and _fits(wanted, one)
                if not self.files.facts(path).test
            }
            known = self.files.catalog.contract_of(contract)
            named = set(known.providers.values()) if known else set()
            holder = self.files.catalog.owned.service(contract)
            self._servers[place] = found or named or ({holder} if holder else set())
        return self._servers[place]

    def _at(self, operations: tuple[str, ...]) -> list[tuple[str, Requested]]:
        """Return the URL paths in code that may be of these operations, with their files: each file is read once."""
        if operations not in self._hits:
            templates = [each for each in map(template, operations) if each]
            pattern = words("/".join(each.steps) for each in templates)
            self._hits[operations] = list(self._requested(pattern)) if pattern else []
        return self._hits[operations]

    def _requested(self, pattern: "re.Pattern[str]") -> Iterator[tuple[str, Requested]]:
        spelt = re.compile(pattern.pattern.encode())
        paths = self.files.written()
        self.files.load(paths)
        for path in paths:
            content = self.files.content(path)
            if spelt.search(content):
                try:
                    yield from ((path, one) for one in requested(path, content, pattern))
                except InputError as error:
                    self.files.unread[path] = str(error.problems[0])

    def _told(self, contract: str, operation: str, path: str, one: Requested) -> str | None:
        """Return why nobody can tell whether a URL is an operation's; empty where it is, None where it is another's."""
        wanted = template(operation)
        if wanted is None or (one.method and one.method != wanted.method):
            return None
        surface = self.files.catalog.surfaces.get(contract)
        others = [template(item.name) for item in surface.operations] if surface else []
        rivals = [each for each in others if each and each != wanted and _ends(one.steps, each.steps)]
        if any(_literals(each) > _literals(wanted) for each in rivals if not one.method or each.method == one.method):
            return None
        if not one.side:
            return f"names `/{'/'.join(one.steps)}`; no call of it is seen there"
        if not one.method and any(each.steps == wanted.steps for each in rivals):
            return f"calls `/{'/'.join(one.steps)}`; which method is not seen there"
        return self._elsewhere(contract, operation, wanted, path, one)

    def _elsewhere(self, contract: str, operation: str, wanted: Template, path: str, one: Requested) -> str | None:
        """Tell whether a URL that fits may lead to another contract."""
        lead = one.steps[: len(one.steps) - len(wanted.steps)]
        bases = self._bases(contract)
        if (
            lead
            and lead not in bases
            and lead[-1:] != (ANY,)
            and not any(lead[1:] == base for base in bases if lead[0] == ANY)
        ):
            return f"calls `/{'/'.join(one.steps)}`; whether `/{'/'.join(lead)}` leads here is not known"
        servers = self.servers(contract, operation)
        linked = self._linked(self.files.service(path), servers)
        host = key(one.host.partition(":")[0].partition(".")[0])
        if host and servers and host in {key(name) for name in servers}:
            return ""
        specific = [step for step in wanted.steps if step != ANY and step.lower() not in _COMMON]
        if linked or (specific and not self._offered().get(wanted, set()) - {self.files.canonical(contract)}):
            return ""
        return f"calls `/{'/'.join(one.steps)}`, which several contracts offer, or everybody serves"

    def _linked(self, service: str, servers: set[str]) -> bool:
        edges = self.files.catalog.edges
        return any(e.source == service and e.target in servers and e.layer is Layer.SYNC for e in edges)

    def _offered(self) -> dict[Template, set[str]]:
        """Return, by template, the contracts that offer it."""
        if self._offering is None:
            self._offering = {}
            for known in self.files.catalog.contracts:
                operations = known.surface.operations if known.surface and known.format == "openapi" else ()
                for each in operations:
                    if one := template(each.name):
                        self._offering.setdefault(one, set()).add(known.path)
        return self._offering

    def _bases(self, contract: str) -> set[tuple[str, ...]]:
        """Return the paths under which a description says that it is served."""
        if contract not in self._base_paths:
            text = self.files.content(contract)[:100_000].decode("utf-8", "replace")
            start = text.find("servers")
            servers = text[start : start + 3_000] if start >= 0 else ""
            written = [*_SERVER.findall(servers), *_BASE_PATH.findall(text)]
            self._base_paths[contract] = {tuple(step for step in each.split("/") if step) for each in written}
        return self._base_paths[contract]

    def _found(self, path: str, one: Requested, operation: str, part: Sought) -> Found:
        facts, test = self.files.facts(path), self.files.test(path, one.line)
        how = f"{facts.language}: {one.method or 'a call of'} /{'/'.join(one.steps)} is {operation}"
        return Found(self.files.service(path), path, one.line, one.text, "read", "", operation, part.part, test, how)

    def _doubt(self, path: str, one: Requested, why: str) -> Doubt:
        return Doubt(self.files.service(path), path, one.line, f"`{path}:{one.line}` {why}")


def template(operation: str) -> Template | None:
    """Return the template of an operation's name (``GET /carts/{id}``), None for one that is not called by URL."""
    method, _, path = operation.partition(" ")
    if not path.startswith("/") or not method.isupper():
        return None
    return Template(method, tuple(ANY if "{" in step else step for step in path.split("/") if step))


def matches(written: str, operation: str) -> bool:
    """Tell whether a request line (``GET /carts/7``) is one of an operation, under whatever base path."""
    one, wanted = template(written.partition("?")[0]), template(operation)
    return one is not None and wanted is not None and one.method == wanted.method and _ends(one.steps, wanted.steps)


def _ends(steps: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Tell whether a URL ends like a template: literal where it is literal, anything where it is computed."""
    tail = steps[len(steps) - len(wanted) :]
    if len(tail) != len(wanted) or not wanted:
        return False
    return all(right in (ANY, left) for left, right in zip(tail, wanted, strict=True))


def _fits(wanted: Template | None, one: Requested) -> bool:
    return wanted is not None and (not one.method or one.method == wanted.method)


def _literals(each: Template) -> int:
    return sum(step != ANY for step in each.steps)
