"""What a manifest shows of a deployable unit, whatever its dialect, and the wires between units."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from juncture.catalog.addresses import addresses
from juncture.catalog.edges import Wire
from juncture.catalog.model import Edge, Layer, Service, Strength
from juncture.catalog.names import AliasTable
from juncture.catalog.topics import Variable
from juncture.catalog.units import Sighting
from juncture.facts.provenance import Provenance


class Setting(NamedTuple):
    """An environment variable as a manifest gives it; ``provenance`` names its line and where its value comes from."""

    name: str
    value: str
    provenance: tuple[Provenance, ...]


class Deployed(NamedTuple):
    """One unit as one manifest shows it.

    ``role`` is what its image is (``data``, ``broker``, ``telemetry``), empty for what is built here. ``starts_after``
    are the names that must start first.
    """

    sighting: Sighting
    role: str
    settings: tuple[Setting, ...] = ()
    starts_after: tuple[tuple[str, Provenance], ...] = ()


class Known:
    """The services of a tree by every name they go by in its manifests."""

    def __init__(self, services: Iterable[Service]) -> None:
        self._table = AliasTable((), {})
        for service in services:
            for name in (service.name, *(alias for names in service.aliases.values() for alias in names)):
                self._table.add(name, service.name)

    def service(self, name: str) -> str | None:
        """Return the service of this name, or of a host name that begins with it (``cart.shop.svc.cluster.local``)."""
        return self._table.exact(name) or self._table.exact(name.partition(".")[0])

    def alike(self, name: str) -> str | None:
        """Return the one service that goes by this name but for case, separators and kind words."""
        return self._table.service(name)


def wires(deployed: Iterable[Deployed], known: Known) -> Iterator[Wire]:
    """Yield a wire for every variable whose value names the host of another service. Names alone prove nothing."""
    for unit in deployed:
        source = known.service(unit.sighting.name)
        for setting in unit.settings if source else ():
            for host, _ in addresses(setting.value):
                target = known.service(host)
                if target and target != source:
                    yield Wire(source or "", target, setting.name, setting.provenance[0])


def start_order(deployed: Iterable[Deployed], known: Known) -> Iterator[Edge]:
    """Yield what must start before what; this is no flow of data."""
    for unit in deployed:
        source = known.service(unit.sighting.name)
        for name, place in unit.starts_after if source else ():
            target = known.service(name)
            if target and target != source:
                yield Edge(source or "", target, Layer.START_ORDER, (Strength.DECLARED,), provenance=(place,))


def variables(deployed: Iterable[Deployed], known: Known) -> dict[str, dict[str, Variable]]:
    """Return the environment of each service; the first manifest to set a variable stands."""
    result: dict[str, dict[str, Variable]] = {}
    for unit in deployed:
        service = known.service(unit.sighting.name)
        for setting in unit.settings if service else ():
            held = result.setdefault(service or "", {})
            held.setdefault(setting.name, Variable(setting.value, setting.provenance[0]))
    return result
