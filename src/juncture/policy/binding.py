"""The binding of an approval: what exactly somebody said yes to (design.md, Identity)."""

import hashlib
import json
from collections.abc import Iterable
from typing import NamedTuple

from juncture.policy.protection import Touched

VERSION = 1


class Place(NamedTuple):
    """Where a change is to go: the repository's name (``org/name``) and the branch merged into, never a commit."""

    repository: str
    target: str


def binding(place: Place, hold: str, rule: str, covered: Iterable[Touched]) -> str:
    """Return the 64 hex digits that an approval of ``hold`` names.

    ``rule`` is the digest of the hold's own rule and approvers. The covered paths count with mode and content on both
    sides; nothing else does, so that a rebase, another policy edit or a design answer leaves an approval alive.
    """
    paths = sorted([one.path, one.old_mode, one.old_sha256, one.new_mode, one.new_sha256] for one in covered)
    return digest(
        {
            "version": VERSION,
            "repository": place.repository,
            "target": place.target,
            "hold": hold,
            "rule": rule,
            "paths": paths,
        }
    )


def digest(value: object) -> str:
    """Return the sha256, in hex, of a value as canonical JSON: keys sorted, no blanks, ASCII."""
    material = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(material.encode("ascii")).hexdigest()
