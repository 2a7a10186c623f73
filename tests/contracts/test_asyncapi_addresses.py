"""Where messages go: an address with values that its parameters take, and a topic that is the address where unsaid."""

import json
from typing import Any

import pytest

from juncture.contracts.diff import compare
from juncture.contracts.model import ContractChange

Raw = dict[str, Any]
HEAD: Raw = {"info": {"title": "Shop", "version": "1"}}


def v2(channels: Raw, **root: Any) -> bytes:
    written = {address: {"subscribe": {"message": {"name": "a"}}, **each} for address, each in channels.items()}
    return json.dumps({"asyncapi": "2.6.0", **HEAD, "channels": written, **root}).encode()


def v3(channels: Raw, **root: Any) -> bytes:
    written = {
        f"at{number}": {"address": address, "messages": {"a": {"name": "a"}}, **each}
        for number, (address, each) in enumerate(channels.items())
    }
    operations = {key: {"action": "send", "channel": {"$ref": f"#/channels/{key}"}} for key in written}
    return json.dumps({"asyncapi": "3.0.0", **HEAD, "channels": written, "operations": operations, **root}).encode()


def diff(old: bytes, new: bytes) -> list[ContractChange]:
    return compare({"app.json": old}, {"app.json": new}, format="asyncapi")


def shown(changes: list[ContractChange]) -> list[tuple[str, str]]:
    return [(each.rule, each.witness.text if each.witness else "") for each in changes]


@pytest.mark.parametrize(
    ("parameter", "value"),
    [({"enum": ["eu", "us"]}, "eu"), ({}, "0")],
)
def test_a_parameter_of_a_channel_has_a_value_that_it_lists(parameter: Raw, value: str) -> None:
    old = v3({"refunds.{region}": {"parameters": {"region": parameter}}})
    assert shown(diff(old, v3({}))) == [("asyncapi/channel-removed", f"send refunds.{value}")]


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string", "enum": ["eu", "us"]}, "eu"),
        ({"type": "string", "format": "uuid"}, "00000000-0000-4000-8000-000000000000"),
        ({"type": "integer", "minimum": 10}, "10"),
    ],
)
def test_a_parameter_of_a_channel_has_a_value_that_its_schema_takes(schema: Raw, value: str) -> None:
    old = v2({"refunds.{id}": {"parameters": {"id": {"schema": schema}}}})
    assert shown(diff(old, v2({}))) == [("asyncapi/channel-removed", f"send refunds.{value}")]


def test_an_address_of_which_no_value_is_known_is_no_witness() -> None:
    old = v2({"refunds.{id}": {"parameters": {"id": {"schema": {"type": "string", "pattern": "^(?=a)b$"}}}}})
    (change,) = diff(old, v2({}))
    assert (change.rule, change.proof, change.witness) == ("asyncapi/channel-removed", "by-rule", None)


def test_a_variable_of_a_server_has_a_value_that_it_lists() -> None:
    variable = {"stage": {"enum": ["live", "test"], "default": "test"}}
    servers = {"main": {"host": "{stage}.a.example", "protocol": "kafka", "variables": variable}}
    (change,) = diff(v3({}, servers=servers), v3({}, servers={}))
    assert change.witness is not None
    assert change.witness.text == "server kafka://test.a.example"


def bound(protocol: str, **fields: Any) -> Raw:
    return {"bindings": {protocol: fields}}


@pytest.mark.parametrize(
    ("protocol", "field"), [("kafka", "topic"), ("jms", "destination"), ("anypointmq", "destination")]
)
@pytest.mark.parametrize("read", [(v2, v2), (v3, v3), (v2, v3)])
def test_a_binding_may_say_what_the_address_says(protocol: str, field: str, read: Any) -> None:
    old, new = read
    said, unsaid = {"orders": bound(protocol, **{field: "orders"})}, {"orders": {}}
    assert [each for each in diff(old(said), new(unsaid)) if "binding" in each.rule] == []
    assert [each for each in diff(old(unsaid), new(said)) if "binding" in each.rule] == []


def test_a_topic_that_comes_to_be_the_address_moves_messages() -> None:
    named = {"orders": bound("kafka", topic="shop.orders")}
    (change,) = diff(v2(named), v2({"orders": {}}))
    assert (change.rule, change.compatibility) == ("asyncapi/binding-place-changed", "breaking")
    assert (change.old, change.new) == ("shop.orders", "orders")


@pytest.mark.parametrize(("old", "new"), [(12, 24), (24, 12)])
def test_another_number_of_partitions_loses_the_order_of_a_keys_messages(old: int, new: int) -> None:
    (change,) = diff(*(v2({"orders": bound("kafka", partitions=each)}) for each in (old, new)))
    assert (change.rule, change.compatibility) == ("asyncapi/binding-order-changed", "risky")
    assert (change.old, change.new) == (str(old), str(new))


def test_an_address_known_at_run_time_only_may_be_any() -> None:
    unknown, known = (v3({"c": {"address": address}}) for address in (None, "orders"))
    for old, new in ((unknown, known), (known, unknown)):
        (change,) = diff(old, new)
        assert (change.rule, change.compatibility, change.witness) == ("asyncapi/cannot-prove", "risky", None)
    (change,) = diff(unknown, v3({}))
    assert (change.rule, change.witness) == ("asyncapi/channel-removed", None)


@pytest.mark.parametrize("read", [v2, v3])
def test_whoever_listens_to_an_address_that_is_no_longer_used_hears_nothing(read: Any) -> None:
    def region(*values: str) -> bytes:
        listed: Raw = {"enum": [*values]}
        return read({"refunds.{region}": {"parameters": {"region": listed if read is v3 else {"schema": listed}}}})

    (change,) = diff(region("eu", "us"), region("eu"))
    assert (change.rule, change.compatibility) == ("schema/request-enum-value-removed", "breaking")
    assert change.witness is not None
    assert change.witness.text == '"us"'
