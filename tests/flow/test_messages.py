"""Avro and jobs: generated records, keys where the schema is handled, and the variables that a job gives."""

import json

import pytest


def schema(*fields: str, **types: str) -> str:
    made = [{"name": name, "type": types.get(name, "string")} for name in fields]
    return json.dumps({"type": "record", "name": "Order", "namespace": "org.shop", "fields": made}, indent=1)


HANDLING = {
    "java generated": (
        "A.java",
        "import org.shop.Order;\n\nclass A { String f(Order order) { return order.get{Key}(); } }\n",
    ),
    "kotlin generated": ("a.kt", "import org.shop.Order\n\nfun f(order: Order): String = order.{key}\n"),
    "java generic": (
        "A.java",
        'class A { void f() { var s = parse("order.avsc"); GenericRecord r = read(s); r.get("{key}"); } }\n',
    ),
    "python": ("a.py", 'schema = load_schema("order.avsc")\nproduce({"{key}": "x"}, schema)\n'),
    "go": (
        "a.go",
        'package main\n\nvar schema = load("avro/order.avsc")\n\nfunc f(r map[string]any) any { return r["{key}"] }\n',
    ),
}


def written(place: str, key: str) -> dict[str, str]:
    path, text = HANDLING[place]
    text = text.replace("{key}", key).replace("{Key}", key.capitalize())
    return {"svc/shop/Dockerfile": "FROM scratch\n", f"svc/shop/{path}": text}


@pytest.mark.parametrize("place", HANDLING)
def test_a_field_that_is_read_or_written_is_used(impact_of, place):
    base = {"avro/order.avsc": schema("note", "size"), **written(place, "note")}
    assert impact_of(base, {"avro/order.avsc": schema("size", note="int")}) == {("shop", "uses", "untouched")}


@pytest.mark.parametrize("place", HANDLING)
def test_another_field_is_none(impact_of, place):
    base = {"avro/order.avsc": schema("note", "size"), **written(place, "size")}
    assert impact_of(base, {"avro/order.avsc": schema("size")}) == {("shop", "depends", "untouched")}


def test_the_same_key_where_no_schema_is_named_is_none(impact_of):
    base = {"avro/order.avsc": schema("note", "size"), "svc/shop/Dockerfile": "FROM scratch\n"}
    base["svc/shop/a.py"] = 'print({"note": 1})\n'
    assert impact_of(base, {"avro/order.avsc": schema("size")}) == set()


JOB = """\
apiVersion: batch/v1
kind: CronJob
metadata: {name: sweeper}
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
          - name: sweeper
            image: example.org/sweeper:1
            env:
            - {name: DEPTH, value: "3"}
            - {name: WIDTH, value: "3"}
"""


@pytest.mark.parametrize(("name", "answer"), [("DEPTH", True), ("WIDTH", False)])
def test_who_reads_the_variable_of_a_job_uses_it(impact_of, name, answer):
    base = {
        "deploy/job.yaml": JOB,
        "svc/sweeper/Dockerfile": "FROM scratch\n",
        "svc/sweeper/main.py": f'import os\n\ndepth = os.environ["{name}"]\n',
    }
    head = {"deploy/job.yaml": JOB.replace('            - {name: DEPTH, value: "3"}\n', "")}
    assert (("sweeper", "uses", "untouched") in impact_of(base, head)) is answer


def application(*properties: str) -> str:
    order = {"type": "object", "properties": {name: {"type": "string"} for name in properties}}
    message = {"name": "Order", "payload": {"$ref": "#/components/schemas/Order"}}
    return json.dumps(
        {
            "asyncapi": "3.0.0",
            "info": {"title": "orders", "version": "1"},
            "channels": {"orders": {"address": "orders", "messages": {"Order": message}}},
            "operations": {
                "take": {
                    "action": "receive",
                    "channel": {"$ref": "#/channels/orders"},
                    "messages": [{"$ref": "#/channels/orders/messages/Order"}],
                }
            },
            "components": {"schemas": {"Order": order}},
        },
        indent=1,
    )


@pytest.mark.parametrize(("key", "answer"), [("note", "uses"), ("size", "depends")])
def test_who_is_an_end_of_the_topic_uses_the_keys_of_its_messages(impact_of, key, answer):
    base = {
        "api/orders.json": application("note", "size"),
        "svc/shop/Dockerfile": "FROM scratch\n",
        "svc/shop/a.py": "from kafka import KafkaProducer\n\nproducer = KafkaProducer()\n"
        f'producer.send("orders", {{"{key}": "x"}})\n',
    }
    head = application("note", "size").replace(
        '"note": {\n      "type": "string"', '"note": {\n      "type": "integer"'
    )
    assert head != application("note", "size")
    assert ("shop", answer, "untouched") in impact_of(base, {"api/orders.json": head})


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("package org.shop;\n\nclass A { }\n", 0),
        ("import org.shop.Invoice;\n\nclass A { Invoice last; }\n", 0),
        ("import org.shop.Invoice;\nimport org.other.Order;\n\nclass A { Order last; Invoice one; }\n", 0),
        ("import org.shop.Order;\n\nclass A { Order last; }\n", 1),
        ("package org.shop;\n\nclass A { Order last; }\n", 1),
    ],
    ids=["its package alone", "another type of the package", "a like name from elsewhere", "import", "same package"],
)
def test_only_who_names_a_removed_schemas_type_uses_it(impacts_of, text, uses):
    base = {
        "avro/order.avsc": schema("note"),
        "avro/invoice.avsc": schema("note").replace('"Order"', '"Invoice"'),
        "svc/shop/Dockerfile": "FROM scratch\n",
        "svc/shop/A.java": text,
    }
    found = impacts_of(base, {"avro/order.avsc": None})
    assert len(found["shop"].uses if "shop" in found else ()) == uses


TOPICS = """\
asyncapi: 2.6.0
info: {title: Events, version: "1"}
channels:
  orders.placed:
    subscribe: {message: {payload: {$ref: "#/components/schemas/OrderPlaced"}}}
components:
  schemas:
    OrderPlaced: {type: object, properties: {total: {type: integer}, note: {type: string}}}
"""
CONSUMER = """\
import json
from kafka import KafkaConsumer
placed, carts = KafkaConsumer("orders.placed"), None
placed = KafkaConsumer("orders.placed")
carts = KafkaConsumer("carts")
for one in placed:
    order = json.loads(one.value)
    print({placed})
for one in carts:
    cart = json.loads(one.value)
    print({carts})
"""


@pytest.mark.parametrize(
    ("placed", "carts", "answer"),
    [('order["total"]', 'cart["id"]', "uses"), ('order["note"]', 'cart["total"]', "depends")],
    ids=["of the topic", "of another topic"],
)
def test_a_key_is_of_the_topic_that_its_object_comes_from(impacts_of, placed, carts, answer):
    text = CONSUMER.replace("{placed}", placed).replace("{carts}", carts)
    base = {"svc/p/asyncapi.yaml": TOPICS, "svc/p/Dockerfile": "FROM scratch\n", "svc/c/Dockerfile": "FROM scratch\n"}
    found = impacts_of({**base, "svc/c/main.py": text}, {"svc/p/asyncapi.yaml": TOPICS.replace("integer", "string")})
    assert found["c"].answer == answer
    assert [use.line for use in found["c"].uses] == ([8] if answer == "uses" else [])


def test_a_key_of_what_the_schema_did_not_read_cannot_be_told(asked):
    text = (
        'SCHEMA = load_schema("avro/order.avsc")\n\n\ndef f(raw, cart):\n    order = read(raw, SCHEMA)\n'
        '    return {}["note"]\n'
    )
    for holder, expected in (("order", [6]), ("cart", [])):
        files = {"avro/order.avsc": schema("note", "size"), "svc/shop/Dockerfile": "FROM scratch\n"}
        files["svc/shop/a.py"] = text.replace("{}", holder)
        found = asked(files, "avro/order.avsc#Order.note")["shop"]
        assert [use.line for use in found.uses if use.how == "read"] == expected


def test_fields_of_avro_keep_their_names_in_csharp(asked):
    files = {"avro/order.avsc": schema("note", "size"), "svc/shop/Dockerfile": "FROM scratch\n"}
    files["svc/shop/A.cs"] = "using org.shop;\n\nclass A { string F(Order o) => o.note; }\n"
    assert asked(files, "avro/order.avsc#Order.note")["shop"].answer == "uses"
    assert asked(files, "avro/order.avsc#Order.size")["shop"].answer == "depends"
