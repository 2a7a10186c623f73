"""Compares how the value of a parameter or header is written as text: style and explode, or a media type."""

from collections.abc import Iterator
from typing import NamedTuple

from juncture.contracts.openapi.api import Parameter
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.leaf import REQUEST, Sides
from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.node import ANY, ARRAY, BOOLEAN, NULL, NUMBER, OBJECT

_SIGNS = ("style label", "style matrix")
"""Styles that write a sign before the value, even before one that is a mere text (RFC 6570, 3.2.5 and 3.2.7)."""
_WIDER = ("minLength", "pattern", "format", "enum", "const", "allOf", "anyOf", "oneOf", "not", "$ref")
"""Keywords that may keep a text from being empty."""


class _Written(NamedTuple):
    """How a parameter is written: the types of its values, or none where nothing is said of them."""

    how: str
    is_styled: bool
    types: int


def serialisation_changes(old: Parameter, new: Parameter, sides: Sides, ways: int) -> Iterator[Draft]:
    """Yield how values are written that was otherwise."""
    part, was, at = new.located.part, old.located.place, new.located.place
    if old.how != new.how and not _is_alike(_written(old, sides.old), _written(new, sides.new)):
        kind = "parameter" if ways == REQUEST or new.where != "header" else "header"
        yield Draft(f"{kind}-serialisation-changed", part, old.how, new.how, was, at, ways)
    writer, reader = (old, new) if ways == REQUEST else (new, old)
    raw, read = _raw(old, sides.old), _raw(new, sides.new)
    sent, taken = (raw, read) if ways == REQUEST else (read, raw)
    for key, rule in (("allowReserved", "reserved-characters-refused"), ("allowEmptyValue", "empty-value-refused")):
        if writer.where != "query" or sent.get(key) is not True or taken.get(key) is True:
            continue
        types = _written(reader, sides.new if reader is new else sides.old).types
        if key == "allowReserved" and types and not types & ~(NUMBER | BOOLEAN | NULL):
            continue  # no number and no truth value holds such a character
        if key == "allowEmptyValue" and _takes_empty(taken):
            continue
        before, after = ("true" if each.get(key) is True else "false" for each in (raw, read))
        yield Draft(rule, part, before, after, was.at(key), at.at(key), ways)


def _is_alike(old: _Written, new: _Written) -> bool:
    """Whether values come out as the same text, as far as both sides have them."""
    if old.is_styled != new.is_styled:
        # JSON writes numbers and truth values as a style without a sign does; a text is in quotation marks.
        media, style = (new, old) if old.is_styled else (old, new)
        is_plain = bool(old.types) and not (old.types | new.types) & ~(NUMBER | BOOLEAN)
        return media.how == "application/json" and not style.how.startswith(_SIGNS) and is_plain
    if not old.is_styled:
        return False
    if any((each.types or ANY) & (ARRAY | OBJECT) and each.types not in (0, ANY) for each in (old, new)):
        return False
    return _sign(old.how) == _sign(new.how)


def _sign(how: str) -> str:
    return next((each for each in _SIGNS if how.startswith(each)), "")


def _written(each: Parameter, lowering: Lowering) -> _Written:
    types = lowering.node(lowering.usage(each.schema).schema).types if each.schema else 0
    return _Written(each.how, each.how.startswith("style "), types)


def _raw(each: Parameter, lowering: Lowering) -> dict[str, object]:
    value = lowering.sources.at(each.located.place)
    return value if isinstance(value, dict) else {}


def _takes_empty(raw: dict[str, object]) -> bool:
    """Whether an empty text is a value like any other."""
    schema = raw.get("schema", raw)
    return isinstance(schema, dict) and schema.get("type") == "string" and not any(key in schema for key in _WIDER)
