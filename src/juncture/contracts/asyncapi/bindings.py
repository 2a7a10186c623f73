"""Compares protocol bindings by a table: what each field means to those at the other end (bindings.toml)."""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from juncture.contracts.asyncapi.api import owned_part
from juncture.contracts.asyncapi.entry import Entry, Found
from juncture.contracts.asyncapi.layers import Layers
from juncture.contracts.asyncapi.payload import Payload
from juncture.contracts.schema.canonical import canonical
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.leaf import BOTH_WAYS, REQUEST
from juncture.contracts.schema.parts import Part, worded

_RULES = {
    "place": "binding-place-changed",
    "setting": "binding-setting-changed",
    "order": "binding-order-changed",
    "tuning": "binding-tuning-changed",
}
_SCHEMAS = ("asked", "data")
_ANY = {"type": "object"}
_DEEPEST = 4
"""Levels of a binding on which fields have names of their own."""


class _Field(NamedTuple):
    """What the table says of a field: its kind, and what it is where it is left out."""

    kind: str
    default: str = ""


@cache
def _table() -> dict[str, dict[str, dict[str, _Field]]]:
    text = files("juncture.contracts.asyncapi").joinpath("bindings.toml").read_text("utf-8")
    return {
        protocol: {
            level: {
                name: _Field(each) if isinstance(each, str) else _Field(each["kind"], each["default"])
                for name, each in fields.items()
            }
            for level, fields in levels.items()
        }
        for protocol, levels in tomllib.loads(text).items()
    }


def binding_changes(
    level: str, old: Layers, new: Layers, part: Part, ways: int = BOTH_WAYS, addresses: tuple[str, str] = ("", "")
) -> Iterator[Found]:
    """Yield what changed in the bindings of a server, channel, operation or message (``level``).

    ``ways`` tells which way messages go, ``addresses`` are those of a channel at both sides.
    """
    before, after = old.at("bindings"), new.at("bindings")
    here, there = (each.entries() if each else {} for each in (before, after))
    for protocol in sorted(here.keys() | there.keys()):
        if _same(here.get(protocol), there.get(protocol)):
            continue
        fields = _table().get(protocol, {}).get(level, {})
        sides = _Sides(here.get(protocol), there.get(protocol), old, new, fields, ways, addresses)
        home = there.get(protocol) or new
        words = owned_part(home.place, part, f"binding:{protocol}").words
        yield from _field_changes(sides, "", words, 0)


class _Sides(NamedTuple):
    """A binding or a group of fields in it at both sides; the objects that hold it tell where it would stand."""

    old: Layers | None
    new: Layers | None
    holds_old: Layers
    holds_new: Layers
    fields: dict[str, _Field]
    ways: int
    addresses: tuple[str, str]

    def at(self, name: str) -> "_Sides":
        old, new = self.old, self.new
        below = old.at(name) if old else None, new.at(name) if new else None
        return self._replace(
            old=below[0], new=below[1], holds_old=old or self.holds_old, holds_new=new or self.holds_new
        )


def _field_changes(sides: _Sides, above: str, words: tuple[str, ...], depth: int) -> Iterator[Found]:
    names = {name for each in (sides.old, sides.new) if each for name in each.keys()}  # noqa: SIM118
    for name in sorted(names - {"bindingVersion"}):
        inner, path = sides.at(name), f"{above}{name}"
        field = sides.fields.get(path)
        if _same(inner.old, inner.new) or (field and field.kind == "key"):
            continue
        if field is None and _is_group(inner) and depth < _DEEPEST:
            yield from _field_changes(inner, f"{path}.", words, depth + 1)
        elif field and field.kind in _SCHEMAS:
            yield _schema(inner, worded((*words, path)), REQUEST if field.kind == "asked" else sides.ways)
        else:
            yield from _changed(inner, field, worded((*words, path)), name)


def _changed(sides: _Sides, field: _Field | None, part: Part, name: str) -> Iterator[Draft]:
    before, after = (
        _text(each) or (field.default.replace("{address}", address) if field else "")
        for each, address in zip((sides.old, sides.new), sides.addresses, strict=True)
    )
    if before != after:
        was = sides.old.place if sides.old else sides.holds_old.place.at(name)
        at = sides.new.place if sides.new else sides.holds_new.place.at(name)
        rule = _RULES[field.kind] if field else "binding-unknown-changed"
        yield Draft(rule, part, before, after, was, at)


def _schema(sides: _Sides, part: Part, ways: int) -> Entry:
    old, new = (
        Payload("schema", each.schema("bound") if each else holder.sources.put("bound", _ANY, {(): holder.place}))
        for each, holder in ((sides.old, sides.holds_old), (sides.new, sides.holds_new))
    )
    return Entry(old, new, part, ways)


def _is_group(sides: _Sides) -> bool:
    return all(each is None or isinstance(each.value, dict) for each in (sides.old, sides.new))


def _same(old: Layers | None, new: Layers | None) -> bool:
    if old is None or new is None:
        return old is new
    return _whole(old) == _whole(new)


def _text(layers: Layers | None) -> str:
    if layers is None:
        return ""
    return layers.value if isinstance(layers.value, str) else _whole(layers).decode("utf-8", "replace")


def _whole(layers: Layers) -> bytes:
    return canonical(layers.resolved(), layers.place.path)
