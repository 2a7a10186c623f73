"""The deploy order of a break, by the names of those who have to be deployed."""

from juncture.contracts.model import Compatibility, ContractChange, Direction
from juncture.flow.model import Answer, Impact, Use, UseState
from juncture.flow.rollout import order
from juncture.policy import deploy
from juncture.policy.deploy import opposed

CONTRACT = "api/lots.avsc"


def change(rule: str, part: str = "Lot.price", *operations: str, contract: str = CONTRACT) -> ContractChange:
    return ContractChange(
        fingerprint=f"{rule}#{part}",
        rule=rule,
        compatibility=Compatibility.BREAKING,
        direction=Direction.BOTH,
        part=part,
        contract=contract,
        old="int",
        new="",
        cause=None,
        cause_old=None,
        operations=operations,
    )


def impact(service: str, *ways: str, answer: Answer = "uses") -> Impact:
    uses = tuple(Use("a.py", 3, "head", "python", "lot.price", False, UseState.REPAIRED, way) for way in ways)
    return Impact("", service, (), answer, "called", UseState.REPAIRED, "", "", uses)


def told(one: ContractChange, impacts: list[Impact], providers: dict[str, str], against: tuple[str, ...] = ()) -> str:
    return deploy.told(order(one), deploy.sides(one, impacts, providers), against)


REMOVED = change("protobuf/field-removed-reserved", "Lot.price", "Lots/Sell")
SERVED = {"Lots": "auction", "Rates": "rates"}


def test_callers_and_the_one_who_serves_are_named() -> None:
    users = [impact("till", "read"), impact("auction", "write"), impact("idle", answer="depends")]
    assert told(REMOVED, users, SERVED) == "deploy till first, then auction"


def test_who_is_not_known_is_called_what_they_are() -> None:
    assert told(REMOVED, [], SERVED) == "deploy the consumers first, then auction"
    first = change("avro/field-removed")
    assert told(first, [], {}) == "deploy those that read it first, then those that write it"


def test_of_a_topic_those_who_read_and_those_who_write_are_named() -> None:
    users = [impact("ledger", "read"), impact("scan", "write")]
    assert told(change("avro/field-removed"), users, {}) == "deploy ledger first, then scan"
    assert told(change("avro/field-added-without-default"), users, {}) == "deploy scan first, then ledger"


def test_who_reads_and_writes_stands_on_no_side() -> None:
    said = told(change("avro/field-removed"), [impact("ledger", "read", "write"), impact("scan", "write")], {})
    assert said == "deploy those that read it first, then those that write it; ledger does both"


def test_where_no_order_helps_nobody_is_named() -> None:
    said = told(change("avro/type-changed"), [impact("ledger", "read")], {})
    assert said == "no safe deploy order: old and new run together"


def test_two_breaks_of_one_contract_may_exclude_each_other() -> None:
    first, second = change("avro/field-removed", "Lot.a"), change("avro/field-added-without-default", "Lot.b")
    elsewhere = change("avro/field-added-without-default", "Lot.c", contract="api/other.avsc")
    asked = [(one, order(one)) for one in (first, second, elsewhere)]
    assert opposed(asked) == {first.fingerprint: ("Lot.b",), second.fingerprint: ("Lot.a",)}
    assert opposed(asked[::2]) == {}
    said = told(first, [impact("ledger", "read")], {}, ("Lot.b",))
    assert said == "no safe deploy order: Lot.b of the same contract asks for the opposite one"
