"""Makes small instances of a schema: the smallest that satisfies it, and ones at its edges.

An instance is a guess; the judge says what it is worth.
"""

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import islice
from typing import Any

import msgspec
import orjson

from juncture.contracts.schema.fold import item_at, limited, meet
from juncture.contracts.schema.node import (
    ARRAY,
    BOOLEAN,
    FRACTION,
    INTEGER,
    NULL,
    NUMBER,
    OBJECT,
    STRING,
    Node,
    Schema,
)
from juncture.contracts.schema.patterns import NotUnderstoodError, matching
from juncture.contracts.schema.place import Places
from juncture.contracts.schema.travelling import Sample, Travelling

_ORDER = (STRING, INTEGER, BOOLEAN, OBJECT, ARRAY, NULL, FRACTION)
_DEEPEST = 8
_LONGEST = 5000
_PATIENCE = 4_000
"""Schemas looked at in one search for instances."""
_BRANCHES = 4
_FORMATS: dict[str, str] = {
    "date-time": "2024-01-31T00:00:00Z",
    "date": "2024-01-31",
    "time": "00:00:00Z",
    "duration": "P1D",
    "email": "a@b.example",
    "hostname": "a.example",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://a.example/",
    "url": "https://a.example/",
    "uri-reference": "/a",
    "iri": "https://a.example/",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "json-pointer": "/a",
    "regex": "a",
}
_GROWING = ("uri", "url", "uri-reference", "iri", "json-pointer")
"""Formats whose samples stay right when letters are appended."""
_TEXTS = (
    "a",
    "A",
    "0",
    "1",
    "ab",
    "abc",
    "a-b",
    "a_b",
    "a1",
    "A1",
    "1.0.0",
    "v1",
    "a.b",
    "a/b",
    "#",
    "00",
    "0000",
    "a@b",
)


class NoSampleError(Exception):
    """No instance could be made."""


def smallest(lowering: Travelling, schema: Schema, depth: int = 0) -> Any:
    """Return a small instance. Raises NoSampleError."""
    if not depth:
        lowering.patience = _PATIENCE
    for found in _of_node(lowering, lowering.node(schema), depth):
        return found
    raise NoSampleError


def _of_places(lowering: Travelling, places: Places, depth: int) -> Any:
    """Return a small instance, which nobody may alter: it is made once, and costs the same patience each time."""
    if not places:
        return ""
    key = (places, depth)
    known = lowering.samples.get(key)
    if known is not None and known.cost <= lowering.patience:
        lowering.patience -= known.cost
        return known.instance
    before = lowering.patience
    found = smallest(lowering, lowering.usage(*places).schema, depth)
    if lowering.patience >= 0:  # without patience it may be another than the usual one
        lowering.samples[key] = Sample(found, before - lowering.patience)
    return found


def _of_node(lowering: Travelling, node: Node, depth: int) -> Iterator[Any]:
    """Yield instances, smaller ones first; none where a schema asks for too much."""
    lowering.patience -= 1
    if depth > _DEEPEST or lowering.patience < 0:
        return
    for value in sorted(node.values, key=lambda each: (len(each), each)):
        yield orjson.loads(value)
    for kind in _ORDER:
        if node.types & kind and not node.valued & kind:
            try:
                yield from _of_type(lowering, node, kind, depth)
            except NoSampleError:
                continue  # another type may do


def _of_type(lowering: Travelling, node: Node, kind: int, depth: int) -> Iterator[Any]:
    unions = [union for union in node.unions if union.scope & kind]
    if unions:
        bare = msgspec.structs.replace(limited(node, kind), unions=())
        for at in range(min(_BRANCHES, max(len(union.branches) for union in unions))):
            if lowering.patience < 0:
                return
            chosen = [union.branches[min(at, len(union.branches) - 1)] for union in unions]
            merged = reduce(meet, (lowering.node(each.schema) for each in chosen), bare)
            yield from islice(_of_node(lowering, limited(merged, kind), depth + 1), 2)
        return
    if kind == NULL:
        yield None
    elif kind == BOOLEAN:
        yield from (True, False)
    elif kind == OBJECT:
        yield _object(lowering, node, depth)
    elif kind == ARRAY:
        yield _array(lowering, node, depth, int(_limit(node, "minItems", 0)))
    elif kind == STRING:
        yield from _strings(node)
    else:
        yield from _numbers(node, kind)


def _limit(node: Node, name: str, otherwise: float) -> float:
    return node.limits[name][0] if name in node.limits else otherwise


def _object(lowering: Travelling, node: Node, depth: int, names: frozenset[str] = frozenset()) -> dict[str, Any]:
    wanted = sorted(node.required | names)
    found = {name: _of_places(lowering, node.properties.get(name, node.additional), depth + 1) for name in wanted}
    for name in sorted(node.properties.keys() - found.keys()):
        if len(found) >= _limit(node, "minProperties", 0):
            break
        found[name] = _of_places(lowering, node.properties[name], depth + 1)
    return found


def _array(lowering: Travelling, node: Node, depth: int, length: int) -> list[Any]:
    if length > _LONGEST // 100:
        raise NoSampleError
    length = max(length, len(node.contains))
    items = [_of_places(lowering, item_at(node, at), depth + 1) for at in range(length)]
    for at, places in enumerate(node.contains):
        items[at] = _of_places(lowering, places, depth + 1)
    if node.unique and items and all(type(each) is str for each in items):
        items = [each + "a" * at for at, each in enumerate(items)]
    return items


def _strings(node: Node, lengths: Iterable[int] = (0,)) -> Iterator[str]:
    """Yield texts that a node may accept, some of at least each of the lengths."""
    for least in (max(int(_limit(node, "minLength", 0)), each) for each in lengths):
        if least > _LONGEST:
            continue
        for name in sorted(node.formats & _FORMATS.keys()):
            text = _FORMATS[name]
            yield text + "a" * (least - len(text)) if name in _GROWING else text
        for pattern in sorted(node.patterns):
            try:
                yield from (matching(pattern, times) for times in sorted({0, 1, least}))
            except NotUnderstoodError:
                continue  # the usual texts below may match
        if node.patterns or node.formats:
            yield from (text for text in _TEXTS if len(text) >= least)
        yield from ("a" * least, "a" * max(least, 1), "0" * max(least, 1))


def _numbers(node: Node, kind: int) -> Iterator[float]:
    step = next(iter(sorted(node.multiples)), 1)
    around = {0.0}
    for name in ("minimum", "maximum"):
        if name in node.limits:
            limit = node.limits[name][0]
            around |= {limit, limit - 1, limit + 1, limit // step * step if step else limit, (limit // step + 1) * step}
    around |= {step, 0.5} if kind == FRACTION else {step}
    for number in sorted(around, key=lambda each: (abs(each), each)):
        is_whole = float(number).is_integer()
        if is_whole == (kind == INTEGER) and _is_within(node, number):
            yield int(number) if is_whole else number


def _is_within(node: Node, number: float) -> bool:
    low, is_above = node.limits.get("minimum", (number, False))
    high, is_below = node.limits.get("maximum", (number, False))
    return low <= number <= high and not (is_above and number == low) and not (is_below and number == high)


def edges(lowering: Travelling, node: Node, other: Node) -> Iterator[Any]:
    """Yield instances of ``node`` at the edges of both nodes, where one of them may say no."""
    lowering.patience = _PATIENCE
    yield from _scalar_edges(node, other)
    yield from islice(_of_node(lowering, node, 0), 40)
    if node.types & OBJECT:
        yield from _object_edges(lowering, node, other)
    if node.types & ARRAY:
        yield from _array_edges(lowering, node, other)
    for union in node.unions:
        for branch in union.branches[:64]:
            inner = lowering.node(branch.schema)
            yield from islice(_of_node(lowering, inner, 1), 6)
            yield from _property_edges(lowering, inner, sorted(inner.properties))


def _scalar_edges(node: Node, other: Node) -> Iterator[Any]:
    for value in sorted(node.values | other.values, key=lambda each: (len(each), each)):
        yield orjson.loads(value)
    if node.types & NULL:
        yield None
    numbers: set[float] = {2**31, 2**63, 1.5, -1}
    lengths: set[int] = {0, 1}
    for each in (node, other):
        for name, (limit, _) in each.limits.items():
            if name in ("minimum", "maximum"):
                numbers |= {limit, limit - 1, limit + 1, limit - 0.5, limit + 0.5}
            elif name in ("minLength", "maxLength") and limit <= _LONGEST:
                lengths |= {int(limit), int(limit) + 1, max(0, int(limit) - 1)}
        numbers |= each.multiples
    if node.types & NUMBER:
        yield from (
            int(each) if float(each).is_integer() else each for each in sorted(numbers, key=lambda n: (abs(n), n))
        )
    if node.types & STRING:
        yield from _strings(node, sorted(lengths))


def _object_edges(lowering: Travelling, node: Node, other: Node) -> Iterator[Any]:
    names = sorted({*node.properties, *other.required, *other.properties})[:200]
    for name in ["", *names]:
        # Each property by itself, and each left out of an object that has what the other side asks for.
        for wanted in (frozenset([name] if name else ()), other.required - {name}):
            try:
                yield _object(lowering, node, 0, wanted)
            except NoSampleError:
                continue  # a property that no sample is known of
    yield from _property_edges(lowering, node, names)
    try:
        plain = _object(lowering, node, 0, other.required)
    except NoSampleError:
        return
    for key in ("a", "other"):
        for value in ("", 0):
            yield {**plain, key: value}
    for each in (node, other):
        for name in ("minProperties", "maxProperties"):
            count = int(_limit(each, name, 0))
            if 0 < count < 100:
                yield from ({**plain, **{f"a{at}": "" for at in range(size)}} for size in (count, count + 1))


def _property_edges(lowering: Travelling, node: Node, names: Iterable[str]) -> Iterator[Any]:
    """Yield objects in which one property has one value after another."""
    try:
        plain = _object(lowering, node, 0)
    except NoSampleError:
        return
    for name in names:
        places = node.properties.get(name)
        if places:
            inner = lowering.node(lowering.usage(*places).schema)
            values = [None] if inner.types & NULL else []
            yield from ({**plain, name: value} for value in [*values, *islice(_of_node(lowering, inner, 1), 3)])


def _array_edges(lowering: Travelling, node: Node, other: Node) -> Iterator[Any]:
    lengths = {0, 1, 2}
    for each in (node, other):
        for name in ("minItems", "maxItems"):
            lengths |= {int(_limit(each, name, 0)) + more for more in (-1, 0, 1)}
    for length in sorted(each for each in lengths if 0 <= each <= _LONGEST // 100):
        try:
            items = _array(lowering, node, 0, length)
        except NoSampleError:
            continue  # an item that no sample is known of
        yield items
        if len(items) > 1:
            yield [items[0]] * len(items)
