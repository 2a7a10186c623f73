"""How schemas and values are written where people read them: short, and on one line."""

from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.node import ANY, ARRAY, BOOLEAN, FRACTION, INTEGER, NULL, OBJECT, STRING
from juncture.contracts.schema.place import Places

_NAMES = ((STRING, "string"), (INTEGER, "integer"), (BOOLEAN, "boolean"), (ARRAY, "array"), (OBJECT, "object"))
_LONGEST = 80


def types_text(types: int) -> str:
    """Return types as in ``string | null``."""
    if types == ANY:
        return "any"
    names = [name for bit, name in _NAMES if types & bit]
    if types & FRACTION:
        names = ["number" if name == "integer" else name for name in names]
        names = names if types & INTEGER else [*names, "number that is no integer"]
    if types & NULL:
        names.append("null")
    return " | ".join(names) or "nothing"


def schema_text(lowering: Lowering, places: Places) -> str:
    """Return the schemas that hold by their types, with their format where they have one."""
    if not places:
        return "any"
    node = lowering.node(lowering.usage(*places).schema)
    formats = f" ({', '.join(sorted(node.formats))})" if node.formats else ""
    return types_text(node.types) + formats


def value_text(value: bytes) -> str:
    """Return a canonical value, cut where it is long."""
    text = value.decode("utf-8", "replace")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def number_text(number: float) -> str:
    """Return a number without a needless fraction."""
    return str(int(number)) if isinstance(number, int) or number.is_integer() else repr(number)
