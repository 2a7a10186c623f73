"""Descriptions of applications: a topic that the service's own AsyncAPI file names is a declared edge, by its side."""

import pytest

from juncture.catalog.topics import described

SERVICES = {"src/orders/Dockerfile": "FROM x\n", "src/mail/Dockerfile": "FROM x\n"}
V3 = """\
asyncapi: 3.0.0
info: {title: Orders, version: 1.0.0}
channels:
  placed: {address: orders.placed, messages: {Placed: {payload: {type: object}}}}
  paid: {address: payments.paid, messages: {Paid: {payload: {type: object}}}}
operations:
  tell:
    action: send
    channel: {$ref: '#/channels/placed'}
  hear:
    action: receive
    channel: {$ref: '#/channels/paid'}
"""
V2 = """\
asyncapi: 2.6.0
info: {title: Orders, version: 1.0.0}
channels:
  orders.placed:
    subscribe: {message: {payload: {type: object}}}
  payments.paid:
    publish: {message: {payload: {type: object}}}
"""


def told(found):
    return [
        (edge.source, edge.side, edge.target, edge.contract, str(edge.provenance[0]))
        for edge in described(found.contracts, found.surfaces, found.owned)
    ]


@pytest.mark.parametrize(
    ("text", "lines"), [(V3, (7, 10)), (V2, (5, 7))], ids=["send and receive", "subscribe and publish, reversed"]
)
def test_what_a_service_sends_and_receives(catalog, text, lines):
    path = "src/orders/asyncapi.yaml"
    assert told(catalog({**SERVICES, path: text})) == [
        ("orders", "produces", "topic:orders.placed", path, f"{path}:{lines[0]}"),
        ("orders", "consumes", "topic:payments.paid", path, f"{path}:{lines[1]}"),
    ]


@pytest.mark.parametrize("path", ["src/mail/clients/orders/asyncapi.yaml", "src/mail/orders.yaml"])
def test_a_copy_tells_nothing_of_who_keeps_it(catalog, path):
    found = told(catalog({**SERVICES, "src/orders/asyncapi.yaml": V3, path: V3}))
    assert {edge[0] for edge in found} == {"orders"}


def test_whose_a_copy_is_nobody_can_tell_without_a_name(catalog):
    assert told(catalog({**SERVICES, "src/orders/asyncapi.yaml": V3, "src/mail/asyncapi.yaml": V3})) == []


@pytest.mark.parametrize("path", ["docs/asyncapi.yaml", "src/orders/examples/asyncapi.yaml", "asyncapi.yaml"])
def test_a_description_of_no_service_declares_nothing(catalog, path):
    assert told(catalog({**SERVICES, path: V3})) == []


def test_an_address_that_is_known_at_run_time_only(catalog):
    text = V3.replace("address: orders.placed, ", "address: null, ")
    assert told(catalog({**SERVICES, "src/orders/asyncapi.yaml": text}))[0][:3] == (
        "orders",
        "produces",
        "topic:?orders",
    )
