"""What is known of a change before anything is judged: the input of every step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from juncture.catalog.catalog import Catalog
from juncture.catalog.codeowners import Codeowners
from juncture.catalog.model import Edge, Layer
from juncture.contracts.model import Compatibility, ContractChange
from juncture.design.model import Design
from juncture.facts.finding import Finding
from juncture.flow.graph import ADDED, UNCHANGED, EdgeState
from juncture.flow.model import Impact, Rollout
from juncture.policy.model import Policy
from juncture.repository.changes import ChangeSet
from juncture.review.files import FileKind
from juncture.review.model import ChangedFile
from juncture.review.standing import Drift

QUIET_LAYERS = frozenset({Layer.START_ORDER, Layer.TELEMETRY})
"""Layers in which no data of the services flows."""


@dataclass(frozen=True)
class Situation:
    """Both sides of a change, what differs, and what people wrote about it.

    ``kinds`` and ``files`` are of the changed paths; ``weighed`` are the findings of contract changes; ``not_read`` are
    changed contracts of formats that have no reader yet, path to format; ``drift`` is what declarations and calls
    disagree about; ``rollouts`` are how each break can go live; ``owners`` is the
    CODEOWNERS file of the target.
    """

    policy: Policy
    design: Design
    base: Catalog
    head: Catalog
    change_set: ChangeSet
    files: Sequence[ChangedFile]
    kinds: Mapping[str, FileKind]
    changes: Sequence[ContractChange]
    impacts: Sequence[Impact]
    edges: Sequence[EdgeState]
    weighed: Sequence[Finding]
    not_read: Mapping[str, str]
    drift: Drift
    rollouts: Sequence[Rollout] = ()
    owners: Codeowners | None = None

    def paths(self, *kinds: FileKind) -> list[str]:
        """Return the changed paths of these kinds."""
        return [path for path, kind in self.kinds.items() if kind in kinds]

    def services(self, *kinds: FileKind) -> list[str]:
        """Return the services that hold changed paths of these kinds (any, where none is named), by name."""
        wanted = kinds or tuple(FileKind)
        found = {self.service(path) for path in self.paths(*wanted)}
        return sorted(found - {""})

    def service(self, path: str) -> str:
        """Return the service that a path belongs to, empty where it belongs to none."""
        return self.head.owned.service(path) or self.base.owned.service(path)

    def teams(self, service: str) -> tuple[str, ...]:
        """Return the teams of a service."""
        every = (*self.head.services, *self.base.services)
        return next((one.teams for one in every if one.name == service), ())

    def of_compatibility(self, *wanted: Compatibility) -> list[ContractChange]:
        """Return the contract changes of these compatibilities."""
        return [change for change in self.changes if change.compatibility in wanted]

    @property
    def new_operations(self) -> list[str]:
        """The operations that head's contracts have and base's lack, as ``contract#part``."""
        old, new = self.base.surfaces, self.head.surfaces
        come = [one.path for one in self.head.contracts if one.path in self.change_set or one.path not in old]
        # An operation whose package alone is renamed stands where it stood, one whose file moved in its package.
        gone = [path for path in old if path in self.change_set or path not in new]
        there = {(each.package, operation.name) for each in map(old.__getitem__, gone) for operation in each.operations}
        return sorted(
            f"{path}#{operation.name}"
            for path in come
            for operation in new[path].operations
            if (new[path].package, operation.name) not in there
            and operation.name not in {each.name for each in (old[path].operations if path in old else ())}
        )

    @property
    def moved_edges(self) -> list[EdgeState]:
        """The edges that came or went, in the layers where data flows."""
        return [one for one in self.edges if one.state != UNCHANGED and one.edge.layer not in QUIET_LAYERS]

    @property
    def rewired_edges(self) -> list[EdgeState]:
        """The edges that stay and are known in another way than before: wired where they were only called, say."""
        return [
            one
            for one in self.edges
            if one.state == UNCHANGED and one.edge.strength != one.before and one.edge.layer not in QUIET_LAYERS
        ]

    @property
    def new_edges(self) -> list[Edge]:
        """The edges that head adds."""
        return [one.edge for one in self.moved_edges if one.state == ADDED]

    @property
    def new_services(self) -> list[str]:
        """The services that only head has."""
        return sorted({one.name for one in self.head.services} - {one.name for one in self.base.services})

    @property
    def is_new_surface(self) -> bool:
        """Whether somebody can call, send or run what they could not before."""
        return bool(self.new_operations or self.new_services or any(edge.side for edge in self.new_edges))
