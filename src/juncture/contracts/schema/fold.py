"""Folds nodes: what several schemas require together (``allOf``), and what alternatives of different types allow."""

from collections.abc import Iterable, Mapping
from functools import reduce

import msgspec

from juncture.contracts.schema.node import (
    ANY,
    ARRAY,
    NULL,
    NUMBER,
    OBJECT,
    STRING,
    Node,
    Notes,
    type_of,
)
from juncture.contracts.schema.place import Place, Places

_LOWER = ("minimum", "minLength", "minItems", "minProperties", "minContains")
_ABOUT = {
    "minimum": NUMBER,
    "maximum": NUMBER,
    "minLength": STRING,
    "maxLength": STRING,
    "minItems": ARRAY,
    "maxItems": ARRAY,
    "minContains": ARRAY,
    "maxContains": ARRAY,
    "minProperties": OBJECT,
    "maxProperties": OBJECT,
}


def about(keyword: str) -> int:
    """Return the types that a limit is about."""
    return _ABOUT[keyword]


def meet(one: Node, other: Node) -> Node:
    """Return what two nodes require together."""
    types = one.types & other.types
    values, valued = _values(one, other)
    limits, origins = _limits(one, other)
    return Node(
        place=one.place,
        types=_inhabited(types, values, valued),
        values=values,
        valued=valued & types,
        limits=limits,
        multiples=one.multiples | other.multiples,
        unique=one.unique or other.unique,
        patterns=one.patterns | other.patterns,
        formats=one.formats | other.formats,
        properties=_properties(one, other),
        by_pattern=_merged(one.by_pattern, other.by_pattern),
        additional=_both(one.additional, other.additional),
        names=_both(one.names, other.names),
        required=one.required | other.required,
        dependent=one.dependent | other.dependent,
        prefix=_prefix(one, other),
        items=_both(one.items, other.items),
        contains=one.contains + tuple(each for each in other.contains if each not in one.contains),
        unions=one.unions + tuple(each for each in other.unions if each not in one.unions),
        opaque=one.opaque | other.opaque,
        discriminator=one.discriminator or other.discriminator,
        mapping={**other.mapping, **one.mapping},
        notes=joined_notes(one.notes, other.notes),
        origins=origins,
    )


def meet_all(nodes: Iterable[Node]) -> Node:
    """Return what all nodes require; there is at least one."""
    return reduce(meet, nodes)


def with_null(node: Node) -> Node:
    """Return a node that allows null too."""
    return msgspec.structs.replace(node, types=node.types | NULL, valued=node.valued & ~NULL)


def limited(node: Node, types: int) -> Node:
    """Return what a node says about instances of some types, and nothing about others."""
    if types & ANY == ANY:
        return node
    unions = tuple(each._replace(scope=each.scope & types) for each in node.unions if each.scope & types)
    values = frozenset(value for value in node.values if type_of(value) & types)
    kept = msgspec.structs.replace(
        node,
        types=node.types & types,
        values=values,
        valued=node.valued & types,
        unions=unions,
        limits={name: limit for name, limit in node.limits.items() if _ABOUT[name] & types},
        multiples=node.multiples if types & NUMBER else frozenset(),
        patterns=node.patterns if types & STRING else frozenset(),
        formats=node.formats if types & (STRING | NUMBER) else frozenset(),
    )
    if not types & ARRAY:
        kept = msgspec.structs.replace(kept, unique=False, prefix=(), items=(), contains=())
    if not types & OBJECT:
        kept = msgspec.structs.replace(
            kept,
            properties={},
            by_pattern={},
            additional=(),
            names=(),
            required=frozenset(),
            dependent=frozenset(),
        )
    return kept


def join(place: Place, nodes: Iterable[Node]) -> Node:
    """Return one node for alternatives whose types differ: each says what holds for instances of its own types."""
    parts = [limited(each, each.types) for each in nodes]
    result = Node(place=place, types=0)
    for each in parts:
        result = Node(
            place=place,
            types=result.types | each.types,
            values=result.values | each.values,
            valued=result.valued | each.valued,
            limits={**result.limits, **each.limits},
            multiples=result.multiples | each.multiples,
            unique=result.unique or each.unique,
            patterns=result.patterns | each.patterns,
            formats=result.formats | each.formats,
            properties={**result.properties, **each.properties},
            by_pattern={**result.by_pattern, **each.by_pattern},
            additional=result.additional or each.additional,
            names=result.names or each.names,
            required=result.required | each.required,
            dependent=result.dependent | each.dependent,
            prefix=result.prefix or each.prefix,
            items=result.items or each.items,
            contains=result.contains or each.contains,
            unions=result.unions + each.unions,
            discriminator=result.discriminator or each.discriminator,
            mapping={**result.mapping, **each.mapping},
            notes=joined_notes(result.notes, each.notes),
            origins={**each.origins, **result.origins},
        )
    return result


def _values(one: Node, other: Node) -> tuple[frozenset[bytes], int]:
    """Return the values allowed by both, and the types that they are all of."""
    kept = {value for value in one.values if not type_of(value) & other.valued or value in other.values}
    kept |= {value for value in other.values if not type_of(value) & one.valued or value in one.values}
    return frozenset(kept), one.valued | other.valued


def _inhabited(types: int, values: frozenset[bytes], valued: int) -> int:
    """Leave out types that no value is left of."""
    left = 0
    for value in values:
        left |= type_of(value)
    return types & ~(valued & ~left)


def _limits(one: Node, other: Node) -> tuple[dict[str, tuple[float, bool]], dict[str, Place]]:
    """Return the tighter limits, each with where it is written."""
    limits, origins = dict(one.limits), {**other.origins, **one.origins}
    for name, limit in other.limits.items():
        if name not in limits or tighter(name, limit, limits[name]):
            limits[name] = limit
            origins[name] = other.origin(name)
    return limits, origins


def tighter(name: str, one: tuple[float, bool], other: tuple[float, bool]) -> bool:
    """Whether a limit allows less than another of the same keyword."""
    if one[0] == other[0]:
        return one[1] and not other[1]
    return one[0] > other[0] if name in _LOWER else one[0] < other[0]


def _both(one: Places, other: Places) -> Places:
    return one if one == other else tuple(dict.fromkeys((*one, *other)))


def _merged(one: Mapping[str, Places], other: Mapping[str, Places]) -> dict[str, Places]:
    if not one or not other:
        return {**one, **other}
    return {**other, **{name: _both(places, other.get(name, ())) for name, places in one.items()}}


def _properties(one: Node, other: Node) -> dict[str, Places]:
    """A property that only one side names must also be what the other side allows for names it does not know."""
    result = _merged(one.properties, other.properties)
    for mine, theirs in ((one, other), (other, one)):
        if theirs.additional and not theirs.by_pattern:
            for name, places in mine.properties.items():
                if name not in theirs.properties:
                    result[name] = _both(places, theirs.additional)
    return result


def _prefix(one: Node, other: Node) -> tuple[Places, ...]:
    longest = max(len(one.prefix), len(other.prefix))
    return tuple(_both(item_at(one, at), item_at(other, at)) for at in range(longest))


def item_at(node: Node, at: int) -> Places:
    """Return the schemas of the item at an index."""
    return node.prefix[at] if at < len(node.prefix) else node.items


def joined_notes(one: Notes, other: Notes) -> Notes:
    """Return what two schemas say beside constraints; the first one's default stands."""
    return Notes(
        one.default if one.default is not None else other.default,
        one.deprecated or other.deprecated,
        one.read_only or other.read_only,
        one.write_only or other.write_only,
    )
