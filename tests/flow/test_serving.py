"""Who serves an operation over HTTP is told apart from who calls it, and who hands it on is a caller."""

import json

import pytest

NOTE = {"note": {"type": "string"}}


def description(*, served: bool = True, **properties: object) -> str:
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Cart"}}}}
    operation = {"operationId": "getCartById", "responses": {"200": {"description": "", **body}}}
    described = {
        "openapi": "3.0.0",
        "info": {"title": "carts", "version": "1"},
        "paths": {"/carts/{id}": {"get": operation}} if served else {},
        "components": {"schemas": {"Cart": {"type": "object", "properties": {"id": {"type": "string"}, **properties}}}},
    }
    return json.dumps(described, indent=1)


BEFORE, WITHOUT, GONE = description(**NOTE), description(), description(served=False)
SERVERS = {
    "a route": ("a.py", '@app.get("/carts/{id}")\ndef cart(id):\n    return {"note": "x"}\n', 1, 3),
    "express": ("a.ts", 'app.get("/carts/:id", (req, res) => {\n  res.json({ note: "x" });\n});\n', 1, 2),
    "a generated server of Go": (
        "a.go",
        "package m\n\n"
        "func (s *S) GetCartById(c C, r gen.GetCartByIdRequestObject) (gen.GetCartByIdResponseObject, error) {\n"
        '\treturn gen.Cart{Note: "x"}, nil\n}\n',
        3,
        4,
    ),
    "a generated server of Java": (
        "A.java",
        "class A implements CartsApi {\n  public Cart getCartById(String id) {\n    return new Cart();\n  }\n}\n",
        2,
        0,
    ),
}


@pytest.fixture
def reached(impacts_of):
    """Return the impact, by service, of a change of the description and of other files."""

    def run(files: dict[str, str], after: str, changed: dict[str, str] | None = None):
        base = {"api/carts.json": BEFORE}
        for service in {path.partition("/")[0] for path in files}:
            base[f"svc/{service}/Dockerfile"] = "FROM scratch\n"
        base |= {f"svc/{path}": text for path, text in files.items()}
        head = {f"svc/{path}": text for path, text in (changed or {}).items()}
        return impacts_of(base, {"api/carts.json": after, **head})

    return run


@pytest.mark.parametrize("server", SERVERS)
def test_a_server_left_behind_is_dead_code_and_hurts_nobody(reached, server):
    path, text, line, _ = SERVERS[server]
    found = reached({f"carts/{path}": text}, GONE)["carts"]
    assert (found.answer, found.role, str(found.state)) == ("depends", "provider", "untouched")
    assert f"still does at `svc/carts/{path}:{line}`: dead code" in found.why


@pytest.mark.parametrize("server", SERVERS)
def test_a_server_that_goes_too_leaves_nothing(reached, server):
    path, text, _, _ = SERVERS[server]
    found = reached({f"carts/{path}": text}, GONE, {f"carts/{path}": "\n"})["carts"]
    assert (found.role, str(found.state), found.why) == ("provider", "repaired", "served it; no line of that is left")


@pytest.mark.parametrize("server", [name for name, case in SERVERS.items() if case[3]])
def test_what_a_server_writes_is_shown_and_is_no_use(reached, server):
    path, text, _, line = SERVERS[server]
    found = reached({f"carts/{path}": text}, WITHOUT)["carts"]
    assert (found.answer, found.role, [use.line for use in found.uses]) == ("depends", "provider", [line])
    assert reached({f"carts/{path}": text.replace("note", "sum").replace("Note", "Sum")}, WITHOUT) == {}


def test_a_client_left_in_the_repository_is_told_beside_the_server(reached):
    files = {"carts/a.py": SERVERS["a route"][1], "shop/a.ts": "const r = await axios.get(`/carts/${id}`);\n"}
    found = reached(files, GONE, {"carts/a.py": "\n"})
    assert {name: (one.answer, str(one.state)) for name, one in found.items()} == {
        "carts": ("depends", "repaired"),
        "shop": ("uses", "untouched"),
    }


GATEWAY = (
    'router.get("/api/carts/:id", async (req, res) => {\n'
    "  const r = await axios.get(`${CARTS}/carts/${req.params.id}`);\n  res.json(r.data);\n});\n"
)
FORWARDER = 'app.MapForwarder("/api/carts/{id}", "https+http://carts", "/carts/{id}");\n'


@pytest.mark.parametrize(("path", "text"), [("b.ts", GATEWAY), ("Program.cs", FORWARDER)], ids=["routes", "forwards"])
def test_who_calls_a_gateway_calls_the_provider(reached, path, text):
    files = {
        "carts/a.py": SERVERS["a route"][1],
        f"bff/{path}": text,
        "web/a.ts": "const r = await axios.get(`/api/carts/${id}`);\nshow(r.data.note);\n",
        "admin/a.ts": "const r = await axios.get(`/admin/carts/${id}`);\nshow(r.data.note);\n",
    }
    found = reached(files, GONE)
    assert {name: one.answer for name, one in found.items()} == {
        "admin": "unknown",
        "bff": "uses",
        "carts": "depends",
        "web": "uses",
    }
    assert "through bff" in found["web"].uses[0].reader
    of_note = reached(files, WITHOUT)
    assert [use.line for use in of_note["web"].uses] == [2]
    assert of_note["bff"].answer == "depends"


def test_who_calls_a_path_that_a_configured_gateway_cuts_off_calls_the_provider(impacts_of):
    base = {
        "api/carts.json": BEFORE,
        "svc/carts/a.py": SERVERS["a route"][1],
        "svc/edge/nginx.conf": "http { server {\n  location /api/ {\n    proxy_pass http://carts:80/;\n  }\n} }\n",
        "svc/web/a.ts": "const r = await axios.get(`/api/carts/${id}`);\nshow(r.data.note);\n",
        "compose.yaml": "services:\n  carts: {build: svc/carts}\n  edge: {build: svc/edge}\n  web: {build: svc/web}\n",
    }
    base |= {f"svc/{name}/Dockerfile": "FROM scratch\n" for name in ("carts", "edge", "web")}
    found = impacts_of(base, {"api/carts.json": WITHOUT})
    assert (found["web"].answer, [use.line for use in found["web"].uses]) == ("uses", [2])
    assert "through edge" in found["web"].uses[0].reader
    elsewhere = base["svc/edge/nginx.conf"].replace("/api/", "/app/")
    assert (
        impacts_of({**base, "svc/edge/nginx.conf": elsewhere}, {"api/carts.json": WITHOUT})["web"].answer == "unknown"
    )


def test_a_service_that_is_only_wired_to_the_provider_depends_or_cannot_be_told(impacts_of):
    base = {
        "api/carts.json": BEFORE,
        "svc/carts/a.py": SERVERS["a route"][1],
        "svc/shop/a.py": "print(1)\n",
        "svc/mail/a.rb": "puts 1\n",
        "svc/late/a.py": "print(1)\n",
        "compose.yaml": "services:\n  carts: {build: svc/carts}\n"
        '  shop: {build: svc/shop, environment: {CARTS: "http://carts:80"}}\n'
        '  mail: {build: svc/mail, environment: {CARTS: "http://carts:80"}}\n'
        "  late: {build: svc/late, depends_on: [carts]}\n",
    }
    base |= {f"svc/{name}/Dockerfile": "FROM scratch\n" for name in ("carts", "shop", "mail", "late")}
    found = impacts_of(base, {"api/carts.json": WITHOUT})
    assert {name: one.answer for name, one in found.items()} == {
        "carts": "depends",
        "mail": "unknown",
        "shop": "depends",
    }
    assert found["mail"].why == "`compose.yaml:4` shows that it calls carts; none of its code is read"
