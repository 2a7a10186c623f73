"""Edges by address: the hosts that code calls and that configuration names, where a service goes by exactly that name.

A URL in code or a script is a call; a URL in a configuration file that a framework reads is a wire. Names that only a
folder has are no hosts, and nothing is matched by likeness.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from juncture.catalog import scripts, unparsed
from juncture.catalog.addresses import addresses
from juncture.catalog.edges import Owned, Wire
from juncture.catalog.given import Given
from juncture.catalog.model import Edge, Layer, Service, Strength
from juncture.catalog.units import ASPIRE, COMPOSE, KUBERNETES, dockerfiles, is_aside
from juncture.code.model import Address, SourceFacts
from juncture.facts.problem import InputError, Problem, Unread
from juncture.facts.provenance import Provenance
from juncture.repository.cache import Cache, Reader
from juncture.repository.tree import Tree

_NETWORK = (COMPOSE, KUBERNETES, ASPIRE)
"""Namespaces whose names are hosts."""
_ENDINGS = (".yaml", ".yml", ".json", ".properties", ".conf", ".template", ".tmpl")
_CONFIGURATION = re.compile(
    r"(?:^|/)(?:(?:application|bootstrap)(?:-[\w.-]+)?\.(?:ya?ml|properties)|appsettings(?:\.[\w.-]+)?\.json"
    r"|[\w.-]*nginx[\w.-]*\.conf(?:\.(?:template|tmpl))?|(?:default|nginx/[\w.-]+)\.conf(?:\.(?:template|tmpl))?)$"
)
"""What frameworks read by its name: Spring Boot, Micronaut and Quarkus, ASP.NET Core; and nginx."""
_URL = re.compile(
    r"(?<![\w+])(?:https?|https\+http|http\+https|grpcs?|wss?|lb|h2c|tcp|jdbc:\w+|mongodb|redis|amqps?|nats|bolt)"
    r"://[^\s\"'`<>,{}]+"
)
_CLUSTER = re.compile(
    r"^$|(?:^|\.)(?:svc|local|internal|consul)(?:\.|$)|^(?!(?:com|org|net|io|dev|app|co|ai|cloud|tech)$)[\w-]+$"
)
"""What follows a service's name within a cluster: a namespace, and ``svc`` with the cluster's own name."""
_PROSE = re.compile(r"^\s*(?:#|//|!|\")?\s*(?:#|//|!)")
MAX_BYTES = 1024 * 1024
"""Configuration files beyond this are not read."""
_MAX_LINE = 4_000
_NOTHING = Given()


class Named(NamedTuple):
    """The services of a tree by their host names, and what the image of each is."""

    hosts: Mapping[str, str]
    roles: Mapping[str, str]


class Written(msgspec.Struct, frozen=True):
    """A host that a configuration file names."""

    host: str
    line: int


class Configured(msgspec.Struct, frozen=True):
    """The hosts that a configuration file names, by line."""

    path: str
    hosts: tuple[Written, ...] = ()


def _configured(path: str, content: bytes) -> Configured:
    """Return the hosts of the URLs in a configuration file. Raises InputError for one that is too large."""
    if len(content) > MAX_BYTES:
        raise InputError(Problem(path, 0, f"{len(content):,} bytes; configuration over {MAX_BYTES:,} is not read"))
    found: dict[Written, None] = {}
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        if "://" not in line or _PROSE.match(line):
            continue
        for url in _URL.findall(line[:_MAX_LINE]):
            found.update((Written(host, number), None) for host, _ in addresses(url))
    return Configured(path, tuple(found))


CONFIGURED = Reader("configured", 1, Configured, _configured)


def named(services: Iterable[Service], roles: Mapping[str, str]) -> Named:
    """Return the services by the names that others reach them by."""
    hosts: dict[str, str] = {}
    for service in services:
        names = {name for namespace in _NETWORK for name in service.aliases.get(namespace, ())}
        for name in sorted(names or {service.name}):
            hosts.setdefault(name, service.name)
    return Named(hosts, roles)


def calls(
    tree: Tree,
    cache: Cache,
    sources: Mapping[str, SourceFacts],
    owned: Owned,
    names: Named,
    given: Mapping[str, Given],
    unread: list[Unread],
) -> Iterator[Edge]:
    """Yield an edge for every host in code and scripts that is another service: written, or of a wired variable."""
    images = [one.provenance.path for one in dockerfiles(tree.entries, tree.revision)]
    shell = [path for path in tree.entries if path.endswith(scripts.ENDINGS) and not is_aside(path)]
    read = cache.facts(scripts.READER, tree, filter(owned.service, (*shell, *images)), unread)
    other = cache.facts(unparsed.READER, tree, filter(unparsed.recognises, tree.entries), unread)
    called = [
        (path, facts.addresses, facts.language)
        for path, facts in sources.items()
        if facts.addresses and not (facts.test or facts.generated)
    ]
    called += [(path, script.addresses, "shell") for path, script in read.items()]
    called += [(path, facts.addresses, "code") for path, facts in other.items()]
    for path, addressed, language in called:
        source = owned.service(path)
        for address in addressed if source else ():
            for target in _targets(address, names, given.get(source, _NOTHING)):
                if target != source and not names.roles.get(target):
                    place = Provenance(path, address.line, reader=f"{language} address")
                    yield Edge(source, target, Layer.SYNC, (Strength.CALLED,), provenance=(place,))


def _targets(address: Address, names: Named, given: Given) -> set[str]:
    """Return the services that an address means; the wired value of a variable outranks its default in code."""
    if address.host.kind == "literal":
        return {names.hosts[address.host.text]} if address.host.text in names.hosts else set()
    wired = given.named(address.host.text) if address.host.kind == "name" else given.get(address.host.text)
    value = wired.value if wired else address.host.default
    return {found for host, _ in addresses(value) if (found := host_of(host, names))}


def host_of(host: str, names: Named) -> str:
    """Return the service of a host name, alone or with its namespace and cluster; a public name is nobody's."""
    first, _, rest = host.partition(".")
    return names.hosts.get(host) or (names.hosts.get(first, "") if _CLUSTER.search(rest) else "")


def wires(tree: Tree, cache: Cache, owned: Owned, names: Named, unread: list[Unread]) -> Iterator[Wire]:
    """Yield a wire for every URL in the configuration of a service whose host is another service."""
    paths = [
        path for path in tree.entries if path.endswith(_ENDINGS) and _CONFIGURATION.search(path) and not is_aside(path)
    ]
    for path, facts in cache.facts(CONFIGURED, tree, paths, unread).items():
        source = owned.service(path)
        for one in facts.hosts if source else ():
            target = host_of(one.host, names)
            if target and target != source:
                yield Wire(source, target, "", Provenance(path, one.line, tree.revision, "configuration"))
