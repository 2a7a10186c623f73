"""``juncture flow --drift``: what declarations and calls disagree about, and what was compared to know it."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from juncture.catalog.catalog import Catalog
    from juncture.facts.finding import Finding


def disagreements(catalog: "Catalog", services: Collection[str] = ()) -> "tuple[Finding, ...]":
    """Return the disagreements of a tree; of those between services only, where some are named."""
    from juncture.review import standing  # noqa: PLC0415

    found = standing.disagreements(catalog)
    return tuple(one for one in found if _is_about(one, services)) if services else found


def _is_about(one: "Finding", services: Collection[str]) -> bool:
    """Tell whether a finding has one of the services at either end: its part is the one, its subject the other."""
    from juncture.facts.fingerprint import fingerprint  # noqa: PLC0415

    return one.part in services or any(one.fingerprint == fingerprint(one.rule, name, one.part) for name in services)


def compared(catalog: "Catalog", services: Collection[str] = ()) -> str:
    """Return what disagreements were sought in: dependencies by how they are known, boundaries, services."""
    from juncture.render.words import count  # noqa: PLC0415

    declared = _pairs(catalog, services, declared=True)
    shown = _pairs(catalog, services, declared=False)
    seen = [one for one in catalog.services if not services or one.name in services]
    boundaries = [one for one in catalog.boundaries if not services or one.service in services]
    told = [
        f"{count(len(declared), 'declared dependency', 'declared dependencies')} with {len(shown)} that a wire, call "
        f"or trace shows ({len(declared & shown)} in both)",
        count(len(boundaries), "boundary", "boundaries"),
        f"the owners of {count(len(seen), 'service')}",
    ]
    return "\n".join([f"Compared: {'; '.join(told)}.", *_missing(catalog, declared, shown)]) + "\n"


def _pairs(catalog: "Catalog", services: Collection[str], *, declared: bool) -> set[tuple[str, str]]:
    from juncture.catalog.model import Layer, Strength  # noqa: PLC0415

    return {
        (edge.source, edge.target)
        for edge in catalog.edges
        if not edge.side
        and edge.layer not in {Layer.BUILD, Layer.TELEMETRY}
        and (not services or {edge.source, edge.target} & set(services))
        and (Strength.DECLARED in edge.strength if declared else set(edge.strength) - {Strength.DECLARED})
    }


def _missing(catalog: "Catalog", declared: Collection[object], shown: Collection[object]) -> Iterator[str]:
    """Yield what there is nothing of, so that silence about it proves nothing."""
    if not declared:
        yield (
            "Nothing is declared, so no call can be missing there. Declarations are: what must start first in compose "
            "files, Backstage files, network policies, custom readers of the policy."
        )
    if not shown:
        yield "No wire, call or trace was found, so no declaration can be a leftover."
    if not any(service.teams for service in catalog.services):
        yield "No service has an owner, so none is told to lack one."
