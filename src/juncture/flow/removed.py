"""What would break if a part of a contract were removed: asked before anything is written."""

from difflib import get_close_matches

from juncture.catalog.catalog import Catalog
from juncture.catalog.open import read_owners
from juncture.contracts.model import Cause, Compatibility, ContractChange, Direction
from juncture.facts.problem import InputError, Problem
from juncture.flow.descriptions import FORMAT, Descriptions
from juncture.flow.files import Files
from juncture.flow.impact import impacts
from juncture.flow.model import Impact
from juncture.flow.sought import Sought, sought
from juncture.repository.changes import ChangeSet

_NEAR = 5
"""Operations that are named to who asked for one that is not there."""


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
    if found.kind == "operation" and not found.member:
        _check_operation(written, found, descriptions, contract)
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


def _check_operation(written: str, found: Sought, descriptions: Descriptions, contract: str) -> None:
    """Raise InputError for an operation that a contract does not offer, with those that are called most like it."""
    surface = descriptions.surface(contract)
    known = {each.name for each in surface.operations} if surface else set()
    if surface and surface.format == FORMAT:
        known |= {each.name for each in descriptions.of(contract).sent}
    asked = found.operations or (f"{found.group}/{found.name}",)
    if contract in descriptions.files.unread or not known.isdisjoint(asked):
        return
    near = get_close_matches(asked[0], sorted(known), _NEAR) or sorted(known)[:_NEAR]
    raise InputError(
        Problem(written, 0, f"no operation is called {asked[0]!r}; near it are: {', '.join(near) or 'none'}")
    )
