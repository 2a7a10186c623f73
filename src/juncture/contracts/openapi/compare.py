"""Compares API descriptions: only the paths that differ or refer to something that does, each cause told once."""

from collections.abc import Iterable

from juncture.contracts.formats import Comparison
from juncture.contracts.model import ContractChange
from juncture.contracts.openapi.api import Description
from juncture.contracts.openapi.description import differences
from juncture.contracts.openapi.format import is_description
from juncture.contracts.openapi.read import operations, paths
from juncture.contracts.openapi.tell import told
from juncture.contracts.schema import described
from juncture.contracts.schema.described import Family, Summary
from juncture.contracts.schema.sources import Sources
from juncture.contracts.schema.touched import Touched


def compare(comparison: Comparison) -> list[ContractChange]:
    """Return the changes of all API descriptions of a comparison. Raises InputError."""
    return described.compare(comparison, _OPENAPI)


def _told(old: Description, new: Description, touched: Touched, comparison: Comparison) -> Iterable[ContractChange]:
    found = differences(old, new, touched)
    changes = list(told(found, old, new, comparison))
    if comparison.witnesses and changes:
        from juncture.contracts.openapi.witness import witnessed  # noqa: PLC0415 - loads the judge

        return witnessed(changes, found, old, new)
    return [each.change for each in changes]


def _summary(description: Description) -> Summary:
    info = description.root.get("info")
    names = [
        each.name for path, item in paths(description).items() for each in operations(description, path, item).values()
    ]
    return Summary(str(info.get("title", "")) if isinstance(info, dict) else "", names)


_OPENAPI = Family("openapi", is_description, Sources, Description, _summary, _told)
