"""Base as head calls it: a service that moves or takes another name keeps its edges, contracts and uses."""

from dataclasses import replace

import msgspec

from juncture.catalog.catalog import Catalog
from juncture.catalog.edges import Owned
from juncture.catalog.identity import paired


def as_called_at(head: Catalog, base: Catalog) -> Catalog:
    """Return base with its services by the names that they have at head; those that are gone keep their own."""
    names = _names(base, head)
    if not names:
        return base

    def called(name: str) -> str:
        return names.get(name, name)

    change = msgspec.structs.replace
    services = tuple(change(one, name=called(one.name)) for one in base.services)
    return replace(
        base,
        services=services,
        owned=Owned(services),
        contracts=tuple(
            change(
                one,
                providers={group: called(name) for group, name in one.providers.items()},
                copies=tuple(change(copy, service=called(copy.service)) for copy in one.copies),
            )
            for one in base.contracts
        ),
        edges=tuple(change(one, source=called(one.source), target=called(one.target)) for one in base.edges),
        boundaries=tuple(
            change(one, service=called(one.service), allowed=tuple(map(called, one.allowed))) for one in base.boundaries
        ),
        uses=tuple(change(one, consumer=called(one.consumer), provider=called(one.provider)) for one in base.uses),
        routes=tuple(one._replace(gateway=called(one.gateway), service=called(one.service)) for one in base.routes),
        crossings=tuple(change(one, source=called(one.source)) for one in base.crossings),
    )


def _names(base: Catalog, head: Catalog) -> dict[str, str]:
    """Return the names at head of the services that have another one at base; none that another of base goes by."""
    if {(one.name, one.path) for one in base.services} == {(one.name, one.path) for one in head.services}:
        return {}
    pairs = paired(base.services, head.services, base.tree.entries, head.tree.entries)
    names = {pair.before.name: pair.after.name for pair in pairs if pair.before and pair.after and pair.is_renamed}
    staying = {one.name for one in base.services} - names.keys()
    return {old: new for old, new in names.items() if new not in staying}
