"""What catalogue files declare of services: who owns them, which domain they are of, whom they say they use."""

from collections.abc import Iterable, Iterator, Mapping

from juncture.catalog.backstage import Entities, Entity, Reference
from juncture.catalog.manifests import Known
from juncture.catalog.model import Edge, Layer, Service, Strength
from juncture.catalog.paths import folder
from juncture.catalog.units import BACKSTAGE, Sighting, is_aside, unit_directory
from juncture.facts.provenance import Provenance
from juncture.repository.tree import Tree


class Registered:
    """The entities of a tree, by their references."""

    def __init__(self, entities: Iterable[Entity], revision: str) -> None:
        self._revision = revision
        self._by_key: dict[tuple[str, str, str], Entity] = {}
        for entity in entities:
            self._by_key.setdefault(entity.key, entity)
        self._components = [one for one in self._by_key.values() if one.kind == "component"]
        self._providers: dict[tuple[str, str, str], str] = {}
        for component in self._components:
            for api in component.provides:
                self._providers.setdefault(api.key, component.name)

    def sightings(self) -> Iterator[Sighting]:
        """Yield a sighting for every component that runs; libraries and websites of others are none."""
        for component in self._components:
            directory = unit_directory(folder(component.path))
            if component.type in ("service", "website", "job", "worker", "backend", "") and directory:
                yield Sighting(BACKSTAGE, component.name, self._place(component), directory=directory)

    def owner(self, service: Service) -> tuple[str, ...]:
        """Return the team that a service's component names as owner."""
        component = self._component(service)
        return (component.owner.name,) if component and component.owner else ()

    def domain(self, service: Service) -> str:
        """Return the domain of a service's system, empty where none is declared."""
        component = self._component(service)
        system = self._by_key.get(component.system.key) if component and component.system else None
        return system.domain.name if system and system.domain else ""

    def domain_places(self) -> Mapping[str, tuple[Provenance, ...]]:
        """Return where each domain is declared."""
        return {one.name.lower(): (self._place(one),) for one in self._by_key.values() if one.kind == "domain"}

    def edges(self, known: Known) -> Iterator[Edge]:
        """Yield a declared edge for every API that a component consumes and every component it depends on."""
        for component in self._components:
            source = known.service(component.name)
            for reference, name in self._used(component):
                target = known.service(name)
                if source and target and source != target:
                    place = Provenance(component.path, reference.line, self._revision, "backstage")
                    yield Edge(source, target, Layer.SYNC, (Strength.DECLARED,), provenance=(place,))

    def _used(self, component: Entity) -> Iterator[tuple[Reference, str]]:
        for api in component.consumes:
            if api.key in self._providers:
                yield api, self._providers[api.key]
        for other in component.depends_on:
            found = self._by_key.get(other.key)
            if found is not None and found.kind == "component":
                yield other, found.name

    def _component(self, service: Service) -> Entity | None:
        names = {name.lower() for name in service.aliases.get(BACKSTAGE, ())}
        return next((one for one in self._components if one.name.lower() in names), None)

    def _place(self, entity: Entity) -> Provenance:
        return Provenance(entity.path, entity.line, self._revision, "backstage")


def registered(files: Mapping[str, Entities], tree: Tree) -> Registered:
    """Return what the catalogue files of a tree declare; those of examples and tests are left out."""
    entities = (entity for path, file in files.items() if not is_aside(path) for entity in file.entities)
    return Registered(entities, tree.revision)
