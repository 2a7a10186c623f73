"""Judges what a change of a field's type does to data: to the bytes on the wire, and to ProtoJSON.

Sources: Language Guide, Updating A Message Type; Encoding; ProtoJSON Format.
"""

from collections.abc import Callable, Iterable

import msgspec

from juncture.contracts.model import Levels
from juncture.contracts.protobuf import well_known
from juncture.contracts.protobuf.draft import BREAK, JSON, SOURCE, Draft, Probe, Sides, both
from juncture.contracts.protobuf.link import Declaration, Meaning, declared
from juncture.contracts.protobuf.syntax import INTEGERS, Message

_VARINT = frozenset({"int32", "int64", "uint32", "uint64", "bool", "enum"})
_WIRE_GROUPS = (
    _VARINT,
    frozenset({"sint32", "sint64"}),
    frozenset({"fixed32", "sfixed32"}),
    frozenset({"fixed64", "sfixed64"}),
)
_WIDENS = {("string", "bytes"), ("message", "bytes")}
"""Old kind → new kind that reads every byte the old one wrote."""
_JSON_GROUPS = (INTEGERS, frozenset({"float", "double"}))

_OWN_JSON = frozenset(
    each.name for file in well_known.files().values() for each in declared(file) if each.local != "Empty"
)
"""Well-known types whose JSON is not that of a plain message (ProtoJSON Format)."""

Compare = Callable[[Sides, Declaration, Declaration], Iterable[Draft]]


class Verdict(msgspec.Struct, frozen=True):
    """What a changed type does. ``probe`` shows it where the difference lies inside the type."""

    rule: str
    levels: Levels
    probe: Probe | None = None


def type_verdict(sides: Sides, old: Meaning, new: Meaning, compare: Compare) -> Verdict | None:
    """Return what the change of type and cardinality does; None where both stayed.

    ``compare`` compares two messages or two enums by content, where a field changed from one to the other.
    """
    type_ = _key_and_type(sides, old, new, compare)
    levels = _cardinality(old, new)
    if levels is None:
        return type_
    if type_ is None or (type_.levels.wire and type_.levels.json):
        return Verdict("field-cardinality-changed", levels)
    return Verdict(type_.rule, both(type_.levels, levels))


def _key_and_type(sides: Sides, old: Meaning, new: Meaning, compare: Compare) -> Verdict | None:
    verdict = declared_verdict(sides, old, new, compare)
    before, after = old.field.key, new.field.key
    if not before or not after or before == after:
        return verdict
    key = Levels(wire=_wire(before, after), json="bool" not in (before, after), source=False)
    levels = both(key, verdict.levels) if verdict else key
    return Verdict(_scalar_rule(levels), levels)


def declared_verdict(sides: Sides, old: Meaning, new: Meaning, compare: Compare) -> Verdict | None:
    """Return what the change of type does, cardinality apart."""
    if old.type is not None and new.type is not None:
        return between_types(sides, old.type, new.type, compare)
    if old.type_name == new.type_name:
        return None
    if "unknown" in (old.kind, new.kind) and {old.kind, new.kind} <= {"unknown", "message", "enum"}:
        return None if _perhaps_same(old, new) else Verdict("field-type-unresolved", SOURCE)
    wire = _wire(old.kind, new.kind) and not (old.delimited or new.delimited)
    levels = Levels(wire=wire, json=_json(_json_kind(old), _json_kind(new)), source=False)
    return Verdict(_scalar_rule(levels), levels)


def _perhaps_same(old: Meaning, new: Meaning) -> bool:
    """Whether a name that is unknown on one side may be the full name of the other side."""
    short, long = sorted((old.type_name, new.type_name), key=len)
    return (old.kind == "unknown") != (new.kind == "unknown") and long.endswith("." + short)


def between_types(sides: Sides, old: Declaration, new: Declaration, compare: Compare) -> Verdict | None:
    """Return what it does to have one type in place of another; None where they are the same over time."""
    if sides.same(old, new) or old.name == new.name:
        return None
    if isinstance(old.node, Message) != isinstance(new.node, Message):
        return Verdict("field-type-changed", BREAK)
    verdict = _by_content(sides, old, new, compare)
    if {old.name, new.name} & _OWN_JSON:
        return Verdict("field-type-changed", both(verdict.levels, JSON), verdict.probe)
    return verdict


def _by_content(sides: Sides, old: Declaration, new: Declaration, compare: Compare) -> Verdict:
    """Judge two different types by what they hold: as if one had been edited into the other."""
    levels, probe = SOURCE, None
    for draft in compare(sides, old, new):
        broken = not (draft.levels.wire and draft.levels.json)
        if broken and (probe is None or (levels.wire and not draft.levels.wire)):
            probe = draft.probe or probe
        levels = both(levels, draft.levels)
    rule = "field-type-equivalent" if levels.wire and levels.json else "field-type-changed"
    return Verdict(rule, levels, probe)


def _scalar_rule(levels: Levels) -> str:
    return "field-type-range-changed" if levels.wire and levels.json else "field-type-changed"


def _wire(old: str, new: str) -> bool:
    return old == new or (old, new) in _WIDENS or any(old in group and new in group for group in _WIRE_GROUPS)


def _json_kind(meaning: Meaning) -> str:
    return well_known.WRAPPERS.get(meaning.type_name, meaning.kind)


def _json(old: str, new: str) -> bool:
    if old == new:
        return old not in ("message", "enum", "unknown")
    return any(old in group and new in group for group in _JSON_GROUPS)


def _cardinality(old: Meaning, new: Meaning) -> Levels | None:
    """Return what the change between singular, repeated and map does; required fields are judged elsewhere."""
    before = "singular" if old.cardinality == "required" else old.cardinality
    after = "singular" if new.cardinality == "required" else new.cardinality
    if before == after:
        return None
    required = "required" in (old.cardinality, new.cardinality)
    packed = old.packed or new.packed
    if {before, after} == {"repeated", "map"}:
        listed, mapped = (old, new) if before == "repeated" else (new, old)
        return Levels(wire=_is_entry(listed, mapped), json=False, source=False)
    return Levels(wire=not (required or packed or "map" in (before, after)), json=False, source=False)


def _is_entry(listed: Meaning, mapped: Meaning) -> bool:
    """Whether a repeated message is what the map's entries are on the wire (Encoding, Maps)."""
    node = listed.type.node if listed.type else None
    if not isinstance(node, Message):
        return False
    types = {field.number: field.type for field in node.fields}
    return types.get(1) == mapped.field.key and types.get(2) == mapped.field.type
