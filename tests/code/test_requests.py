"""URL paths in code: what is computed becomes a segment of its own; method and side are those that code shows."""

import re

import pytest

from juncture.code.requests import requested

CARTS = re.compile("carts")


def seen(path: str, text: str) -> list[tuple[str, str, str]]:
    """Method, side and path of each URL."""
    found = requested(path, text.encode(), CARTS)
    return [(one.method, one.side, "/".join(one.steps)) for one in found]


WRITTEN = {
    "typescript template": ("a.ts", "axios.get(`/api/carts/${id}/x`)", ("GET", "client", "api/carts/{}/x")),
    "typescript options": ("a.ts", "fetch('/carts', { method: 'POST' })", ("POST", "client", "carts")),
    "typescript joined": ("a.ts", "fetch(base + '/carts/' + id)", ("GET", "client", "{}/carts/{}")),
    "typescript query": ("a.ts", "fetch('/carts?limit=' + n)", ("GET", "client", "carts")),
    "typescript object": ("a.ts", "axios({ method: 'put', url: '/carts/1' })", ("PUT", "client", "carts/1")),
    "typescript route": ("a.ts", "app.get('/carts/:id', (req, res) => {})", ("GET", "server", "carts/{}")),
    "typescript decorator": ("a.ts", "class C { @Get('carts/:id') f() {} }", ("GET", "server", "carts/{}")),
    "typescript named": ("a.ts", "const u = `/carts/${i}`;\nclient.delete(u);", ("DELETE", "client", "carts/{}")),
    "typescript alone": ("a.ts", "const U = '/carts';", ("", "", "carts")),
    "python f-string": ("a.py", 'requests.get(f"{B}/carts/{i}")', ("GET", "client", "{}/carts/{}")),
    "python method": ("a.py", 'requests.request("POST", "/carts")', ("POST", "client", "carts")),
    "python percent": ("a.py", 'client.put("/carts/%s" % i)', ("PUT", "client", "carts/{}")),
    "python decorator": ("a.py", '@app.post("/carts")\ndef f(): pass', ("POST", "server", "carts")),
    "python flask": (
        "a.py",
        '@app.route("/carts/<int:i>", methods=["PUT"])\ndef f(i): pass',
        ("PUT", "server", "carts/{}"),
    ),
    "go request": (
        "a.go",
        'package a\n\nfunc f() { http.NewRequest("GET", fmt.Sprintf("%s/carts/%d", b, i), nil) }',
        ("GET", "client", "{}/carts/{}"),
    ),
    "go constant": (
        "a.go",
        'package a\n\nfunc f() { http.NewRequestWithContext(c, http.MethodDelete, b+"/carts/"+i, nil) }',
        ("DELETE", "client", "{}/carts/{}"),
    ),
    "go route": ("a.go", 'package a\n\nfunc f() { r.GET("/carts/:id", h) }', ("GET", "server", "carts/{}")),
    "java template": (
        "A.java",
        'class A { void f() { rest.getForObject("http://cart/carts/{id}", X.class, i); } }',
        ("GET", "client", "carts/{}"),
    ),
    "java exchange": (
        "A.java",
        'class A { void f() { rest.exchange(b + "/carts/" + i, HttpMethod.DELETE, null, X.class); } }',
        ("DELETE", "client", "{}/carts/{}"),
    ),
    "java chain": (
        "A.java",
        'class A { void f() { web.post().uri("/carts").retrieve(); } }',
        ("POST", "client", "carts"),
    ),
    "java behind": (
        "A.java",
        'class A { void f() { HttpRequest.newBuilder(URI.create(b + "/carts")).GET().build(); } }',
        ("GET", "client", "{}/carts"),
    ),
    "java route": ("A.java", 'class A { @GetMapping("/carts/{id}") X f() {} }', ("GET", "server", "carts/{}")),
    "java feign": (
        "A.java",
        '@FeignClient("cart") interface A { @GetMapping("/carts/{id}") X f(); }',
        ("GET", "client", "carts/{}"),
    ),
    "kotlin call": ("a.kt", 'fun f() { client.get("$base/carts/$id") }', ("GET", "client", "{}/carts/{}")),
    "csharp call": (
        "A.cs",
        'class A { void F() { http.PostAsJsonAsync($"/carts/{id}", x); } }',
        ("POST", "client", "carts/{}"),
    ),
    "csharp route": ("A.cs", 'class A { void F() { app.MapGet("/carts/{id}", h); } }', ("GET", "server", "carts/{}")),
    "csharp attribute": ("A.cs", 'class A { [HttpGet("carts/{id}")] void F() {} }', ("GET", "server", "carts/{}")),
    "rust format": ("a.rs", 'fn f() { c.get(format!("{}/carts/{}", b, i)); }', ("GET", "client", "{}/carts/{}")),
    "rust route": ("a.rs", 'fn f() { Router::new().route("/carts/:id", get(h)); }', ("", "server", "carts/{}")),
}


@pytest.mark.parametrize("form", WRITTEN)
def test_a_url_is_read_with_its_method_and_side(form):
    path, text, expected = WRITTEN[form]
    assert seen(path, text) == [expected]


def test_the_host_stands_apart():
    (one,) = requested("a.ts", b"fetch('http://cart:80/carts')", CARTS)
    assert (one.host, one.steps) == ("cart:80", ("carts",))


@pytest.mark.parametrize("text", ["// fetch('/carts')", "log('the carts / all of them')", "const x = carts / 2;"])
def test_what_is_no_url(text):
    assert seen("a.ts", text) == []
