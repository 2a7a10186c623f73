"""Compares descriptions of applications, in whichever version of AsyncAPI they are written; each cause is told once."""

from collections.abc import Iterable

from juncture.contracts.asyncapi.application import application
from juncture.contracts.asyncapi.differences import Dialects, differences
from juncture.contracts.asyncapi.foreign import foreign_changes
from juncture.contracts.asyncapi.format import is_description
from juncture.contracts.asyncapi.layers import LayeredSources
from juncture.contracts.asyncapi.read import Description
from juncture.contracts.asyncapi.tell import change, teller
from juncture.contracts.formats import Comparison
from juncture.contracts.model import ContractChange
from juncture.contracts.schema import described
from juncture.contracts.schema.changes import Told, schema_changes
from juncture.contracts.schema.described import Family, Summary
from juncture.contracts.schema.touched import Touched


def compare(comparison: Comparison) -> list[ContractChange]:
    """Return the changes of all descriptions of a comparison. Raises InputError."""
    return described.compare(comparison, _ASYNCAPI)


def _told(old: Description, new: Description, touched: Touched, comparison: Comparison) -> Iterable[ContractChange]:
    found = differences(old, new, touched)
    told_by = teller(old, new, comparison)
    drafts = {draft: change(draft, *reach, told_by) for draft, reach in found.drafts.items()}
    schemas: list[tuple[Told, Dialects]] = []
    for dialects, each in found.schemas.items():
        schemas += [(told, dialects) for told in schema_changes(each, found.roots.get(dialects, []), told_by)]
    foreign = [
        told
        for each, (ways, names) in found.foreign.items()
        for told in foreign_changes(each, ways, tuple(sorted(names)), told_by, witnesses=comparison.witnesses)
    ]
    if comparison.witnesses and (drafts or schemas):
        from juncture.contracts.asyncapi.witness import witnessed  # noqa: PLC0415 - loads the judge

        return [*witnessed(drafts, schemas, found, old, new), *foreign]
    return [*drafts.values(), *(told.change for told, _ in schemas), *foreign]


def _summary(description: Description) -> Summary:
    channels = application(description).channels
    return Summary(description.title, [each.name for one in channels for each in one.operations.values()])


_ASYNCAPI = Family("asyncapi", is_description, LayeredSources, Description, _summary, _told)
