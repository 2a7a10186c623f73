"""OpenAPI in several files: what a part of it holds is used like what the description itself holds."""

import pytest

from juncture.facts.problem import InputError

ROOT = """\
openapi: 3.0.0
info: {title: carts, version: "1"}
paths:
  /carts/{id}: {$ref: paths/cart.yaml}
  /orders/{id}:
    get:
      operationId: getOrderById
      responses:
        "200": {description: "", content: {application/json: {schema: {$ref: schemas/index.yaml#/Order}}}}
"""
PARTS = {
    "api/openapi.yaml": ROOT,
    "api/paths/cart.yaml": """\
get:
  operationId: getCartById
  responses:
    "200":
      description: ""
      content:
        application/json:
          schema:
            type: object
            properties:
              data: {type: array, items: {$ref: ../schemas/cart.yaml}}
""",
    "api/schemas/cart.yaml": """\
type: object
properties:
  total: {type: integer}
  note: {type: string}
  lines: {type: array, items: {$ref: "line.yaml#/Line"}}
""",
    "api/schemas/line.yaml": "Line:\n  type: object\n  properties:\n    sku: {type: string}\n",
    "api/schemas/index.yaml": "Order:\n  $ref: ./order.yaml#/Order\n",
    "api/schemas/order.yaml": (
        "Order:\n  type: object\n  properties:\n    note: {type: string}\n    placed: {type: string}\n"
    ),
    "svc/shop/Dockerfile": "FROM scratch\n",
    "svc/shop/cart.ts": "const r = await axios.get(`/carts/${i}`);\nshow(r.data.note);\nshow(r.data.lines[0].sku);\n",
    "svc/shop/order.ts": "const r = await axios.get(`/orders/${i}`);\nshow(r.data.placed);\n",
}
USES = {
    "cart.note": ("api/schemas/cart.yaml", "  note: {type: string}\n", "svc/shop/cart.ts:2"),
    "Line.sku": ("api/schemas/line.yaml", "    sku: {type: string}\n", "svc/shop/cart.ts:3"),
    "Order.placed": ("api/schemas/order.yaml", "    placed: {type: string}\n", "svc/shop/order.ts:2"),
}


def places(impact) -> list[str]:
    return [f"{use.path}:{use.line}" for use in impact.uses]


@pytest.mark.parametrize("part", USES)
def test_a_property_that_goes_in_a_part(impacts_of, part):
    path, line, place = USES[part]
    found = impacts_of(PARTS, {path: PARTS[path].replace(line, "")})["shop"]
    assert (found.answer, places(found)) == ("uses", [place])


@pytest.mark.parametrize("part", USES)
def test_the_question_is_asked_of_the_description_or_of_the_part(asked, part):
    path, _, place = USES[part]
    for contract in ("api/openapi.yaml", path):
        found = asked(PARTS, f"{contract}#{part}")["shop"]
        assert (found.answer, places(found)) == ("uses", [place])


def test_a_part_that_is_nowhere(asked):
    with pytest.raises(InputError, match=r"no part is called 'cart\.colour'; types here: Line, Order, cart"):
        asked(PARTS, "api/openapi.yaml#cart.colour")


def test_a_schema_inside_an_answer_is_carried_by_the_operation(asked):
    reached = asked(PARTS, "api/openapi.yaml#cart.total")
    assert {name: one.answer for name, one in reached.items()} == {"shop": "depends"}


def test_a_name_that_another_type_has_is_doubted_only_where_that_is_exchanged_too(impacts_of):
    both = "const o = await axios.get(`/orders/${i}`);\n" + PARTS["svc/shop/cart.ts"]
    path, line, _ = USES["cart.note"]
    without = {path: PARTS[path].replace(line, "")}
    assert impacts_of(PARTS, without)["shop"].answer == "uses"
    assert impacts_of({**PARTS, "svc/shop/cart.ts": both}, without)["shop"].answer == "unknown"
