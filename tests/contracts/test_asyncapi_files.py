"""Split descriptions, payloads in other languages, lines on both sides; nothing is ever fetched."""

import json
import socket
from collections.abc import Mapping
from typing import Any

import pytest

from juncture.contracts.diff import compare
from juncture.contracts.formats import format_named
from juncture.contracts.model import Cause, ContractChange

APP = """\
asyncapi: 3.0.0
info: {title: shop, version: "1"}
channels:
  orders:
    address: shop.orders
    messages:
      placed:
        $ref: "messages/placed.yaml"
operations:
  publishOrder:
    action: send
    channel: {$ref: "#/channels/orders"}
"""
PLACED = """\
name: placed
payload:
  $ref: "../schemas/order.yaml"
traits:
  - headers:
      type: object
      properties:
        trace: {type: string}
"""
ORDER = """\
type: object
properties:
  price:
    type: integer
"""
FILES = {"app/asyncapi.yaml": APP, "app/messages/placed.yaml": PLACED, "app/schemas/order.yaml": ORDER}


def diff(old: Mapping[str, str], new: Mapping[str, str], **options: Any) -> list[ContractChange]:
    before, after = ({path: text.encode() for path, text in side.items()} for side in (old, new))
    return compare(before, after, **options)


def test_a_cause_lies_in_the_file_that_holds_it() -> None:
    (change,) = diff(FILES, {**FILES, "app/schemas/order.yaml": ORDER.replace("integer", "string")})
    assert (change.contract, change.part) == ("app/asyncapi.yaml", "order.price")
    assert change.rule == "schema/response-type-changed"
    assert change.cause == Cause("app/schemas/order.yaml", 4)
    assert change.operations == ("send shop.orders",)


def test_only_what_a_changed_file_causes_is_told() -> None:
    new = {
        path: text.replace("integer", "string").replace("name: placed", "name: ordered") for path, text in FILES.items()
    }
    (change,) = diff(FILES, new, changed={"app/schemas/order.yaml"})
    assert change.rule == "schema/response-type-changed"


def test_merged_headers_tell_the_lines_that_they_come_from() -> None:
    own = PLACED + "headers:\n  required: [trace]\n"
    old = {**FILES, "app/messages/placed.yaml": own}
    new = {**FILES, "app/messages/placed.yaml": own.replace("{type: string}", "{type: integer}")}
    (change,) = diff(old, new)
    assert (change.part, change.cause) == (
        'send "shop.orders" message:placed headers .trace',
        Cause("app/messages/placed.yaml", 8),
    )
    assert change.witness is not None
    assert change.witness.old_at == ("app/messages/placed.yaml#/headers", "app/messages/placed.yaml#/traits/0/headers")


def test_references_of_merged_headers_lead_where_they_led() -> None:
    trait = "traits:\n  - headers:\n      properties: {price: {$ref: ../schemas/order.yaml}}\n"
    message = (
        'name: placed\nheaders: {properties: {own: {$ref: "#/own"}}}\nown: {type: string}\npayload:\n  type: object\n'
        + trait
    )
    old = {**FILES, "app/messages/placed.yaml": message}
    assert (
        diff(old, {**old, "app/messages/placed.yaml": message.replace('own: {$ref: "#/own"}', "own: {type: string}")})
        == []
    )
    (change,) = diff(old, {**old, "app/schemas/order.yaml": ORDER.replace("integer", "string")})
    assert change.part == "order.price"


def avro(fields: list[dict[str, Any]], action: str = "send") -> str:
    record = {"type": "record", "name": "Order", "fields": fields}
    payload = {"schemaFormat": "application/vnd.apache.avro;version=1.9.0", "schema": record}
    return json.dumps(
        {
            "asyncapi": "3.0.0",
            "info": {"title": "t", "version": "1"},
            "channels": {"orders": {"address": "orders", "messages": {"placed": {"payload": payload}}}},
            "operations": {"a": {"action": action, "channel": {"$ref": "#/channels/orders"}}},
        },
        indent=1,
    )


ID, NOTE = {"name": "id", "type": "string"}, {"name": "note", "type": "string"}


@pytest.mark.parametrize(
    ("action", "old", "new", "compatibility"),
    [
        ("receive", [ID], [ID, NOTE], "breaking"),
        ("send", [ID], [ID, NOTE], "compatible"),
        ("send", [ID, NOTE], [ID], "breaking"),
        ("receive", [ID, NOTE], [ID], "compatible"),
    ],
)
def test_avro_is_judged_by_who_writes_and_who_reads(
    action: str, old: list[dict[str, Any]], new: list[dict[str, Any]], compatibility: str
) -> None:
    (change,) = diff({"app.json": avro(old, action)}, {"app.json": avro(new, action)})
    assert (change.compatibility, change.rule.partition("/")[0]) == (compatibility, "avro")
    assert (change.contract, change.operations) == ("app.json", (f"{action} orders",))
    assert change.part == f'{action} orders message:placed payload "Order.note"'
    assert change.cause is not None
    longer = avro(new if len(new) > len(old) else old, action).splitlines()
    line = change.cause if len(new) > len(old) else change.cause_old
    assert line is not None
    assert '"name": "note"' in "".join(longer[line.line - 1 : line.line + 1])
    if compatibility == "breaking":
        assert change.witness is not None
        assert change.witness.kind == "fastavro"


def test_an_avro_schema_may_stand_in_a_file_of_its_own() -> None:
    reference = {"$ref": "order.avsc"}
    app = json.loads(avro([]))
    app["channels"]["orders"]["messages"]["placed"]["payload"]["schema"] = reference
    schema = {"type": "record", "name": "Order", "fields": [ID]}
    old = {"app.json": json.dumps(app), "order.avsc": json.dumps(schema)}
    new = {**old, "order.avsc": json.dumps({**schema, "fields": []})}
    changes = diff(old, new, format="asyncapi")
    assert [(each.contract, each.cause_old and each.cause_old.path, each.compatibility) for each in changes] == [
        ("app.json", "order.avsc", "breaking")
    ]


PROTO = """\
asyncapi: 2.6.0
info: {title: t, version: "1"}
channels:
  orders:
    publish:
      message:
        name: placed
        schemaFormat: application/vnd.google.protobuf;version=3
        payload: |
          syntax = "proto3";
          message Order {
            int32 total = 1;
          }
"""


def test_protobuf_in_a_message_has_the_lines_of_the_contract() -> None:
    (change,) = diff({"app.yaml": PROTO}, {"app.yaml": PROTO.replace("int32", "string")})
    assert (change.compatibility, change.cause) == ("breaking", Cause("app.yaml", 12))
    assert change.part == 'receive orders message:placed payload "Order.total"'
    assert change.operations == ("receive orders",)


def test_other_languages_are_risky_with_the_reason() -> None:
    raml = PROTO.replace("vnd.google.protobuf;version=3", "raml+yaml;version=1.0")
    (change,) = diff({"app.yaml": raml}, {"app.yaml": raml.replace("int32", "string")})
    assert (change.rule, change.compatibility) == ("asyncapi/cannot-prove", "risky")
    assert "application/raml" in change.old


def test_a_message_key_is_compared_as_what_it_is() -> None:
    def app(kind: str) -> str:
        key = {"bindings": {"kafka": {"key": {"type": kind}}}}
        channel = {"publish": {"message": {"name": "m", "payload": {"type": "object"}, **key}}}
        return json.dumps({"asyncapi": "2.6.0", "info": {}, "channels": {"orders": channel}})

    (change,) = diff({"app.json": app("string")}, {"app.json": app("integer")})
    assert (change.rule, change.part) == ("schema/request-type-changed", "receive orders message:m key")
    assert change.proof == "proven"


def test_no_reference_opens_a_socket_or_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    for reference in ("https://elsewhere.example/m.yaml", "file:///etc/passwd", "//host/share/m.yaml", "/etc/passwd"):
        old = {**FILES, "app/asyncapi.yaml": APP.replace("messages/placed.yaml", reference)}
        new = {**old, "app/asyncapi.yaml": old["app/asyncapi.yaml"].replace("shop.orders", "shop.order")}
        assert {each.rule for each in diff(old, new)} == {"asyncapi/address-changed"}
        (change,) = diff(FILES, old)
        assert (change.rule, change.compatibility) == ("asyncapi/cannot-prove", "risky")


def test_a_whole_description_comes_and_goes() -> None:
    (change,) = diff({}, {"app.json": avro([ID])})
    assert (change.rule, change.operations) == ("asyncapi/description-added", ("send orders",))
    (change,) = diff({"app.json": avro([ID])}, {})
    assert (change.rule, change.compatibility) == ("asyncapi/description-removed", "breaking")


def test_a_part_of_a_description_has_a_surface() -> None:
    surface = format_named("asyncapi").surface("app/messages/placed.yaml", PLACED.encode())
    assert surface.imports == ("app/schemas/order.yaml",)
    assert surface.topics == ()
