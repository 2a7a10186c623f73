"""The policy, the holds, and what decides: plain records. This floor does no I/O."""

from enum import StrEnum

import msgspec


class Verdict(StrEnum):
    """The answer to a change, best first; a later one outweighs an earlier one."""

    PASS = "pass"
    WARN = "warn"
    NEEDS_APPROVAL = "needs_approval"
    BLOCKED = "blocked"
    OUT_OF_SCOPE = "out_of_scope"
    ERROR = "error"


class ProtectedArea(msgspec.Struct, frozen=True):
    """A part of the repository whose change needs a human's explicit yes (process.md X1).

    ``paths`` are globs from the repository's root (``**`` spans folders); ``packages`` are globs over the package of
    a contract. ``approvers`` are principals; empty means the CODEOWNERS owners of the covered paths.
    """

    id: str
    reason: str
    paths: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    min: int = 1
    line: int = 0


class Waiver(msgspec.Struct, frozen=True):
    """An accepted finding. ``expires`` is a date, YYYY-MM-DD; after it the waiver is void."""

    fingerprint: str
    reason: str
    owner: str
    ticket: str
    expires: str


class Policy(msgspec.Struct, frozen=True):
    """What the target's ``juncture.yaml`` says, over the built-in default.

    ``source`` is the file's path, or ``built-in``; ``digest`` is the sha256 of what was read. ``aliases`` maps a
    service's canonical name to other names it goes by; ``domains`` maps a domain to path globs;
    ``severities`` maps a rule id to ``off``, ``note``, ``warn`` or ``block``; ``public`` holds globs of contracts that
    have users outside the repository; ``baseline`` fingerprints of standing findings.
    """

    source: str = "built-in"
    digest: str = ""
    mode: str = "observe"
    protected: tuple[ProtectedArea, ...] = ()
    aliases: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    domains: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    severities: dict[str, str] = msgspec.field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    public: tuple[str, ...] = ()
    baseline: tuple[str, ...] = ()
    validation: dict[str, tuple[tuple[str, ...], ...]] = msgspec.field(default_factory=dict)


class Approval(msgspec.Struct, frozen=True):
    """A yes to a hold, for exactly the content named by ``binding``. ``expires`` is a date, YYYY-MM-DD."""

    hold: str
    principal: str
    binding: str
    carrier: str
    expires: str = ""


class Hold(msgspec.Struct, frozen=True):
    """A stop that only named humans lift.

    ``paths`` are the covered paths of the change; ``approvers`` the principals who may lift it, ``min`` how many of them;
    ``binding`` the digest of the content that an approval covers; ``state`` is ``open`` or ``approved``.
    ``rule`` is where the protecting rule stands (``juncture.yaml:14``, ``built-in``).
    """

    id: str
    reason: str
    paths: tuple[str, ...]
    approvers: tuple[str, ...]
    min: int
    binding: str
    state: str
    rule: str = ""
    approvals: tuple[Approval, ...] = ()
