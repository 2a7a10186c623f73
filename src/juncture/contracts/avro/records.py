"""What it means that the fields of a record change."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from juncture.contracts.avro.aliases import alias_changes
from juncture.contracts.avro.defaults import fits
from juncture.contracts.avro.draft import Draft, Trail
from juncture.contracts.avro.link import Spot, View
from juncture.contracts.avro.model import Field, Record, same_plain
from juncture.contracts.avro.notation import field_notation

if TYPE_CHECKING:
    from juncture.contracts.avro.walk import Walk


def record_changes(walk: "Walk", trail: Trail, old: View, new: View) -> Iterator[Draft]:
    """Yield what differs between two records: fields that went, came, were renamed, or changed."""
    one, other = old.shape, new.shape
    assert isinstance(one, Record) and isinstance(other, Record)
    pairs = _pairs(one, other)
    for field in one.fields:
        if field.name not in pairs:
            yield _removed(trail, old, new, field)
    kept = set(pairs.values())
    for field in other.fields:
        if field.name not in kept:
            yield from _added(walk, trail, old, new, field)
    before, after = _named(one), _named(other)
    for here, there in pairs.items():
        yield from _kept(walk, trail, (old, before[here]), (new, after[there]))
    order_old = [pairs[field.name] for field in one.fields if field.name in pairs]
    order_new = [field.name for field in other.fields if field.name in kept]
    if order_old != order_new:
        places = Spot(old.file, (*one.at, "fields")), Spot(new.file, (*other.at, "fields"))
        yield Draft("fields-reordered", trail.part, *places, ", ".join(order_old), ", ".join(order_new))


def _pairs(old: Record, new: Record) -> dict[str, str]:
    """Return old names → new names of the fields that are one over time: by name, then by an alias of the new one."""
    before, after = _named(old), _named(new)
    pairs = {name: name for name in before if name in after}
    for field in new.fields:
        if field.name not in before:
            known = next((each for each in field.aliases if each in before and each not in pairs), None)
            if known is not None:
                pairs[known] = field.name
    return pairs


def _named(record: Record) -> dict[str, Field]:
    return {field.name: field for field in record.fields}


def _removed(trail: Trail, old: View, new: View, field: Field) -> Draft:
    """The old reader needs a default of its own, or an alias that leads to a field that is there."""
    assert isinstance(new.shape, Record)
    read = field.default is not None or any(name in field.aliases for name in _named(new.shape))
    rule = "field-removed-with-default" if read else "field-removed"
    part = trail.part.member(field.name)
    was, at = Spot(old.file, field.at), Spot(new.file, (*new.shape.at, "name"))
    return Draft(rule, part, was, at, field_notation(field, old.file.namespace), "", trail._replace(part=part))


def _added(walk: "Walk", trail: Trail, old: View, new: View, field: Field) -> Iterator[Draft]:
    assert isinstance(old.shape, Record)
    read = field.default is not None or any(name in field.aliases for name in _named(old.shape))
    rule = "field-added" if read else "field-added-without-default"
    part = trail.part.member(field.name)
    was, at = Spot(old.file, (*old.shape.at, "name")), Spot(new.file, field.at)
    text = field_notation(field, new.file.namespace)
    if not fits(walk.new, new.file, field):
        rule = "default-invalid"
    yield Draft(rule, part, was, at, "", text, trail._replace(part=part))


def _kept(walk: "Walk", trail: Trail, before: tuple[View, Field], after: tuple[View, Field]) -> Iterator[Draft]:
    (old, one), (new, other) = before, after
    if _untouched(one, other):
        return
    part = trail.part.member(other.name)
    was, at = Spot(old.file, one.at), Spot(new.file, other.at)
    further = trail.to(part, ("field", one.name), ("field", other.name))
    if one.name != other.name:
        yield _renamed(further, was, at, one, other)
    yield from walk.types(further, old.node(one.type), new.node(other.type))
    yield from _default(walk, further, before, after)
    yield from alias_changes(part, was, at, set(one.aliases) - {other.name}, set(other.aliases) - {one.name})
    if one.order != other.order:
        places = Spot(old.file, (*one.at, "order")), Spot(new.file, (*other.at, "order"))
        yield Draft("sort-order-changed", part, *places, one.order, other.order)


def _untouched(old: Field, new: Field) -> bool:
    """Whether nothing of a field differs, and nothing that it refers to can."""
    said = [(each.name, each.default, each.aliases, each.order) for each in (old, new)]
    return said[0] == said[1] and same_plain(old.type, new.type)


def _renamed(trail: Trail, was: Spot, at: Spot, old: Field, new: Field) -> Draft:
    """The new reader knows the old name as an alias; the old one needs an alias or a default."""
    rule = "field-renamed"
    if new.name in old.aliases:
        rule = "field-renamed-both-ways"
    elif old.default is not None:
        rule = "field-renamed-with-default"
    places = Spot(was.file, (*was.at, "name")), Spot(at.file, (*at.at, "name"))
    return Draft(rule, trail.part, *places, old.name, new.name, trail)


def _default(walk: "Walk", trail: Trail, before: tuple[View, Field], after: tuple[View, Field]) -> Iterator[Draft]:
    (old, one), (new, other) = before, after
    places = Spot(old.file, (*one.at, "default")), Spot(new.file, (*other.at, "default"))
    texts = one.default or "", other.default or ""
    if not fits(walk.new, new.file, other) and fits(walk.old, old.file, one):
        yield Draft("default-invalid", trail.part, *places, *texts, trail)
    elif one.default != other.default:
        rule = "changed" if one.default and other.default else "added" if other.default else "removed"
        yield Draft(f"default-{rule}", trail.part, *places, *texts)
