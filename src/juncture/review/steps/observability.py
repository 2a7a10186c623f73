"""Step 6: logs, metrics and traces of the new behaviour (process.md S6, R3)."""

from collections import Counter

from juncture.code.model import Signal
from juncture.design.questions import Raised
from juncture.facts.provenance import Provenance
from juncture.facts.steps import StepId
from juncture.review.files import FileKind
from juncture.review.model import Evidence
from juncture.review.situation import Situation
from juncture.review.steps.answer import Answer, counted, listed, not_applicable


def observability(situation: Situation) -> Answer:
    """List the signals that come with new behaviour, and name the services that add behaviour and none."""
    adding = _adding(situation)
    if not adding:
        return not_applicable("no service adds a source file, an edge or an operation")
    found = {service: _added(situation, service) for service in adding}
    evidence = tuple(
        Evidence(
            StepId.OBSERVABILITY,
            signal.kind,
            f"{service} emits `{signal.name or signal.kind}`",
            "author",
            (Provenance(path, signal.line, situation.head.tree.revision, "source"),),
        )
        for service, signals in found.items()
        for path, signal in signals
    )
    silent = [service for service, signals in found.items() if not signals]
    reason = (
        f"{counted(len(evidence), 'signal')} added in {counted(len(adding) - len(silent), 'service')} of {len(adding)}"
    )
    missing = f"no log, metric or trace is added in {listed(silent)}" if silent else ""
    raised = (Raised("signals", StepId.OBSERVABILITY, missing),) if silent and situation.is_new_surface else ()
    return Answer(True, reason, missing=missing, raised=raised, evidence=evidence)


def _adding(situation: Situation) -> list[str]:
    """Return the services that add behaviour: a source file, or an edge from a changed one."""
    changed = set(situation.services(FileKind.CODE))
    files = {
        situation.service(path) for path in situation.paths(FileKind.CODE) if path not in situation.base.tree.entries
    }
    edges = {edge.source for edge in situation.new_edges}
    return sorted((files | edges | _serving(situation)) & changed)


def _serving(situation: Situation) -> set[str]:
    """Return the services that serve a new operation."""
    serving = set()
    for name in situation.new_operations:
        path, _, part = name.partition("#")
        contract = situation.head.contract_of(path)
        serving.add(contract.providers.get(part.partition("/")[0], "") if contract else "")
    return serving


def _added(situation: Situation, service: str) -> list[tuple[str, Signal]]:
    """Return the signals that head's changed files of a service have more of than base's, with their paths."""
    added = []
    for path in situation.paths(FileKind.CODE):
        if situation.service(path) == service and path in situation.head.sources:
            base = situation.base.sources.get(path)
            before = Counter((signal.kind, signal.name) for signal in (base.signals if base else ()))
            for signal in situation.head.sources[path].signals:
                if before[signal.kind, signal.name]:
                    before[signal.kind, signal.name] -= 1
                else:
                    added.append((path, signal))
    return added
