"""Which service of head is which of base: one that moves to another folder, or takes another name, stays itself.

The name decides; where a name is gone, a name that both sides go by in one namespace does, if no third claims it.
"""

from collections.abc import Iterable
from typing import NamedTuple

from juncture.catalog.model import Service


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


def paired(before: Iterable[Service], after: Iterable[Service]) -> tuple[Pair, ...]:
    """Return every service of both sides once, by its name at head (at base, where it is gone)."""
    old = {service.name: service for service in before}
    new = {service.name: service for service in after}
    gone = [service for name, service in old.items() if name not in new]
    come = [service for name, service in new.items() if name not in old]
    renamed: dict[str, Service] = {}
    for service in come:
        alike = [other for other in gone if _names(other) & _names(service)]
        if len(alike) == 1 and sum(bool(_names(alike[0]) & _names(other)) for other in come) == 1:
            renamed[service.name] = alike[0]
    taken = {service.name for service in renamed.values()}
    pairs = [Pair(old.get(name) or renamed.get(name), service) for name, service in new.items()]
    pairs += [Pair(service, None) for service in gone if service.name not in taken]
    return tuple(sorted(pairs, key=lambda pair: (pair.after or pair.before or Service("", "")).name))


def _names(service: Service) -> set[tuple[str, str]]:
    """Return the names of a service, each with its namespace; its folder counts as one."""
    names = {(namespace, name) for namespace, named in service.aliases.items() for name in named}
    return names | ({("path", service.path)} if service.path else set())
