"""What a manifest shows of a deployable unit, whatever its dialect, and the wires between units."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from juncture.catalog.addresses import addresses
from juncture.catalog.edges import Wire
from juncture.catalog.given import Variable
from juncture.catalog.model import Edge, Layer, Service, Strength
from juncture.catalog.names import AliasTable, Claims
from juncture.catalog.units import NAMING, Sighting
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
        self._claims = Claims()
        self._seen: dict[tuple[str, str, Provenance], str] = {}
        for service in services:
            places = [service.path, *(place.path for place in service.provenance)]
            for name, rank in ((service.name, 0), *_ranked(service)):
                self._table.add(name, service.name)
                for place in places:
                    self._claims.add(name, service.name, place, rank)
            for namespace, names in service.aliases.items():
                for name in names:
                    self._seen |= {(namespace, name, place): service.name for place in service.provenance}

    def service(self, name: str, near: str = "") -> str | None:
        """Return the service of this name, or of a host name that begins with it (``cart.shop.svc.cluster.local``).

        Of several that go by one name it is the one that stands nearest to the path ``near``.
        """
        return self._claims.of(name, near) or self._claims.of(name.partition(".")[0], near)

    def unit(self, sighting: Sighting) -> str | None:
        """Return the service that a sighting is of."""
        seen = self._seen.get((sighting.namespace, sighting.name, sighting.provenance))
        return seen or self.service(sighting.name, sighting.provenance.path)

    def alike(self, name: str) -> str | None:
        """Return the one service that goes by this name but for case, separators and kind words."""
        return self._table.service(name)


def _ranked(service: Service) -> Iterator[tuple[str, int]]:
    """Yield the other names of a service: those of manifests are hosts before those of folders are."""
    for namespace, names in service.aliases.items():
        rank = NAMING.index(namespace) + 1 if namespace in NAMING else len(NAMING) + 1
        yield from ((name, rank) for name in names)


def wires(deployed: Iterable[Deployed], known: Known) -> Iterator[Wire]:
    """Yield a wire for every variable whose value names the host of another service. Names alone prove nothing."""
    for unit in deployed:
        source = known.unit(unit.sighting)
        for setting in unit.settings if source else ():
            for host, _ in addresses(setting.value):
                target = known.service(host, unit.sighting.provenance.path)
                if target and target != source:
                    yield Wire(source or "", target, setting.name, setting.provenance[0])


def start_order(deployed: Iterable[Deployed], known: Known) -> Iterator[Edge]:
    """Yield what must start before what; this is no flow of data."""
    for unit in deployed:
        source = known.unit(unit.sighting)
        for name, place in unit.starts_after if source else ():
            target = known.service(name, unit.sighting.provenance.path)
            if target and target != source:
                yield Edge(source or "", target, Layer.START_ORDER, (Strength.DECLARED,), provenance=(place,))


def variables(deployed: Iterable[Deployed], known: Known) -> dict[str, dict[str, Variable]]:
    """Return the environment of each service; the first manifest to set a variable stands."""
    result: dict[str, dict[str, Variable]] = {}
    for unit in deployed:
        service = known.unit(unit.sighting)
        for setting in unit.settings if service else ():
            held = result.setdefault(service or "", {})
            held.setdefault(setting.name, Variable(setting.value, setting.provenance[0]))
    return result
