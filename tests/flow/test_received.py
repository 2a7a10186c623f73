"""OpenAPI's webhooks and callbacks: the provider asks, and who handles what it sends is hurt by a change of it."""

import json

import pytest

FIELDS = {"total": {"type": "integer"}, "note": {"type": "string"}}


def description(
    *, webhook: bool = True, callback: bool = True, url: str = "{$request.body#/callbackUrl}", **without: str
) -> str:
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Placed"}}}}
    answer = {"200": {"description": ""}}
    subscribe: dict[str, object] = {"operationId": "subscribeToOrders", "responses": answer}
    if callback:
        asked = {"post": {"requestBody": body, "responses": answer}}
        subscribe["callbacks"] = {"placed": {url: asked}}
    described = {
        "openapi": "3.1.0",
        "info": {"title": "orders", "version": "1"},
        "paths": {"/subscriptions": {"post": subscribe}},
        "components": {
            "schemas": {
                "Placed": {
                    "type": "object",
                    "properties": {key: value for key, value in FIELDS.items() if key != without.get("without")},
                }
            }
        },
    }
    if webhook:
        described["webhooks"] = {
            "order.placed": {"post": {"operationId": "orderPlaced", "requestBody": body, "responses": answer}}
        }
    return json.dumps(described, indent=1)


SERVER = '@app.post("/subscriptions")\ndef subscribe(r):\n    send("order.placed", {"note": r["note"]})\n'
SUBSCRIBES = "await axios.post(`${ORDERS}/subscriptions`, { callbackUrl: `${SELF}/hooks/placed` });\n"
HANDLES = {
    "typescript": ("hooks.ts", 'app.post("/hooks/placed", (req, res) => {\n  book(req.body.note);\n});\n', 2),
    "python": ("hooks.py", '@app.post("/hooks/placed")\ndef placed(r):\n    book(r["note"])\n', 3),
    "go": (
        "hooks.go",
        "package m\n\nfunc init() {\n"
        '\thttp.HandleFunc("/hooks/placed", func(w W, r *R) {\n\t\tbook(body["note"])\n\t})\n}\n',
        5,
    ),
    "java": (
        "H.java",
        'class H {\n  @PostMapping("/hooks/placed")\n  void placed(JsonNode b) {\n    book(b.get("note"));\n  }\n}\n',
        4,
    ),
}


@pytest.fixture
def reached(impacts_of):
    """Return the impact, by service, of a change of the description."""

    def run(files: dict[str, str], before: str, after: str):
        base = {"api/orders.json": before, "svc/orders/Dockerfile": "FROM scratch\n", "svc/orders/main.py": SERVER}
        for service in {path.partition("/")[0] for path in files}:
            base[f"svc/{service}/Dockerfile"] = "FROM scratch\n"
        base |= {f"svc/{path}": text for path, text in files.items()}
        return impacts_of(base, {"api/orders.json": after})

    return run


@pytest.mark.parametrize("language", HANDLES)
def test_the_handler_of_a_callback_uses_what_it_is_sent(reached, language):
    path, text, line = HANDLES[language]
    files = {"shop/subscribe.ts": SUBSCRIBES, f"shop/{path}": text}
    before, after = description(webhook=False), description(webhook=False, without="note")
    assert [(use.path, use.line) for use in reached(files, before, after)["shop"].uses] == [(f"svc/shop/{path}", line)]
    other = {**files, f"shop/{path}": text.replace("note", "sum")}
    assert reached(other, before, after)["shop"].answer == "depends"


def test_the_field_of_another_handler_is_none(reached):
    other = 'app.post("/carts", (req, res) => {\n  add(req.body.note);\n});\n'
    files = {"shop/subscribe.ts": SUBSCRIBES, "shop/hooks.ts": HANDLES["typescript"][1] + other}
    found = reached(files, description(webhook=False), description(webhook=False, without="note"))["shop"]
    assert [use.line for use in found.uses] == [2]


def test_a_callback_that_goes_hurts_its_handler_and_who_asks_for_it(reached):
    files = {"shop/subscribe.ts": SUBSCRIBES, "shop/hooks.ts": HANDLES["typescript"][1]}
    found = reached(files, description(), description(callback=False))["shop"]
    assert (found.answer, [use.path for use in found.uses]) == ("uses", ["svc/shop/hooks.ts", "svc/shop/subscribe.ts"])


def test_a_path_behind_the_url_leads_to_the_handler(reached):
    before = description(webhook=False, url="{$request.body#/base}/hooks/placed")
    after = description(webhook=False, url="{$request.body#/base}/hooks/placed", without="note")
    subscribes = "await axios.post(`${ORDERS}/subscriptions`, { base: SELF });\n"
    files = {"shop/subscribe.ts": subscribes, "shop/hooks.ts": HANDLES["typescript"][1]}
    assert reached(files, before, after)["shop"].answer == "uses"


def test_who_gives_a_url_that_is_not_shown_cannot_be_told(reached):
    subscribes = "await axios.post(`${ORDERS}/subscriptions`, { callbackUrl: process.env.HOOK });\n"
    found = reached(
        {"shop/subscribe.ts": subscribes}, description(webhook=False), description(webhook=False, without="note")
    )
    assert (found["shop"].answer, "callback" in found["shop"].why) == ("unknown", True)


RECEIVES = {
    "typescript": (
        "a.ts",
        'export const webhook = (event) => {\n  if (event.type === "order.placed") book(event.note);\n};\n',
        2,
    ),
    "python": (
        "a.py",
        'def webhook(event):\n    if event["type"] == "order.placed":\n        book(event["note"])\n',
        3,
    ),
    "go": (
        "a.go",
        'package m\n\nfunc Webhook(e E) {\n\tif e.Type == "order.placed" {\n\t\tbook(e.Data["note"])\n\t}\n}\n',
        5,
    ),
    "an operationId": ("b.ts", "// our webhook\nexport function orderPlaced(event) {\n  book(event.note);\n}\n", 3),
}


@pytest.mark.parametrize("language", RECEIVES)
def test_who_names_a_webhook_receives_it(reached, language):
    path, text, line = RECEIVES[language]
    before, after = description(callback=False), description(callback=False, without="note")
    found = reached({f"ledger/{path}": text}, before, after)
    assert [(use.path, use.line) for use in found["ledger"].uses] == [(f"svc/ledger/{path}", line)]
    assert "orders" not in found or found["orders"].answer == "depends"
    gone = reached({f"ledger/{path}": text}, before, description(callback=False, webhook=False))
    assert gone["ledger"].answer == "uses"


@pytest.mark.parametrize(
    "text",
    [
        '// webhook "order.placed"\nlog(event.note);\n',
        'log("order.placed");\nlog(event.note);\n',
        'export const webhook = (e) => e.type === "order.paid" && book(e.note);\n',
    ],
    ids=["a comment", "no webhook", "another webhook"],
)
def test_what_only_looks_like_a_receiver(reached, text):
    before, after = description(callback=False), description(callback=False, without="note")
    assert "ledger" not in reached({"ledger/a.ts": text}, before, after)


def test_the_name_of_a_topic_is_no_webhook(reached):
    head = "// after the webhook\nimport { Kafka } from 'kafkajs';\n"
    text = f"{head}await producer.send({{ topic: 'order.placed', messages }});\n"
    before, after = description(callback=False), description(callback=False, without="note")
    assert "ledger" not in reached({"ledger/a.ts": text}, before, after)


@pytest.mark.parametrize("part", ["Placed.note", "webhook:order.placed POST"])
def test_the_question_before_anything_is_written(asked, part):
    files = {
        "api/orders.json": description(),
        "svc/orders/Dockerfile": "FROM scratch\n",
        "svc/orders/main.py": SERVER,
        "svc/ledger/Dockerfile": "FROM scratch\n",
        "svc/ledger/a.py": RECEIVES["python"][1],
    }
    assert asked(files, f"api/orders.json#{part}")["ledger"].answer == "uses"
