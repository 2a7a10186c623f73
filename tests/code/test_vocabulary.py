"""A file's words: whatever reads the URLs or the calls of an operation in it finds one of them there."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.code.requests import ANY, requested
from juncture.code.vocabulary import read, word_of

URLS = {
    "a.ts": "axios.get(`${base}carts/${id}/items?page=1`); fetch(BASE + '/orders/' + id + \"/lines\");\n",
    "a.py": 'requests.get(f"{BASE}/carts/{cart}"); client.post("orders")\n',
    "a.go": 'package a\n\nvar u = fmt.Sprintf("%scarts/%d/items", base, id)\nvar r = "GET /orders/{id}/lines"\n',
    "A.java": 'class A { @GetMapping("/carts/{id}/items") Cart get() { return http.get(host + "orders"); } }\n',
    "a.kt": 'fun f() = http.get("${base}/carts/$id/items#top")\n',
    "a.cs": 'class A { Task F() => http.GetAsync($"{host}/carts/{id}/items"); }\n',
    "a.rs": 'fn f() { client.get(format!("{}/carts/{}/items", base, id)); }\n',
    "a.cpp": 'auto u = "http://cart/carts/items";\n',
}


def words(path: str, text: str) -> set[str]:
    return set(read(path, text.encode()).split())


@pytest.mark.parametrize(("path", "text"), URLS.items(), ids=[*URLS])
def test_every_literal_segment_of_a_url_is_a_word(path, text):
    found = requested(path, text.encode(), re.compile("."))
    steps = {step for one in found for step in one.steps} - {ANY}
    assert {"carts", "orders"} & steps
    assert steps <= words(path, text)


@given(st.lists(st.from_regex(r"[a-z][a-z0-9._~-]{0,8}", fullmatch=True), min_size=1, max_size=5), st.booleans())
def test_a_path_in_a_string_has_its_segments_for_words(steps, quoted):
    path = "/".join(steps)
    assert {*steps} <= words("a.ts", f"get(`${{base}}/{path}?x=1`)" if quoted else f'get("/{path}")')


def test_a_name_of_several_words_is_one_and_a_plain_name_is_none():
    found = words("a.ts", "const cart = await api.getCart(order_lines, total);\n")
    assert {"getCart", "order_lines"} <= found
    assert not found & {"cart", "await", "total", "getcart"}


@pytest.mark.parametrize("name", ["getCart", "get_cart", "carts-list", "carts.list", "carts/list"])
def test_a_name_is_found_by_its_word(name):
    call = f"api.{name}()" if name.isidentifier() else f"api['{name}']()"
    assert word_of(name) in words("a.ts", f"{call};\n")


@pytest.mark.parametrize("name", ["get the cart", "carts/", "cart's"])
def test_a_name_that_no_word_stands_for_may_be_anywhere(name):
    assert word_of(name) == ""


@pytest.mark.parametrize(
    "text", ['"/' * 200_000, "%s" * 200_000, "a_b" * 200_000, "}>`/" * 100_000, '"' + "a" * 500_000]
)
def test_a_hostile_text_is_read_in_the_time_of_its_length(text):
    start = time.process_time()
    read("a.ts", text.encode())
    assert time.process_time() - start < 5
