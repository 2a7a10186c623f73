"""What a repository holds, in counts: the first thing that anybody sees."""

from collections.abc import Sequence
from typing import NamedTuple

from juncture.catalog.model import Contract, Edge, Layer, Service
from juncture.facts.problem import Unread


class Summary(NamedTuple):
    """Counts of one tree. ``contracts`` maps a format to its canonical files, by name of the format."""

    services: int
    without_owner: int
    contracts: dict[str, int]
    copies: int
    stale: int
    call_edges: int
    topic_ends: int
    unread: tuple[Unread, ...]


def summary(
    services: Sequence[Service], contracts: Sequence[Contract], edges: Sequence[Edge], unread: Sequence[Unread]
) -> Summary:
    """Count a catalogue."""
    formats = sorted(contract.format for contract in contracts)
    copies = [copy for contract in contracts for copy in contract.copies]
    return Summary(
        services=len(services),
        without_owner=sum(not service.teams and "infrastructure" not in service.roles for service in services),
        contracts={name: formats.count(name) for name in dict.fromkeys(formats)},
        copies=len(copies),
        stale=sum(copy.stale for copy in copies),
        call_edges=sum(edge.layer == Layer.SYNC for edge in edges),
        topic_ends=sum(bool(edge.side) for edge in edges),
        unread=tuple(sorted(unread)),
    )
