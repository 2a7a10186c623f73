"""A folder of evidence that is handed in: what each file was read as, and what was not read, with the reason."""

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

import msgspec

from juncture.catalog import pact, traces
from juncture.catalog.pact import Pact
from juncture.catalog.traces import Traces
from juncture.facts.problem import Unread
from juncture.facts.provenance import Provenance
from juncture.repository.cache import Cache, printable
from juncture.repository.tree import Tree

PREFIX = "--evidence/"
"""What the path of every file of the folder begins with: it is none of the repository."""
Read = TypeVar("Read", Pact, Traces)
_NAMED = 20
"""Files of other kinds that are named; whoever hands in a whole repository is told how many there are."""


class Evidence(NamedTuple):
    """What was read of a folder, and what was not."""

    pacts: tuple[Pact, ...] = ()
    traces: tuple[Traces, ...] = ()
    unread: tuple[Unread, ...] = ()


class Account(msgspec.Struct, frozen=True):
    """How much was read: files by what they are, spans, and the edges of a catalogue that are proven by them.

    ``nameless`` are spans that no service is known of, which count for nobody.
    """

    pacts: int
    traces: int
    spans: int
    nameless: int
    edges: int
    unread: tuple[Unread, ...] = ()


def read(tree: Tree, cache: Cache) -> Evidence:
    """Return what every file of a folder says; one that is neither Pact file nor trace is unread."""
    paths = [path for path in tree.entries if traces.recognises(path)]
    named = cache.facts(pact.READER, tree, (path for path in paths if path.endswith(".json")))
    pacts = {path: one for path, one in named.items() if one.exchanges}
    unread: list[Unread] = []
    seen = cache.facts(traces.READER, tree, (path for path in paths if path not in pacts), unread)
    other = sorted(printable(path) for path in tree.entries if not traces.recognises(path))
    unread += [Unread(path, f"not read as evidence: its name ends in none of {_endings()}") for path in other[:_NAMED]]
    told = [Unread(f"{PREFIX}{one.path}", one.reason) for one in unread]
    if len(other) > _NAMED:
        told.append(Unread(f"{PREFIX}…", f"{len(other) - _NAMED:,} more files whose names end in none of {_endings()}"))
    return Evidence(
        tuple(map(_named_so, pacts.values())), tuple(map(_named_so, seen.values())), tuple(sorted(set(told)))
    )


def _named_so(one: Read) -> Read:
    return msgspec.structs.replace(one, path=f"{PREFIX}{one.path}")


def _endings() -> str:
    return ", ".join(traces.ENDINGS)


def account(tree: Tree, cache: Cache, edges: Iterable[Iterable[Provenance]]) -> Account:
    """Return how much of a folder was read; ``edges`` are those of a catalogue, each as the places that prove it."""
    given = read(tree, cache)
    return Account(
        pacts=len(given.pacts),
        traces=len(given.traces),
        spans=sum(one.spans for one in given.traces),
        nameless=sum(one.nameless for one in given.traces),
        edges=sum(any(place.path.startswith(PREFIX) for place in places) for places in edges),
        unread=given.unread,
    )
