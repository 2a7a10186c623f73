"""What of schemas travels in one direction: requests hold no readOnly properties, responses no writeOnly ones."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import msgspec

from juncture.contracts.schema.leaf import REQUEST, RESPONSE
from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.node import Node, Schema, Usage
from juncture.contracts.schema.place import Place, Places


def is_exempt(lowering: Lowering, places: Places, way: int) -> bool:
    """Whether a property does not travel in a direction."""
    notes = lowering.notes(lowering.usage(*places))
    if notes.read_only and notes.write_only:
        return False
    return (way == REQUEST and notes.read_only) or (way == RESPONSE and notes.write_only)


class Sample(NamedTuple):
    """An instance of a schema, and how many schemas were looked at for it."""

    instance: Any
    cost: int


class Travelling:
    """The schemas of one side as they are in one direction.

    ``patience`` is how many schemas may still be looked at for samples; whoever begins a search sets it. ``samples``
    are those already made, by schema and by how deep it lies in another.
    """

    def __init__(self, lowering: Lowering, way: int) -> None:
        self.patience = 0
        self.samples: dict[tuple[Places, int], Sample] = {}
        self._lowering = lowering
        self._way = way
        self._nodes: dict[Schema, Node] = {}

    def usage(self, *places: Place) -> Usage:
        """Return the schemas that hold, without what only leads to them."""
        return self._lowering.usage(*places)

    def node(self, schema: Schema) -> Node:
        """Return the normal form, without properties that do not travel."""
        if schema not in self._nodes:
            node = self._lowering.node(schema)
            exempt = set(self._exempt(node))
            if exempt:
                properties = {name: places for name, places in node.properties.items() if name not in exempt}
                node = msgspec.structs.replace(node, properties=properties, required=node.required - exempt)
            self._nodes[schema] = node
        return self._nodes[schema]

    def _exempt(self, node: Node) -> Iterable[str]:
        return (name for name, places in node.properties.items() if is_exempt(self._lowering, places, self._way))
