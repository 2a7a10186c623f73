"""The words and marks that people read, once for every renderer: a mark never stands without its word."""

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from juncture.contracts.model import Compatibility, ContractChange, Levels
from juncture.facts.provenance import Provenance
from juncture.facts.rule import UnknownRuleError, rule

if TYPE_CHECKING:
    from juncture.catalog.evidence import Account


class Sign(NamedTuple):
    """How a status looks: a mark, its word, and a tone (``bad``, ``warn``, ``hold``, ``good``, ``quiet``)."""

    mark: str
    word: str
    tone: str


SIGNS: dict[str, dict[str, Sign]] = {
    "verdict": {
        "pass": Sign("✓", "Pass", "good"),
        "warn": Sign("!", "Pass with warnings", "warn"),
        "needs_approval": Sign("‖", "Needs approval", "hold"),
        "blocked": Sign("✕", "Blocked", "bad"),
        "out_of_scope": Sign("⊘", "Out of scope", "bad"),
        "error": Sign("?", "Could not tell", "bad"),
    },
    "status": {
        "ok": Sign("✓", "ok", "good"),
        "warn": Sign("!", "warning", "warn"),
        "blocked": Sign("✕", "blocked", "bad"),
        "missing": Sign("○", "missing", "warn"),
        "not_applicable": Sign("–", "does not apply", "quiet"),
    },
    "severity": {
        "block": Sign("✕", "block", "bad"),
        "warn": Sign("!", "warn", "warn"),
        "note": Sign("·", "note", "quiet"),
    },
    "compatibility": {
        "breaking": Sign("✕", "breaking", "bad"),
        "risky": Sign("!", "risky", "warn"),
        "compatible": Sign("✓", "compatible", "good"),
    },
    "hold": {
        "open": Sign("‖", "open", "hold"),
        "approved": Sign("✓", "approved", "good"),
    },
    "edge": {
        "added": Sign("+", "added", "good"),
        "removed": Sign("–", "removed", "bad"),
        "unchanged": Sign("·", "unchanged", "quiet"),
    },
    "outcome": {
        "safe": Sign("✓", "safe", "good"),
        "hurt": Sign("✕", "hurt", "bad"),
        "absent": Sign("–", "does not happen", "quiet"),
    },
    "stride": {
        "done": Sign("✓", "done", "good"),
        "open": Sign("○", "open", "warn"),
        "skipped": Sign("–", "skipped here", "warn"),
    },
    "state": {
        "repaired": Sign("✓", "repaired here", "good"),
        "untouched": Sign("✕", "untouched", "bad"),
        "edited": Sign("?", "edited here", "warn"),
        "rebuilt": Sign("↻", "needs a new build", "warn"),
        "new": Sign("+", "new at head", "warn"),
        "outside": Sign("○", "outside the repository", "warn"),
    },
}

MEETINGS = {
    "old-reader": "old reader, new writer",
    "new-reader": "new reader, old writer",
    "kept": "messages kept in a topic",
    "never-updates": "a client that never updates",
}
"""How old and new meet while a change goes live."""

NOT_LOOKED_AT = (
    "uses through reflection, dynamic access and untyped data, unless a line names the part",
    "services and consumers outside this repository",
    "what production does: nothing was run, no network was asked",
)
_BEYOND = "what production does beyond the evidence that was handed in: nothing was run, no network was asked"


def sign(kind: str, value: str) -> Sign:
    """Return how a value of a kind looks; a value that this version does not know is shown as it is."""
    return SIGNS[kind].get(value) or Sign("·", str(value), "quiet")


def count(number: int, one: str, many: str = "") -> str:
    """Return ``1 team`` or ``3 teams``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def recorded(told: "Account") -> str:
    """Return how much of a folder of evidence was read: files by what they are, spans, proven edges, unread files."""
    files = f"{count(told.traces, 'file')} of telemetry and {count(told.pacts, 'Pact file')} read"
    nameless = f" ({told.nameless:,} more name no service)" if told.nameless else ""
    proven = f"{count(told.edges, 'edge')} proven"
    return (
        f"evidence: {files}: {count(told.spans, 'span')}{nameless}, {proven}; {count(len(told.unread), 'file')} unread"
    )


def not_looked_at(told: "Account | None") -> tuple[str, ...]:
    """Return what no review looks at; of production, only what evidence tells is looked at."""
    return (*NOT_LOOKED_AT[:-1], _BEYOND) if told else NOT_LOOKED_AT


def tally(changes: Collection[ContractChange], *, proven: bool = True) -> str:
    """Return ``12 breaking (11 proven), 3 risky, 40 compatible``; how many are proven only where that is wanted."""
    kinds = {kind: [change for change in changes if change.compatibility is kind] for kind in Compatibility}
    told = [f"{len(found)} {kind}" for kind, found in kinds.items()]
    if proven and kinds[Compatibility.BREAKING]:
        told[0] += f" ({sum(change.proof == 'proven' for change in kinds[Compatibility.BREAKING])} proven)"
    return ", ".join(told)


def reached_by(change: ContractChange) -> list[str]:
    """Return the operations that a change reaches, where its part does not name them already."""
    return [] if all(name in change.part for name in change.operations) else list(change.operations)


def undecided(change: ContractChange) -> bool:
    """Tell whether a change is one that could not be judged: what stands on its only side is the reason."""
    return change.rule.endswith("/cannot-prove")


def listed(names: list[str], limit: int = 3) -> str:
    """Return ``a, b, c and 4 more``."""
    rest = len(names) - limit
    return ", ".join(names[:limit]) + (f" and {rest} more" if rest > 0 else "")


def short(digest: str) -> str:
    """Return the first twelve digits of a digest or a commit id."""
    return digest[:12]


def place(where: Provenance | None) -> str:
    """Return ``path:line``."""
    return str(where) if where else ""


def rule_title(rule_id: str) -> str:
    """Return the registered title of a rule, else its id."""
    try:
        return rule(rule_id).title
    except UnknownRuleError:
        return rule_id


def fix(rule_id: str) -> str:
    """Return what to do about a rule; empty where it is not registered."""
    try:
        return rule(rule_id).fix
    except UnknownRuleError:
        return ""


def broken(levels: Levels | None) -> list[str]:
    """Return the levels on which old and new no longer understand each other."""
    if levels is None:
        return []
    named = [("wire", levels.wire), ("JSON", levels.json), ("source", levels.source)]
    return [name for name, survives in named if not survives]


def harm(levels: Levels | None) -> str:
    """Return which levels a change breaks, and which a reader may be glad that it survives; empty without levels."""
    if levels is None or not broken(levels):
        return ""
    said = f"breaks {', '.join(broken(levels))}"
    return f"{said}; safe on the wire" if levels.wire else said


def verdicts(change: ContractChange) -> list[tuple[str, str]]:
    """Return what each side makes of the witness, where its text does not say so already."""
    if change.witness is None:
        return []
    sides = (("old contract", change.witness.old_verdict), ("new contract", change.witness.new_verdict))
    return [(side, said) for side, said in sides if said and said not in change.witness.text]


def delta(old: str, new: str) -> str:
    """Return what becomes of a part: ``int32 → string``, ``added string note = 6``, ``removed Float``."""
    if old and new:
        return f"{old} → {new}"
    return f"added {new}" if new else f"removed {old}" if old else ""


def causes(change: ContractChange) -> list[str]:
    """Return where the change stands: the old side, then the new, one entry where both are the same place."""
    sides = [f"{side.path}:{side.line}" for side in (change.cause_old, change.cause) if side]
    return list(dict.fromkeys(sides))
