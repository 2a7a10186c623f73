"""The review: all of it for one change, as review.json holds it.

Field names and order are the published JSON. Keys are only added within a schema version.
"""

from enum import StrEnum

import msgspec

from juncture.catalog.evidence import Account
from juncture.catalog.model import Copy, Domain, Guide, Service, Team
from juncture.contracts.model import ContractChange
from juncture.design.model import Design, Question
from juncture.facts.finding import Finding
from juncture.facts.problem import Unread
from juncture.facts.provenance import Provenance
from juncture.facts.steps import StepId
from juncture.flow.model import Impact, Rollout
from juncture.policy.model import Hold, Verdict, Waiver

SCHEMA_VERSION = 1


class StepStatus(StrEnum):
    """How a step stands."""

    OK = "ok"
    WARN = "warn"
    BLOCKED = "blocked"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"


class NextAction(msgspec.Struct, frozen=True):
    """The one thing to do next, and whose it is."""

    who: str
    what: str


class PolicyUsed(msgspec.Struct, frozen=True):
    """Which policy decided."""

    source: str
    digest: str


class DesignUsed(msgspec.Struct, frozen=True):
    """Which design was read. ``path`` is empty where it was drafted in memory."""

    path: str
    digest: str
    fields: Design
    answers: dict[str, str]
    questions: tuple[Question, ...]


class ChangedFile(msgspec.Struct, frozen=True):
    """A path of the change. ``service`` is empty where it belongs to none; ``owners`` are its owners at the target."""

    path: str
    kind: str
    service: str
    owners: tuple[str, ...]
    owner_rule: str
    oddity: str = ""


class ChangeSummary(msgspec.Struct, frozen=True):
    """What differs from base to head."""

    files: tuple[ChangedFile, ...]
    services: tuple[str, ...]


class ReviewedContract(msgspec.Struct, frozen=True):
    """A contract that changed, or whose copies did. Counts are of changes by compatibility."""

    path: str
    format: str
    kind: str
    provider: str
    providers: dict[str, str]
    copies: tuple[Copy, ...]
    breaking: int
    risky: int
    compatible: int


class ReviewedEdge(msgspec.Struct, frozen=True, rename={"source": "from", "target": "to"}):
    """An edge at head, or one that base had and head lacks. ``state`` is ``unchanged``, ``added`` or ``removed``."""

    source: str
    target: str
    layer: str
    strength: tuple[str, ...]
    state: str
    side: str = ""
    contract: str = ""
    provenance: tuple[Provenance, ...] = ()


class StaleCopy(msgspec.Struct, frozen=True):
    """A copy of a contract that lags behind its canonical file."""

    path: str
    contract: str
    service: str
    missing: tuple[str, ...]


class Step(msgspec.Struct, frozen=True):
    """One item of the checklist. ``reason`` is computed; ``findings`` are fingerprints."""

    id: StepId
    title: str
    status: StepStatus
    reason: str
    findings: tuple[str, ...] = ()


class ScopeFinding(msgspec.Struct, frozen=True):
    """Something the process does not cover (process.md O1, O2): redirected, never approved."""

    rule: str
    message: str
    redirect: str
    provenance: tuple[Provenance, ...] = ()


class Evidence(msgspec.Struct, frozen=True):
    """What a step rests on, and who vouches for it (``author``, ``ci-head``, ``forge``, ``signed``)."""

    step: StepId
    kind: str
    summary: str
    vouched_by: str
    provenance: tuple[Provenance, ...] = ()


class Diagram(msgspec.Struct, frozen=True):
    """A picture of the packet: ``<id>.dot`` is its text, ``<id>.svg`` lies beside it where it could be drawn."""

    id: str
    title: str


DIAGRAMS = (Diagram("difference", "What the change concerns"), Diagram("flow", "Data and control flow"))


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """All of it for one change. Same inputs and ``as_of``, same bytes."""

    schema_version: int = SCHEMA_VERSION
    verdict: Verdict
    mode: str
    next_action: NextAction
    as_of: str
    target: str
    base: str
    head: str
    policy: PolicyUsed
    design: DesignUsed
    change: ChangeSummary
    teams: tuple[Team, ...] = ()
    domains: tuple[Domain, ...] = ()
    services: tuple[Service, ...] = ()
    contracts: tuple[ReviewedContract, ...] = ()
    changes: tuple[ContractChange, ...] = ()
    edges: tuple[ReviewedEdge, ...] = ()
    impact: tuple[Impact, ...] = ()
    rollouts: tuple[Rollout, ...] = ()
    conventions: tuple[str, ...] = ()
    drift: tuple[Finding, ...] = ()
    stale_copies: tuple[StaleCopy, ...] = ()
    steps: tuple[Step, ...] = ()
    scope: tuple[ScopeFinding, ...] = ()
    holds: tuple[Hold, ...] = ()
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    recorded: Account | None = None
    waivers: tuple[Waiver, ...] = ()
    other_teams: tuple[str, ...] = ()
    guidance: tuple[Guide, ...] = ()
    diagrams: tuple[Diagram, ...] = DIAGRAMS
    unread: tuple[Unread, ...] = ()
