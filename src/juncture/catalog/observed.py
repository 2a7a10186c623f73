"""What tests and telemetry prove: Pact files of the tree, and Pact files and traces of a folder that is handed in.

Names in them are the services' own for telemetry; one that is no service here is a finding, never a guess.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from juncture.catalog import evidence, pact
from juncture.catalog.manifests import Known
from juncture.catalog.model import Edge, FieldUse, Layer, Strength
from juncture.catalog.pact import Pact
from juncture.catalog.topics import PREFIX
from juncture.catalog.traces import Traces
from juncture.facts.finding import Finding, finding
from juncture.facts.problem import Unread
from juncture.facts.provenance import Provenance
from juncture.repository.cache import Cache
from juncture.repository.tree import Tree


class Recorded(NamedTuple):
    """Pact files and traces, each with the revision at which they were read."""

    pacts: tuple[tuple[Pact, str], ...] = ()
    traces: tuple[tuple[Traces, str], ...] = ()


class Observed(NamedTuple):
    """Edges that tests or telemetry prove, the members that consumers use, and names that nobody here goes by."""

    edges: tuple[Edge, ...] = ()
    uses: tuple[FieldUse, ...] = ()
    findings: tuple[Finding, ...] = ()


def read(tree: Tree, folder: Tree | None, cache: Cache, unread: list[Unread]) -> Recorded:
    """Return the Pact files of a tree, and the Pact files and traces of a folder of evidence."""
    own = cache.facts(pact.READER, tree, filter(pact.recognises, tree.entries), unread)
    pacts = [(one, tree.revision) for one in own.values()]
    if folder is None:
        return Recorded(tuple(pacts))
    given = evidence.read(folder, cache)
    unread += given.unread
    pacts += [(one, folder.revision) for one in given.pacts]
    return Recorded(tuple(pacts), tuple((one, folder.revision) for one in given.traces))


def observed(recorded: Recorded, known: Known) -> Observed:
    """Return what is recorded, in terms of the services of a tree."""
    names = _Names(known)
    edges = [*_from_pacts(recorded.pacts, names), *_from_traces(recorded.traces, names)]
    uses = tuple(use for one, revision in recorded.pacts for use in _uses(one, revision, names))
    return Observed(tuple(edges), uses, tuple(names.findings()))


class _Names:
    """The services that names in evidence mean; what is asked for and not known is remembered."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._missing: dict[str, Provenance] = {}

    def service(self, name: str, place: Provenance) -> str:
        """Return the service of a name, empty where there is none."""
        found = self._known.service(name) or self._known.alike(name) or ""
        if not found:
            self._missing.setdefault(name, place)
        return found

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for every name that is no service here."""
        for name, place in sorted(self._missing.items()):
            said = f"`{name}` is the name of no service here, so what is recorded of it counts for nobody"
            yield finding("catalog/evidence-unknown-service", name, said, provenance=(place,))


def _from_pacts(pacts: Iterable[tuple[Pact, str]], names: _Names) -> Iterator[Edge]:
    for one, revision in pacts:
        place = Provenance(one.path, one.line, revision, "pact")
        consumer, provider = names.service(one.consumer, place), names.service(one.provider, place)
        if consumer and provider and consumer != provider:
            yield Edge(consumer, provider, one.layer, (Strength.CALLED,), provenance=(place,))


def _uses(one: Pact, revision: str, names: _Names) -> Iterator[FieldUse]:
    place = Provenance(one.path, one.line, revision, "pact")
    consumer, provider = names.service(one.consumer, place), names.service(one.provider, place)
    for exchange in one.exchanges if consumer and provider else ():
        for side, part, line in (("", "", exchange.line), *exchange.parts):
            at = Provenance(one.path, line, revision, "pact")
            yield FieldUse(consumer, provider, exchange.operation, part, side, at)


def _from_traces(found: Iterable[tuple[Traces, str]], names: _Names) -> Iterator[Edge]:
    for one, revision in found:
        for seen in one.seen:
            place = Provenance(one.path, seen.line, revision, "traces")
            source = names.service(seen.source, place)
            target = PREFIX + seen.target if seen.side else names.service(seen.target, place)
            if source and target and source != target:
                layer = Layer.ASYNC if seen.is_async else Layer.SYNC
                yield Edge(source, target, layer, (Strength.OBSERVED,), seen.side, provenance=(place,))
