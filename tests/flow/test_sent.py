"""What has to be sent from now on: who gives it already is not hurt, who gives it from now on is repaired."""

import pytest

API = """\
openapi: 3.0.3
info: {title: Orders, version: "1"}
paths:
  /orders:
    post:
      operationId: createOrder
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/NewOrder'}
      responses: {"201": {description: made}}
components:
  schemas:
    NewOrder:
      type: object
      properties:
        sku: {type: string}
        note: {type: string}
"""
ASKED = API.replace("    NewOrder:\n", "    NewOrder:\n      required: [sku]\n")
SERVICES = {
    "svc/orders/openapi.yaml": API,
    "svc/orders/Dockerfile": "FROM scratch\n",
    "svc/web/Dockerfile": "FROM scratch\n",
    "compose.yaml": "services:\n  orders: {build: svc/orders}\n"
    "  web: {build: svc/web, environment: {ORDERS_URL: 'http://orders:8080'}}\n",
}


def caller(key: str, name: str = "order", more: str = "") -> str:
    return f"\n\ndef {name}(it):\n{more}    requests.post('http://orders:8080/orders', json={{'{key}': it}})\n"


def web(*callers: str) -> dict[str, str]:
    return {"svc/web/main.py": "import requests\n" + "".join(callers)}


def test_who_sends_it_already_is_not_hurt(impacts_of):
    impact = impacts_of({**SERVICES, **web(caller("sku"))}, {"svc/orders/openapi.yaml": ASKED})["web"]
    assert impact.answer == "depends"
    assert impact.why == "sends it already at `svc/web/main.py:5`"
    assert impact.rollout == "nothing: what its old build sends has it"


@pytest.mark.parametrize(
    ("head", "state"),
    [
        ([caller("note")], "untouched"),
        ([caller("sku")], "repaired"),
        ([caller("note", more="    # TODO sku\n")], "untouched"),
        ([caller("note", more="    log('sku')\n")], "untouched"),
    ],
    ids=["nothing", "the key", "a remark", "a message"],
)
def test_only_the_key_in_the_call_repairs(impacts_of, head, state):
    base = {**SERVICES, **web(caller("note"))}
    impact = impacts_of(base, {"svc/orders/openapi.yaml": ASKED, **web(*head)})["web"]
    assert (impact.answer, impact.state) == ("uses", state)


def test_one_of_two_callers_repairs_itself_alone(impacts_of):
    base = {**SERVICES, **web(caller("note"), caller("note", "again"))}
    head = {"svc/orders/openapi.yaml": ASKED, **web(caller("sku"), caller("note", "again"))}
    impact = impacts_of(base, head)["web"]
    assert impact.state == "untouched"
    assert [(use.line, str(use.state)) for use in impact.uses] == [(5, "repaired"), (9, "untouched")]


SCHEMA = "type Query { orders(first: Int): [Order!]! }\ntype Order { id: ID! }\n"
STRICT = SCHEMA.replace("first: Int", "first: Int!")
GATEWAY = {
    "svc/gw/schema.graphql": SCHEMA,
    "svc/gw/Dockerfile": "FROM scratch\n",
    "svc/web/Dockerfile": "FROM scratch\n",
}


@pytest.mark.parametrize(
    ("document", "answer"),
    [
        ("query Q { orders { id } }", "uses"),
        ("query Q { orders(first: 2) { id } }", "depends"),
        ("query Q($n: Int!) { orders(first: $n) { id } }", "depends"),
        ("query Q($n: Int) { orders(first: $n) { id } }", "uses"),
    ],
)
def test_a_document_that_leaves_out_what_is_required_now_is_hurt(impacts_of, document, answer):
    base = {**GATEWAY, "svc/web/q.graphql": document + "\n"}
    impact = impacts_of(base, {"svc/gw/schema.graphql": STRICT})["web"]
    assert (impact.answer, impact.state) == (answer, "untouched")
