"""The design: the author's file, which says what only the author knows."""

import msgspec


class NonFunctional(msgspec.Struct, frozen=True):
    """Requirements beyond behaviour (process.md I4)."""

    latency: str = ""
    error_budget: str = ""
    retention: str = ""
    throughput: str = ""


class ChangeManagement(msgspec.Struct, frozen=True):
    """How the change reaches production (process.md I5). ``migration`` documents the steps around a break (R2)."""

    strategy: str = ""
    flags: tuple[str, ...] = ()
    migration: str = ""
    rollback: str = ""


class OtherTeam(msgspec.Struct, frozen=True):
    """A dependency on another team's work (process.md X2)."""

    team: str
    contract: str = ""
    assumption: str = ""
    expectation: str = ""
    ticket: str = ""


class Links(msgspec.Struct, frozen=True):
    """Documents that the pull request links and never copies (process.md A4)."""

    runbook: str = ""
    documents: tuple[str, ...] = ()


class Decision(msgspec.Struct, frozen=True):
    """What a review meeting decided."""

    about: str
    decided: str
    who: str = ""
    by_when: str = ""
    dissent: str = ""


class Design(msgspec.Struct, frozen=True):
    """The fields of ``designs/<slug>.yaml`` (design.md, Files the user writes). Empty means not said.

    ``answers`` maps the id of an open question to its answer.
    """

    requirement: str = ""
    services: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()
    non_functional: NonFunctional = NonFunctional()
    change_management: ChangeManagement = ChangeManagement()
    other_teams: tuple[OtherTeam, ...] = ()
    signals: tuple[str, ...] = ()
    links: Links = Links()
    answers: dict[str, str] = msgspec.field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()


class Question(msgspec.Struct, frozen=True):
    """Something only people know. ``field`` is the dotted place of the answer in the design file.

    ``choices`` are the allowed answers, empty for free text; ``asked_because`` names what in the change raises it.
    """

    id: str
    step: str
    field: str
    text: str
    asked_because: str
    answer: str = ""
    choices: tuple[str, ...] = ()
