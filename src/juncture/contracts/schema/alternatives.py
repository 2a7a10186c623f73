"""Tells which alternatives can be one node: those of different types, and those that only list values."""

from juncture.contracts.schema.node import SCALAR, Node, Schema, Usage
from juncture.contracts.schema.place import Place


def crowded(pairs: list[tuple[Usage, Node]]) -> int:
    """Return the types that more than one alternative is about."""
    seen = shared = 0
    for _, node in pairs:
        shared |= seen & node.types
        seen |= node.types
    return shared


def values_joined(place: Place, pairs: list[tuple[Usage, Node]], one: bool) -> list[tuple[Usage, Node]]:
    """Make one alternative, the last, of those that only list values; none where one must match and two could."""
    listing = [(usage, node) for usage, node in pairs if node.valued == node.types and is_plain(node)]
    values: list[bytes] = [value for _, node in listing for value in node.values]
    if len(listing) < 2 or (one and len(values) != len(set(values))):
        return []
    types = valued = 0
    for _, node in listing:
        types, valued = types | node.types, valued | node.valued
    joined = Node(place, types=types, values=frozenset(values), valued=valued, origins={"enum": place})
    usage = Usage(Schema((place,)), place)
    return [*(pair for pair in pairs if pair not in listing), (usage, joined)]


def is_plain(node: Node) -> bool:
    """Whether a node can stand inside another one: scalars without conditions; objects and lists keep their name."""
    return not node.types & ~SCALAR and not node.unions and not node.opaque
