"""OpenAPI: calls by URL and method are uses of an operation, and keys in their files are uses of a property."""

import json

import pytest

DOCKERFILE = "FROM scratch\n"


def description(**more: object) -> str:
    cart = {"type": "object", "properties": {"total": {"type": "integer"}, "note": {"type": "string"}}}
    answer = {
        "200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Cart"}}}}
    }
    paths: dict[str, dict[str, object]] = {
        "/carts/{id}": {
            "get": {"operationId": "getCartById", "responses": answer},
            "delete": {"operationId": "removeCartById", "responses": {"204": {"description": ""}}},
        },
        "/carts/{id}/items": {"get": {"operationId": "listCartItems", "responses": answer}},
    }
    for path, item in more.pop("paths", {}).items():
        paths[path] = item
    for path in more.pop("without", ()):
        paths.pop(path)
    return json.dumps(
        {
            "openapi": "3.0.0",
            "info": {"title": "carts", "version": "1"},
            "servers": [{"url": "https://example.org/api"}],
            "paths": paths,
            "components": {"schemas": {"Cart": more.get("cart", cart)}},
        },
        indent=1,
    )


CLIENTS = {
    "typescript": ("src/a.ts", "const cart = await axios.get(`${BASE}/carts/${id}`);\n", "/baskets/"),
    "python": ("a.py", 'r = requests.get(f"{BASE}/api/carts/{cart_id}")\n', "/baskets/"),
    "go": (
        "a.go",
        'package main\n\nfunc f() {\n\treq, _ := http.NewRequest("GET", fmt.Sprintf("%s/carts/%s", b, id), nil)\n}\n',
        "/baskets/",
    ),
    "java": (
        "A.java",
        'class A {\n  Cart f() { return rest.getForObject("http://cart/carts/{id}", Cart.class, id); }\n}\n',
        "/baskets/",
    ),
    "kotlin": ("a.kt", 'suspend fun f() { client.get("$base/carts/$id") }\n', "/baskets/"),
    "csharp": (
        "A.cs",
        'class A { Task F() { return http.GetFromJsonAsync<Cart>($"/api/carts/{id}"); } }\n',
        "/baskets/",
    ),
    "rust": ("a.rs", 'fn f() { client.get(format!("{}/carts/{}", b, id)).send(); }\n', "/baskets/"),
}
GONE = description(
    paths={"/carts/{id}": {"delete": {"operationId": "removeCartById", "responses": {"204": {"description": ""}}}}}
)


def reached(impact_of, files: dict[str, str], head: str = GONE) -> dict[str, tuple[str, str]]:
    base = {"api/cart.json": description(), "svc/shop/Dockerfile": DOCKERFILE}
    base |= {f"svc/shop/{path}": text for path, text in files.items()}
    return {service: (answer, state) for service, answer, state in impact_of(base, {"api/cart.json": head})}


@pytest.mark.parametrize("language", CLIENTS)
def test_a_call_of_the_path_with_the_method_is_a_use(impact_of, language):
    path, text, _ = CLIENTS[language]
    assert reached(impact_of, {path: text}) == {"shop": ("uses", "untouched")}


@pytest.mark.parametrize("language", CLIENTS)
def test_another_path_is_none(impact_of, language):
    path, text, other = CLIENTS[language]
    assert reached(impact_of, {path: text.replace("/carts/", other)}) == {}


@pytest.mark.parametrize(
    "text",
    [
        "await axios.delete(`/carts/${id}`);\n",
        "await axios.get(`/carts/${id}/items`);\n",
        "// axios.get(`/carts/${id}`)\n",
        "app.get('/carts/:id', (req, res) => res.json(cart));\n",
    ],
    ids=["another method", "a longer path", "a comment", "a route"],
)
def test_what_is_no_call_of_the_operation(impact_of, text):
    assert ("uses", "untouched") not in reached(impact_of, {"a.js": text}).values()


def test_a_path_that_nothing_calls_cannot_be_told(impact_of):
    assert reached(impact_of, {"a.js": "export const CART = `/carts/${id}`;\n"})["shop"][0] == "unknown"


def test_an_unknown_prefix_cannot_be_told(impact_of):
    assert reached(impact_of, {"a.js": "axios.get(`/admin/carts/${id}`);\n"})["shop"][0] == "unknown"


def test_a_url_that_is_named_first_is_followed_to_its_call(impact_of):
    text = "const url = `${BASE}/carts/${id}`;\nconst r = await fetch(url);\n"
    assert reached(impact_of, {"a.ts": text}) == {"shop": ("uses", "untouched")}
    assert reached(impact_of, {"a.ts": text.replace("fetch(url)", "fetch(url, { method: 'DELETE' })")}) == {}


def test_the_operation_id_is_a_method_of_a_generated_client(impact_of):
    text = "import { CartApi } from './gen';\nconst api = new CartApi();\napi.getCartById(id);\n"
    assert reached(impact_of, {"a.ts": text}) == {"shop": ("uses", "untouched")}
    assert reached(impact_of, {"a.ts": text.replace("getCartById", "removeCartById")}) == {}


KEYS = {
    "python": ("a.py", 'r = requests.get(f"{BASE}/carts/{i}").json()\nprint(r["{key}"])\n'),
    "typescript": ("a.ts", "const r = await axios.get(`/carts/${i}`);\nshow(r.data.{key});\n"),
    "go": (
        "a.go",
        'package main\n\ntype Cart struct {\n\tX int `json:"{key}"`\n}\n\n'
        'func f() {\n\tr, _ := http.Get(base + "/carts/" + id)\n\tx := body["{key}"]\n}\n',
    ),
    "java": (
        "A.java",
        'class A {\n  void f() { var r = rest.getForObject("/carts/{id}", JsonNode.class); r.get("{key}"); }\n}\n',
    ),
    "csharp": ("A.cs", 'class A { void F() { var r = http.GetFromJsonAsync<J>($"/carts/{i}"); r["{key}"].X(); } }\n'),
}
WITHOUT_NOTE = description(cart={"type": "object", "properties": {"total": {"type": "integer"}}})


@pytest.mark.parametrize("language", KEYS)
def test_a_key_in_a_file_that_calls_is_a_use_of_the_property(impact_of, language):
    path, text = KEYS[language]
    assert reached(impact_of, {path: text.replace("{key}", "note")}, WITHOUT_NOTE) == {"shop": ("uses", "untouched")}


@pytest.mark.parametrize("language", KEYS)
def test_another_key_is_none(impact_of, language):
    path, text = KEYS[language]
    assert reached(impact_of, {path: text.replace("{key}", "remark")}, WITHOUT_NOTE) == {
        "shop": ("depends", "untouched")
    }


def test_the_same_key_in_a_file_that_calls_nothing_is_none(impact_of):
    assert reached(impact_of, {"a.py": 'print(r["note"])\n'}, WITHOUT_NOTE) == {}


def required(name: str) -> str:
    parameter = {"name": name, "in": "query", "required": True, "schema": {"type": "string"}}
    answer = {"200": {"description": ""}}
    return description(
        paths={"/carts/{id}/items": {"get": {"operationId": "x", "parameters": [parameter], "responses": answer}}}
    )


def test_who_does_not_send_what_is_required_now_is_hurt(impact_of):
    base = {
        "api/cart.json": description(),
        "svc/shop/Dockerfile": DOCKERFILE,
        "svc/shop/a.ts": "axios.get(`/carts/${id}/items`);\n",
        "svc/web/Dockerfile": DOCKERFILE,
        "svc/web/a.ts": "axios.get(`/carts/${id}/items`);\n",
    }
    head = {"api/cart.json": required("page"), "svc/web/a.ts": "axios.get(`/carts/${id}/items?page=1`);\n"}
    found = impact_of(base, head)
    assert {("shop", "uses", "untouched"), ("web", "uses", "repaired")} <= found


@pytest.mark.parametrize(
    ("path", "member", "answer"),
    [("/api/carts/7", "note", True), ("/api/carts/7", "total", False), ("/api/baskets/7", "note", False)],
)
def test_a_pact_file_proves_what_a_consumer_uses(impact_of, path, member, answer):
    pact = {
        "consumer": {"name": "shop"},
        "provider": {"name": "cart"},
        "interactions": [
            {
                "description": "a cart",
                "request": {"method": "GET", "path": path},
                "response": {"status": 200, "body": {member: "x"}},
            }
        ],
        "metadata": {"pactSpecification": {"version": "2.0.0"}},
    }
    base = {
        "api/cart.json": description(),
        "svc/shop/Dockerfile": DOCKERFILE,
        "svc/cart/Dockerfile": DOCKERFILE,
        "pacts/shop-cart.json": json.dumps(pact, indent=1),
    }
    found = impact_of(base, {"api/cart.json": WITHOUT_NOTE})
    assert (("shop", "uses", "untouched") in found) is answer


@pytest.mark.parametrize(
    ("host", "answer"),
    [
        ("https://example.org", "uses"),
        ("https://api.example.org", "uses"),
        ("http://cart.default.svc.cluster.local:8080", "uses"),
        ("http://localhost:8080", "uses"),
        ("https://api.elsewhere.com", ""),
        ("http://billing:8080", "unknown"),
    ],
)
def test_the_host_tells_whose_path_it_is(impact_of, host, answer):
    base = {
        "api/cart.json": description(),
        "svc/shop/Dockerfile": DOCKERFILE,
        "svc/billing/Dockerfile": DOCKERFILE,
        "svc/cart/Dockerfile": DOCKERFILE,
        "svc/cart/a.ts": "app.get('/carts/:id', handle);\n",
        "svc/shop/a.ts": f"await axios.get(`{host}/carts/${{id}}`);\n",
    }
    found = {service: told for service, told, _ in impact_of(base, {"api/cart.json": GONE})}
    assert found.get("shop", "") == answer


def test_a_host_of_the_internet_cannot_be_told_where_the_description_names_none(impact_of):
    nowhere = {"api/cart.json": description().replace("https://example.org/api", "/api")}
    files = {"svc/shop/Dockerfile": DOCKERFILE, "svc/shop/a.ts": "axios.get(`https://api.acme.com/api/carts/${id}`);\n"}
    found = impact_of({**nowhere, **files}, {"api/cart.json": GONE.replace("https://example.org/api", "/api")})
    assert {(service, told) for service, told, _ in found} == {("shop", "unknown")}


INLINE = {
    "enum": {"type": "string", "enum": ["open", "paid"]},
    "nullable enum": {"type": "string", "nullable": True, "enum": ["open", None]},
    "object": {"type": "object", "properties": {"by": {"type": "string"}}},
    "list of enums": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}},
    "list of objects": {"type": "array", "items": {"type": "object", "properties": {"by": {"type": "string"}}}},
}


@pytest.mark.parametrize("kind", INLINE)
def test_a_property_whose_type_is_written_in_its_place_is_used_by_its_name(impact_of, kind):
    cart = {"type": "object", "properties": {"total": {"type": "integer"}, "note": INLINE[kind]}}
    base = {"api/cart.json": description(cart=cart), "svc/shop/Dockerfile": DOCKERFILE}
    base["svc/shop/a.py"] = 'r = requests.get(f"{BASE}/carts/{i}").json()\nprint(r["note"])\n'
    assert impact_of(base, {"api/cart.json": WITHOUT_NOTE}) == {("shop", "uses", "untouched")}
    base["svc/shop/a.py"] = base["svc/shop/a.py"].replace("note", "total")
    assert impact_of(base, {"api/cart.json": WITHOUT_NOTE}) == {("shop", "depends", "untouched")}
