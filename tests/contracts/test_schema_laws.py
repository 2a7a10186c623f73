"""Laws of the one comparison, judged by a validator that is not ours: what is called wider accepts all of the old."""

import json
from typing import Any

import jsonschema_rs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from juncture.contracts.schema.comparison import Comparison
from juncture.contracts.schema.dialect import DRAFTS, Dialect
from juncture.contracts.schema.leaf import NARROWED, UNKNOWN, WIDENED, Sides
from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.place import Place
from juncture.contracts.schema.sources import Sources
from juncture.contracts.schema.touched import Touched

Schema = Any
Strategy = st.SearchStrategy[Schema]
NAMES = st.sampled_from("abc")
VALUES = st.sampled_from([None, True, False, 0, 1, 2, 3, 1.5, "", "x", "xy", "xyz", [], [1], ["x"], {}, {"a": 1}])
TYPES = ["string", "integer", "number", "boolean", "null", "object", "array"]
NUMBERS = st.integers(0, 3)


def fields(**optional: Strategy) -> Strategy:
    return st.fixed_dictionaries({}, optional=optional)


SIMPLE = st.one_of(
    st.booleans(),
    st.sampled_from([{"$ref": "#/$defs/P"}, {"$ref": "#/$defs/Q"}, {}]),
    fields(type=st.lists(st.sampled_from(TYPES), min_size=1, max_size=3, unique=True)),
    fields(enum=st.lists(VALUES, min_size=1, max_size=4), const=VALUES),
    fields(type=st.just("string"), minLength=NUMBERS, maxLength=NUMBERS, pattern=st.sampled_from("xy")),
    fields(minimum=NUMBERS, exclusiveMaximum=NUMBERS, multipleOf=st.sampled_from([1, 2, 3, 4, 0.5])),
)


def compound(inner: Strategy) -> Strategy:
    some = st.lists(inner, min_size=1, max_size=3)
    by_name = st.dictionaries(NAMES, inner, max_size=3)
    objects = fields(
        type=st.just("object"),
        properties=by_name,
        required=st.lists(NAMES, max_size=2, unique=True),
        additionalProperties=st.one_of(st.just(False), inner),
        patternProperties=st.dictionaries(st.sampled_from(["^a", "b"]), inner, max_size=1),
        minProperties=NUMBERS,
        dependentRequired=st.dictionaries(NAMES, st.lists(NAMES, max_size=2, unique=True), max_size=1),
        propertyNames=st.sampled_from([{"enum": ["a", "b"]}, {"maxLength": 0}]),
    )
    arrays = fields(
        items=inner,
        unevaluatedItems=inner,
        prefixItems=st.lists(inner, max_size=2),
        maxItems=NUMBERS,
        uniqueItems=st.booleans(),
        contains=inner,
    )
    mixed = fields(
        type=st.just("object"), properties=by_name, allOf=some, anyOf=some, oneOf=some, unevaluatedProperties=inner
    )
    return st.one_of(objects, objects, arrays, fields(anyOf=some), fields(oneOf=some), mixed, fields(**{"not": inner}))


SCHEMAS: Strategy = st.recursive(SIMPLE, compound, max_leaves=6)
INSTANCES: Strategy = st.recursive(
    VALUES,
    lambda inner: st.one_of(st.dictionaries(NAMES, inner, max_size=3), st.lists(inner, max_size=3)),
    max_leaves=5,
)
DOCUMENTS = st.builds(lambda whole, p, q: {"allOf": [whole], "$defs": {"P": p, "Q": q}}, SCHEMAS, SCHEMAS, SCHEMAS)
SAMPLES = st.lists(INSTANCES, min_size=8, max_size=16)
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def relation(old: Schema, new: Schema) -> int:
    """How the new schema relates to the old one, as bits."""
    before, after = (Sources({"s.json": json.dumps(each).encode()}) for each in (old, new))
    touched = Touched(before, after, lambda path: path)

    def dialect(path: str) -> Dialect:
        return DRAFTS["2020-12"]

    lowerings = [
        Lowering(each, dialect, touched.stamp(old_side=is_old)) for each, is_old in ((before, True), (after, False))
    ]
    comparison = Comparison(Sides(*lowerings, touched.same), lambda place: place if len(place.pointer) == 2 else None)
    comparison.add(Place("s.json"), Place("s.json"), "whole")
    comparison.run()
    bits = 0
    for leaves in comparison.leaves.values():
        for leaf in leaves:
            bits |= leaf.bits
    return bits


def judge(schema: Schema) -> Any:
    """The judge, None for a schema that it refuses: one that only refers to itself."""
    try:
        return jsonschema_rs.Draft202012Validator(schema)
    except ValueError:
        return None


def check(old: Schema, new: Schema, samples: list[Any]) -> None:
    bits = relation(old, new)
    before, after = judge(old), judge(new)
    if before is None or after is None:
        return
    for instance in samples:
        was, now = before.is_valid(instance), after.is_valid(instance)
        if was and not now:
            assert bits & (NARROWED | UNKNOWN), instance
        if now and not was:
            assert bits & (WIDENED | UNKNOWN), instance


@SLOW
@given(DOCUMENTS, DOCUMENTS, SAMPLES)
def test_what_is_called_wider_accepts_all_that_was_accepted(old: Schema, new: Schema, samples: list[Any]) -> None:
    check(old, new, samples)


@SLOW
@given(DOCUMENTS, SCHEMAS, st.sampled_from("PQ"), SAMPLES)
def test_an_edit_of_a_shared_schema_is_seen_through_all_that_refers_to_it(
    old: Schema, edit: Schema, name: str, samples: list[Any]
) -> None:
    check(old, {**old, "$defs": {**old["$defs"], name: edit}}, samples)


@SLOW
@given(DOCUMENTS)
def test_a_schema_against_itself_says_nothing(document: Schema) -> None:
    assert relation(document, document) == 0
    assert relation(document, dict(reversed(document.items()))) == 0


@SLOW
@given(DOCUMENTS, DOCUMENTS)
def test_swapped_sides_swap_wider_and_narrower(old: Schema, new: Schema) -> None:
    there, back = relation(old, new), relation(new, old)
    if not (there | back) & UNKNOWN:
        assert bool(there & NARROWED) == bool(back & WIDENED)
        assert bool(there & WIDENED) == bool(back & NARROWED)
