"""What would break if a part of a contract were removed: asked before anything is written."""

from juncture.catalog.catalog import Catalog
from juncture.catalog.open import read_owners
from juncture.contracts.model import Cause, Compatibility, ContractChange, Direction
from juncture.facts.problem import InputError, Problem
from juncture.flow.descriptions import Descriptions
from juncture.flow.files import Files
from juncture.flow.impact import impacts
from juncture.flow.model import Impact
from juncture.flow.sought import sought
from juncture.repository.changes import ChangeSet


def if_removed(catalog: Catalog, address: str) -> tuple[Impact, ...]:
    """Return whom the removal of ``CONTRACT#PART`` would reach. Raises InputError where there is no such part.

    A file that an API description refers to stands for the description.
    """
    written, _, part = address.partition("#")
    if written not in catalog.surfaces:
        known = ", ".join(one.path for one in catalog.contracts[:8]) or "none"
        raise InputError(Problem(written, 0, f"no contract stands there; there are: {known}"))
    descriptions = Descriptions(Files(catalog))
    contract = descriptions.holder(written)
    surface = descriptions.surface(contract)
    found = sought(part, surface)
    if found.kind == "contract":
        names = ", ".join(item.name for item in (surface.types if surface else ())[:12])
        raise InputError(Problem(written, 0, f"no part is called {part!r}; types here: {names}"))
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
    unchanged, owners = ChangeSet(catalog.tree, catalog.tree), read_owners(catalog.tree)
    return impacts([removal], catalog, catalog, unchanged, owners=owners, assume_removed=True)
