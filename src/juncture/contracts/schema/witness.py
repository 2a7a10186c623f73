"""Shows a difference of schemas on an instance that one side accepts and the other refuses.

The judge is jsonschema-rs. It sees documents without outside references, and never looks for one. An instance counts
only where the judge accepts it by the writer's schema and refuses it by the reader's, at the place that differs.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

import jsonschema_rs
import msgspec

from juncture.contracts.model import Compatibility, ContractChange, Witness
from juncture.contracts.schema.bundle import UnbundledError, bundle
from juncture.contracts.schema.canonical import canonical, digest
from juncture.contracts.schema.changes import Told
from juncture.contracts.schema.comparison import Comparison, Pair
from juncture.contracts.schema.effort import Effort
from juncture.contracts.schema.leaf import REQUEST, RESPONSE, Leaf
from juncture.contracts.schema.node import OBJECT, Schema, Usage
from juncture.contracts.schema.notation import value_text
from juncture.contracts.schema.samples import NoSampleError, edges, smallest
from juncture.contracts.schema.travelling import Travelling

_JUDGES = {
    "4": jsonschema_rs.Draft4Validator,
    "6": jsonschema_rs.Draft6Validator,
    "7": jsonschema_rs.Draft7Validator,
    "2019-09": jsonschema_rs.Draft201909Validator,
    "2020-12": jsonschema_rs.Draft202012Validator,
}
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
_LONGEST = 8000


class _Judge:
    """A validator of one schema, asked only what it can answer within bounds."""

    def __init__(self, document: dict[str, Any], draft: str) -> None:
        self._validator = _JUDGES[draft](document, validate_formats=True, offline=True)
        self._effort = Effort(document)

    def says(self, instance: Any) -> bool | None:
        """Return whether an instance is valid; None where the judge does not tell."""
        try:
            return bool(self._validator.is_valid(instance)) if self._effort.is_bearable(instance) else None
        except ValueError:
            return None  # a pattern that takes too long, a number that it does not know

    def complaints(self, instance: Any) -> set[str]:
        """Return the keywords that an instance does not satisfy; instances that it was not asked about have none."""
        errors = islice(self._validator.iter_errors(instance), 20)
        return {str(step) for error in errors for step in list(error.schema_path)[-1:]}


class _Trial(NamedTuple):
    """An instance, and the way to the place in it where the sides differ."""

    instance: Any
    path: tuple[str | int, ...] = ()


class Bench:
    """The judges of a comparison's schemas, made when asked for and kept."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._judges: dict[tuple[bool, Schema, int], _Judge | None] = {}
        sides = (comparison.sides.old, comparison.sides.new)
        self._travelling = {way: [Travelling(each, way) for each in sides] for way in (REQUEST, RESPONSE)}

    def shown(self, told: Told) -> ContractChange:
        """Return a change with its witness; a search that finds none proves nothing, and changes nothing."""
        if told.change.compatibility is Compatibility.COMPATIBLE:
            return told.change
        witness = self.witness(told)
        return msgspec.structs.replace(told.change, proof="proven", witness=witness) if witness else told.change

    def witness(self, told: Told) -> Witness | None:
        """Return an instance that proves a change; None where none was found, which proves nothing."""
        if told.pair is None or told.leaf is None:
            return None
        ways = [way for way in (REQUEST, RESPONSE) if told.ways & way]
        for way in ways:
            found = self._shown(told.pair, told.leaf, way)
            if found is not None:
                return found
        return None

    def _shown(self, pair: Pair, leaf: Leaf, way: int) -> Witness | None:
        for trial in self._proven(pair, leaf, way):
            holder, grown = self._grown(pair, trial, way)
            text = digest(grown.instance).decode()
            if len(text) <= _LONGEST:
                return _told(text, way, *self._comparison.uses[holder])
        return None

    def _proven(self, pair: Pair, leaf: Leaf, way: int) -> Iterator[_Trial]:
        """Yield instances of the schema that differs, smallest first, that one side accepts and the other refuses."""
        accepts, refuses = self._judges_of(pair, way)
        if accepts is None or refuses is None:
            return
        found = {}
        for trial in islice(self._guesses(pair, leaf, way), _MOST_TRIED):
            text = digest(trial.instance)
            if text not in found and _differ(accepts, refuses, trial.instance):
                found[text] = trial
        alone = len(self._comparison.leaves[pair]) == 1
        for text in sorted(found, key=len):
            if alone or _is_why(leaf, refuses.complaints(found[text].instance)):
                yield found[text]

    def _guesses(self, pair: Pair, leaf: Leaf, way: int) -> Iterator[_Trial]:
        writer, schema, reader, other = self._ends(pair, way)
        node, awaited = writer.node(schema), reader.node(other)
        came = [each for union in node.unions for each in union.branches if each.at in (leaf.at, leaf.was)]
        for branch in came:
            yield from map(_Trial, edges(writer, writer.node(branch.schema), awaited))
        for instance in edges(writer, node, awaited):
            if _is_about(leaf, instance):
                yield _Trial(instance)

    def _ends(self, pair: Pair, way: int) -> tuple[Travelling, Schema, Travelling, Schema]:
        """Return who writes what, and who reads it as what."""
        old, new = self._travelling[way]
        return (old, pair.old, new, pair.new) if way == REQUEST else (new, pair.new, old, pair.old)

    def _judges_of(self, pair: Pair, way: int) -> tuple[_Judge | None, _Judge | None]:
        old, new = self._judge(True, pair.old, way), self._judge(False, pair.new, way)
        return (old, new) if way == REQUEST else (new, old)

    def _judge(self, is_old: bool, schema: Schema, way: int) -> _Judge | None:
        key = (is_old, schema, way)
        if key not in self._judges:
            lowering = self._comparison.sides.old if is_old else self._comparison.sides.new
            draft = lowering.dialect(schema.places[0].path).judge
            try:
                document = bundle(lowering, schema, way)
                self._judges[key] = _Judge(document, draft)
            except (UnbundledError, ValueError):
                self._judges[key] = None  # what the judge cannot read proves nothing
        return self._judges[key]

    def _grown(self, pair: Pair, trial: _Trial, way: int) -> tuple[Pair, _Trial]:
        """Put an instance into one of the schema that holds it, as far as both sides still disagree about it."""
        seen = {pair}
        while pair in self._comparison.holders:
            holder, step = self._comparison.holders[pair]
            if holder in seen:
                break
            seen.add(holder)
            accepts, refuses = self._judges_of(holder, way)
            held = self._held(holder, step, trial, way)
            if held is None or accepts is None or refuses is None or not _differ(accepts, refuses, held.instance):
                break
            pair, trial = holder, held
        return pair, trial

    def _held(self, pair: Pair, step: str, trial: _Trial, way: int) -> _Trial | None:
        if step.startswith("<") or not step:
            return trial
        if step == "[]":
            return _Trial([trial.instance], (0, *trial.path))
        if not step.startswith("."):
            return None
        writer, schema, reader, other = self._ends(pair, way)
        try:
            whole = smallest(writer, schema._replace(nullable=False, scope=schema.scope & OBJECT))
            needed = reader.node(other).required - {step[1:]}
            for name in sorted(needed - whole.keys() if isinstance(whole, dict) else ()):
                places = writer.node(schema).properties.get(name)
                if places:
                    whole[name] = smallest(writer, writer.usage(*places).schema)
        except NoSampleError:
            return None
        return _Trial({**whole, step[1:]: trial.instance}, (step[1:], *trial.path)) if isinstance(whole, dict) else None


def _differ(accepts: _Judge, refuses: _Judge, instance: Any) -> bool:
    return accepts.says(instance) is True and refuses.says(instance) is False


def _is_why(leaf: Leaf, complaints: set[str]) -> bool:
    """Whether what a judge complains about is what differs, where a schema differs in several things."""
    expected = {*_KEYWORDS.get(leaf.kind, ()), *(text.partition(" ")[0] for text in (leaf.old, leaf.new))}
    return leaf.kind not in _KEYWORDS or bool(complaints & (expected | _COMBINED))


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
