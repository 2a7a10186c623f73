"""Pact files: which member of which exchange a consumer uses, with its line."""

import json

import pytest

from juncture.catalog.pact import read, recognises
from juncture.facts.problem import InputError

PACT = """\
{
  "consumer": {"name": "web"},
  "provider": {"name": "cart-service"},
  "interactions": [
    {
      "description": "a cart",
      "request": {"method": "get", "path": "/carts/1"},
      "response": {
        "status": 200,
        "body": {
          "id": 1,
          "items": [
            {"price": 3, "name": "x"},
            {"price": 4}
          ]
        }
      }
    },
    {
      "description": "an order",
      "request": {
        "method": "POST",
        "path": "/orders",
        "body": {"id": 1}
      },
      "response": {"status": 204}
    }
  ]
}
"""


def test_members_of_bodies_with_their_lines():
    found = read("pacts/web-cart.json", PACT.encode())
    assert (found.consumer, found.provider, found.layer, found.line) == ("web", "cart-service", "sync", 2)
    cart, order = found.exchanges
    assert (cart.operation, cart.line) == ("GET /carts/1", 6)
    assert cart.parts == (
        ("response", "$.id", 11),
        ("response", "$.items", 12),
        ("response", "$.items[*].price", 13),
        ("response", "$.items[*].name", 13),
    )
    assert (order.operation, order.parts) == ("POST /orders", (("request", "$.id", 24),))


def test_messages_are_async():
    message = {"description": "an order was placed", "contents": {"id": 1}}
    value = {"consumer": {"name": "a"}, "provider": {"name": "b"}, "messages": [message]}
    found = read("pacts/a-b.json", json.dumps(value).encode())
    assert (found.layer, found.exchanges[0].operation) == ("async", "an order was placed")
    assert found.exchanges[0].parts == (("message", "$.id", 1),)


def test_version_4_wraps_its_bodies():
    body = {"contentType": "application/json", "content": {"id": 1}}
    value = {
        "consumer": {"name": "a"},
        "provider": {"name": "b"},
        "interactions": [{"type": "Synchronous/HTTP", "description": "x", "response": {"body": body}}],
    }
    assert read("p/pact.json", json.dumps(value).encode()).exchanges[0].parts == (("response", "$.id", 1),)


def test_where_they_lie():
    assert recognises("web/pacts/a.json") and recognises("a-b-pact.json")
    assert not recognises("node_modules/pact/x.json") and not recognises("a.json")


def test_other_files_are_none_and_broken_ones_refused():
    assert read("pacts/x.json", b'{"consumer": 1}').exchanges == ()
    assert read("pacts/x.json", b'{"consumer": {"name": "a"}, "provider": []}').exchanges == ()
    with pytest.raises(InputError):
        read("pacts/x.json", b'{"consumer": {"name": "a"}, "provider": ')
