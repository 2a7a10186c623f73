"""Who goes first: the deploy order of a break by the names of its services, and breaks whose orders exclude each other.

A contract without operations is written and read by whoever likes (a topic, a shared schema): its consumers are those
that read it, its providers those that write.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from juncture.contracts.model import ContractChange
from juncture.flow.model import Impact
from juncture.flow.rollout import SAID

_OPPOSITE = {"consumers-first": "providers-first", "providers-first": "consumers-first"}
_NAMED = 4
"""Services that an order names on either side; the impact has them all."""


class Sides(NamedTuple):
    """The known services on either side of a part, by name. ``served`` tells whether somebody has to provide it."""

    consumers: tuple[str, ...]
    providers: tuple[str, ...]
    served: bool


def sides(change: ContractChange, impacts: Iterable[Impact], providers: Mapping[str, str]) -> Sides:
    """Return who stands on which side of a change. ``providers`` are those of its contract, by group."""
    groups = {operation.rpartition("/")[0] for operation in change.operations}
    every = set(providers.values())
    serving = {name for group, name in providers.items() if group in groups} or (every if len(every) == 1 else set())
    users = [impact for impact in impacts if impact.answer == "uses"]
    if every or change.operations:
        return Sides(tuple(sorted({one.service for one in users} - serving)), tuple(sorted(serving)), served=True)
    working = {one.service: {use.how for use in one.uses if not use.test} for one in users}
    writers = {name for name, ways in working.items() if "write" in ways}
    readers = {name for name, ways in working.items() if ways != {"write"}}
    return Sides(tuple(sorted(readers)), tuple(sorted(writers)), served=False)


def opposed(orders: Iterable[tuple[ContractChange, str]]) -> dict[str, tuple[str, ...]]:
    """Return the breaks that cannot go live together: fingerprint to the parts that ask for the opposite order.

    ``orders`` are breaks with the order that each asks for (flow.rollout).
    """
    by_contract: dict[str, dict[str, list[ContractChange]]] = {}
    for change, kind in orders:
        by_contract.setdefault(change.contract, {kind: [] for kind in _OPPOSITE}).setdefault(kind, []).append(change)
    return {
        change.fingerprint: tuple(one.part for one in breaks[opposite])
        for breaks in by_contract.values()
        if all(breaks[kind] for kind in _OPPOSITE)
        for kind, opposite in _OPPOSITE.items()
        for change in breaks[kind]
    }


def told(kind: str, known: Sides, against: Sequence[str] = ()) -> str:
    """Return an order in a sentence, ``deploy desk first, then booking``. ``against`` are parts that ask otherwise."""
    if against and kind in _OPPOSITE:
        asks = "asks" if len(against) == 1 else "ask"
        return f"no safe deploy order: {_listed(against)} of the same contract {asks} for the opposite one"
    if kind not in _OPPOSITE:
        return SAID.get(kind, kind)
    names = ("the consumers", "the provider") if known.served else ("those that read it", "those that write it")
    turns = list(zip(names, (known.consumers, known.providers), strict=True))
    (one, first), (other, then) = turns if kind == "consumers-first" else turns[::-1]
    both = sorted(set(known.consumers) & set(known.providers))
    if both:
        return f"deploy {one} first, then {other}; {_listed(both)} {'does' if len(both) == 1 else 'do'} both"
    return f"deploy {_listed(first) or one} first, then {_listed(then) or other}"


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")
