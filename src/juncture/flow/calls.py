"""Evidence by URL: calls over HTTP whose path and method are those of an operation, and calls by its operationId.

A path alone is no use: the method has to fit, nothing unknown may stand in front of the path, and where another
contract offers the same, the catalogue's edges decide; else nobody can tell.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from juncture.catalog.model import Layer
from juncture.catalog.names import key
from juncture.code.requests import ANY, Requested
from juncture.flow.descriptions import Descriptions
from juncture.flow.files import Files
from juncture.flow.found import Doubt, Found
from juncture.flow.hosts import Hosts
from juncture.flow.lookup import Lookup
from juncture.flow.operation_ids import OperationIds
from juncture.flow.served import Serving
from juncture.flow.sought import Sought
from juncture.flow.urls import MAX_OPERATIONS, Template, Urls, ends_like, literals, template

_COMMON = frozenset(
    {"health", "healthz", "status", "metrics", "ready", "readyz", "live", "ping", "version", "info", "login"}
)
"""Paths that everybody serves: by the path alone nobody can tell whose is meant."""


_SERVER = re.compile(r"url[\"']?\s*:\s*[\"']?(?:https?:)?(?://[^/\s\"']*)?(/[^\s\"',}]*)")
_BASE_PATH = re.compile(r"basePath[\"']?\s*:\s*[\"']?(/[^\s\"',}]*)")


class Calls:
    """Finds calls of operations in one tree."""

    def __init__(self, files: Files, descriptions: Descriptions) -> None:
        self.files = files
        self.lookup = Lookup(files)
        self.urls = Urls(self.lookup, descriptions)
        self._ids = OperationIds(self.lookup, descriptions)
        self.serving = Serving(files, self.urls, self._ids)
        self._hosts = Hosts(files)
        self._offering: dict[Template, set[str]] | None = None
        self._base_paths: dict[str, set[tuple[str, ...]]] = {}
        self._alike: dict[tuple[str, tuple[str, ...]], list[Template]] = {}
        self._called: dict[str, dict[str, set[str]]] = {}
        self._server_keys: dict[tuple[str, str], set[str]] = {}

    def of(self, contract: str, operations: Iterable[str], part: Sought) -> Iterator[Found | Doubt]:
        """Yield the calls of operations, and those of which nobody can tell."""
        named = tuple(sorted(set(operations))[:MAX_OPERATIONS])
        together = self.urls.together(contract, named)
        for operation in named:
            hits = self.urls.of(operation, together)
            servers = self.serving.servers(contract, operation) if hits else set()
            for path, one in hits:
                if one.side != "server" and not (self.files.service(path) in servers or self.files.outline(path).test):
                    told = self._told(contract, operation, path, one)
                    if told is not None:
                        yield (
                            self._doubt(path, one, told) if told else self._found(contract, path, one, operation, part)
                        )
        for operation, found in self._ids.calls(contract, together):
            if operation in named and found.service not in self.serving.servers(contract, operation):
                yield found._replace(part=part.part)

    def by_file(self, contract: str) -> Mapping[str, set[str]] | None:
        """Return the operations of a description that each file may call; None where it has too many to look for."""
        every = self.urls.operations(contract)
        if len(every) > MAX_OPERATIONS:
            return None
        if contract not in self._called:
            self.urls.expect(contract, every)
            called: dict[str, set[str]] = {}
            for operation in every:
                part = Sought("operation", operation, name=operation, operations=(operation,))
                for one in self.of(contract, [operation], part):
                    called.setdefault(one.path, set()).add(operation)
            self._called[contract] = called
        return self._called[contract]

    def _told(self, contract: str, operation: str, path: str, one: Requested) -> str | None:
        """Return why nobody can tell whether a URL is an operation's; empty where it is, None where it is another's."""
        wanted = template(operation)
        if wanted is None or (one.method and one.method != wanted.method):
            return None
        rivals = [each for each in self._fitting(contract, one.steps) if each != wanted]
        if any(literals(each) > literals(wanted) for each in rivals if not one.method or each.method == one.method):
            return None
        if not one.side:
            return f"names `/{'/'.join(one.steps)}`; no call of it is seen there"
        if not one.method and any(each.steps == wanted.steps for each in rivals):
            return f"calls `/{'/'.join(one.steps)}`; which method is not seen there"
        return self._elsewhere(contract, operation, wanted, path, one)

    def _fitting(self, contract: str, steps: tuple[str, ...]) -> list[Template]:
        """Return the templates of a description that a URL ends like."""
        place = contract, steps
        if place not in self._alike:
            every = map(template, self.urls.operations(contract))
            self._alike[place] = [each for each in every if each and ends_like(steps, each.steps)]
        return self._alike[place]

    def _elsewhere(self, contract: str, operation: str, wanted: Template, path: str, one: Requested) -> str | None:
        """Tell whether a URL that fits may lead to another contract."""
        lead = one.steps[: len(one.steps) - len(wanted.steps)]
        bases = self._bases(contract)
        servers = self.serving.servers(contract, operation)
        if lead in self.serving.leads(contract, operation):
            return ""
        told = self._hosts.elsewhere(contract, one.host, servers)
        if told != "":
            return told
        if (
            lead
            and lead not in bases
            and lead[-1:] != (ANY,)
            and not any(lead[1:] == base for base in bases if lead[0] == ANY)
        ):
            return f"calls `/{'/'.join(one.steps)}`; whether `/{'/'.join(lead)}` leads here is not known"
        host = key(one.host.partition(":")[0].partition(".")[0])
        linked = host in self._keys(contract, operation) or not servers.isdisjoint(
            self._linked.get(self.files.service(path), ())
        )
        specific = [step for step in wanted.steps if step != ANY and step.lower() not in _COMMON]
        if linked or (specific and not self._offered().get(wanted, set()) - {self.files.canonical(contract)}):
            return ""
        return f"calls `/{'/'.join(one.steps)}`, which several contracts offer, or everybody serves"

    @cached_property
    def _linked(self) -> Mapping[str, set[str]]:
        """Whom each service calls, as the catalogue's edges say."""
        found: dict[str, set[str]] = {}
        for edge in self.files.catalog.edges:
            if edge.layer is Layer.SYNC:
                found.setdefault(edge.source, set()).add(edge.target)
        return found

    def _keys(self, contract: str, operation: str) -> set[str]:
        """Return the names of an operation's servers as a host may spell them."""
        place = contract, operation
        if place not in self._server_keys:
            self._server_keys[place] = set(map(key, self.serving.servers(contract, operation)))
        return self._server_keys[place]

    def _offered(self) -> dict[Template, set[str]]:
        """Return, by template, the contracts that offer it."""
        if self._offering is None:
            self._offering = {}
            for known in self.files.catalog.contracts:
                surface = self.files.catalog.surfaces[known.path] if known.format == "openapi" else None
                operations = surface.operations if surface else ()
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

    def _found(self, contract: str, path: str, one: Requested, operation: str, part: Sought) -> Found:
        test = self.files.test(path, one.line)
        how = f"{self.files.outline(path).language}: {one.method or 'a call of'} /{'/'.join(one.steps)} is {operation}"
        wanted = template(operation)
        lead = one.steps[: len(one.steps) - len(wanted.steps)] if wanted else ()
        through = self.serving.leads(contract, operation).get(lead)
        how += f", through {through}" if through and through != self.files.service(path) else ""
        return Found(self.files.service(path), path, one.line, one.text, "read", "", operation, part.part, test, how)

    def _doubt(self, path: str, one: Requested, why: str) -> Doubt:
        return Doubt(self.files.service(path), path, one.line, f"`{path}:{one.line}` {why}")
