"""Logical types: which ones count, and what it means that one changes (Avro 1.12, Logical Types)."""

from typing import Any

from juncture.contracts.avro.model import Logical

_UNDERLYING = {
    "decimal": ("bytes", "fixed"),
    "big-decimal": ("bytes",),
    "uuid": ("string", "fixed"),
    "date": ("int",),
    "time-millis": ("int",),
    "time-micros": ("long",),
    "timestamp-millis": ("long",),
    "timestamp-micros": ("long",),
    "timestamp-nanos": ("long",),
    "local-timestamp-millis": ("long",),
    "local-timestamp-micros": ("long",),
    "local-timestamp-nanos": ("long",),
    "duration": ("fixed",),
}


def logical(schema: dict[str, Any], underlying: str) -> Logical | None:
    """Return the logical type of a schema object.

    One that does not fit its underlying type, and a decimal without a valid precision and scale, count as absent:
    implementations must then use the underlying type.
    """
    name = schema.get("logicalType")
    if not isinstance(name, str) or underlying not in _UNDERLYING.get(name, (underlying,)):
        return None
    if underlying == "fixed" and schema.get("size") != {"uuid": 16, "duration": 12}.get(name, schema.get("size")):
        return None
    if name != "decimal":
        return Logical(name)
    precision, scale = _count(schema.get("precision")), _count(schema.get("scale", 0))
    return Logical(name, precision, scale) if precision > 0 and 0 <= scale <= precision else None


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


def logical_rule(old: Logical | None, new: Logical | None) -> str:
    """Return the rule for a changed logical type of an unchanged underlying type; empty where nothing changed."""
    if old == new:
        return ""
    if old is None or new is None:
        return "logical-type-added" if old is None else "logical-type-removed"
    if old.name != new.name:
        known = old.name in _UNDERLYING and new.name in _UNDERLYING
        return "logical-type-changed" if known else "cannot-prove"
    if old.scale != new.scale:
        return "decimal-scale-changed"
    return "decimal-precision-grown" if new.precision > old.precision else "decimal-precision-shrunk"
