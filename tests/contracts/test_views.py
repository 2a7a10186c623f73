"""Other views of the same changes: a peer's ratings, and one change for each operation."""

import msgspec
import pytest

from juncture.contracts.model import Compatibility, ContractChange, Direction, identified
from juncture.contracts.views import flat, rated
from juncture.facts.profile import Profile, profile
from juncture.facts.rule import rule


def change(
    rule_id: str, part: str = "A.b", compatibility: str = "", operations: tuple[str, ...] = ()
) -> ContractChange:
    found = Compatibility(compatibility or rule(rule_id).compatibility)
    return ContractChange("", rule_id, found, Direction.BOTH, part, "a", "x", "y", None, None, operations)


def test_a_change_is_told_once_for_each_operation_and_keeps_its_identity() -> None:
    changes = identified(
        [change("protobuf/field-type-changed", operations=("S/Get", "S/Put")), change("job/job-added")]
    )
    told = flat(changes)
    assert [(each.rule, each.operations) for each in told] == [
        ("protobuf/field-type-changed", ("S/Get",)),
        ("protobuf/field-type-changed", ("S/Put",)),
        ("job/job-added", ()),
    ]
    assert {each.fingerprint for each in told} == {each.fingerprint for each in changes}


def test_the_record_comes_back_by_its_fingerprint() -> None:
    changes = identified([change("protobuf/field-type-changed", part, operations=("S/Get", "S/Put")) for part in "AB"])
    again: dict[str, ContractChange] = {}
    for each in flat(changes):
        before = again.get(each.fingerprint)
        known = before.operations if before else ()
        again[each.fingerprint] = msgspec.structs.replace(each, operations=(*known, *each.operations))
    assert list(again.values()) == changes


@pytest.mark.parametrize(
    ("name", "rule_id", "rating"),
    [
        ("strict", "protobuf/file-moved", "risky"),
        ("buf", "protobuf/file-moved", "breaking"),
        ("oasdiff", "openapi/security-narrowed", "compatible"),
        ("graphql-js", "graphql/argument-became-required", "risky"),
        ("confluent", "avro/field-removed", "compatible"),
        ("confluent", "avro/field-added-without-default", "breaking"),
        ("confluent", "protobuf/file-moved", "risky"),
    ],
)
def test_a_profile_rates_as_its_peer_does(name: str, rule_id: str, rating: str) -> None:
    (told,) = rated([change(rule_id)], profile(name))
    assert told.compatibility == rating


def test_what_was_found_less_harmful_than_its_rule_is_not_made_worse_than_that() -> None:
    worse = Profile(
        "worse", "", "", {"schema/request-type-changed": "breaking", "schema/request-default-changed": "breaking"}
    )
    lowered = change("schema/request-type-changed", compatibility="risky")
    assert rated([lowered], worse) == [lowered]
    (told,) = rated([change("schema/request-default-changed")], worse)
    assert told.compatibility == "breaking"


def test_the_most_harmful_comes_first_whoever_rates() -> None:
    changes = identified([change("protobuf/field-type-changed", "A"), change("protobuf/file-moved", "B")])
    other = Profile("other", "", "", {"protobuf/field-type-changed": "compatible", "protobuf/file-moved": "breaking"})
    assert [each.part for each in rated(changes, other)] == ["B", "A"]
    assert {each.fingerprint for each in rated(changes, other)} == {each.fingerprint for each in changes}
