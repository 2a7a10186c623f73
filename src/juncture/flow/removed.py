"""What would break if a part of a contract were removed: asked before anything is written."""

from juncture.catalog.open import Catalog
from juncture.contracts.model import Cause, Compatibility, ContractChange, Direction
from juncture.facts.problem import InputError, Problem
from juncture.flow.impact import impacts
from juncture.flow.model import Impact
from juncture.flow.sought import sought
from juncture.repository.changes import ChangeSet


def if_removed(catalog: Catalog, address: str) -> tuple[Impact, ...]:
    """Return whom the removal of ``CONTRACT#PART`` would reach. Raises InputError where there is no such part."""
    contract, _, part = address.partition("#")
    surface = catalog.surfaces.get(contract)
    if surface is None:
        known = ", ".join(one.path for one in catalog.contracts[:8]) or "none"
        raise InputError(Problem(contract, 0, f"no contract stands there; there are: {known}"))
    found = sought(part, surface)
    if found.kind == "contract":
        names = ", ".join(item.name for item in surface.types[:12])
        raise InputError(Problem(contract, 0, f"no part is called {part!r}; types here: {names}"))
    line = found.member.line if found.member else 1
    removal = ContractChange(
        fingerprint=address,
        rule="",
        compatibility=Compatibility.BREAKING,
        direction=Direction.BOTH,
        part=part,
        contract=contract,
        old=part,
        new="",
        cause=None,
        cause_old=Cause(contract, line, catalog.tree.revision),
    )
    return impacts([removal], catalog, catalog, ChangeSet(catalog.tree, catalog.tree), assume_removed=True)
