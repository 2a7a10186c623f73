"""Compares the fields of one message: which were removed, added, renamed, renumbered, and what they mean."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from juncture.contracts.model import Levels
from juncture.contracts.protobuf.draft import BREAK, JSON, SAFE, SOURCE, WIRE, Draft, Probe, Sides, Spot, named
from juncture.contracts.protobuf.link import Declaration, Meaning
from juncture.contracts.protobuf.option_changes import option_changes
from juncture.contracts.protobuf.origin import origin
from juncture.contracts.protobuf.parts import Part
from juncture.contracts.protobuf.reserved import Reserved
from juncture.contracts.protobuf.settings import default, encodings
from juncture.contracts.protobuf.syntax import SCALARS, Field, Message
from juncture.contracts.protobuf.types import Compare, Verdict, type_verdict


class FieldPair(NamedTuple):
    """A field on both sides; None where it is absent."""

    old: Field | None
    new: Field | None


class Owner(NamedTuple):
    """Where two fields are compared: the message on both sides, and what each side reserves."""

    sides: Sides
    old: Declaration
    new: Declaration
    reserved: tuple[Reserved, Reserved]

    def part(self, name: str) -> Part:
        """Return the part of a member."""
        return Part("declaration", f"{self.new.local}.{name}")

    def at(self, field: Field | None) -> Spot:
        """Return the line of a field on the new side, else of the message."""
        return Spot(self.new.path, field.line if field else self.new.node.line)

    def was(self, field: Field | None) -> Spot:
        """Return the line of a field on the old side, else of the message."""
        return Spot(self.old.path, field.line if field else self.old.node.line)

    def draft(
        self, rule: str, pair: FieldPair, levels: Levels, told: tuple[str, str], probe: Probe | None = None
    ) -> Draft:
        """Return a difference of one field."""
        field = pair.new or pair.old
        assert field is not None
        types = (named(self.old), named(self.new))
        spots = self.at(pair.new), self.was(pair.old)
        return Draft(rule, self.part(field.name), levels, *told, *spots, types, probe=probe)

    def probe(self, pair: FieldPair, unset: bool = False) -> Probe:
        """Return how to show a difference of one field."""
        names = (pair.old.name if pair.old else "", pair.new.name if pair.new else "")
        return Probe(named(self.old), named(self.new), (names,), unset)


def pair_fields(old: Sequence[Field], new: Sequence[Field]) -> list[FieldPair]:
    """Pair fields by name and number, then by name, then by number; the rest was removed or added.

    A name carries the meaning, so two fields that swap their numbers were renumbered, not renamed.
    """
    pairs: list[FieldPair] = []
    left, right = list(old), list(new)
    keys = (lambda each: (each.name, each.number)), (lambda each: each.name), (lambda each: each.number)
    for key in keys:
        waiting = {key(each): each for each in right}
        rest = []
        for each in left:
            match = waiting.pop(key(each), None)
            if match is None:
                rest.append(each)
            else:
                pairs.append(FieldPair(each, match))
        left, right = rest, list(waiting.values())
    return [*pairs, *(FieldPair(each, None) for each in left), *(FieldPair(None, each) for each in right)]


def field_changes(sides: Sides, old: Declaration, new: Declaration, compare: Compare) -> Iterator[Draft]:
    """Yield the differences of the fields of a message; oneofs are compared elsewhere."""
    assert isinstance(old.node, Message) and isinstance(new.node, Message)
    owner = Owner(sides, old, new, (Reserved(old.node), Reserved(new.node)))
    for pair in pair_fields(old.node.fields, new.node.fields):
        if pair.new is None:
            yield _removed(owner, pair)
        elif pair.old is None:
            yield _added(owner, pair)
        elif not _untouched(owner, pair.old, pair.new):
            before = sides.old.meaning(pair.old, old)
            after = sides.new.meaning(pair.new, new)
            yield from _changed(owner, pair, before, after, compare)


def _untouched(owner: Owner, old: Field, new: Field) -> bool:
    """Whether a field of a scalar type stands as it stood, under the same settings: most do."""
    if old.type != new.type or old.type not in SCALARS or old.oneof or owner.old.features != owner.new.features:
        return False
    syntaxes = owner.old.file.syntax, owner.new.file.syntax
    return syntaxes[0] == syntaxes[1] and _text(old) == _text(new)


def _text(field: Field) -> tuple[object, ...]:
    options = [(each.name, each.value) for each in field.options]
    return field.name, field.number, field.label, field.key, field.oneof, options


def _removed(owner: Owner, pair: FieldPair) -> Draft:
    field = pair.old
    assert field is not None
    if owner.sides.old.meaning(field, owner.old).cardinality == "required":
        return owner.draft("field-required-removed", pair, BREAK, (field.notation, ""), owner.probe(pair, unset=True))
    reserving = owner.reserved[1].number(field.number)
    if reserving is None:
        return owner.draft("field-removed", pair, BREAK, (field.notation, ""), owner.probe(pair))
    told = field.notation, f"reserved {reserving.notation}"
    draft = owner.draft("field-removed-reserved", pair, JSON, told, owner.probe(pair))
    return msgspec.structs.replace(draft, at=Spot(owner.new.path, reserving.line))


def _added(owner: Owner, pair: FieldPair) -> Draft:
    field = pair.new
    assert field is not None
    if owner.sides.new.meaning(field, owner.new).cardinality == "required":
        levels = Levels(wire=False, json=False, source=True)
        return owner.draft("field-required-added", pair, levels, ("", field.notation), owner.probe(pair, unset=True))
    reserving = owner.reserved[0].number(field.number)
    if reserving is not None or field.name in owner.reserved[0].names:
        told = f"reserved {reserving.notation}" if reserving else f'reserved "{field.name}"'
        return owner.draft("reserved-reused", pair, SAFE, (told, field.notation))
    return owner.draft("field-added", pair, SAFE, ("", field.notation))


def _changed(owner: Owner, pair: FieldPair, old: Meaning, new: Meaning, compare: Compare) -> Iterator[Draft]:
    before, after = old.field, new.field
    known = "unknown" not in (old.kind, new.kind)
    verdict = type_verdict(owner.sides, old, new, compare)
    if before.name != after.name and verdict is not None and not verdict.levels.wire:
        told = before.notation, after.notation
        yield owner.draft("field-number-reused", pair, BREAK, told, owner.probe(pair))
        return
    yield from _identity(owner, pair, old, new)
    if verdict is not None:
        yield _type(owner, pair, verdict)
    elif known:
        yield from _encoding(owner, pair, old, new)
        yield from _default(owner, pair, old, new)
    yield from _presence(owner, pair, old, new, retyped=verdict is not None or not known)
    types = (named(owner.old), named(owner.new))
    part = owner.part(after.name)
    yield from option_changes(part, before.options, after.options, owner.at(after), owner.was(before), types=types)


def _identity(owner: Owner, pair: FieldPair, old: Meaning, new: Meaning) -> Iterator[Draft]:
    before, after = old.field, new.field
    if before.name != after.name:
        kept = old.json_name == new.json_name
        rule, levels = ("field-renamed-json-kept", SOURCE) if kept else ("field-renamed", JSON)
        yield owner.draft(rule, pair, levels, (before.name, after.name), owner.probe(pair))
    elif old.json_name != new.json_name:
        levels = Levels(wire=True, json=False, source=True)
        told = f'json_name = "{old.json_name}"', f'json_name = "{new.json_name}"'
        yield owner.draft("field-json-name-changed", pair, levels, told, owner.probe(pair))
    if before.number != after.number:
        numbers = before.notation, after.notation
        yield owner.draft("field-renumbered", pair, WIRE, numbers, owner.probe(pair))


def _type(owner: Owner, pair: FieldPair, verdict: Verdict) -> Draft:
    assert pair.old is not None and pair.new is not None
    old, new = pair.old.written_type, pair.new.written_type
    if old == new:
        old = owner.sides.old.meaning(pair.old, owner.old).type_name
        new = owner.sides.new.meaning(pair.new, owner.new).type_name
    return owner.draft(verdict.rule, pair, verdict.levels, (old, new), verdict.probe or owner.probe(pair))


def _encoding(owner: Owner, pair: FieldPair, old: Meaning, new: Meaning) -> Iterator[Draft]:
    for each in encodings(old, new):
        draft = owner.draft(each.rule, pair, each.levels, each.told, owner.probe(pair))
        yield origin(draft, owner.old, owner.new, each.feature, *pair)


def _presence(owner: Owner, pair: FieldPair, old: Meaning, new: Meaning, retyped: bool) -> Iterator[Draft]:
    cardinalities = (old.cardinality, new.cardinality)
    told = old.field.written_type, new.field.written_type
    if cardinalities == ("singular", "required"):
        yield owner.draft("field-required-added", pair, BREAK, told, owner.probe(pair, unset=True))
    elif cardinalities == ("required", "singular"):
        yield owner.draft("field-required-removed", pair, BREAK, told, owner.probe(pair, unset=True))
    elif cardinalities == ("singular", "singular") and old.explicit != new.explicit:
        told = ("EXPLICIT", "IMPLICIT") if old.explicit else ("IMPLICIT", "EXPLICIT")
        if not retyped and bool(old.field.oneof) == bool(new.field.oneof):
            draft = owner.draft("field-presence-changed", pair, SOURCE, told)
            yield origin(draft, owner.old, owner.new, "field_presence", *pair)


def _default(owner: Owner, pair: FieldPair, old: Meaning, new: Meaning) -> Iterator[Draft]:
    found = default(old, new)
    if found is not None:
        yield owner.draft(found.rule, pair, found.levels, found.told, owner.probe(pair, unset=True))
