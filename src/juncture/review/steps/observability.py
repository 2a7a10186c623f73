"""Step 6: logs, metrics and traces of the new behaviour (process.md S6, R3)."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from juncture.catalog.catalog import Catalog
from juncture.code.model import Signal
from juncture.code.signals import SIGNALS
from juncture.design.questions import Raised
from juncture.facts.problem import InputError
from juncture.facts.provenance import Provenance
from juncture.facts.steps import StepId
from juncture.review.files import FileKind
from juncture.review.model import Evidence
from juncture.review.situation import Situation
from juncture.review.steps.answer import Answer, counted, listed, not_applicable


class _Emitted(NamedTuple):
    """What files emit, by path; ``unread`` are those of which nobody can tell."""

    signals: dict[str, tuple[Signal, ...]]
    unread: set[str]


def observability(situation: Situation) -> Answer:
    """List the signals that come with new behaviour, and name the services that add behaviour and none."""
    adding = _adding(situation)
    if not adding:
        return not_applicable("no service adds a source file, an edge or an operation")
    paths = [path for path in situation.paths(FileKind.CODE) if situation.service(path) in adding]
    base, head = _emitted(situation.base, paths), _emitted(situation.head, paths)
    unread = sorted(base.unread | head.unread)
    found: dict[str, list[tuple[str, Signal]]] = {service: [] for service in adding}
    for path in head.signals:
        if path not in base.unread:
            found[situation.service(path)] += [(path, signal) for signal in _added(base, head, path)]
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
    unknown = {situation.service(path) for path in unread}
    silent = [service for service, signals in found.items() if not signals and service not in unknown]
    emitting = sum(map(bool, found.values()))
    reason = f"{counted(len(evidence), 'signal')} added in {counted(emitting, 'service')} of {len(adding)}"
    said = [f"no log, metric or trace is added in {listed(silent)}"] if silent else []
    said += [f"what {listed(unread)} emits cannot be told: too large to be read"] if unread else []
    missing = "; ".join(said)
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


def _emitted(catalog: Catalog, paths: Iterable[str]) -> _Emitted:
    """Return what those of the files that the catalogue knows emit."""
    emitted = _Emitted({}, set())
    for path, content in catalog.tree.read(path for path in paths if path in catalog.sources):
        try:
            emitted.signals[path] = SIGNALS.read(path, content or b"")
        except InputError:
            emitted.unread.add(path)
    return emitted


def _added(base: _Emitted, head: _Emitted, path: str) -> list[Signal]:
    """Return the signals that head's file has more of than base's."""
    before = Counter((signal.kind, signal.name) for signal in base.signals.get(path, ()))
    added = []
    for signal in head.signals[path]:
        if before[signal.kind, signal.name]:
            before[signal.kind, signal.name] -= 1
        else:
            added.append(signal)
    return added
