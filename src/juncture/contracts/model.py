"""The change model: one record for a difference of any contract, whatever its format."""

from enum import StrEnum
from typing import Literal

import msgspec

from juncture.facts.fingerprint import fingerprint


class Compatibility(StrEnum):
    """What a change means for those who use the contract, most harmful first."""

    BREAKING = "breaking"
    RISKY = "risky"
    COMPATIBLE = "compatible"


class Direction(StrEnum):
    """Who writes the part that changes: the consumer (request), the provider (response), or either."""

    REQUEST = "request"
    RESPONSE = "response"
    BOTH = "both"


class Cause(msgspec.Struct, frozen=True, order=True):
    """The line of a contract that a change comes from. ``line`` counts from 1."""

    path: str
    line: int
    revision: str = ""


class Levels(msgspec.Struct, frozen=True):
    """Which levels of Protobuf a change survives: True means that old and new understand each other there."""

    wire: bool
    json: bool
    source: bool


class Witness(msgspec.Struct, frozen=True, omit_defaults=True):
    """A concrete instance on which old and new differ, as a judge that is not ours sees it.

    ``kind`` names the judge (``protobuf``, ``jsonschema`` …). ``text`` shows the instance;
    ``old_verdict`` and ``new_verdict`` say what each side makes of it. ``old_at`` and ``new_at`` are what the judge
    held it against: ``PATH#/json/pointer`` of a schema (RFC 6901; several where all of them hold), ``PATH#Type`` of a
    message or record; empty where the text names it.
    """

    kind: str
    text: str
    old_verdict: str
    new_verdict: str
    old_at: tuple[str, ...] = ()
    new_at: tuple[str, ...] = ()


class ContractChange(msgspec.Struct, frozen=True):
    """One semantic difference of a contract.

    ``part`` is the address within the contract, in its format's grammar. ``old`` and ``new`` are what stood
    and stands there, in the format's own notation, empty where absent. ``operations`` are the operations
    that reach the part. ``levels`` is None where the format has no levels. ``proof`` is ``proven`` where a
    witness was confirmed, else ``by-rule``.
    """

    fingerprint: str
    rule: str
    compatibility: Compatibility
    direction: Direction
    part: str
    contract: str
    old: str
    new: str
    cause: Cause | None
    cause_old: Cause | None
    operations: tuple[str, ...] = ()
    levels: Levels | None = None
    proof: Literal["proven", "by-rule"] = "by-rule"
    witness: Witness | None = None


def ordered(changes: list[ContractChange]) -> list[ContractChange]:
    """Return the changes in a stable order: contract, harm, then place, then part."""
    rank = {Compatibility.BREAKING: 0, Compatibility.RISKY: 1, Compatibility.COMPATIBLE: 2}
    return sorted(
        changes,
        key=lambda c: (
            c.contract,
            rank[c.compatibility],
            (c.cause or c.cause_old or Cause("", 0)).line,
            c.part,
            c.rule,
            c.old,
            c.new,
        ),
    )


def identified(changes: list[ContractChange]) -> list[ContractChange]:
    """Return the changes with their fingerprints, in order."""
    seen: dict[tuple[str, str, str], int] = {}
    result = []
    for change in ordered(changes):
        key = (change.rule, change.contract, change.part)
        ordinal = seen.get(key, 0)
        seen[key] = ordinal + 1
        result.append(msgspec.structs.replace(change, fingerprint=fingerprint(*key, ordinal)))
    return result
