"""The graph of a change: every edge of base and head, and what happened to it."""

from collections.abc import Iterable
from typing import NamedTuple

from juncture.catalog.model import Edge, Strength

UNCHANGED, ADDED, REMOVED = "unchanged", "added", "removed"


class EdgeState(NamedTuple):
    """An edge as head has it (as base had it, where head lacks it), and its state.

    ``before`` is how the edge was known at base.
    """

    edge: Edge
    state: str
    before: tuple[Strength, ...] = ()


def compare(base: Iterable[Edge], head: Iterable[Edge]) -> tuple[EdgeState, ...]:
    """Return the edges of both sides in a stable order. Lines and strengths that differ make no new edge."""
    old = {_identity(edge): edge for edge in base}
    new = {_identity(edge): edge for edge in head}
    states = [
        EdgeState(edge, UNCHANGED, old[key].strength) if key in old else EdgeState(edge, ADDED)
        for key, edge in new.items()
    ]
    states += [EdgeState(edge, REMOVED, edge.strength) for key, edge in old.items() if key not in new]
    return tuple(sorted(states, key=lambda item: _identity(item.edge)))


def _identity(edge: Edge) -> tuple[str, str, str, str]:
    return edge.source, edge.target, edge.layer, edge.side
