"""Step 1: who owns what changes (process.md S1)."""

from collections.abc import Iterator, Sequence

from juncture.catalog.codeowners import Codeowners
from juncture.catalog.manifests import Known
from juncture.design.questions import Raised
from juncture.facts.finding import Finding, finding
from juncture.facts.provenance import Provenance
from juncture.facts.steps import StepId
from juncture.review.files import FileKind
from juncture.review.situation import Situation
from juncture.review.steps.answer import Answer, counted, listed, not_applicable

_SUBJECT = (FileKind.CONTRACT, FileKind.CODE, FileKind.GENERATED, FileKind.MANIFEST)


def ownership(situation: Situation) -> Answer:
    """Name the services that change and their teams; say which have no owner."""
    services = situation.services(*_SUBJECT)
    if not situation.paths(*_SUBJECT):
        return not_applicable("no service, contract or source file changes")
    teams = sorted({team for name in services for team in situation.teams(name)})
    unowned = [name for name in services if not situation.teams(name)]
    reason = _reason(situation, services, teams)
    known = any(service.teams for service in situation.head.services) or any(file.owners for file in situation.files)
    designed = tuple(_against_design(situation, services))
    if not known:
        missing = f"owners are unknown: {_why_unknown(situation.owners)}"
        return Answer(True, reason, designed, missing=missing, raised=_raised(situation))
    findings = tuple(
        finding(
            "ownership/no-owner",
            name,
            f"{name} changes and has no owner",
            provenance=tuple(
                Provenance(path) for path in situation.paths(*_SUBJECT) if situation.service(path) == name
            )[:1],
        )
        for name in unowned
    )
    return Answer(True, reason, (*findings, *designed), raised=_raised(situation))


def _why_unknown(owners: Codeowners | None) -> str:
    if owners is None:
        return "the target has no CODEOWNERS file"
    if owners.rules:
        return f"no line of {owners.path} gives an owner to a service or to what changes"
    skipped = f"; {counted(len(owners.findings), 'line')} of it cannot be used" if owners.findings else ""
    return f"{owners.path} gives nothing an owner{skipped}"


def _against_design(situation: Situation, services: Sequence[str]) -> Iterator[Finding]:
    """Compare the services that change with those that the design means to change, where it names any (S1)."""
    meant = situation.design.services
    moved = set(situation.services())  # a lock file or a manifest is a change of its service, too
    known = Known((*situation.head.services, *situation.base.services))
    declared = {known.service(name) or name: name for name in meant}
    for name in services:
        if meant and name not in declared:
            paths = [path for path in situation.paths(*_SUBJECT) if situation.service(path) == name]
            said = f"{name} changes, and the design names {listed(list(meant))}"
            places = tuple(Provenance(path) for path in paths[:1])
            yield finding("ownership/undeclared-service-changed", name, said, provenance=places)
    for name, written in declared.items():
        if moved.isdisjoint((name, written)):
            said = f"the design means to change {written}, and nothing of it changes"
            yield finding("ownership/declared-service-untouched", name, said)


def _reason(situation: Situation, services: list[str], teams: list[str]) -> str:
    if not services:
        return f"{counted(len(situation.files), 'file')} of no service"
    named = [f"{name} ({', '.join(situation.teams(name)) or 'no owner'})" for name in services]
    of = f" of {counted(len(teams), 'team')}" if teams else ""
    return f"{counted(len(services), 'service')}{of}: {listed(named)}"


def _raised(situation: Situation) -> tuple[Raised, ...]:
    if situation.is_new_surface:
        because = (
            situation.new_operations or situation.new_services or [str(edge.target) for edge in situation.new_edges]
        )
        return (Raised("requirement", StepId.OWNERSHIP, f"new surface: {listed(because)}"),)
    return ()
