"""Addresses in configuration values: every notation a service uses to name another."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.catalog.addresses import addresses


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("cart:7070", [("cart", "7070")]),
        ("cart", [("cart", "")]),
        ("http://ad:8080/path?x=1", [("ad", "8080")]),
        ("https://api.example.com", [("api.example.com", "")]),
        ("http://cart.shop.svc.cluster.local:80", [("cart.shop.svc.cluster.local", "80")]),
        ("amqp://guest:gu@est@rabbitmq:5672/vhost", [("rabbitmq", "5672")]),
        ("jdbc:postgresql://db:5432/orders?user=a", [("db", "5432")]),
        ("jdbc:sqlserver://sql:1433;databaseName=x", [("sql", "1433")]),
        ("kafka-1:9092,kafka-2:9092", [("kafka-1", "9092"), ("kafka-2", "9092")]),
        ("PLAINTEXT://kafka:9092,CONTROLLER://kafka:9093", [("kafka", "9092"), ("kafka", "9093")]),
        ("mongodb://u:p@a:27017,b:27017/db", [("a", "27017"), ("b", "27017")]),
        ("host=postgresql user=app port=5432 dbname=x", [("postgresql", "5432")]),
        ("Server=sql;Port=1433;User Id=sa", [("sql", "1433")]),
        ("root:secret@tcp(mysql:3306)/shop", [("mysql", "3306")]),
        ("dns:///recommendation:8080", [("recommendation", "8080")]),
        ("redis:6379,password=hunter2,ssl=false", [("redis", "6379")]),
        ("--listen=:8080 --upstream=quote:8090", [("quote", "8090")]),
        ("http://[::1]:80/", [("::1", "80")]),
        ("service.name=cart,service.version=1.2", []),
        ("http://${HOST}:80", []),
        ("http://*:8080", []),
        ("file:///etc/passwd", []),
        ("/var/run/docker.sock", []),
        ("8080", []),
        ("", []),
    ],
)
def test_the_addresses_in_a_value(value, found):
    assert list(addresses(value)) == found


def test_hostile_values_are_read_in_a_moment():
    started = time.perf_counter()
    for value in ("a." * 100_000, "a:" * 100_000, "@tcp(" * 100_000, "x=" * 100_000, "://" * 100_000, "," * 200_000):
        addresses(value)
    assert time.perf_counter() - started < 2


@given(st.text(max_size=80))
def test_any_text_gives_pairs_of_text(value):
    assert all(host and (port == "" or port.isdecimal()) for host, port in addresses(value))
