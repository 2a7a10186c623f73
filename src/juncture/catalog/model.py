"""The catalogue of one tree: services, teams, domains, contracts, edges, each with where it was read."""

from enum import StrEnum

import msgspec

from juncture.facts.provenance import Provenance


class Layer(StrEnum):
    """What kind of dependency an edge is. Layers stay apart."""

    SYNC = "sync"
    ASYNC = "async"
    DATA = "data"
    BUILD = "build"
    START_ORDER = "start-order"
    TELEMETRY = "telemetry"


class Strength(StrEnum):
    """How an edge is known, weakest first."""

    DECLARED = "declared"
    WIRED = "wired"
    CALLED = "called"
    OBSERVED = "observed"


class Team(msgspec.Struct, frozen=True):
    """People who own something, by the name that the repository gives them (``@org/team``, an address)."""

    name: str
    provenance: tuple[Provenance, ...] = ()


class Domain(msgspec.Struct, frozen=True):
    """A business domain, from the policy, else from a Backstage catalogue."""

    name: str
    provenance: tuple[Provenance, ...] = ()


class Service(msgspec.Struct, frozen=True):
    """A deployable unit.

    ``path`` is its directory, empty where the repository holds no source of it. ``domain`` is empty where it
    is unknown. ``teams`` are empty where it has no owner. ``aliases`` maps a namespace (``directory``,
    ``compose``, ``kubernetes``, ``telemetry``, ``proto``) to the names it goes by there. ``roles`` are of
    ``service``, ``job``, ``infrastructure``, ``provider``, ``consumer``, ``producer``. ``parts`` are the directories of
    packages that it alone is built with.
    """

    name: str
    path: str
    domain: str = ""
    teams: tuple[str, ...] = ()
    aliases: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    roles: tuple[str, ...] = ()
    provenance: tuple[Provenance, ...] = ()
    parts: tuple[str, ...] = ()


class Copy(msgspec.Struct, frozen=True):
    """A copy of a contract. ``stale`` where it lags behind the canonical file; ``missing`` names what it lacks."""

    path: str
    service: str = ""
    stale: bool = False
    missing: tuple[str, ...] = ()


class Contract(msgspec.Struct, frozen=True):
    """An API, event or job. ``path`` is the canonical file.

    ``providers`` maps a group of the contract (a Protobuf service, a tag; empty for the whole) to the service
    that serves it. A group whose provider is unknown is absent.
    """

    path: str
    format: str
    kind: str
    providers: dict[str, str] = msgspec.field(default_factory=dict)
    copies: tuple[Copy, ...] = ()
    provenance: tuple[Provenance, ...] = ()


class Edge(msgspec.Struct, frozen=True, rename={"source": "from", "target": "to"}):
    """A dependency. ``source`` uses ``target``: a service, or ``topic:NAME`` (producers use it, too).

    ``side`` is ``produces`` or ``consumes`` for an edge to a topic. ``contract`` is the path of the contract that
    the edge speaks, empty where it is unknown.
    """

    source: str
    target: str
    layer: Layer
    strength: tuple[Strength, ...]
    side: str = ""
    contract: str = ""
    provenance: tuple[Provenance, ...] = ()


class Boundary(msgspec.Struct, frozen=True):
    """A rule that only these services may call a service, and where it stands."""

    service: str
    allowed: tuple[str, ...]
    provenance: Provenance


class Crossing(msgspec.Struct, frozen=True):
    """A dependency that a rule of the repository forbids, and the rule: its words and its own place.

    ``target`` is what is depended on as the rule's dialect writes it (a Bazel label).
    """

    source: str
    target: str
    said: str
    provenance: Provenance
    rule: Provenance


class FieldUse(msgspec.Struct, frozen=True):
    """A part of an exchange that a consumer's own tests prove it to use.

    ``operation`` is the exchange as the evidence names it (``GET /orders/1``, a message's description); ``part`` the
    member that is looked at (``$.items[*].price``), empty for the exchange as a whole. ``side`` is ``request``,
    ``response`` or ``message``.
    """

    consumer: str
    provider: str
    operation: str
    part: str
    side: str
    provenance: Provenance


class Guide(msgspec.Struct, frozen=True):
    """A sentence of AGENTS.md or the like that people wrote for those who change this place. Data, never run.

    ``kind`` is ``must``, ``never``, ``ask``, ``approval`` or ``command``; ``read`` is the title of a document.
    """

    kind: str
    text: str
    provenance: Provenance
