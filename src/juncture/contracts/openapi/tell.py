"""Tells the differences of API descriptions as changes of a contract."""

from collections.abc import Iterator

from juncture.contracts.formats import Comparison
from juncture.contracts.model import Cause, Compatibility, ContractChange, Direction
from juncture.contracts.openapi.api import Description
from juncture.contracts.openapi.description import Differences
from juncture.contracts.openapi.draft import Draft
from juncture.contracts.openapi.read import operations, paths
from juncture.contracts.schema.changes import Teller, Told, direction, schema_changes
from juncture.facts.rule import rule


def told(found: Differences, old: Description, new: Description, comparison: Comparison) -> Iterator[Told]:
    """Yield the changes, each with the schemas it was made of where it comes from one."""
    teller = Teller(old.sources, new.sources, comparison.old_revision, comparison.new_revision, new.path)
    for draft, names in found.drafts.items():
        yield Told(_change(draft, names, teller))
    yield from schema_changes(found.schemas, found.roots, teller)


def _change(draft: Draft, names: set[str], teller: Teller) -> ContractChange:
    rule_id = f"openapi/{draft.rule}"
    return ContractChange(
        fingerprint="",
        rule=rule_id,
        compatibility=Compatibility(rule(rule_id).compatibility),
        direction=direction(draft.ways),
        part=str(draft.part),
        contract=teller.contract,
        old=draft.old,
        new=draft.new,
        cause=teller.cause(draft.at) if draft.at else None,
        cause_old=teller.cause_old(draft.was) if draft.was else None,
        operations=tuple(sorted(names)),
    )


def whole(description: Description, revision: str, *, added: bool) -> Iterator[ContractChange]:
    """Yield the changes where a whole description came or went: itself."""
    names = [
        each.name for path, item in paths(description).items() for each in operations(description, path, item).values()
    ]
    rule_id = "openapi/description-added" if added else "openapi/description-removed"
    title = description.root.get("info")
    text = str(title.get("title", "")) if isinstance(title, dict) else ""
    cause = Cause(description.path, 1, revision)
    yield ContractChange(
        fingerprint="",
        rule=rule_id,
        compatibility=Compatibility(rule(rule_id).compatibility),
        direction=Direction.BOTH,
        part="document",
        contract=description.path,
        old="" if added else text,
        new=text if added else "",
        cause=cause if added else None,
        cause_old=None if added else cause,
        operations=tuple(sorted(names)),
    )
