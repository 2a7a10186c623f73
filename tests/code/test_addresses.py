"""Hosts that code calls: as it writes them, or the variables that they are read from."""

from time import perf_counter

import pytest

from juncture.code.model import Value
from juncture.code.source import read


def hosts(path: str, text: str) -> list[tuple[Value, int]]:
    return [(each.host, each.line) for each in read(path, text.encode()).addresses]


WRITTEN = {
    'x = "http://stock/items"': "stock",
    'x = "http://stock:8080"': "stock",
    'x = "http://user@stock/"': "stock",
    'x = "grpc://stock.shop.svc.cluster.local:50051"': "stock",
    'x = "dns:///stock:50051"': "stock",
    'x = f"http://stock.{namespace}/items"': "stock",
    'x = os.environ.get("STOCK", "http://stock:80")': "stock",
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_host_of_one_word_is_kept_as_written(text):
    assert (Value("literal", WRITTEN[text]), 1) in hosts("a.py", text)


@pytest.mark.parametrize(
    "text",
    [
        'x = "https://example.com/items"',
        'x = "http://localhost:8080"',
        'x = "http://127.0.0.1/"',
        'x = "Open http://stock/ first"',
        "x = 1  # http://stock/",
        'allowed_origins = ["http://stock"]',
    ],
)
def test_no_host_is_kept_of(text):
    assert hosts("a.py", text) == []


def test_a_variable_is_followed_through_names_templates_and_joins():
    text = """\
package main

func f() {
	base := os.Getenv("STOCK_ADDR")
	url := fmt.Sprintf("http://%s/items", base)
	http.Get(url)
}
"""
    assert (Value("env", "STOCK_ADDR"), 6) in hosts("a.go", text)


def test_a_connection_is_given_its_address():
    text = 'import os, grpc\nchannel = grpc.insecure_channel(os.getenv("STOCK_ADDR", "stock:50051"))\n'
    assert hosts("a.py", text) == [(Value("env", "STOCK_ADDR", "stock:50051"), 2)]


def test_a_variable_in_the_path_of_a_url_is_no_host():
    text = "const key = process.env.API_KEY;\nfetch(`https://example.com/${key}`);\n"
    assert hosts("a.ts", text) == []


def test_many_urls_and_calls_are_read_in_time():
    text = "const base = process.env.A_URL;\n" + "fetch(`${base}/x`); const y = 'http://a/b';\n" * 3_000
    started = perf_counter()
    assert len(hosts("a.ts", text)) == 500
    assert perf_counter() - started < 20
