"""The graph that a picture shows: services and topics, what joins them, and which of them a change concerns."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from juncture.catalog.model import Edge, Service
from juncture.contracts.model import Compatibility
from juncture.render.words import count, listed
from juncture.review.model import Review, ReviewedEdge

HIDDEN_LAYERS = frozenset({"start-order", "telemetry"})
LARGEST = 300
"""Nodes beyond which a picture is drawn by domain."""
TOPIC = "topic:"
UNNAMED = "topic:?"
"""What the topics of a service stand behind whose names the code does not tell: ``topic:?SERVICE``."""
CONTRACT = "contract:"
_STATES = {"unchanged": 0, "added": 1, "removed": 2}


class Node(NamedTuple):
    """A service, a topic, a contract that changes and that nobody serves or, in an aggregate, a domain.

    ``kind`` is ``service``, ``infrastructure`` (no source of it is here), ``topic``, ``contract`` or ``domain``.
    ``mark`` is empty, ``changed`` (it serves what changes), ``edited`` (its files change and no changed contract
    reaches it), ``reached`` (it uses what changes), ``unknown`` (whether it does cannot be told), and of a contract
    ``breaks`` or ``risky``.
    """

    name: str
    kind: str
    domain: str = ""
    teams: tuple[str, ...] = ()
    mark: str = ""


class Link(NamedTuple):
    """An edge between two nodes. ``state`` is ``unchanged``, ``added`` or ``removed``; ``places`` prove it."""

    source: str
    target: str
    layer: str
    state: str = "unchanged"
    strength: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


class Graph(NamedTuple):
    """Nodes by name and links in order; ``said`` is what the picture leaves out, empty where nothing."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    said: str = ""


def graph(
    services: Iterable[Service],
    edges: Iterable[Edge | ReviewedEdge],
    marks: dict[str, str] | None = None,
    hidden: Collection[str] = HIDDEN_LAYERS,
) -> Graph:
    """Return the graph of services and edges, layers in ``hidden`` left out."""
    links = _merged(edge for edge in edges if edge.layer not in hidden)
    known = {service.name: service for service in services}
    names = known.keys() | {end for link in links for end in (link.source, link.target)}
    nodes = tuple(_node(name, known.get(name), (marks or {}).get(name, "")) for name in sorted(names))
    return Graph(nodes, links)


def of_review(review: Review, hidden: Collection[str] = HIDDEN_LAYERS) -> Graph:
    """Return the graph of a review, with what changes and whom it reaches marked.

    A changed contract that nobody serves, as of a topic, is a node itself: between those that write and read it.
    """
    whole = graph(review.services, review.edges, _marks(review), hidden)
    known = {node.name for node in whole.nodes}
    links = [link for link in _over_contracts(review) if {link.source, link.target} & known]
    marks = _contract_marks(review)
    ends = {end for link in links for end in (link.source, link.target)}
    nodes = [Node(name, "contract", mark=mark) for name, mark in marks.items() if name in ends]
    joined = tuple(link for link in links if {link.source, link.target} <= known | marks.keys())
    return Graph(tuple(sorted([*whole.nodes, *nodes])), tuple(sorted([*whole.links, *joined], key=_order)), whole.said)


def difference(whole: Graph) -> Graph:
    """Return only what the change concerns: marked nodes, ends of edges that come or go, and what joins them.

    Where anything is joined, services that are edited and joined to none of it are named beside the picture.
    """
    concerned = {node.name for node in whole.nodes if node.mark}
    concerned |= {end for link in whole.links if link.state != "unchanged" for end in (link.source, link.target)}
    concerned |= _between(whole, concerned)
    links = tuple(link for link in whole.links if link.source in concerned and link.target in concerned)
    joined = {end for link in links for end in (link.source, link.target)}
    apart = {node.name for node in whole.nodes if joined and node.mark == "edited" and node.name not in joined}
    nodes = tuple(node for node in whole.nodes if node.name in concerned - apart)
    left_out = len(whole.nodes) - len(nodes) - len(apart)
    said = [
        f"Edited, and joined to none of these: {listed(sorted(apart), 4)}." if apart else "",
        _unjoined(whole, concerned),
        f"Left out: {count(left_out, 'node')} that the change does not concern." if left_out else "",
    ]
    return Graph(nodes, links, " ".join(filter(None, said)))


def _unjoined(whole: Graph, concerned: set[str]) -> str:
    """Return which concerned services send or read messages that no line of the picture shows."""
    ends = {end for link in whole.links if UNNAMED in link.source + link.target for end in (link.source, link.target)}
    names = sorted(ends & {name for name in concerned if not name.startswith(UNNAMED)})
    if not names:
        return ""
    uses = "uses" if len(names) == 1 else "use"
    return f"Not joined: {listed(names, 4)} {uses} topics whose names could not be read."


def _between(whole: Graph, concerned: set[str]) -> set[str]:
    """Return the topics that join two concerned services."""
    topics = {node.name for node in whole.nodes if node.kind == "topic"}
    ends: dict[str, set[str]] = {}
    for link in whole.links:
        for topic, other in ((link.source, link.target), (link.target, link.source)):
            if topic in topics and other in concerned:
                ends.setdefault(topic, set()).add(other)
    return {topic for topic, others in ends.items() if len(others) > 1}


def around(whole: Graph, *services: str) -> Graph:
    """Return the edges of these nodes, with the nodes at their other ends."""
    links = tuple(link for link in whole.links if link.source in services or link.target in services)
    ends = {*services, *(end for link in links for end in (link.source, link.target))}
    return Graph(tuple(node for node in whole.nodes if node.name in ends), links)


def by_domain(whole: Graph) -> Graph:
    """Return the graph with one node a domain; what lies within a domain is counted, not drawn."""
    domain = {node.name: node.domain or "domain unknown" for node in whole.nodes}
    members: dict[str, list[Node]] = {}
    for node in whole.nodes:
        members.setdefault(domain[node.name], []).append(node)
    nodes = tuple(
        Node(name, "domain", teams=(count(len(inside), "node"),), mark=_strongest(inside))
        for name, inside in sorted(members.items())
    )
    across = {
        Link(domain[link.source], domain[link.target], link.layer, link.state)
        for link in whole.links
        if domain[link.source] != domain[link.target]
    }
    said = f"{len(whole.nodes)} nodes are too many for one picture: drawn by domain."
    return Graph(nodes, tuple(sorted(across, key=_order)), said)


def _node(name: str, service: Service | None, mark: str) -> Node:
    if service is None:
        return Node(name, "topic" if name.startswith(TOPIC) else "service", mark=mark)
    kind = "infrastructure" if "infrastructure" in service.roles else "service"
    return Node(name, kind, service.domain, service.teams, mark)


def _strongest(nodes: list[Node]) -> str:
    marks = {node.mark for node in nodes}
    return next((mark for mark in ("breaks", "changed", "reached", "risky", "unknown", "edited") if mark in marks), "")


def _marks(review: Review) -> dict[str, str]:
    harmful = {c.fingerprint for c in review.changes if c.compatibility is not Compatibility.COMPATIBLE}
    marks: dict[str, str] = {}
    for impact in review.impact:
        if impact.change in harmful and impact.answer != "depends":
            told = "reached" if impact.answer == "uses" else "unknown"
            marks[impact.service] = "reached" if "reached" in (told, marks.get(impact.service)) else told
    providers = {contract.path: contract.providers for contract in review.contracts}
    for change in review.changes:
        if change.fingerprint in harmful:
            serving = providers.get(change.contract, {})
            groups = {operation.partition("/")[0] for operation in change.operations} & serving.keys()
            marks.update((serving[group], "changed") for group in sorted(groups))
    for name in review.change.services:
        marks.setdefault(name, "edited")
    return marks


def _contract_marks(review: Review) -> dict[str, str]:
    """Return the changed contracts that no service serves or runs, by node: whether they break or may break."""
    served = {contract.path for contract in review.contracts if contract.providers or contract.kind == "job"}
    events = {contract.path for contract in review.contracts if contract.kind == "event"}
    marks: dict[str, str] = {}
    for change in review.changes:
        called = change.operations and change.contract not in events
        if change.compatibility is not Compatibility.COMPATIBLE and not called and change.contract not in served:
            name = f"{CONTRACT}{change.contract}"
            mark = "breaks" if change.compatibility is Compatibility.BREAKING else "risky"
            marks[name] = "breaks" if "breaks" in (mark, marks.get(name)) else mark
    return marks


def _over_contracts(review: Review) -> list[Link]:
    """Return who writes and who reads each changed contract that no service serves."""
    marks = _contract_marks(review)
    contract = {change.fingerprint: f"{CONTRACT}{change.contract}" for change in review.changes}
    places: dict[tuple[str, str], set[str]] = {}
    for impact in review.impact:
        name = contract.get(impact.change, "")
        if name not in marks or impact.answer == "depends":
            continue
        working = [use for use in impact.uses if not use.test]
        writes = {f"{use.path}:{use.line}" for use in working if use.how == "write"}
        reads = {f"{use.path}:{use.line}" for use in working if use.how != "write"}
        if writes:
            places.setdefault((impact.service, name), set()).update(writes)
        if reads or not writes:
            places.setdefault((name, impact.service), set()).update(reads)
    return [
        Link(source, target, "contract", strength=("read" if source in marks else "written",), places=tuple(sorted(at)))
        for (source, target), at in places.items()
    ]


def _merged(edges: Iterable[Edge | ReviewedEdge]) -> tuple[Link, ...]:
    """Join edges that a picture cannot tell apart: same ends, layer and state."""
    joined: dict[tuple[str, str, str, str], list[Edge | ReviewedEdge]] = {}
    for edge in edges:
        state = edge.state if isinstance(edge, ReviewedEdge) else "unchanged"
        # a consumer of a topic is drawn at the arrow's head: data flows to it
        ends = (edge.target, edge.source) if edge.side == "consumes" else (edge.source, edge.target)
        joined.setdefault((*ends, str(edge.layer), state), []).append(edge)
    links = [
        Link(
            *key,
            strength=tuple(sorted({str(strength) for edge in same for strength in edge.strength})),
            contracts=tuple(sorted({edge.contract for edge in same if edge.contract})),
            places=tuple(sorted({str(where) for edge in same for where in edge.provenance})),
        )
        for key, same in joined.items()
    ]
    return tuple(sorted(links, key=_order))


def _order(link: Link) -> tuple[str, str, str, int]:
    return link.source, link.target, link.layer, _STATES.get(link.state, 3)
