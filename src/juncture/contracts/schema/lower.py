"""Brings schemas of any dialect into the normal form, each when it is first asked for."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec

from juncture.contracts.schema.alternatives import crowded, is_plain, values_joined
from juncture.contracts.schema.canonical import canonical
from juncture.contracts.schema.dialect import Dialect
from juncture.contracts.schema.fold import join, joined_notes, limited, meet, meet_all, tighter, with_null
from juncture.contracts.schema.keywords import (
    ANNOTATIONS,
    DYNAMIC,
    NOTES,
    allows_null,
    double_negation,
    notes,
    own,
    refuses_everything,
    says_nothing,
)
from juncture.contracts.schema.node import NULL, Node, Notes, Opaque, Schema, Union, Usage
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.sources import MAX_HOPS, Missing, Sources
from juncture.facts.problem import InputError, Problem

MAX_DEPTH = 200
"""Steps from a document's root to a schema in it, beyond which it is refused (threats.md T13)."""
_MAX_FOLDS = 60
_UNEVALUATED = (("unevaluatedProperties", "additional"), ("unevaluatedItems", "items"))
"""What is left over, and the field that it then stands in."""
_COMBINED = ("allOf", "anyOf", "oneOf")


class Lowering:
    """The schemas of one side.

    ``stamp`` returns the text by which a condition is compared that is not understood: equal on both sides only where
    everything that it refers to is equal.
    """

    def __init__(
        self, sources: Sources, dialect: Callable[[str], Dialect], stamp: Callable[[Place, Any], bytes]
    ) -> None:
        self.sources = sources
        self.dialect = dialect
        self._stamp = stamp
        self._usages: dict[Place, Usage] = {}
        self._own: dict[Place, Node] = {}
        self._nodes: dict[Schema, Node] = {}
        self._open: list[Place] = []
        self._drafts: dict[Place, Node] = {}
        self._rested: set[Place] = set()

    def usage(self, *places: Place) -> Usage:
        """Return the schemas that hold, without what only leads to them: references, single members, a null beside."""
        found = [self._usages.get(place) or self._usages.setdefault(place, self._unwrapped(place)) for place in places]
        return found[0] if len(found) == 1 else self._together(found)

    def node(self, schema: Schema) -> Node:
        """Return the normal form. Raises InputError for schemas that nest too deep."""
        if schema not in self._nodes:
            node = meet_all(self._place(place) for place in schema.places)
            node = with_null(node) if schema.nullable else node
            self._nodes[schema] = limited(node, schema.scope)
        return self._nodes[schema]

    def notes(self, usage: Usage) -> Notes:
        """Return what the schema and all that wraps it say beside constraints, the outermost first."""
        found = Notes()
        for place in (*usage.wrappers, *usage.schema.places):
            raw = self.sources.at(place)
            if isinstance(raw, dict) and not NOTES.isdisjoint(raw):
                found = joined_notes(found, notes(raw))
        if (found.read_only or found.write_only) and not self.dialect(usage.at.path).one_way:
            return msgspec.structs.replace(found, read_only=False, write_only=False)
        return found

    def _together(self, usages: list[Usage]) -> Usage:
        schemas = list(dict.fromkeys(each.schema for each in usages))
        nullable = any(each.nullable for each in schemas) and all(
            each.nullable or self.node(each).types & NULL for each in schemas
        )
        places = dict.fromkeys(place for each in schemas for place in each.places)
        wrappers = tuple(place for each in usages for place in each.wrappers)
        beside = tuple(each.at for each in usages[1:])
        return Usage(Schema(tuple(places), nullable), usages[0].at, wrappers, beside)

    def _unwrapped(self, start: Place) -> Usage:
        place = start
        wrappers: list[Place] = []
        nullable = False
        for _ in range(MAX_HOPS):
            raw, dialect = self.sources.at(place), self.dialect(place.path)
            if not isinstance(raw, dict):
                break
            step = self._reference(place, raw, dialect) or _single(place, raw, dialect)
            if step is None:
                break
            following, adds_null, is_reference = step
            if not is_reference or dialect.siblings:
                wrappers.append(place)
            nullable = nullable or adds_null
            place = following
        return Usage(Schema((place,), nullable), start, tuple(wrappers))

    def _reference(self, place: Place, raw: Mapping[str, Any], dialect: Dialect) -> tuple[Place, bool, bool] | None:
        reference = raw.get("$ref")
        if not isinstance(reference, str) or (dialect.siblings and not ANNOTATIONS.issuperset(raw.keys() - {"$ref"})):
            return None
        target = self.sources.target(place.path, reference)
        return None if isinstance(target, Missing) else (target, False, True)

    def _led(self, place: Place, reference: str) -> Place | Missing:
        """Return what a reference leads to; nothing where that only leads to references."""
        target = self.sources.target(place.path, reference)
        end = target if isinstance(target, Missing) else self.sources.follow(target)
        return end if isinstance(end, Missing) and end.is_loop else target

    def _place(self, place: Place) -> Node:
        known = self._own.get(place)
        if known is not None:
            return known
        if place in self._drafts or place in self._open:
            # A schema that contains itself, with nothing between, means nothing of its own (JSON Schema Core, 9.4.1).
            self._rested.add(self._open[0])
            return self._drafts.get(place) or Node(place)
        if len(self._open) > _MAX_FOLDS:
            raise self._refused(place, f"more than {_MAX_FOLDS} schemas folded into one another")
        if len(place.pointer) > MAX_DEPTH:
            raise self._refused(place, f"nested deeper than {MAX_DEPTH} levels")
        self._open.append(place)
        try:
            node = self._built(place)
        finally:
            self._open.pop()
        if not self._open:
            self._drafts, self._rested = {}, set()
        elif self._rested:
            self._drafts[place] = node  # good until the schema that it rests on is settled
            return node
        self._own[place] = node
        return node

    def _refused(self, place: Place, what: str) -> InputError:
        return InputError(Problem(place.path, self.sources.line(place), what))

    def _built(self, place: Place) -> Node:
        raw, dialect = self.sources.at(place), self.dialect(place.path)
        if refuses_everything(raw):
            return Node(place, types=0)
        if raw is True:
            return Node(place)
        if not isinstance(raw, dict):
            opaque = Opaque("schema", canonical(raw, place.path), place, "it is no schema: a mapping is expected")
            return Node(place, opaque=frozenset([opaque]))
        reference = raw.get("$ref")
        if isinstance(reference, str) and not dialect.siblings:
            return self._missing(place, reference)
        node = own(place, raw, self._stamp)
        for each in self._members(place, raw, reference):
            node = meet(node, each)
        for keyword, field in _UNEVALUATED:
            if keyword in raw and not _takes_rest(raw, keyword) and not says_nothing(raw[keyword]):
                node = self._evaluated(place, raw, node, keyword, field)
        if any(refuses_everything(self.sources.at(each)) for each in node.items):
            node = _ended(node)
        return with_null(node) if allows_null(raw, dialect) else node

    def _evaluated(self, place: Place, raw: Mapping[str, Any], node: Node, keyword: str, field: str) -> Node:
        """What is left over by the folded schemas is left over altogether, unless alternatives or conditions matter."""
        if self._is_all_evaluated(place, raw, keyword):
            return node
        is_plain = not (node.unions or node.opaque or node.contains or "contains" in raw)
        if is_plain and not getattr(node, field):
            return msgspec.structs.replace(node, **{field: (place.at(keyword),)})
        reason = "what is evaluated elsewhere cannot be compared"
        said = {key: value for key, value in raw.items() if key not in ANNOTATIONS}
        opaque = Opaque(keyword, self._stamp(place, said), place.at(keyword), reason)
        return msgspec.structs.replace(node, opaque=node.opaque | {opaque})

    def _is_all_evaluated(self, place: Place, raw: Mapping[str, Any], keyword: str, hops: int = _MAX_FOLDS) -> bool:
        """Whether a schema that holds beside leaves nothing over, by a keyword for all that has no other (Core, 11)."""
        reference = raw.get("$ref")
        target = self.sources.target(place.path, reference) if isinstance(reference, str) else None
        places = [place.at("allOf", at) for at in range(len(_listed(raw, "allOf")))]
        for each in (*places, *([target] if isinstance(target, Place) else [])):
            inner = self.sources.at(each)
            if isinstance(inner, dict) and (
                keyword in inner
                or _takes_rest(inner, keyword)
                or (hops and self._is_all_evaluated(each, inner, keyword, hops - 1))
            ):
                return True
        return False

    def _members(self, place: Place, raw: Mapping[str, Any], reference: object) -> Iterator[Node]:
        if isinstance(reference, str):
            target = self._led(place, reference)
            yield self._missing(place, reference) if isinstance(target, Missing) else self._whole(self.usage(target))
        if double_negation(raw):
            yield self._whole(self.usage(place.at("not", "not")))
        for at in range(len(_listed(raw, "allOf"))):
            yield self._whole(self.usage(place.at("allOf", at)))
        for keyword in ("anyOf", "oneOf"):
            branches = [self.usage(place.at(keyword, at)) for at in range(len(_listed(raw, keyword)))]
            if branches:
                yield self._alternatives(place.at(keyword), branches, keyword == "oneOf")

    def _whole(self, usage: Usage) -> Node:
        node = meet_all(self._place(each) for each in usage.schema.places)
        node = with_null(node) if usage.schema.nullable else node
        said = [notes(self.sources.at(each)) for each in usage.wrappers]
        if any(said):
            merged = Node(usage.schema.places[0], notes=said[0])
            node = meet(merged, node)
        return node

    def unresolved(self, schema: Schema) -> frozenset[Opaque]:
        """Return the references, on which a schema as a whole depends, of which it is not known what they lead to."""
        found: set[Opaque] = set()
        seen, edge = {schema}, [schema]
        while edge:
            node = self.node(edge.pop())
            found |= {each for each in node.opaque if each.keyword in ("$ref", *DYNAMIC)}
            inner = {branch.schema for union in node.unions for branch in union.branches} - seen
            seen |= inner
            edge += inner
        return frozenset(found)

    def _missing(self, place: Place, reference: str) -> Node:
        target = self._led(place, reference)
        reason = target.reason if isinstance(target, Missing) else "references that only lead to references"
        within = isinstance(target, Missing) and target.within
        text = canonical(self.sources.root(place.path)) if within else reference.encode()
        return Node(place, opaque=frozenset([Opaque("$ref", text, place.at("$ref"), reason)]))

    def _alternatives(self, place: Place, branches: list[Usage], one: bool) -> Node:
        """Fold alternatives of different types into one node; those whose types meet stay alternatives."""
        pairs = [(usage, node) for usage in branches if (node := self._whole(usage)).types]
        joined_values = values_joined(place, pairs, one)
        if joined_values and not joined_values[-1][1].types & crowded(joined_values):
            pairs = joined_values
        shared = crowded(pairs)
        apart = [node for usage, node in pairs if not node.types & shared and is_plain(node)]
        rest = [(usage, node) for usage, node in pairs if node.types & shared or not is_plain(node)]
        joined = join(place, apart)
        if not rest:
            return joined
        scope = 0
        for _, node in rest:
            scope |= node.types
        union = Union(place, scope, tuple(usage for usage, _ in rest), one)
        return msgspec.structs.replace(joined, types=joined.types | scope, unions=(union,))


def _ended(node: Node) -> Node:
    """Where no further item may stand, their number is limited: that is one thing, however it is written."""
    limit = (len(node.prefix), False)
    if "maxItems" in node.limits and not tighter("maxItems", limit, node.limits["maxItems"]):
        return msgspec.structs.replace(node, items=())
    origin = node.items[0]
    limits, origins = {**node.limits, "maxItems": limit}, {**node.origins, "maxItems": origin}
    return msgspec.structs.replace(node, items=(), limits=limits, origins=origins)


def _takes_rest(raw: Mapping[str, Any], keyword: str) -> bool:
    """Whether a schema speaks of all properties or items of which it says nothing else; nothing is left over then."""
    if keyword == "unevaluatedProperties":
        return "additionalProperties" in raw
    return "additionalItems" in raw if isinstance(raw.get("items"), list) else "items" in raw


def _single(place: Place, raw: Mapping[str, Any], dialect: Dialect) -> tuple[Place, bool, bool] | None:
    """Return the one schema that a combination stands for, and whether null is allowed beside it."""
    keywords = [keyword for keyword in _COMBINED if keyword in raw]
    if len(keywords) != 1 or not ANNOTATIONS.issuperset(raw.keys() - {keywords[0], *dialect.nullable, "discriminator"}):
        return None
    branches = _listed(raw, keywords[0])
    left = [at for at, branch in enumerate(branches) if keywords[0] == "allOf" or not _is_null(branch)]
    if len(left) != 1:
        return None
    nullable = len(branches) > 1 or any(raw.get(keyword) is True for keyword in dialect.nullable)
    return place.at(keywords[0], left[0]), nullable, False


def _is_null(branch: object) -> bool:
    if not isinstance(branch, dict) or not ANNOTATIONS.issuperset(branch.keys() - {"type", "enum", "const"}):
        return False
    return branch.get("type") in ("null", ["null"]) or ("type" not in branch and branch.get("enum") == [None])


def _listed(raw: Mapping[str, Any], keyword: str) -> list[Any]:
    value = raw.get(keyword)
    return value if isinstance(value, list) else []
