"""Contract changes as JSON: each one exactly as review.json holds it."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from juncture.contracts.model import Compatibility, ContractChange
from juncture.render import arrange
from juncture.review.model import SCHEMA_VERSION

_HIDDEN = re.compile(r"[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
SEVERAL = "several"
"""The format of a comparison of contracts of more than one."""


def changes_json(
    changes: Sequence[ContractChange], formats: Collection[str], beside: Mapping[str, Any] | None = None
) -> str:
    """Return the changes of one pair of files or folders, which hold contracts of these formats.

    ``beside`` says how the changes are shown, where that is not the default (``flat``, ``profile``).
    """
    name = next(iter(formats)) if len(formats) == 1 else SEVERAL
    return _encoded({"schema_version": SCHEMA_VERSION, **(beside or {}), **_counted(changes, name)})


def contracts_json(
    changes: Sequence[ContractChange], formats: Mapping[str, str], beside: Mapping[str, Any] | None = None
) -> str:
    """Return the changes between two revisions by contract; ``formats`` maps a contract's path to its format."""
    contracts = [
        {
            "path": of.contract,
            **_counted([*of.breaking, *of.risky, *of.compatible], formats.get(of.contract, "")),
        }
        for of in arrange.by_contract(changes)
    ]
    return _encoded({"schema_version": SCHEMA_VERSION, **(beside or {}), "contracts": contracts})


def _counted(changes: Sequence[ContractChange], format: str) -> dict[str, Any]:
    return {
        "format": format,
        "summary": {str(kind): sum(change.compatibility is kind for change in changes) for kind in Compatibility},
        "changes": changes,
    }


def _encoded(told: dict[str, Any]) -> str:
    """Return JSON in which what a terminal would obey or not show is written as an escape (threats.md T16, T17)."""
    text = msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n"
    return _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
