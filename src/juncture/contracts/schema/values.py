"""Compares what scalars may be: types, listed values, limits, patterns, formats."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor, isfinite

from juncture.contracts.schema.fold import about, tighter
from juncture.contracts.schema.leaf import CHANGED, NARROWED, UNKNOWN, WIDENED, Leaf
from juncture.contracts.schema.node import ARRAY, FRACTION, INTEGER, NULL, NUMBER, STRING, Node, type_of
from juncture.contracts.schema.notation import number_text, types_text, value_text
from juncture.contracts.schema.place import Place

Limit = tuple[float, bool]
"""A number, and whether it is itself excluded."""
RANGES = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
"""The integers that a format allows (OpenAPI 3.0.3, Data Types)."""
_WIDER_FORMATS = {("int32", "int64"), ("float", "double")}
_FORMATS = {
    "date-time",
    "date",
    "time",
    "duration",
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "iri",
    "iri-reference",
    "uuid",
    "uri-template",
    "json-pointer",
    "relative-json-pointer",
    "regex",
    "int32",
    "int64",
    "float",
    "double",
}
"""Formats that a specification defines, so that a validator may hold an instance against them."""


def value_changes(old: Node, new: Node, relevant: int) -> Iterator[Leaf]:
    """Yield the differences; of constraints, those about the types ``relevant``."""
    multiples = list(_multiples(old, new)) if relevant & NUMBER else []
    yield from _types(old, new, steps=bool(multiples))
    yield from _values(old, new, relevant)
    yield from _limits(old, new, relevant)
    yield from multiples
    if relevant & STRING:
        yield from _patterns(old, new)
    if relevant & (STRING | NUMBER):
        yield from _formats(old, new)
    if relevant & ARRAY and old.unique != new.unique:
        kind, bits = ("bound-tightened", NARROWED) if new.unique else ("bound-loosened", WIDENED)
        before, after = ("uniqueItems" if node.unique else "" for node in (old, new))
        yield Leaf(kind, bits, before, after, old.origin("uniqueItems"), new.origin("uniqueItems"))


def _types(old: Node, new: Node, *, steps: bool) -> Iterator[Leaf]:
    """Yield the difference in types; ``steps`` tells that steps differ, which may leave fractions out by themselves."""
    was, at = old.origin("type"), new.origin("type")
    lost, gained = old.types & ~new.types, new.types & ~old.types
    if steps and (lost | gained) == FRACTION:
        return
    # Null comes and goes by itself; where nothing else is left, it is the type.
    if (lost | gained) & NULL and old.types & ~NULL and new.types & ~NULL:
        kind, bits = ("null-refused", NARROWED) if lost & NULL else ("null-allowed", WIDENED)
        yield Leaf(kind, bits, types_text(old.types), types_text(new.types), _nullable(old), _nullable(new))
        lost, gained = lost & ~NULL, gained & ~NULL
    if lost or gained:
        kind = "type-changed" if lost and gained else "type-narrowed" if lost else "type-widened"
        bits = (NARROWED if lost else 0) | (WIDENED if gained else 0)
        yield Leaf(kind, bits, types_text(old.types), types_text(new.types), was, at)


def _nullable(node: Node) -> Place:
    return next((node.origins[one] for one in ("nullable", "x-nullable", "type") if one in node.origins), node.place)


def _values(old: Node, new: Node, relevant: int) -> Iterator[Leaf]:
    was, at = (node.origins.get("enum") or node.origin("const") for node in (old, new))
    listed, bounded = old.valued & relevant, new.valued & relevant
    if bounded & ~listed:
        shown = ", ".join(value_text(value) for value in sorted(new.values) if type_of(value) & bounded)
        yield Leaf("enum-added", NARROWED, "", shown[:200], was, at)
    if listed & ~bounded:
        shown = ", ".join(value_text(value) for value in sorted(old.values) if type_of(value) & listed)
        yield Leaf("enum-dropped", WIDENED, shown[:200], "", was, at)
    both = listed & bounded
    before = {value for value in old.values if type_of(value) & both}
    after = {value for value in new.values if type_of(value) & both}
    if len(before) == len(after) == 1 and before != after:
        yield Leaf("value-changed", CHANGED, value_text(*before), value_text(*after), was, at)
        return
    for value in sorted(before - after):
        yield Leaf("enum-value-removed", NARROWED, value_text(value), "", was, at)
    for value in sorted(after - before):
        yield Leaf("enum-value-added", WIDENED, "", value_text(value), was, at)


def _limits(old: Node, new: Node, relevant: int) -> Iterator[Leaf]:
    for name in sorted(old.limits.keys() | new.limits.keys()):
        if not about(name) & relevant or (name.endswith("Contains") and not (old.contains and new.contains)):
            continue
        before, after = old.limits.get(name), new.limits.get(name)
        here, there = _meant(name, before, relevant), _meant(name, after, relevant)
        if here == there or _is_implied(old, name, before, there) or _is_implied(new, name, after, here):
            continue
        is_tighter = there is not None and (here is None or tighter(name, there, here))
        kind, bits = ("bound-tightened", NARROWED) if is_tighter else ("bound-loosened", WIDENED)
        was, at = _written(old, name, before), _written(new, name, after)
        yield Leaf(kind, bits, _limit(name, before), _limit(name, after), was, at)


def _meant(name: str, limit: Limit | None, relevant: int) -> Limit | None:
    """Return the limit that integers meet where they are the only numbers: an integer itself, and included."""
    if limit is None or relevant & NUMBER != INTEGER or not about(name) & NUMBER or not isfinite(limit[0]):
        return limit
    number, excluded = limit
    if name == "minimum":
        return (floor(number) + 1 if excluded else ceil(number), False)
    return (ceil(number) - 1 if excluded else floor(number), False)


def _is_implied(node: Node, name: str, limit: Limit | None, other: Limit | None) -> bool:
    """Whether a node without a limit allows no more than the other side's limit does, by its format."""
    ranges = [RANGES[each] for each in node.formats & RANGES.keys()] if limit is None and other is not None else []
    return any(
        not tighter(name, other, (each[name == "maximum"], False)) for each in ranges if other and about(name) == NUMBER
    )


def _limit(name: str, limit: Limit | None) -> str:
    if limit is None:
        return ""
    return f"{_keyword(name, limit)} {number_text(limit[0])}"


def _keyword(name: str, limit: Limit) -> str:
    return f"exclusive{name[0].upper()}{name[1:]}" if limit[1] else name


def _written(node: Node, name: str, limit: Limit | None) -> Place:
    keyword = _keyword(name, limit) if limit else name
    return node.origins.get(keyword) or node.origin(name)


def _multiples(old: Node, new: Node) -> Iterator[Leaf]:
    if old.multiples == new.multiples:
        return
    # Each of one side's steps is a multiple of one of the other's: then that other side allows at least as much.
    narrower = all(any(_divides(one, other) for other in new.multiples) for one in old.multiples)
    wider = all(any(_divides(one, other) for other in old.multiples) for one in new.multiples)
    bits = (0 if narrower else WIDENED) | (0 if wider else NARROWED)
    kind = {NARROWED: "bound-tightened", WIDENED: "bound-loosened"}.get(bits, "bound-changed")
    before, after = (" and ".join(f"multipleOf {number_text(one)}" for one in sorted(n.multiples)) for n in (old, new))
    if bits:
        yield Leaf(kind, bits, before, after, old.origin("multipleOf"), new.origin("multipleOf"))


def _divides(step: float, number: float) -> bool:
    if not step or not isfinite(step) or not isfinite(number):
        return step == number
    return (Fraction(str(number)) / Fraction(str(step))).denominator == 1


def _patterns(old: Node, new: Node) -> Iterator[Leaf]:
    lost, gained = old.patterns - new.patterns, new.patterns - old.patterns
    if not lost and not gained:
        return
    kind, bits, reason = "pattern-added", NARROWED, ""
    if lost:
        kind, bits = "pattern-dropped", WIDENED
    if lost and gained:
        kind, bits, reason = "cannot-prove", UNKNOWN, "whether one pattern allows all that another does is not decided"
    before, after = (", ".join(sorted(one))[:200] for one in (lost, gained))
    yield Leaf(kind, bits, before, after, old.origin("pattern"), new.origin("pattern"), reason=reason)


def _formats(old: Node, new: Node) -> Iterator[Leaf]:
    lost, gained = old.formats - new.formats, new.formats - old.formats
    if not lost and not gained:
        return
    kind, bits, reason = "format-changed", CHANGED, ""
    pairs = {(before, after) for before in lost for after in gained}
    if not lost or all((after, before) in _WIDER_FORMATS for before, after in pairs):
        kind, bits = "format-narrowed", NARROWED
    if not gained or (lost and all((before, after) in _WIDER_FORMATS for before, after in pairs)):
        kind, bits = "format-widened", WIDENED
    unknown = sorted((lost | gained) - _FORMATS)
    if unknown:
        kind, bits = "cannot-prove", UNKNOWN
        reason = f"no specification says what the format {unknown[0]} refuses"
    before, after = (", ".join(sorted(one)) for one in (lost, gained))
    yield Leaf(kind, bits, before, after, old.origin("format"), new.origin("format"), reason=reason)
