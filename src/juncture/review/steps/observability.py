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

_Sent = tuple[str, Signal]
"""A signal with the path of the file that emits it."""


class _Emitted(NamedTuple):
    """What files emit, by path; ``unread`` are those of which nobody can tell."""

    signals: dict[str, tuple[Signal, ...]]
    unread: set[str]


def observability(situation: Situation) -> Answer:
    """List the signals that changed files gain, and name the services that add behaviour and none."""
    paths = situation.paths(FileKind.CODE)
    base, head = _emitted(situation.base, paths), _emitted(situation.head, paths)
    unread = sorted(base.unread | head.unread)
    files: dict[str, list[str]] = {}
    for path in (path for path in paths if path not in unread):
        files.setdefault(situation.service(path), []).append(path)
    order = sorted(files, key=lambda service: (not service, service))
    gained = [sent for service in order for sent in _gained(base, head, files[service])]
    emitting = {situation.service(path) for path, _ in gained} - {""}
    adding = _adding(situation)
    unknown = {situation.service(path) for path in unread}
    silent = [service for service in adding if service not in emitting | unknown]
    untold = f"what {listed(unread)} emits cannot be told: too large to be read" if unread else ""
    if not (gained or adding):
        idle = "no service adds a source file, an edge or an operation, and no file a signal"
        return not_applicable("; ".join(filter(None, [idle, untold])))
    outside = {path for path, _ in gained if not situation.service(path)}
    services = emitting.union(adding)
    where = [f"{counted(len(emitting), 'service')} of {len(services)}"] if services else []
    where += [f"{counted(len(outside), 'file')} of no service"] if outside else []
    missing = "; ".join(
        filter(None, [f"no log, metric or trace is added in {listed(silent)}" if silent else "", untold])
    )
    return Answer(
        True,
        f"{counted(len(gained), 'signal')} added in {' and '.join(where)}",
        missing=missing,
        raised=(Raised("signals", StepId.OBSERVABILITY, missing),) if silent and situation.is_new_surface else (),
        evidence=tuple(_evidence(situation, path, signal) for path, signal in gained),
    )


def _evidence(situation: Situation, path: str, signal: Signal) -> Evidence:
    service, name = situation.service(path), f"`{signal.name or signal.kind}`"
    return Evidence(
        StepId.OBSERVABILITY,
        signal.kind,
        f"{service} emits {name}" if service else f"{name} is emitted",
        "author",
        (Provenance(path, signal.line, situation.head.tree.revision, "source"),),
    )


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


def _gained(base: _Emitted, head: _Emitted, paths: Iterable[str]) -> list[_Sent]:
    """Return the signals that the files of a service gain; what only moves from one of them to another is not new."""
    gained: list[_Sent] = []
    lost: list[_Sent] = []
    for path in paths:
        before, after = _sent(base, path), _sent(head, path)
        gained += _beyond(before, after)
        lost += _beyond(after, before)
    return _beyond(lost, gained)


def _sent(emitted: _Emitted, path: str) -> list[_Sent]:
    return [(path, signal) for signal in emitted.signals.get(path, ())]


def _beyond(those: Iterable[_Sent], these: Iterable[_Sent]) -> list[_Sent]:
    """Return what these have more of than those, by kind and name."""
    there = Counter((signal.kind, signal.name) for _, signal in those)
    more = []
    for path, signal in these:
        if there[signal.kind, signal.name]:
            there[signal.kind, signal.name] -= 1
        else:
            more.append((path, signal))
    return more
