"""What declarations and calls disagree about, and who crosses a boundary: by this change, or before it."""

from typing import NamedTuple

from juncture.catalog.catalog import Catalog
from juncture.facts.finding import Finding
from juncture.flow.drift import appeared, crossings, drift, unowned

_INFRASTRUCTURE = "infrastructure"


class Drift(NamedTuple):
    """``brought`` are the disagreements that the change brings about; ``standing`` those that are there without it."""

    brought: tuple[Finding, ...] = ()
    standing: tuple[Finding, ...] = ()


def disagreements(catalog: Catalog) -> tuple[Finding, ...]:
    """Return every disagreement of one tree: edges between their layers, boundaries, services that nobody owns."""
    without_source = {service.name for service in catalog.services if _INFRASTRUCTURE in service.roles}
    return (
        *drift(catalog.edges, without_source),
        *crossings(catalog.edges, catalog.boundaries, catalog.crossings),
        *unowned(catalog.services),
    )


def drifted(base: Catalog, head: Catalog) -> Drift:
    """Return the disagreements at head, by whether base had them. A changed service without owner is step 1's own."""
    before, after = disagreements(base), disagreements(head)
    brought = appeared(before, after)
    fresh = {one.fingerprint for one in brought}
    return Drift(
        tuple(one for one in brought if one.rule != "catalog/service-without-owner"),
        tuple(one for one in after if one.fingerprint not in fresh),
    )
