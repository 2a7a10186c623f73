"""The policy, the holds, and what decides: plain records. This floor does no I/O."""

from enum import StrEnum

import msgspec

from juncture.facts.provenance import Provenance


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

    A path is selected by any of: ``paths`` (globs from the repository's root), ``packages`` (globs over the package
    of a contract), ``contracts`` (tags: ``shared``, ``public``), ``data`` (classes of data that a contract carries);
    never where ``exclude`` fits. ``covers`` is ``everything`` or ``logic``: the meaning of contracts, and source code
    that people write. ``approvers`` are principals or groups; empty means the CODEOWNERS owners of the covered
    paths. ``source`` and ``line`` are where it stands. A nested policy's area has a ``folder``: it covers only what
    lies below, and its globs start there.
    """

    id: str
    reason: str
    paths: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    min: int = 1
    line: int = 0
    contracts: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    covers: str = "everything"
    source: str = "built-in"
    folder: str = ""


class Waiver(msgspec.Struct, frozen=True):
    """An accepted finding. ``expires`` is a date, YYYY-MM-DD; after it the waiver is void."""

    fingerprint: str
    reason: str
    owner: str
    ticket: str
    expires: str


class CustomReader(msgspec.Struct, frozen=True):
    """An edge that only this repository knows how to see.

    ``pattern`` is a literal text of one line in which ``{to}`` stands for the service or topic that is called; no
    regular expression. ``layer`` is that of the edge.
    """

    paths: tuple[str, ...]
    pattern: str
    layer: str = "sync"


class FolderSeverities(msgspec.Struct, frozen=True):
    """Severities that a nested policy raises below ``folder``."""

    folder: str
    severities: dict[str, str]


class Policy(msgspec.Struct, frozen=True):
    """What the target's ``juncture.yaml`` says, over the built-in default.

    ``source`` is the file's path, or ``built-in``; ``digest`` is the sha256 of what was read.

    Who decides: ``approvers`` where neither an area nor CODEOWNERS names anybody; ``groups`` maps a name to
    principals; ``approval_days`` is how long an approval lasts at most; ``carriers`` are the kinds that count (empty:
    all); ``signers`` maps a principal to the public SSH keys that sign for it.

    What things are: ``aliases`` maps a service's canonical name to other names it goes by, ``domains`` a domain to
    path globs, ``utilities`` a kind (``retry``, ``logging``) to globs of where the house's own are. ``public`` are
    globs of contracts with users outside the repository, ``wire_only`` of Protobuf contracts for which only a break
    on the wire is breaking, ``stability`` of packages and paths that promise nothing yet. ``released`` is the
    pattern of release tags.

    What things weigh: ``severities`` maps a rule id, or ``family/*``, to ``off``, ``note``, ``warn`` or ``block``;
    ``folders`` are those of nested policies. ``baseline`` are fingerprints of standing findings. ``evidence`` maps a
    kind (``tests``, ``telemetry``, ``flags``) to ``required``, ``optional`` or ``off``. ``redirects`` maps the name
    of a scope rule to where such a change goes.
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
    folders: tuple[FolderSeverities, ...] = ()
    wire_only: tuple[str, ...] = ()
    stability: tuple[str, ...] = ()
    released: str = ""
    approvers: tuple[str, ...] = ()
    groups: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    approval_days: int = 30
    carriers: tuple[str, ...] = ()
    signers: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    evidence: dict[str, str] = msgspec.field(default_factory=dict)
    redirects: dict[str, str] = msgspec.field(default_factory=dict)
    utilities: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    readers: tuple[CustomReader, ...] = ()


class Approval(msgspec.Struct, frozen=True):
    """A yes to a hold, for exactly the content named by ``binding``. ``expires`` is a date, YYYY-MM-DD.

    ``carrier`` is ``forge-verified`` or ``offline-signed``. ``kind`` says why a break is accepted (approvals.KINDS).
    ``answer`` ``no`` is a disapproval: it keeps the hold open whatever others say.
    """

    hold: str
    principal: str
    binding: str
    carrier: str
    expires: str = ""
    kind: str = ""
    answer: str = "yes"


class Refused(msgspec.Struct, frozen=True, order=True):
    """An approval that does not count, and why."""

    principal: str
    reason: str


class Hold(msgspec.Struct, frozen=True):
    """A stop that only named humans lift.

    ``paths`` are the covered paths of the change; ``approvers`` the principals who may lift it, ``min`` how many of
    them; ``one_of_each`` are groups of approvers of whom each has to give a yes. ``binding`` is the digest of the
    content that an approval covers; ``state`` is ``open`` or ``approved``. ``rule`` is where the protecting rule
    stands (``juncture.yaml:14``, ``built-in``), or the one that explains the hold (``policy/governance``).
    ``findings`` are the blocks that this hold stands for (a break with a documented migration). ``refused`` are
    approvals that do not count.
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
    one_of_each: tuple[tuple[str, ...], ...] = ()
    findings: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()


class OutOfScope(msgspec.Struct, frozen=True):
    """Something that the process does not cover (process.md O1, O2), and where it goes instead."""

    rule: str
    message: str
    redirect: str
    provenance: tuple[Provenance, ...] = ()
