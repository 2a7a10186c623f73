"""Shows a difference of schemas on an instance that one side accepts and the other refuses.

An instance counts only where the judge (validator.py) accepts it by the writer's schema and refuses it by the reader's,
at the place that differs; inside an alternative, also as an instance of the whole that lists it, since another one may
take what this one refuses. Where the whole takes every instance that was tried, nothing is known to break.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec

from juncture.contracts.model import Compatibility, ContractChange, Witness
from juncture.contracts.schema.canonical import canonical, digest
from juncture.contracts.schema.changes import Told
from juncture.contracts.schema.comparison import Comparison, Pair
from juncture.contracts.schema.judge import judged
from juncture.contracts.schema.leaf import NARROWED, REQUEST, RESPONSE, UNDECIDED, WIDENED, Leaf
from juncture.contracts.schema.node import Usage
from juncture.contracts.schema.notation import value_text
from juncture.contracts.schema.samples import edges
from juncture.contracts.schema.validator import Complaint
from juncture.contracts.schema.wholes import Wholes

_CLOSED = ("additionalProperties", "unevaluatedProperties")
_KEYWORDS = {
    **dict.fromkeys(("type-narrowed", "type-widened", "type-changed", "null-refused", "null-allowed"), ("type",)),
    **dict.fromkeys(("enum-added", "enum-dropped", "enum-value-removed", "enum-value-added"), ("enum", "const")),
    **dict.fromkeys(("bound-tightened", "bound-loosened", "bound-changed"), ()),
    **dict.fromkeys(("pattern-added", "pattern-dropped"), ("pattern",)),
    **dict.fromkeys(("format-narrowed", "format-widened", "format-changed"), ("format", "minimum", "maximum")),
    **dict.fromkeys(("required-property-added", "property-required", "property-optional"), ("required",)),
    **dict.fromkeys(("content-closed", "content-opened", "property-removed-from-closed"), _CLOSED),
    "property-added-to-closed": _CLOSED,
}
"""The keywords by which a judge shows that an instance is refused for just this difference; bounds name their own."""
_COMBINED = {"anyOf", "oneOf", "allOf", "not", "if"}
_MOST_TRIED = 400
"""Instances tried for one change."""
_MOST_HELD = 40
"""Of them, those of an alternative that are held against the whole."""
_LONGEST = 8000


class Bench:
    """Where the differences of a comparison are put to the judges."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._wholes = Wholes(comparison)

    def shown(self, told: Told) -> ContractChange:
        """Return a change with its witness; a search that finds none proves nothing, and changes nothing.

        A break of one alternative is undecided where all alternatives together take what it refuses.
        """
        if told.change.compatibility is Compatibility.COMPATIBLE or told.pair is None or told.leaf is None:
            return told.change
        taken = []
        for way, harmful in ((REQUEST, NARROWED), (RESPONSE, WIDENED)):
            found = self._shown(told.pair, told.leaf, way) if told.ways & way else False
            if isinstance(found, Witness):
                change = told.decided.get(way, told.change)
                return msgspec.structs.replace(change, proof="proven", witness=found)
            if told.ways & way and told.leaf.bits & harmful:
                taken.append(found)
        if told.change.compatibility is Compatibility.BREAKING and taken and all(taken):
            undecided = judged(UNDECIDED, told.ways)
            return msgspec.structs.replace(told.change, rule=undecided.rule, compatibility=undecided.compatibility)
        return told.change

    def _shown(self, pair: Pair, leaf: Leaf, way: int) -> Witness | bool:
        """Return a witness; where there is none, whether instances were tried, and a whole takes each of them."""
        proven = self._proven(pair, leaf, way)
        if self._wholes.is_exposed(pair, way):
            witnesses = (self._grown(pair, each, way) for each in proven)
            return next(filter(None, witnesses), None) or self._is_covered(pair, leaf, way)
        taken = []
        for instance in islice(proven, _MOST_HELD):
            risen = self._wholes.risen(pair, instance, way)
            if isinstance(risen, bool):
                taken.append(risen)
                continue
            witness = self._grown(*risen, way)
            if witness is not None:
                return witness
        return all(taken) if taken else self._is_covered(pair, leaf, way)

    def _grown(self, pair: Pair, instance: Any, way: int) -> Witness | None:
        holder, grown = self._wholes.grown(pair, instance, way)
        text = digest(grown).decode()
        return _told(text, way, *self._comparison.uses[holder]) if len(text) <= _LONGEST else None

    def _is_covered(self, pair: Pair, leaf: Leaf, way: int) -> bool:
        """Whether the reader takes all instances that are known of an alternative that only the writer lists."""
        writer, schema, reader, other = self._wholes.ends(pair, way)
        if leaf.kind not in ("branch-removed", "branch-added", "condition-added", "condition-dropped"):
            return False
        awaited = reader.node(other)
        listed = [each for union in writer.node(schema).unions for each in union.branches]
        branch = next((each for each in listed if each.at in (leaf.at, leaf.was)), None)
        if branch is None:
            return False
        accepts, _ = self._wholes.judges(pair, way)
        guesses = islice(edges(writer, writer.node(branch.schema), awaited), _MOST_TRIED)
        written = [each for each in guesses if accepts is not None and accepts.says(each) is True]
        return bool(written) and all(self._wholes.take(pair, each, way) for each in written)

    def _proven(self, pair: Pair, leaf: Leaf, way: int) -> Iterator[Any]:
        """Yield instances of the schema that differs, smallest first, that one side accepts and the other refuses."""
        refuses = self._wholes.judges(pair, way)[1]
        if refuses is None:
            return
        found = {}
        for instance in islice(self._guesses(pair, leaf, way), _MOST_TRIED):
            text = digest(instance)
            if text not in found and self._wholes.differ(pair, instance, way):
                found[text] = instance
        alone = len(self._comparison.leaves[pair]) == 1
        for text in sorted(found, key=len):
            complaints = refuses.complaints(found[text])
            if _decides(leaf, complaints) if leaf.kind == UNDECIDED else alone or _is_why(leaf, complaints):
                yield found[text]

    def _guesses(self, pair: Pair, leaf: Leaf, way: int) -> Iterator[Any]:
        writer, schema, reader, other = self._wholes.ends(pair, way)
        node, awaited = writer.node(schema), reader.node(other)
        came = [each for union in node.unions for each in union.branches if each.at in (leaf.at, leaf.was)]
        for branch in came:
            yield from edges(writer, writer.node(branch.schema), awaited)
        is_exposed = self._wholes.is_exposed(pair, way)
        name = leaf.steps[0][1:] if leaf.steps and leaf.steps[0].startswith(".") else ""
        for instance in edges(writer, node, awaited):
            if _is_about(leaf, instance):
                yield instance
                if not is_exposed:
                    # Other alternatives refuse a fuller object sooner.
                    yield self._wholes.filled(pair, instance, way, name)


def _is_why(leaf: Leaf, complaints: list[Complaint]) -> bool:
    """Whether what a judge complains about is what differs, where a schema differs in several things."""
    expected = {*_KEYWORDS.get(leaf.kind, ()), *(text.partition(" ")[0] for text in (leaf.old, leaf.new))}
    said = {each.keyword for each in complaints}
    return leaf.kind not in _KEYWORDS or bool(said & (expected | _COMBINED))


def _decides(leaf: Leaf, complaints: list[Complaint]) -> bool:
    """Whether a judge complains about just what could not be decided, and of nothing that differs inside it."""
    if leaf.is_overlap:
        return any(each.is_overlap and each.is_whole for each in complaints)
    keywords = {str(step) for place in (leaf.was, leaf.at) for step in place.pointer[-1:]}
    if "if" in keywords:
        keywords |= {"then", "else"}
    return any(each.keyword in keywords and each.is_whole for each in complaints)


def _is_about(leaf: Leaf, instance: Any) -> bool:
    """Whether an instance can show a difference: it is the listed value, has the property or lacks it, by the rule."""
    if leaf.kind.startswith("enum-value"):
        return value_text(canonical(instance)) == (leaf.old or leaf.new)
    name = leaf.steps[0][1:] if leaf.steps and leaf.steps[0].startswith(".") else None
    if name is None or not isinstance(instance, dict):
        return True
    lacks = ("property-required", "property-optional", "required-property-added", "required-property-removed")
    return (name not in instance) == leaf.kind.startswith(lacks) or leaf.kind.endswith("from-closed")


def _told(text: str, way: int, old: Usage, new: Usage) -> Witness:
    verdicts = ("accepted", "refused") if way == REQUEST else ("refused", "accepted")
    places = (tuple(str(place) for place in (each.at, *each.beside)) for each in (old, new))
    return Witness("jsonschema", text, *verdicts, *places)
