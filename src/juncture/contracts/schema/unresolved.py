"""What a reference that leads to nothing leaves open: whatever stands on the other side, nothing can be told of it."""

from juncture.contracts.schema.leaf import UNDECIDED, UNKNOWN, Leaf, Sides
from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.node import Opaque, Schema
from juncture.contracts.schema.notation import types_text
from juncture.contracts.schema.place import Place, Places


def unresolved(sides: Sides, old: Schema, new: Schema) -> Leaf | None:
    """Return the one difference of two schemas that do not depend on the same references that lead to nothing."""
    lost, gained = sides.old.unresolved(old), sides.new.unresolved(new)
    if _keys(lost) == _keys(gained):
        return None
    before, after = _told(sides.old, old, lost), _told(sides.new, new, gained)
    was, at = _place(old, lost), _place(new, gained)
    return Leaf(UNDECIDED, UNKNOWN, before, after, was, at, reason=_reason(lost | gained))


def unresolved_inside(sides: Sides, old: Places, new: Places, was: Place, at: Place, step: str) -> Leaf | None:
    """Return the difference of the schemas of all items or other properties, where one of them leads to nothing."""
    found: frozenset[Opaque] = frozenset()
    texts = []
    for lowering, places in ((sides.old, old), (sides.new, new)):
        schema = lowering.usage(*places).schema if places else None
        nothing = lowering.unresolved(schema) if schema else frozenset()
        found |= nothing
        texts.append(_told(lowering, schema, nothing) if schema else "any")
    before, after = texts
    return Leaf(UNDECIDED, UNKNOWN, before, after, was, at, (step,), reason=_reason(found)) if found else None


def _keys(found: frozenset[Opaque]) -> set[tuple[str, bytes]]:
    """Two references that depend on their callers may lead to the same, and are compared as conditions."""
    return {(each.keyword, each.text if each.keyword == "$ref" else b"") for each in found}


def _sorted(found: frozenset[Opaque]) -> list[Opaque]:
    return sorted(found, key=lambda each: each.place)


def _told(lowering: Lowering, schema: Schema, found: frozenset[Opaque]) -> str:
    """Return the references, each with why it leads to nothing; the types where there are none."""
    said = [f"{lowering.sources.at(each.place)}: {each.reason}" for each in _sorted(found)]
    return "; ".join(said) or types_text(lowering.node(schema).types)


def _place(schema: Schema, found: frozenset[Opaque]) -> Place:
    return _sorted(found)[0].place if found else schema.places[0]


def _reason(found: frozenset[Opaque]) -> str:
    return "; ".join(dict.fromkeys(each.reason for each in _sorted(found)))
