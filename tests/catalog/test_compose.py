"""Compose files: what each says, and what they make together once the variables are filled in."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.catalog import environment
from juncture.catalog.compose import READER, inside, layers, read, recognises
from juncture.catalog.compose_merge import ComposeService, merge
from juncture.facts.problem import InputError


def services(*texts: str, env: str = "", **more) -> dict[str, ComposeService]:
    files = [read(f"file{number}.yaml", text.encode()) for number, text in enumerate(texts)]
    variables = environment.together([environment.read(".env", env.encode())])
    return {service.name: service for service in merge(files, variables, **more)}


def environment_of(service: ComposeService) -> dict[str, str]:
    return {name: value.text for name, value in service.environment.items()}


SHOP = """\
x-common: &common
  profiles: [full]
  environment: &defaults
    LOG: info

services:
  cart:
    <<: *common
    image: ${REGISTRY:-shop}/cart:${TAG}
    build:
      context: ./src
      dockerfile: cart/Dockerfile
    container_name: cart-1
    hostname: cart.local
    environment:
      <<: *defaults
      STORE: valkey:6379
      FLAG: true
      PORT: 7070
    ports: ["8080:80", "127.0.0.1:9000:90/udp", "${METRICS}"]
    expose: [7070]
    depends_on:
      valkey: {condition: service_healthy}
    command: ["serve", "--addr", "quote:8090"]
    labels: ["team=cart", "tier=1"]
    networks:
      shop: {aliases: [basket]}
  valkey:
    image: valkey
"""


def test_a_service_with_every_line():
    cart = services(SHOP, env="TAG=1.2\nMETRICS=9464\n")["cart"]
    assert (cart.path, cart.line) == ("file0.yaml", 7)
    assert cart.image and (cart.image.text, cart.image.line) == ("shop/cart:1.2", 9)
    assert (
        cart.context and cart.dockerfile and (cart.context.text, cart.dockerfile.text) == ("src", "src/cart/Dockerfile")
    )
    assert cart.container_name and cart.hostname
    assert (cart.container_name.text, cart.hostname.text) == ("cart-1", "cart.local")
    assert [(port.published, port.target, port.protocol, port.line) for port in cart.ports] == [
        ("8080", "80", "tcp", 20),
        ("9000", "90", "udp", 20),
        ("", "9464", "tcp", 20),
    ]
    assert [value.text for value in cart.expose] == ["7070"]
    assert [(value.text, value.line) for value in cart.depends_on] == [("valkey", 23)]
    assert cart.command and cart.command.text == "serve --addr quote:8090"
    assert {name: value.text for name, value in cart.labels.items()} == {"team": "cart", "tier": "1"}
    assert [value.text for value in cart.profiles] == ["full"]
    assert [(value.text, value.line) for value in cart.aliases] == [("basket", 27)]


def test_anchors_and_merge_keys_keep_the_line_they_are_written_on():
    cart = services(SHOP)["cart"]
    assert environment_of(cart) == {"STORE": "valkey:6379", "FLAG": "true", "PORT": "7070", "LOG": "info"}
    assert (cart.environment["LOG"].line, cart.environment["STORE"].line) == (4, 17)
    assert cart.profiles[0].line == 2


def test_a_name_alone_takes_its_value_and_says_where_it_is_set():
    text = "services:\n  a:\n    environment:\n      - CART_ADDR\n      - OTHER=x\n      - TOKEN\n"
    service = services(text, env="PORT=7070\nCART_ADDR=cart:${PORT}\n")["a"]
    address = service.environment["CART_ADDR"]
    assert (address.text, address.line, [str(place) for place in address.via]) == ("cart:7070", 4, [".env:2"])
    token = service.environment["TOKEN"]
    assert (token.text, token.unset) == ("${TOKEN}", ("TOKEN",))


def test_a_name_alone_in_a_mapping_does_the_same():
    service = services("services:\n  a:\n    environment:\n      CART_ADDR:\n", env="CART_ADDR=cart:1\n")["a"]
    assert environment_of(service) == {"CART_ADDR": "cart:1"}


def test_defaults_nest_and_what_nobody_sets_stays_visible():
    text = """\
services:
  a:
    environment:
      - A=${NO:-${ALSO_NO:-http://b:80}}
      - B=${NO-x}
      - C=${MUST:?say where}
      - D=cost $$5
"""
    service = services(text)["a"]
    assert environment_of(service) == {"A": "http://b:80", "B": "x", "C": "${MUST:?say where}", "D": "cost $5"}
    assert service.environment["C"].unset == ("MUST",)


def test_a_later_file_wins_key_by_key_and_lists_grow():
    base = "services:\n  a:\n    image: one\n    ports: ['1']\n    environment: [X=1, Y=1]\n  b:\n    image: b\n"
    over = "services:\n  a:\n    image: two\n    ports: ['1', '2']\n    environment: {Y: 2, Z: 2}\n"
    found = services(base, over)
    a = found["a"]
    assert sorted(found) == ["a", "b"]
    assert a.image and a.image.text == "two"
    assert [port.target for port in a.ports] == ["1", "2"]
    assert {name: (value.text, value.path) for name, value in a.environment.items()} == {
        "X": ("1", "file0.yaml"),
        "Y": ("2", "file1.yaml"),
        "Z": ("2", "file1.yaml"),
    }
    assert (a.path, [str(place) for place in a.places]) == ("file1.yaml", ["file0.yaml:2", "file1.yaml:2"])


def test_reset_and_override_take_away_what_is_below():
    base = "services:\n  a:\n    build: .\n    ports: ['1']\n    expose: ['5']\n    environment: {X: 1}\n"
    over = (
        "services:\n  a:\n    build: !reset null\n    ports: !override ['2']\n    expose: !reset []\n"
        "    environment: !override\n      Y: 2\n"
    )
    a = services(base, over)["a"]
    assert (a.context, [port.target for port in a.ports], a.expose) == (None, ["2"], ())
    assert environment_of(a) == {"Y": "2"}


def test_a_service_extends_another_of_its_own_or_another_file():
    common = read("common/base.yaml", b"services:\n  web:\n    build: ./web\n    environment: {A: 1, B: 1}\n")
    text = """\
services:
  shop:
    extends: {file: common/base.yaml, service: web}
    environment: {B: 2}
  admin:
    extends: shop
    image: admin
"""
    found = services(text, others=[common])
    assert environment_of(found["admin"]) == {"A": "1", "B": "2"}
    assert found["shop"].context and found["shop"].context.text == "common/web"
    assert sorted(found) == ["admin", "shop"]


def test_circles_end():
    assert sorted(services("services:\n  a:\n    extends: b\n  b:\n    extends: a\n    image: x\n")) == ["a", "b"]
    one = read("one.yaml", b"include: [two.yaml]\nservices:\n  a:\n    image: a\n")
    two = read("two.yaml", b"include: [one.yaml]\nservices:\n  b:\n    image: b\n")
    assert [service.name for service in merge([one], {}, others=[two])] == ["a", "b"]


def test_included_files_bring_their_services():
    inner = read("db/compose.yaml", b"services:\n  db:\n    build: .\n")
    outer = read(
        "compose.yaml", b"include:\n  - db/compose.yaml\n  - path: [x/a.yaml, ../../../etc/b.yaml]\nservices: {}\n"
    )
    assert outer.includes == ("db/compose.yaml", "x/a.yaml")
    (db,) = merge([outer], {}, others=[inner])
    assert db.context and db.context.text == "db"


def test_an_environment_file_is_weaker_than_the_environment():
    found = services(
        "services:\n  a:\n    env_file:\n      - path: conf/a.env\n    environment: {B: 2}\n",
        env_files=[environment.read("conf/a.env", b"A=1\nB=1\n")],
    )
    assert {name: (v.text, v.path, v.line) for name, v in found["a"].environment.items()} == {
        "A": ("1", "conf/a.env", 1),
        "B": ("2", "file0.yaml", 5),
    }


@pytest.mark.parametrize(
    ("written", "published", "target", "protocol"),
    [
        ("'80'", "", "80", "tcp"),
        ("8080:80", "8080", "80", "tcp"),
        ("'127.0.0.1::80'", "", "80", "tcp"),
        ("'[::1]:8080:80'", "8080", "80", "tcp"),
        ("'3000-3005'", "", "3000-3005", "tcp"),
        ("'${P:-90}:${Q:?no}/udp'", "90", "${Q:?no}", "udp"),
        ("{target: 80, published: '8080', protocol: tcp}", "8080", "80", "tcp"),
        ("{target: 80}", "", "80", "tcp"),
    ],
)
def test_a_port_short_and_long(written, published, target, protocol):
    (port,) = services(f"services:\n  a:\n    ports:\n      - {written}\n")["a"].ports
    assert (port.published, port.target, port.protocol) == (published, target, protocol)


@pytest.mark.parametrize("build", ["https://example.com/repo.git", "git@example.com:a/b.git", "../outside", "/abs"])
def test_what_is_built_elsewhere_has_no_folder_here(build):
    assert services(f"services:\n  a:\n    build: {build}\n")["a"].context is None


def test_the_files_that_count_and_their_order():
    base = ["compose.yaml", "compose.full.yaml", "compose.override.yaml", "docker-compose-tests.yml"]
    others = ["x/docker-compose.yml", "x/docker-compose.dev.yml", "decompose.yaml", "composer.json"]
    assert layers(base + others) == (
        ("compose.full.yaml", "docker-compose-tests.yml", "compose.yaml", "compose.override.yaml"),
        ("x/docker-compose.dev.yml", "x/docker-compose.yml"),
    )
    assert not recognises("decompose.yaml")


@pytest.mark.parametrize("text", ["- a\n", "services: [a]\n", "a: b: c\n", "services: {}\n---\nservices: {}\n"])
def test_what_is_no_compose_file_is_said(text):
    with pytest.raises(InputError) as caught:
        read("compose.yaml", text.encode())
    assert caught.value.problems[0].path == "compose.yaml"


def test_an_empty_file_has_no_services():
    assert read("compose.yaml", b"").services == ()


def test_values_that_grow_without_end_stay_as_written():
    text = "services:\n  a:\n    environment:\n" + "".join(f"      A{n}: x${{BIG}}\n" for n in range(1_500))
    found = services(text, env=f"BIG={'x' * 60_000}\n")["a"].environment
    assert (found["A1499"].text, found["A1499"].unset) == ("x${BIG}", ("BIG",))
    assert sum(len(value.text) for value in found.values()) < 65 * 1024 * 1024


KEYS = ["image", "build", "ports", "environment", "extends", "networks", "depends_on", "target", "path", "aliases"]
SCALARS = st.none() | st.booleans() | st.integers() | st.text("ab:${}", max_size=5)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@given(ANYTHING)
def test_whatever_stands_below_a_service_is_read(given_service):
    text = json.dumps({"services": {"a": given_service}, "include": given_service})
    for service in merge([read("compose.yaml", text.encode())], {}):
        assert service.line == 1


def test_paths_stay_inside():
    assert inside("a/b", "../c") == "a/c"
    assert inside("", ".") == "."
    assert inside("a", "../../etc") == ""


def test_what_the_cache_keeps_is_what_was_read():
    found = read("compose.yaml", SHOP.encode())
    assert msgspec.json.decode(msgspec.json.encode(found), type=READER.facts) == found
