"""The design: the author's file, which says what only the author knows.

The description of a field is its comment in the file, its text in the JSON Schema and its label in a form.
"""

from typing import Annotated

import msgspec


def _says(text: str) -> msgspec.Meta:
    return msgspec.Meta(description=text)


class NonFunctional(msgspec.Struct, frozen=True):
    """Requirements beyond behaviour (process.md I4)."""

    latency: Annotated[str, _says("how long a caller may wait, with the percentile: p99 200 ms")] = ""
    error_budget: Annotated[str, _says("how much may fail: 99.9 % over 30 days")] = ""
    retention: Annotated[str, _says("how long data and messages are kept")] = ""
    throughput: Annotated[str, _says("how much is expected, with the peak: 50 orders a second")] = ""


class ChangeManagement(msgspec.Struct, frozen=True):
    """How the change reaches production (process.md I5). ``migration`` documents the steps around a break (R2)."""

    strategy: Annotated[str, _says("how it is rolled out: flag, canary, blue-green, rolling, all-at-once")] = ""
    flags: Annotated[tuple[str, ...], _says("feature flags that switch it")] = ()
    migration: Annotated[str, _says("the steps that take every user of a break from old to new, in order")] = ""
    rollback: Annotated[str, _says("how to go back, and until when that is possible")] = ""


class OtherTeam(msgspec.Struct, frozen=True):
    """A dependency on another team's work (process.md X2)."""

    team: Annotated[str, _says("the team, by its name in CODEOWNERS")]
    contract: Annotated[str, _says("the contract between the two, by its path")] = ""
    assumption: Annotated[str, _says("what is taken for granted about their side")] = ""
    expectation: Annotated[str, _says("what they have to do, and by when")] = ""
    ticket: Annotated[str, _says("where they track it")] = ""


class Links(msgspec.Struct, frozen=True):
    """Documents that the pull request links and never copies (process.md A4)."""

    runbook: Annotated[str, _says("what the person on call opens")] = ""
    documents: Annotated[tuple[str, ...], _says("design documents")] = ()


class Decision(msgspec.Struct, frozen=True):
    """What a review meeting decided."""

    about: Annotated[str, _says("what was asked: a finding, a contract, a hold")]
    decided: Annotated[str, _says("what was decided")]
    who: Annotated[str, _says("who does it")] = ""
    by_when: Annotated[str, _says("by when")] = ""
    dissent: Annotated[str, _says("who saw it otherwise, and why")] = ""


class Design(msgspec.Struct, frozen=True):
    """What only the authors of a change know. Empty means not said."""

    requirement: Annotated[str, _says("What changes for the user or the system, and why.")] = ""
    services: Annotated[tuple[str, ...], _says("The services that this change is meant to change.")] = ()
    domains: Annotated[tuple[str, ...], _says("The business domains that it belongs to.")] = ()
    contracts: Annotated[tuple[str, ...], _says("The APIs, events and jobs that it adds or changes, by path.")] = ()
    non_functional: Annotated[NonFunctional, _says("What it has to hold beyond behaviour.")] = NonFunctional()
    change_management: Annotated[ChangeManagement, _says("How it reaches production.")] = ChangeManagement()
    other_teams: Annotated[tuple[OtherTeam, ...], _says("What it needs from other teams.")] = ()
    signals: Annotated[tuple[str, ...], _says("The logs, metrics and traces that show it at work.")] = ()
    links: Annotated[Links, _says("Documents, linked and never copied.")] = Links()
    answers: Annotated[dict[str, str], _says("Answers to the open questions of the review, by the question's id.")] = (
        msgspec.field(default_factory=dict)
    )
    decisions: Annotated[tuple[Decision, ...], _says("What the review meeting decided.")] = ()


class Question(msgspec.Struct, frozen=True):
    """Something only people know. ``field`` is the place of the answer in the design file (address.py).

    ``choices`` are the allowed answers, empty for free text; ``asked_because`` names what in the change raises it.
    ``answer`` is empty while the question is open.
    """

    id: str
    step: str
    field: str
    text: str
    asked_because: str
    answer: str = ""
    choices: tuple[str, ...] = ()
