"""Whose host a URL in code names: the provider's, another service's, or one of the internet that is nobody's here."""

import re
from collections.abc import Collection

from juncture.catalog.names import key
from juncture.flow.files import Files

_SERVER = re.compile(r"url[\"']?\s{0,20}:\s{0,20}[\"']?(?:https?:)?//([^/\s\"',}:]{1,200})")
_SWAGGER = re.compile(r"(?m)^\s{0,20}[\"']?host[\"']?\s{0,20}:\s{0,20}[\"']?([\w.-]+\.[a-z]+)")
_CLUSTER = re.compile(r"^([\w-]+)(?:\.[\w-]+)*?(?:\.svc(?:\.cluster\.local)?|\.local|\.internal)$")
_LONGEST = 100_000


class Hosts:
    """The hosts under which the services of one tree, and the descriptions in it, say that they are reached."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._declared: dict[str, frozenset[str]] = {}
        self._services: dict[str, frozenset[str]] | None = None
        self._ways_in = frozenset(host for route in files.catalog.routes for host in route.hosts)

    def elsewhere(self, contract: str, host: str, servers: Collection[str]) -> str | None:
        """Return why nobody can tell whether a host leads to these servers; empty where it may, None where not."""
        host = host.rpartition("@")[2].partition(":")[0].lower()
        inside = _CLUSTER.match(host)
        if inside or "." not in host:
            named = self._named(inside[1] if inside else host)
            other = named and servers and not named & set(servers)
            return f"calls {min(named)}; whether that leads here is not known" if other else ""
        if re.fullmatch(r"[\d.]+", host) or self._named(host.partition(".")[0]) & set(servers):
            return ""
        declared = self.declared(contract)
        if {_site(host)} & {_site(each) for each in (*declared, *self._ways_in)}:
            return ""
        return None if declared else f"calls {host}; whether that leads here is not known"

    def declared(self, contract: str) -> frozenset[str]:
        """Return the hosts that a description says it is served at."""
        if contract not in self._declared:
            text = self._files.content(contract)[:_LONGEST].decode("utf-8", "replace")
            start = text.find("servers")
            found = _SERVER.findall(text[start : start + 3_000]) if start >= 0 else []
            self._declared[contract] = frozenset(each.lower() for each in (*found, *_SWAGGER.findall(text)))
        return self._declared[contract]

    def _named(self, host: str) -> frozenset[str]:
        """Return the services that go by a name, as far as names say."""
        if self._services is None:
            held: dict[str, set[str]] = {}
            for service in self._files.catalog.services:
                for name in (service.name, *(each for names in service.aliases.values() for each in names)):
                    held.setdefault(key(name), set()).add(service.name)
            self._services = {name: frozenset(found) for name, found in held.items()}
        return self._services.get(key(host), frozenset()) if host else frozenset()


def _site(host: str) -> str:
    """Return the last two labels of a host: those of one owner mostly share them."""
    return ".".join(host.split(".")[-2:])
