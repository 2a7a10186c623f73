"""What differs in how a field of one type is written, and in what it is taken for where it is not set."""

from collections.abc import Iterator
from typing import NamedTuple

from juncture.contracts.model import Levels
from juncture.contracts.protobuf.draft import SAFE, WIRE
from juncture.contracts.protobuf.link import Meaning
from juncture.contracts.protobuf.syntax import Message, Value, Word, notation

_WORDS = {
    "message_encoding": ("LENGTH_PREFIXED", "DELIMITED"),
    "repeated_field_encoding": ("EXPANDED", "PACKED"),
    "utf8_validation": ("NONE", "VERIFY"),
}
_ZERO: dict[str, Value] = {"bool": Word("false"), "string": b"", "bytes": b""}


class Setting(NamedTuple):
    """A feature that is another one: by which rule, what survives it, and both sides in words."""

    rule: str
    levels: Levels
    feature: str
    told: tuple[str, str]


def encodings(old: Meaning, new: Meaning) -> Iterator[Setting]:
    """Yield what changed in how the same type is written."""
    settings = (
        ("field-encoding-changed", WIRE, "message_encoding", old.delimited, new.delimited),
        ("field-packed-changed", SAFE, "repeated_field_encoding", old.packed, new.packed),
        ("field-utf8-changed", SAFE, "utf8_validation", old.verified, new.verified),
    )
    for rule, levels, feature, before, after in settings:
        if before != after and (feature != "utf8_validation" or "string" in (old.kind, old.field.key)):
            yield Setting(rule, levels, feature, (_WORDS[feature][before], _WORDS[feature][after]))


def default(old: Meaning, new: Meaning) -> Setting | None:
    """Return what changed in what a reader takes an unset field for."""
    if "singular" not in (old.cardinality, new.cardinality) or old.kind in ("message", "unknown"):
        return None
    before, after = _effective(old), _effective(new)
    if (old.default is None and new.default is None) or before == after:
        return None
    told = f"default = {notation(before)}", f"default = {notation(after)}"
    return Setting("field-default-changed", Levels(wire=False, json=False, source=True), "", told)


def _effective(meaning: Meaning) -> Value:
    if meaning.default is not None:
        return meaning.default
    if meaning.type is not None and not isinstance(meaning.type.node, Message):
        return Word(meaning.type.node.values[0].name)
    return _ZERO.get(meaning.kind, 0)
