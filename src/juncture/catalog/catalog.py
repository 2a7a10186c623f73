"""The catalogue: what stands in one tree, and what others say about it when it is opened."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from juncture.catalog.bindings import Bindings
from juncture.catalog.codeowners import Codeowners
from juncture.catalog.custom import Custom
from juncture.catalog.edges import Owned
from juncture.catalog.kubernetes_model import Manifests
from juncture.catalog.manifests import Deployed
from juncture.catalog.model import (
    Boundary,
    Contract,
    Crossing,
    Domain,
    Edge,
    FieldUse,
    Service,
    Team,
)
from juncture.catalog.recalled import Recalled
from juncture.catalog.routes import Route
from juncture.code.model import Outline, SourceFacts
from juncture.contracts.surface import Heading, Surface
from juncture.facts.finding import Finding
from juncture.facts.problem import Unread
from juncture.repository.cache import Cache
from juncture.repository.tree import Tree


@dataclass(frozen=True)
class Hints:
    """What the policy, the target and the other side say about a tree.

    Other names of services, domains, who owns a path; ``leading`` are the canonical contracts of base, for head.
    ``customs`` are readers of the policy; ``evidence`` is a folder of Pact files and recorded traces. ``digest``
    changes with everything but ``leading``; without one nobody could tell whether the same was said before.
    """

    aliases: Mapping[str, Iterable[str]] = field(default_factory=dict)
    domain_of: Callable[[str], str] = lambda path: ""
    owners: Codeowners | None = None
    leading: frozenset[str] = frozenset()
    customs: tuple[Custom, ...] = ()
    evidence: Tree | None = None
    digest: str = ""


NO_HINTS = Hints()


@dataclass(frozen=True)
class Catalog:
    """What stands in one tree.

    ``surfaces`` are all contract files, copies included, and ``headings`` what they need of others; ``sources`` are all
    source files, and ``outlines`` what these are. ``boundaries`` say who alone may call a service, ``crossings`` who
    uses what it may not; ``routes`` are those of gateways. ``uses`` are what tests of consumers prove. ``findings`` are
    conflicts between sources of truth; nothing is overwritten. ``cache`` is where to ask for more of single files.
    """

    tree: Tree
    services: tuple[Service, ...]
    teams: tuple[Team, ...]
    domains: tuple[Domain, ...]
    contracts: tuple[Contract, ...]
    edges: tuple[Edge, ...]
    surfaces: Mapping[str, Surface]
    headings: Mapping[str, Heading]
    sources: Recalled[SourceFacts]
    outlines: Mapping[str, Outline]
    bindings: Bindings
    owned: Owned
    deployed: tuple[Deployed, ...]
    manifests: Mapping[str, Manifests]
    unread: tuple[Unread, ...]
    findings: tuple[Finding, ...]
    boundaries: tuple[Boundary, ...] = ()
    uses: tuple[FieldUse, ...] = ()
    routes: tuple[Route, ...] = ()
    crossings: tuple[Crossing, ...] = ()
    cache: Cache = field(default_factory=lambda: Cache(None), repr=False, compare=False)

    def written(self) -> Iterator[str]:
        """Yield the source files that are no tests."""
        return (path for path, each in self.outlines.items() if not each.test)

    def contract_of(self, path: str) -> Contract | None:
        """Return the contract that a file is, or is a copy of."""
        return self._contract_of.get(path)

    @cached_property
    def _contract_of(self) -> dict[str, Contract]:
        return {path: each for each in self.contracts for path in (*(copy.path for copy in each.copies), each.path)}
