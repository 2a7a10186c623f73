"""Contract changes as JSON: each one exactly as review.json holds it."""

from collections.abc import Sequence
from typing import Any

import msgspec

from juncture.contracts.model import Compatibility, ContractChange
from juncture.render import arrange
from juncture.review.model import SCHEMA_VERSION


def changes_json(changes: Sequence[ContractChange], *, by_contract: bool) -> str:
    """Return the changes of one pair, or of every contract between two revisions, with their counts."""
    if by_contract:
        told = {
            "schema_version": SCHEMA_VERSION,
            "contracts": [
                {"path": of.contract, **_counted([*of.breaking, *of.risky, *of.compatible])}
                for of in arrange.by_contract(changes)
            ],
        }
    else:
        told = {"schema_version": SCHEMA_VERSION, **_counted(changes)}
    return msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n"


def _counted(changes: Sequence[ContractChange]) -> dict[str, Any]:
    formats = sorted({change.rule.partition("/")[0] for change in changes})
    return {
        "format": formats[0] if len(formats) == 1 else "",
        "summary": {str(kind): sum(change.compatibility is kind for change in changes) for kind in Compatibility},
        "changes": changes,
    }
