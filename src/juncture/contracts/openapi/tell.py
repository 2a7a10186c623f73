"""Tells the differences of API descriptions as changes of a contract."""

from collections.abc import Iterator

from juncture.contracts.formats import Comparison
from juncture.contracts.openapi.api import Description
from juncture.contracts.openapi.description import Differences
from juncture.contracts.schema.changes import Teller, Told, schema_changes
from juncture.contracts.schema.draft import change


def told(found: Differences, old: Description, new: Description, comparison: Comparison) -> Iterator[Told]:
    """Yield the changes, each with the schemas it was made of where it comes from one."""
    teller = Teller(old.sources, new.sources, comparison.old_revision, comparison.new_revision, new.path)
    for draft, names in found.drafts.items():
        yield Told(change("openapi", draft, draft.ways, names, teller))
    yield from schema_changes(found.schemas, found.roots, teller)
