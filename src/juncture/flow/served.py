"""Who serves an operation over HTTP: by a route, by a handler called by its operationId, or as the catalogue says.

A service with a route that itself calls the operation is no server of it but a gateway: who calls its path calls the
provider.
"""

from collections.abc import Iterator, Mapping

from juncture.catalog.routes import leads
from juncture.code.requests import Requested
from juncture.code.served import IMPLEMENTS
from juncture.flow.files import Files
from juncture.flow.found import Found
from juncture.flow.operation_ids import OperationIds
from juncture.flow.urls import Urls, fits, template


class Serving:
    """The servers of operations in one tree."""

    def __init__(self, files: Files, urls: Urls, ids: OperationIds) -> None:
        self.files = files
        self._urls = urls
        self._ids = ids
        self._servers: dict[tuple[str, str], set[str]] = {}
        self._leads: dict[tuple[str, str], Mapping[tuple[str, ...], str]] = {}

    def servers(self, contract: str, operation: str) -> set[str]:
        """Return the services that serve an operation."""
        place = contract, operation
        if place not in self._servers:
            routes, calls = self._routes(contract, operation), self._client_calls(contract, operation)
            shown = {self.files.service(path) for path, _ in routes}
            shown |= {one.service for one in self._handlers(contract, operation)}
            shown -= {
                self.files.service(path) for path, one in routes if any(at in one.lines for at in calls.get(path, ()))
            }
            known = self.files.catalog.contract_of(contract)
            named = set(known.providers.values()) if known else set()
            holder = self.files.catalog.owned.service(contract)
            calling = {self.files.service(path) for path in calls}
            shown = (shown & named) or (shown - calling) or shown
            self._servers[place] = shown or named or ({holder} if holder else set())
        return self._servers[place]

    def providers(self, contract: str) -> set[str]:
        """Return the services that serve any operation of a description, or as the catalogue says."""
        every = self._urls.operations(contract)
        self._urls.expect(contract, every)
        return {name for each in every or ("",) for name in self.servers(contract, each)}

    def leads(self, contract: str, operation: str) -> Mapping[tuple[str, ...], str]:
        """Return what stands before an operation's path at those who hand its requests on, each with who that is.

        Code that has a route and calls the operation hands it on, and so does a gateway that is configured to.
        """
        place = contract, operation
        if place not in self._leads:
            wanted, servers = template(operation), self.servers(contract, operation)
            own = len(wanted.steps) if wanted else 0
            found = leads(self.files.catalog.routes, servers)
            for path, one in self._routes(contract, operation):
                lead, service = one.steps[: len(one.steps) - own], self.files.service(path)
                if lead and service not in servers:
                    found.setdefault(lead, service)
            self._leads[place] = found
        return self._leads[place]

    def of(self, contract: str, operation: str) -> Iterator[Found]:
        """Yield the lines of servers that serve an operation."""
        servers = self.servers(contract, operation)
        for path, one in self._routes(contract, operation):
            if self.files.service(path) in servers:
                how = f"{self.files.outline(path).language}: serves /{'/'.join(one.steps)}, which is {operation}"
                yield self._found(path, one, operation, how)
        yield from (one for one in self._handlers(contract, operation) if one.service in servers)

    def _found(self, path: str, one: Requested, operation: str, how: str) -> Found:
        test, service = self.files.test(path, one.line), self.files.service(path)
        return Found(service, path, one.line, one.text, IMPLEMENTS, "", operation, "", test, how, lines=one.lines)

    def _client_calls(self, contract: str, operation: str) -> Mapping[str, set[int]]:
        """Return the lines that call an operation, by file."""
        found: dict[str, set[int]] = {}
        for path, one in self._hits(contract, operation):
            if one.side == "client" and fits(template(operation), one) and not self.files.outline(path).test:
                found.setdefault(path, set()).add(one.line)
        return found

    def _routes(self, contract: str, operation: str) -> list[tuple[str, Requested]]:
        return [
            (path, one)
            for path, one in self._hits(contract, operation)
            if one.side == "server" and fits(template(operation), one) and not self.files.outline(path).test
        ]

    def _handlers(self, contract: str, operation: str) -> list[Found]:
        together = self._urls.together(contract, (operation,))
        return [one for name, one in self._ids.handlers(contract, together) if name == operation and not one.test]

    def _hits(self, contract: str, operation: str) -> list[tuple[str, Requested]]:
        return self._urls.of(operation, self._urls.together(contract, (operation,)))
