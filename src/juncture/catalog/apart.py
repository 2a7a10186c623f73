"""Services that are called alike, told apart by their folders: a name stands for one service everywhere else."""

from collections.abc import Iterable

import msgspec

from juncture.catalog.model import Service
from juncture.catalog.names import key


def told_apart(services: Iterable[Service]) -> list[Service]:
    """Return the services with a name of its own for each: those of one name by the end of their folder that differs.

    ``team1/api`` and ``team2/api`` are such names. One that has no folder keeps the name.
    """
    by_name: dict[str, list[Service]] = {}
    for service in services:
        by_name.setdefault(service.name, []).append(service)
    taken = set(by_name)
    found: list[Service] = []
    for name, named in by_name.items():
        if len(named) == 1:
            found += named
            continue
        ends = {service.path: _ends(service.path, name) for service in named}
        for service in named:
            others = {end for path, each in ends.items() if path != service.path for end in each}
            own = next((end for end in ends[service.path] if end not in others and end not in taken - {name}), name)
            taken.add(own)
            found.append(msgspec.structs.replace(service, name=own))
    return found


def _ends(path: str, name: str) -> list[str]:
    """Return the ends of a folder as names, shortest first; each ends with the service's own name."""
    segments = path.split("/") if path else []
    if segments and key(segments[-1]) == key(name):
        segments = segments[:-1]
    return ["/".join((*segments[-depth:], name)) for depth in range(1, len(segments) + 1)]
