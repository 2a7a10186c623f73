"""Which service of head is which of base: one that moves to another folder, or takes another name, stays itself.

The files decide where a folder has moved; else the name does, then the folder, then a name that both sides go by in one
namespace, if no third claims it.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from juncture.catalog.model import Service
from juncture.catalog.paths import folder
from juncture.repository.git import Entry
from juncture.repository.tree import blob_id

_HALF = 0.5
"""A folder that holds at least this part of what another one held, unchanged, is that folder."""
_EMPTY = blob_id(b"")

Files = Mapping[str, Entry]
Key = Callable[[Service], Collection[object]]


class Pair(NamedTuple):
    """A service at base and at head; None on the side where it does not stand."""

    before: Service | None
    after: Service | None

    @property
    def is_moved(self) -> bool:
        """Tell whether it stands in another folder than before."""
        return bool(self.before and self.after and self.before.path and self.after.path != self.before.path)

    @property
    def is_renamed(self) -> bool:
        """Tell whether it is called otherwise than before."""
        return bool(self.before and self.after and self.after.name != self.before.name)


def paired(
    before: Iterable[Service],
    after: Iterable[Service],
    old: Mapping[str, Entry] = {},
    new: Mapping[str, Entry] = {},
) -> tuple[Pair, ...]:
    """Return every service of both sides once, by its name at head (at base, where it is gone).

    ``old`` and ``new`` are the files of both sides; without them nobody can tell that a folder has moved.
    """
    gone = {service.name: service for service in before}
    come = {service.name: service for service in after}
    pairs: list[Pair] = []

    def take(found: Iterable[tuple[str, str]]) -> None:
        pairs.extend(Pair(gone.pop(one), come.pop(other)) for one, other in found)

    take((name, name) for name in [*gone] if name in come and come[name].path == gone[name].path)
    take(_moved(gone, come, old, new))
    take((name, name) for name in [*gone] if name in come)
    take(_agreed(gone, come, lambda service: {service.path} - {""}))
    take(_agreed(gone, come, _names))
    pairs += [Pair(service, None) for service in gone.values()]
    pairs += [Pair(None, service) for service in come.values()]
    return tuple(sorted(pairs, key=lambda pair: (pair.after or pair.before or Service("", "")).name))


def _agreed(gone: Mapping[str, Service], come: Mapping[str, Service], keys: Key) -> list[tuple[str, str]]:
    """Return the services of both sides that have a key in common, where each has one with one alone."""
    alike: dict[str, set[str]] = {}
    for name, service in come.items():
        mine = set(keys(service))
        alike[name] = {other for other, each in gone.items() if not mine.isdisjoint(keys(each))}
    claimed = Counter(other for found in alike.values() for other in found)
    only = ((next(iter(found)), name) for name, found in alike.items() if len(found) == 1)
    return [(other, name) for other, name in only if claimed[other] == 1]


def _names(service: Service) -> set[tuple[str, str]]:
    """Return the names of a service, each with its namespace."""
    return {(namespace, name) for namespace, named in service.aliases.items() for name in named}


def _moved(gone: Mapping[str, Service], come: Mapping[str, Service], old: Files, new: Files) -> list[tuple[str, str]]:
    """Return the services whose folder is another one at head: what most of its files are in, unchanged."""
    stay = {service.path for service in gone.values()} & {service.path for service in come.values()}
    left = {service.path: name for name, service in gone.items() if service.path not in stay | {""}}
    entered = {service.path: name for name, service in come.items() if service.path not in stay | {""}}
    if not left or not entered:
        return []
    theirs = _contents(new, entered)
    found = {}
    for place, mine in _contents(old, left).items():
        shared = {other: (mine & each).total() for other, each in theirs.items()}
        best = max(shared.values(), default=0)
        fitting = [other for other, count in shared.items() if count == best]
        if best and best >= _HALF * mine.total() and len(fitting) == 1:
            found[place] = fitting[0]
    claimed = Counter(found.values())
    return [(left[here], entered[there]) for here, there in found.items() if claimed[there] == 1]


def _contents(files: Files, folders: Collection[str]) -> dict[str, Counter[str]]:
    """Return, by folder, the blobs of the files that lie in it and in no other of these; empty files say nothing."""
    found: dict[str, Counter[str]] = {place: Counter() for place in folders}
    for path, entry in files.items():
        at = folder(path)
        while at and at not in found:
            at = folder(at)
        if at and entry.blob != _EMPTY:
            found[at][entry.blob] += 1
    return found
