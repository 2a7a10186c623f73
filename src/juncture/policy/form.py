"""The form of ``juncture.yaml``: the keys as people write them. Its schema is what checks the file."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Severity = Literal["off", "note", "warn", "block"]
Need = Literal["required", "optional", "off"]


def _says(text: str) -> Meta:
    return Meta(description=text)


Date = Annotated[str, Meta(description="a date, YYYY-MM-DD", pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Fingerprint = Annotated[str, Meta(description="the 64 hex digits of a finding's fingerprint", pattern="^[0-9a-f]{64}$")]
Names = tuple[str, ...]


class AreaForm(msgspec.Struct, frozen=True):
    """A protected area. At least one of paths, packages, contracts and data says what it selects."""

    reason: Annotated[str, _says("why it is protected; shown with the hold")]
    paths: Annotated[Names, _says("globs from the repository's root")] = ()
    packages: Annotated[Names, _says("globs over the package of a contract")] = ()
    contracts: Annotated[
        tuple[Literal["shared", "public"], ...],
        _says("contracts that several services use and none owns; contracts with users outside the repository"),
    ] = ()
    data: Annotated[
        tuple[Literal["personal", "payment", "credentials", "health"], ...],
        _says("classes of data that a contract carries, by the names of its fields"),
    ] = ()
    exclude: Annotated[Names, _says("globs of paths that it never covers")] = ()
    covers: Annotated[
        Literal["everything", "logic"],
        _says("every file, or only the meaning of contracts and the code that people write (no tests)"),
    ] = "everything"
    approvers: Annotated[Names, _says("who may lift the hold; without them the owners by CODEOWNERS")] = ()
    min: Annotated[int, Meta(description="how many different people have to say yes", ge=1, le=20)] = 1


class WaiverForm(msgspec.Struct, frozen=True):
    """A finding that is accepted until a date."""

    fingerprint: Fingerprint
    reason: Annotated[str, Meta(description="why it is accepted", min_length=1)]
    owner: Annotated[str, Meta(description="who answers for it", min_length=1)]
    ticket: Annotated[str, Meta(description="where its end is tracked", min_length=1)]
    expires: Date


class ReaderForm(msgspec.Struct, frozen=True):
    """An edge that only this repository knows how to see."""

    paths: Annotated[Names, _says("globs of the files to look in")]
    pattern: Annotated[str, _says("the text of one line, with {to} in the place of the service or topic")]
    layer: Annotated[Literal["sync", "async", "data"], _says("the kind of dependency")] = "sync"


class ApprovalsForm(msgspec.Struct, frozen=True):
    """Which approvals count."""

    days: Annotated[int, Meta(description="how many days an approval lasts at most", ge=1, le=30)] = 30
    carriers: Annotated[
        tuple[Literal["forge-verified", "offline-signed"], ...],
        _says("which kinds count; both where nothing is said"),
    ] = ()


class EvidenceForm(msgspec.Struct, frozen=True):
    """Which evidence a change has to bring; missing required evidence weighs what failed evidence does."""

    tests: Annotated[Need, _says("reports of executed tests")] = "optional"
    telemetry: Annotated[Need, _says("the signals, seen in local or staging")] = "optional"
    flags: Annotated[Need, _says("the state of the feature flags")] = "optional"


class RedirectsForm(msgspec.Struct, frozen=True):
    """Where changes go that this process does not cover."""

    data_store: Annotated[str, _says("a new database, cache or object store")] = ""
    infrastructure: Annotated[str, _says("a new broker or other infrastructure")] = ""
    replication: Annotated[str, _says("replication across regions or clouds")] = ""


class PolicyForm(msgspec.Struct, frozen=True):
    """What this repository asks of a change. Read at the tip of the target branch, never in the change itself."""

    mode: Annotated[
        Literal["observe", "enforce"],
        _says("observe reports and always exits 0 (2 bad input, 5 could not tell); enforce exits by the verdict"),
    ] = "observe"
    protected: Annotated[
        dict[str, AreaForm], _says("areas whose change needs a yes, by id; a built-in id replaces it")
    ] = msgspec.field(default_factory=dict)
    unprotected: Annotated[Names, _says("built-in areas that are switched off")] = ()
    approvers: Annotated[Names, _says("who decides where neither an area nor CODEOWNERS names anybody")] = ()
    groups: Annotated[dict[str, Names], _says("names for several approvers")] = msgspec.field(default_factory=dict)
    approvals: Annotated[ApprovalsForm, _says("which approvals count")] = ApprovalsForm()
    signers: Annotated[dict[str, Names], _says("the public SSH keys of an approver, for signed approval records")] = (
        msgspec.field(default_factory=dict)
    )
    domains: Annotated[dict[str, Names], _says("business domains, as globs of paths")] = msgspec.field(
        default_factory=dict
    )
    aliases: Annotated[dict[str, Names], _says("other names of a service, by its canonical name")] = msgspec.field(
        default_factory=dict
    )
    validation: Annotated[
        dict[str, tuple[Names, ...]], _says("commands that validate a service, each as a list of arguments")
    ] = msgspec.field(default_factory=dict)
    evidence: Annotated[EvidenceForm, _says("which evidence a change has to bring")] = EvidenceForm()
    severities: Annotated[dict[str, Severity], _says("the weight of a rule, by its id or family/*")] = msgspec.field(
        default_factory=dict
    )
    waivers: Annotated[tuple[WaiverForm, ...], _says("findings that are accepted until a date")] = ()
    baseline: Annotated[tuple[Fingerprint, ...], _says("fingerprints of findings that were there before")] = ()
    public: Annotated[Names, _says("globs of contracts with users outside the repository")] = ()
    wire_only: Annotated[Names, _says("globs of Protobuf contracts that nobody reads as JSON")] = ()
    released: Annotated[str, _says("pattern of release tags; a break of what none of them has is a note")] = ""
    stability: Annotated[Names, _says("globs of packages and paths that promise nothing yet")] = ()
    redirects: Annotated[RedirectsForm, _says("where changes go that this process does not cover")] = RedirectsForm()
    utilities: Annotated[dict[str, Names], _says("where the house's own retry, logging, metrics … are, as globs")] = (
        msgspec.field(default_factory=dict)
    )
    readers: Annotated[tuple[ReaderForm, ...], _says("edges that only this repository knows how to see")] = ()


NESTED = ("evidence", "protected", "public", "severities", "utilities", "validation")
"""What a policy in a folder may say: it adds or raises for what lies below, and loosens nothing."""
