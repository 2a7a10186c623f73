"""Opens a catalogue: every reader over one tree, joined into services, contracts and edges."""

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from juncture.catalog import (
    addressed,
    aspire,
    backstage,
    codeowners,
    composed,
    configured,
    custom,
    edges,
    image_environment,
    observed,
    orchestrated,
    policies,
    routed,
    routes,
    submodules,
    visibility,
    workspaces,
    wrapped,
)
from juncture.catalog.binder import Binder
from juncture.catalog.bindings import Bindings
from juncture.catalog.catalog import NO_HINTS, Catalog, Hints
from juncture.catalog.codeowners import Codeowners
from juncture.catalog.contracts import group
from juncture.catalog.edges import Owned
from juncture.catalog.kept import keep, recall
from juncture.catalog.manifests import Deployed, Known, start_order, variables, wires
from juncture.catalog.model import Contract, Domain, Edge, Service, Team
from juncture.catalog.reading import YAML, bring, by_path, read_surfaces
from juncture.catalog.recalled import recalled_sources
from juncture.catalog.registered import Registered, registered
from juncture.catalog.topics import described, topics
from juncture.catalog.units import Places, dockerfiles, is_aside, join
from juncture.catalog.workspaces import Workspaces
from juncture.code.model import SourceFacts, outline
from juncture.code.source import SOURCE, is_source
from juncture.contracts.surface import Surface, heading
from juncture.facts.problem import InputError, Problem
from juncture.facts.provenance import Provenance
from juncture.repository.cache import Cache, printable
from juncture.repository.tree import Tree, read_one


def read_owners(tree: Tree) -> Codeowners | None:
    """Return the CODEOWNERS rules in force in a tree, or None where it has none. Raises InputError."""
    found = codeowners.find(tree.entries)
    if found is None:
        return None
    content = read_one(tree, found[0])
    if content is None:
        raise InputError(Problem(found[0], 0, "not at hand, too large, or no regular file; nobody owns anything then"))
    return codeowners.parse(found[0], content, found[1])


def open_catalog(tree: Tree, cache: Cache, hints: Hints = NO_HINTS) -> Catalog:
    """Read a tree. A file that cannot be understood is counted in ``unread``; nothing is raised for it."""
    known = recall(tree, cache, hints)
    if known is not None:
        return known
    catalog = _opened(tree, cache, hints)
    keep(catalog, cache, hints)
    return catalog


def _opened(tree: Tree, cache: Cache, hints: Hints) -> Catalog:
    unread = submodules.unread(tree)
    bring(tree)
    cache.prepare(tree, by_path(tree))
    surfaces = read_surfaces(tree, cache, unread)
    sources = cache.facts(SOURCE, tree, filter(is_source, tree.entries), unread)
    yaml = [path for path in tree.entries if path.endswith(YAML)]
    declared = registered(cache.facts(backstage.READER, tree, yaml, unread), tree)
    cluster = orchestrated.cluster(tree, cache, unread)
    deployed = [
        *composed.read(tree, cache, unread),
        *orchestrated.deployed(cluster, tree.revision),
        *aspire.read(tree, cache, unread),
        *image_environment.deployed(tree, cache, unread),
    ]
    built = workspaces.read(tree, cache, unread)
    recorded = observed.read(tree, hints.evidence, cache, unread)

    services = _with_parts(_services(tree, sources, deployed, declared, built, hints), built)
    contracts = group(surfaces, tree.revision, hints.leading)
    binder = Binder(contracts, surfaces, sources)
    bindings = Bindings(sources, binder.find, binder.generated())
    known, owned = Known(services), Owned(services)
    served = edges.served(contracts, surfaces, sources, bindings, owned)
    contracts = _provided(contracts, surfaces, served, owned, services)
    roles, wired = _roles(deployed, known), variables(deployed, known)
    names = addressed.named(services, roles)
    proven = observed.observed(recorded, known)
    given = configured.configured(tree, cache, services, owned, wired, unread)
    names = configured.named(names, given)
    ways = routes.read(tree, cache, cluster.manifests.values(), deployed, owned, names, wired, unread)
    found = edges.merged(
        _at(edge, tree.revision)
        for edge in (
            *edges.calls(contracts, surfaces, sources, bindings, owned, served),
            *edges.wired(wires(deployed, known), roles),
            *edges.wired(addressed.wires(tree, cache, owned, names, unread), roles),
            *addressed.calls(tree, cache, sources, owned, names, given, unread),
            *edges.wired(configured.wires(given, names), roles),
            *edges.wired(routes.wires(ways), roles),
            *routed.calls(ways, tree, cache, sources, owned, names, given),
            *described(contracts, surfaces, owned),
            *topics(tree, cache, sources, owned, given, wrapped.calls(tree, cache, sources, unread), unread),
            *start_order(deployed, known),
            *declared.edges(known),
            *policies.declared(cluster.manifests.values(), known),
            *workspaces.edges(built, owned, contracts, bindings),
            *custom.edges(hints.customs, tree, cache, owned, known, unread),
            *proven.edges,
        )
    )
    outlines = {path: outline(facts) for path, facts in sources.items()}
    return Catalog(
        tree=tree,
        services=_with_roles(services, contracts, found),
        teams=tuple(Team(name) for name in sorted({team for service in services for team in service.teams})),
        domains=_domains(services, declared),
        contracts=contracts,
        edges=found,
        surfaces=surfaces,
        headings={path: heading(each) for path, each in surfaces.items()},
        sources=recalled_sources(tree, cache, {path: tree.entries[path].blob for path in sources}, outlines),
        outlines=outlines,
        bindings=bindings,
        owned=owned,
        deployed=tuple(deployed),
        manifests=cluster.manifests,
        unread=tuple(sorted(set(unread))),
        findings=proven.findings,
        boundaries=tuple(policies.boundaries(cluster.manifests.values(), known)),
        uses=proven.uses,
        routes=ways,
        crossings=visibility.crossings(built.builds, owned, bindings, sources, tree.revision),
        cache=cache,
    )


def _services(
    tree: Tree,
    sources: Mapping[str, SourceFacts],
    deployed: Iterable[Deployed],
    declared: Registered,
    built: Workspaces,
    hints: Hints,
) -> tuple[Service, ...]:
    """Return every deployable unit with its owners and its domain."""
    named = [path for path in tree.entries if printable(path) == path]
    written = [path for path, facts in sources.items() if not (facts.test or facts.generated or is_aside(path))]
    sightings = [unit.sighting for unit in deployed]
    sightings += dockerfiles(named, tree.revision)
    sightings += declared.sightings()
    joined = join(sightings, Places(written), hints.aliases, built.images())
    files = _files_below(named, [service.path for service in joined if service.path]) if hints.owners else {}
    return tuple(
        msgspec.structs.replace(
            service,
            teams=_teams(files.get(service.path, ()), hints.owners) or declared.owner(service),
            domain=(hints.domain_of(service.path) if service.path else "") or declared.domain(service),
        )
        for service in joined
    )


def _with_parts(services: tuple[Service, ...], built: Workspaces) -> tuple[Service, ...]:
    parts = built.parts(Owned(services))
    return tuple(msgspec.structs.replace(one, parts=parts.get(one.name, ())) for one in services)


def _files_below(paths: Iterable[str], directories: Iterable[str]) -> dict[str, list[str]]:
    wanted = set(directories)
    found: dict[str, list[str]] = {}
    for path in paths:
        at = path.rfind("/")
        while at > 0:
            if path[:at] in wanted:
                found.setdefault(path[:at], []).append(path)
            at = path.rfind("/", 0, at)
    return found


def _teams(paths: Iterable[str], owners: Codeowners | None) -> tuple[str, ...]:
    """Return the owners that most files of a service have."""
    if owners is None:
        return ()
    counted = Counter(owners.owners(path).owners for path in paths)
    return min(counted, key=lambda names: (-counted[names], names)) if counted else ()


def _provided(
    contracts: Iterable[Contract],
    surfaces: Mapping[str, Surface],
    served: edges.Served,
    owned: Owned,
    services: tuple[Service, ...],
) -> tuple[Contract, ...]:
    contracts = tuple(contracts)
    found = edges.providers(contracts, surfaces, served, services)
    return tuple(
        msgspec.structs.replace(
            contract,
            providers={group: name for group, (name, _) in sorted(found.get(contract.path, {}).items())},
            copies=tuple(msgspec.structs.replace(copy, service=owned.service(copy.path)) for copy in contract.copies),
        )
        for contract in contracts
    )


def _with_roles(
    services: Iterable[Service], contracts: Iterable[Contract], found: Iterable[Edge]
) -> tuple[Service, ...]:
    """Return the services with what they do for others: provider, consumer, producer."""
    roles: dict[str, set[str]] = {}
    for contract in contracts:
        for name in contract.providers.values():
            roles.setdefault(name, set()).add("provider")
    for edge in found:
        if edge.side or edge.contract:
            roles.setdefault(edge.source, set()).add("producer" if edge.side == "produces" else "consumer")
    return tuple(
        msgspec.structs.replace(service, roles=(*service.roles, *sorted(roles.get(service.name, ()))))
        for service in services
    )


def _roles(deployed: Iterable[Deployed], known: Known) -> dict[str, str]:
    return {name: unit.role for unit in deployed if unit.role and (name := known.service(unit.sighting.name))}


def _domains(services: Iterable[Service], declared: Registered) -> tuple[Domain, ...]:
    places = declared.domain_places()
    names = sorted({service.domain for service in services if service.domain})
    return tuple(Domain(name, places.get(name, ())) for name in names)


def _at(edge: Edge, revision: str) -> Edge:
    """Return the edge with the revision at which its places were read, where they do not say it themselves."""
    if all(place.revision for place in edge.provenance):
        return edge
    places = tuple(
        place if place.revision else Provenance(place.path, place.line, revision, place.reader)
        for place in edge.provenance
    )
    return msgspec.structs.replace(edge, provenance=places)
