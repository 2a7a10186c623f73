"""The table of rules about applications: what stood, what stands, and what it means to those at the other end."""

import json
from typing import Any, NamedTuple

import pytest

from juncture.contracts.diff import compare
from juncture.contracts.formats import format_named, format_of
from juncture.contracts.model import ContractChange, Direction
from juncture.contracts.schema.parts import parse_part
from juncture.facts.rule import family

Raw = dict[str, Any]
PLACED: Raw = {"name": "placed", "contentType": "application/json", "payload": {"type": "object", "required": ["id"]}}
PAID: Raw = {"name": "paid", "payload": {"type": "object", "required": ["sum"]}}


def v2(action: str = "subscribe", *messages: Raw, channel: Raw | None = None, **root: Any) -> bytes:
    used = list(messages or (PLACED,))
    operation = {"message": used[0] if len(used) == 1 else {"oneOf": used}}
    channels = {"orders.{id}": {action: operation, **(channel or {})}}
    return json.dumps(
        {"asyncapi": "2.6.0", "info": {"title": "t", "version": "1"}, "channels": channels, **root}
    ).encode()


def v3(
    action: str = "send", *messages: Raw, channel: Raw | None = None, operation: Raw | None = None, **root: Any
) -> bytes:
    by_name = {each.get("name", "it"): each for each in messages or (PLACED,)}
    channels = {
        "orders": {"address": "orders.{id}", "messages": by_name, **(channel or {})},
        **root.pop("channels", {}),
    }
    operations = {"theirs": {"action": action, "channel": {"$ref": "#/channels/orders"}, **(operation or {})}}
    whole = {"asyncapi": "3.0.0", "info": {"title": "t", "version": "1"}, "channels": channels}
    return json.dumps({"operations": operations, **whole, **root}).encode()


def diff(old: bytes, new: bytes, **options: Any) -> list[ContractChange]:
    return compare({"app.json": old}, {"app.json": new}, format="asyncapi", **options)


class Case(NamedTuple):
    rule: str
    old: bytes
    new: bytes
    part: str


def server(host: str = "{stage}.a.example", **more: Any) -> Raw:
    return {"servers": {"main": {"host": host, "protocol": "kafka", **more}}}


LOGIN, KEY = {"type": "userPassword"}, {"type": "apiKey", "in": "user"}
ANSWERS: Raw = {"replies": {"address": "replies", "messages": {"done": {"payload": {"type": "object"}}}}}
REPLY: Raw = {"reply": {"channel": {"$ref": "#/channels/replies"}}}
AVRO = {"schemaFormat": "application/vnd.apache.avro;version=1.9.0", "payload": {"type": "string"}}
SEND, CHANNEL = 'send "orders.{id}"', "channel:orders.{id}"
STAGE = {"stage": {"enum": ["a", "b"], "default": "a"}}
FLOW = {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://a.example/old"}}}
MOVED_FLOW = {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://a.example/new"}}}


def replying(action: str, **operation: Any) -> bytes:
    return v3(action, operation=operation, channels=ANSWERS)


def correlated(location: str | None) -> Raw:
    return {**PLACED, **({"correlationId": {"location": location}} if location else {})}


def bound(protocol: str, **fields: Any) -> Raw:
    return {"bindings": {protocol: fields}}


CASES = [
    Case("channel-added", v3(), v3(channels=ANSWERS), "channel:replies"),
    Case("channel-removed", v3(channels=ANSWERS), v3(), "channel:replies"),
    Case("address-changed", v3(), v3(channel={"address": "order.{id}"}), "channel:order.{id}"),
    Case("receive-added", v2(), v2(channel={"publish": {"message": PAID}}), 'receive "orders.{id}"'),
    Case("receive-removed", v2(channel={"publish": {"message": PAID}}), v2(), 'receive "orders.{id}"'),
    Case("send-added", v2("publish"), v2("publish", channel={"subscribe": {"message": PAID}}), SEND),
    Case("send-removed", v2("publish", channel={"subscribe": {"message": PAID}}), v2("publish"), SEND),
    Case(
        "operation-id-changed",
        v2(channel={"subscribe": {"operationId": "a", "message": PLACED}}),
        v2(channel={"subscribe": {"operationId": "b", "message": PLACED}}),
        SEND,
    ),
    Case("sent-second-message-added", v2(), v2("subscribe", PLACED, PAID), f"{SEND} message:paid"),
    Case(
        "sent-message-added",
        v2("subscribe", PLACED, PAID),
        v2("subscribe", PLACED, PAID, AVRO | {"name": "x"}),
        f"{SEND} message:x",
    ),
    Case("sent-message-removed", v2("subscribe", PLACED, PAID), v2(), f"{SEND} message:paid"),
    Case("received-message-added", v2("publish"), v2("publish", PLACED, PAID), 'receive "orders.{id}" message:paid'),
    Case("received-message-removed", v2("publish", PLACED, PAID), v2("publish"), 'receive "orders.{id}" message:paid'),
    Case("message-name-changed", v2(), v2("subscribe", {**PLACED, "name": "placedNow"}), f"{SEND} message:placedNow"),
    Case(
        "content-type-changed",
        v2(),
        v2("subscribe", {**PLACED, "contentType": "application/cbor"}),
        f"{SEND} message:placed",
    ),
    Case(
        "content-type-stated",
        v2("subscribe", PAID),
        v2("subscribe", PAID, defaultContentType="text/plain"),
        "defaultContentType",
    ),
    Case("schema-format-changed", v2(), v2("subscribe", PLACED | AVRO), f"{SEND} message:placed payload"),
    Case(
        "sent-correlation-id-added",
        v2(),
        v2("subscribe", correlated("$message.header#/a")),
        f"{SEND} message:placed correlationId",
    ),
    Case(
        "sent-correlation-id-removed",
        v2("subscribe", correlated("$message.header#/a")),
        v2(),
        f"{SEND} message:placed correlationId",
    ),
    Case(
        "correlation-id-moved",
        v2("subscribe", correlated("$message.header#/a")),
        v2("subscribe", correlated("$message.header#/b")),
        f"{SEND} message:placed correlationId",
    ),
    Case(
        "received-correlation-id-added",
        v2("publish"),
        v2("publish", correlated("$message.header#/a")),
        'receive "orders.{id}" message:placed correlationId',
    ),
    Case(
        "received-correlation-id-removed",
        v2("publish", correlated("$message.header#/a")),
        v2("publish"),
        'receive "orders.{id}" message:placed correlationId',
    ),
    Case(
        "key-added",
        v2(),
        v2("subscribe", PLACED | bound("kafka", key={"type": "string"})),
        f"{SEND} message:placed key",
    ),
    Case(
        "key-removed",
        v2("subscribe", PLACED | bound("kafka", key={"type": "string"})),
        v2(),
        f"{SEND} message:placed key",
    ),
    Case(
        "parameter-location-changed",
        v2(channel={"parameters": {"id": {"location": "$message.payload#/id"}}}),
        v2(channel={"parameters": {"id": {"location": "$message.payload#/key"}}}),
        f"{CHANNEL} parameter:id",
    ),
    Case("sent-reply-added", replying("receive"), replying("receive", **REPLY), 'receive "orders.{id}" reply'),
    Case("sent-reply-removed", replying("receive", **REPLY), replying("receive"), 'receive "orders.{id}" reply'),
    Case("awaited-reply-added", replying("send"), replying("send", **REPLY), f"{SEND} reply"),
    Case("awaited-reply-removed", replying("send", **REPLY), replying("send"), f"{SEND} reply"),
    Case(
        "reply-address-changed",
        replying("send", reply={**REPLY["reply"], "address": {"location": "$message.header#/a"}}),
        replying("send", reply={**REPLY["reply"], "address": {"location": "$message.header#/b"}}),
        f"{SEND} reply",
    ),
    Case("server-added", v3(), v3(**server()), "server:main"),
    Case("server-removed", v3(**server()), v3(), "server:main"),
    Case("server-address-changed", v3(**server()), v3(**server("{stage}.b.example")), "server:main"),
    Case(
        "server-version-changed",
        v3(**server(protocolVersion="3.5")),
        v3(**server(protocolVersion="4.0")),
        "server:main",
    ),
    Case(
        "server-variable-narrowed",
        v3(**server(variables=STAGE)),
        v3(**server(variables={"stage": {"enum": ["a"], "default": "a"}})),
        "server:main variable:stage",
    ),
    Case(
        "server-variable-widened",
        v3(**server(variables=STAGE)),
        v3(**server(variables={"stage": {"default": "a"}})),
        "server:main variable:stage",
    ),
    Case(
        "server-variable-default-changed",
        v3(**server(variables=STAGE)),
        v3(**server(variables={"stage": STAGE["stage"] | {"default": "b"}})),
        "server:main variable:stage",
    ),
    Case(
        "channel-servers-narrowed",
        v3(**server()),
        v3(channel={"servers": [{"$ref": "#/servers/main"}]}, **server()),
        CHANNEL,
    ),
    Case(
        "channel-servers-widened",
        v3(channel={"servers": [{"$ref": "#/servers/main"}]}, **server()),
        v3(**server()),
        CHANNEL,
    ),
    Case("security-narrowed", v3(**server(security=[LOGIN])), v3(**server(security=[KEY])), "server:main security"),
    Case(
        "security-widened", v3(**server(security=[LOGIN])), v3(**server(security=[LOGIN, KEY])), "server:main security"
    ),
    Case(
        "security-address-changed",
        v3(components={"securitySchemes": {"o": FLOW}}),
        v3(components={"securitySchemes": {"o": MOVED_FLOW}}),
        "security:o",
    ),
    Case(
        "binding-place-changed",
        v3(channel=bound("amqp", exchange={"name": "a"})),
        v3(channel=bound("amqp", exchange={"name": "b"})),
        f'{CHANNEL} binding:amqp "exchange.name"',
    ),
    Case(
        "binding-setting-changed",
        v3(operation=bound("mqtt", qos=1)),
        v3(operation=bound("mqtt", qos=2)),
        f"{SEND} binding:mqtt qos",
    ),
    Case(
        "binding-tuning-changed",
        v3(channel=bound("kafka", replicas=3)),
        v3(channel=bound("kafka", replicas=5)),
        f"{CHANNEL} binding:kafka replicas",
    ),
    Case(
        "binding-order-changed",
        v3(channel=bound("kafka", partitions=3)),
        v3(channel=bound("kafka", partitions=9)),
        f"{CHANNEL} binding:kafka partitions",
    ),
    Case(
        "binding-unknown-changed",
        v3(channel=bound("pigeon", wings=2)),
        v3(channel=bound("pigeon", wings=1)),
        f"{CHANNEL} binding:pigeon wings",
    ),
    Case(
        "carried-message-added",
        v3(channels=ANSWERS),
        v3(channels={"replies": {"address": "replies", "messages": {**ANSWERS["replies"]["messages"], "more": PAID}}}),
        "channel:replies message:more",
    ),
    Case(
        "carried-message-removed",
        v3(channels={"replies": {"address": "replies", "messages": {**ANSWERS["replies"]["messages"], "more": PAID}}}),
        v3(channels=ANSWERS),
        "channel:replies message:more",
    ),
    Case(
        "schema-removed",
        v3(components={"schemas": {"Old": {}, "Kept": {}}}),
        v3(components={"schemas": {"Kept": {}}}),
        "Old",
    ),
    Case(
        "cannot-prove",
        v2(),
        v2("subscribe", {"$ref": "https://elsewhere.example/m.json"}),
        "reference:https://elsewhere.example/m.json",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[each.rule for each in CASES])
def test_a_change_is_told_by_its_rule(case: Case) -> None:
    found = {each.rule: each for each in diff(case.old, case.new)}
    assert f"asyncapi/{case.rule}" in found
    change = found[f"asyncapi/{case.rule}"]
    assert (change.part, str(parse_part(change.part))) == (case.part, case.part)
    assert change.compatibility == family("asyncapi")[change.rule].compatibility
    assert diff(case.old, case.old + b"\n") == diff(case.new, case.new + b"\n") == []


def test_every_rule_but_those_of_whole_files_has_a_case() -> None:
    whole = {"asyncapi/description-added", "asyncapi/description-removed"}
    assert {f"asyncapi/{each.rule}" for each in CASES} | whole == set(family("asyncapi"))


SHOWN = {
    "address-changed": "send orders.0",
    "receive-removed": "receive orders.0",
    "send-removed": "send orders.0",
    "sent-second-message-added": '{"sum":""}',
    "sent-message-removed": '{"sum":""}',
    "received-message-removed": '{"sum":""}',
    "content-type-changed": "Content-Type: application/cbor",
    "server-removed": "server kafka://0.a.example",
    "server-address-changed": "server kafka://0.a.example",
    "security-narrowed": "credentials: userPassword",
}


@pytest.mark.parametrize("case", [each for each in CASES if each.rule in SHOWN], ids=lambda each: each.rule)
def test_breaks_are_shown_on_the_smallest_instance(case: Case) -> None:
    change = next(each for each in diff(case.old, case.new) if each.rule.endswith(case.rule))
    assert change.proof == "proven"
    assert change.witness is not None
    assert change.witness.text == SHOWN[case.rule]
    assert all(each.witness is None for each in diff(case.old, case.new, witnesses=False))


def properties(**named: Raw) -> Raw:
    return {"name": "placed", "payload": {"type": "object", "properties": named}}


def test_what_is_sent_must_narrow_and_what_is_received_must_widen() -> None:
    loose, tight = properties(n={"type": "integer"}), properties(n={"type": "integer", "maximum": 9})
    for action, old, new in (("subscribe", tight, loose), ("publish", loose, tight)):
        (change,) = diff(v2(action, old), v2(action, new))
        assert (change.compatibility, change.proof) == ("breaking", "proven")
        (back,) = diff(v2(action, new), v2(action, old))
        assert back.compatibility == "compatible"


def test_publish_of_version_2_is_receive_of_version_3() -> None:
    loose, tight = properties(n={"type": "integer"}), properties(n={"type": "integer", "maximum": 9})
    (change,) = diff(v2("publish", loose), v3("receive", tight))
    assert (change.rule, change.direction) == ("schema/request-bound-tightened", Direction.REQUEST)
    assert change.operations == ("receive orders.{id}",)
    assert change.witness is not None
    assert change.witness.text == '{"n":10}'


def test_the_name_of_a_placeholder_does_not_matter() -> None:
    parameters = {"parameters": {"order": {"enum": ["a", "b"]}}}
    old = v3(channel={"parameters": {"id": {"enum": ["a", "b"]}}})
    assert diff(old, v3(channel={"address": "orders.{order}", **parameters})) == []
    fewer = {"parameters": {"order": {"enum": ["a"]}}}
    (change,) = diff(old, v3(channel={"address": "orders.{order}", **fewer}))
    assert (change.rule, change.old) == ("schema/request-enum-value-removed", '"b"')


def test_a_trait_that_many_share_changes_once() -> None:
    def app(client: str) -> bytes:
        trait = {"operationTraits": {"t": bound("kafka", clientId={"enum": [client]})}}
        use = {"traits": [{"$ref": "#/components/operationTraits/t"}]}
        both = {each: {"message": PLACED, **use} for each in ("publish", "subscribe")}
        return v2(channel=both, components=trait)

    (change,) = diff(app("a"), app("b"))
    assert change.part == "operationTrait:t binding:kafka clientId"
    assert change.operations == ("receive orders.{id}", "send orders.{id}")


def test_traits_win_in_version_2_and_yield_in_version_3() -> None:
    message = {**PLACED, "traits": [{"contentType": "application/cbor"}]}
    (change,) = diff(v2("subscribe", message), v3("send", message))
    assert (change.rule, change.old, change.new) == (
        "asyncapi/content-type-changed",
        "application/cbor",
        "application/json",
    )


def test_headers_of_a_message_and_its_trait_are_one_schema() -> None:
    def app(maximum: int) -> bytes:
        trait = {"headers": {"type": "object", "properties": {"shared": {"type": "integer", "maximum": maximum}}}}
        own = {"headers": {"type": "object", "properties": {"own": {"type": "string"}}, "required": ["own"]}}
        return v3("receive", {**PLACED, **own, "traits": [trait]})

    (change,) = diff(app(9), app(5))
    assert change.part == 'receive "orders.{id}" message:placed headers .shared'
    assert change.witness is not None
    assert change.witness.text == '{"own":"","shared":6}'


def test_messages_of_a_split_operation_count_together() -> None:
    channel = {"$ref": "#/channels/orders"}
    by_name = {"placed": PLACED, "paid": PAID}
    apart = {
        name: {"action": "send", "channel": channel, "messages": [{"$ref": f"#/channels/orders/messages/{name}"}]}
        for name in by_name
    }
    root = {"asyncapi": "3.0.0", "info": {}, "channels": {"orders": {"address": "orders", "messages": by_name}}}
    together = {"both": {"action": "send", "channel": channel}}
    sides = (json.dumps({**root, "operations": each}).encode() for each in (apart, together))
    assert [each.rule for each in diff(*sides)] == ["asyncapi/operation-id-changed"]


@pytest.mark.parametrize(
    ("content", "is_one"),
    [
        (b"asyncapi: 2.6.0\ninfo: {}\n", True),
        (b"# head\nasyncapi: '3.0.0'\n", True),
        (b'{"asyncapi":"3.1.0","info":{}}', True),
        (b'{"info":{},"channels":{},"asyncapi":"2.0.0"}', True),
        (b"asyncapi: 1.2.0\n", False),
        (b"openapi: 3.0.0\ninfo: {}\n", False),
        (b"kind: Deployment\nmetadata: {name: asyncapi}\n", False),
        (b'{"dependencies":{"asyncapi":"2.0.0"}}', False),
    ],
)
def test_a_description_is_recognised_by_its_content(content: bytes, is_one: bool) -> None:
    found = format_of("x.json" if content.startswith(b"{") else "x.yaml", content)
    assert (found is not None and found.name == "asyncapi") is is_one


def test_the_surface_knows_topics_and_their_sides() -> None:
    content = v2(
        "subscribe",
        {"$ref": "#/components/messages/placed"},
        channel={"publish": {"message": PAID}},
        components={
            "messages": {"placed": {"payload": {"$ref": "#/components/schemas/Order"}}},
            "schemas": {"Order": {"properties": {"id": {"type": "string"}}}},
        },
    )
    surface = format_named("asyncapi").surface("app.json", content)
    assert [(each.name, each.side, each.types) for each in surface.topics] == [
        ("orders.{id}", "produces", ("Order",)),
        ("orders.{id}", "consumes", ("paid",)),
    ]
    assert [(each.name, each.group, each.input, each.output) for each in surface.operations] == [
        ("send orders.{id}", "orders.{id}", "", "Order"),
        ("receive orders.{id}", "orders.{id}", "paid", ""),
    ]
    assert {each.name: [member.name for member in each.members] for each in surface.types} == {
        "Order": ["id"],
        "paid": [],
    }
    assert list(surface.groups) == ["orders.{id}"]
