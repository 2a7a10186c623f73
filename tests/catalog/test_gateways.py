"""Configuration of gateways, each dialect by itself: which path is passed on to whom, with its line."""

import time

import pytest

from juncture.catalog import compose, envoy, nginx, traefik
from juncture.catalog.gateways import Passed
from juncture.facts.problem import InputError

NGINX = """\
# location /dead { proxy_pass http://dead; }
http {
  upstream carts { server cart-a:8080; server cart-b:8080 weight=2; }
  server {
    server_name shop.example.com localhost;
    location /api/cart/ { proxy_pass http://carts/; }
    location = /api/version { proxy_pass http://${META_HOST}:80; }
    location ~ ^/api/(rates|quotes) { proxy_pass http://rates; }
    location ^~ /v2/ {
      rewrite ^/v2/(.*)$ /$1 break;
      proxy_pass http://next;
    }
    location /deep {
      set $upstream http://deep:80;
      if ($request_method = GET) { proxy_pass $upstream$request_uri; }
      proxy_pass $upstream;
    }
    location / { root "/usr/share/{nginx}"; }
  }
}
"""


def test_nginx():
    shop = ("shop.example.com",)
    assert nginx.read("nginx.conf", NGINX.encode()).passed == (
        Passed(shop, "/api/cart/", "cart-a", 6, "/"),
        Passed(shop, "/api/cart/", "cart-b", 6, "/"),
        Passed(shop, "/api/version", "${META_HOST}", 7, None, True),
        Passed(shop, "/api/", "rates", 8),
        Passed(shop, "/v2/", "next", 11, "/"),
        Passed(shop, "/deep", "deep", 16),
    )


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("web/nginx.conf", True),
        ("web/default.conf.template", True),
        ("nginx/conf.d/shop.conf", True),
        ("deploy/nginx/templates/api.conf.tmpl", True),
        ("fluentd/fluent.conf", False),
        ("nginx/README.md", False),
    ],
)
def test_which_files_are_of_nginx(path, expected):
    assert nginx.recognises(path) is expected


@pytest.mark.parametrize(
    "text", ["", "}}}}", "location / {", "server { location /a { proxy_pass", '"never closed', "{;;}"]
)
def test_broken_configuration_passes_nothing_on(text):
    assert nginx.read("nginx.conf", text.encode()).passed == ()


@pytest.mark.parametrize("text", ["server {" * 1_000, "a" * 2_000_000])
def test_hostile_configuration_is_refused(text):
    with pytest.raises(InputError):
        nginx.read("nginx.conf", text.encode())


def test_hostile_configuration_is_read_in_a_moment():
    start = time.process_time()
    for text in ('"' * 900_000, "${" * 400_000, "a;" * 400_000, "rewrite ^/" + "a/" * 100_000 + "x(.*) /$1;"):
        nginx.read("nginx.conf", f"server {{ location / {{ {text}".encode())
    assert time.process_time() - start < 8


ENVOY = """\
static_resources:
  listeners:
    - filter_chains:
        - filters:
            - typed_config:
                route_config:
                  virtual_hosts:
                    - domains: ["*", shop.example.com]
                      routes:
                        - match: {prefix: "/cart/"}
                          route: {cluster: carts, prefix_rewrite: "/"}
                        - match: {path: "/rates"}
                          route:
                            weighted_clusters: {clusters: [{name: rates}, {name: rates-next}]}
                        - match: {path: "/old"}
                          redirect: {path_redirect: "/cart/"}
                        - match: {safe_regex: {regex: "/x.*"}}
                          route: {cluster: carts}
  clusters:
    - name: carts
      load_assignment:
        endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: "${CART_HOST}"}}}}]}]
    - {name: rates, hosts: [{socket_address: {address: rates}}]}
    - {name: rates-next, hosts: [{socket_address: {address: rates-next}}]}
"""


def test_envoy():
    shop = ("shop.example.com",)
    assert envoy.read("envoy.yaml", ENVOY.encode()).passed == (
        Passed(shop, "/cart/", "${CART_HOST}", 10, "/"),
        Passed(shop, "/rates", "rates", 12, None, True),
        Passed(shop, "/rates", "rates-next", 12, None, True),
    )


def test_another_file_that_is_named_after_envoy_routes_nothing():
    assert envoy.read("envoy-values.yaml", b"replicas: [").passed == ()
    with pytest.raises(InputError):
        envoy.read("envoy.yaml", b"virtual_hosts: [")


TRAEFIK = """\
services:
  cart:
    image: cart
    labels:
      - "traefik.http.routers.cart.rule=Host(`shop.example.com`) && PathPrefix(`/cart`) || PathPrefix(`/basket`)"
      - "traefik.http.routers.cart.middlewares=cut@docker"
      - "traefik.http.middlewares.cut.stripprefix.prefixes=/cart"
  rates:
    image: rates
    labels:
      traefik.http.routers.rates.rule: "Path('/rates')"
      traefik.http.routers.beta.rule: "PathPrefix(`/beta`) && Headers(`x`, `y`)"
      other: "PathPrefix(`/no`)"
"""


def test_traefik():
    found = list(traefik.passed(compose.read("compose.yaml", TRAEFIK.encode())))
    assert found == [
        ("cart", Passed(("shop.example.com",), "/cart", "cart", 5, "/")),
        ("cart", Passed((), "/basket", "cart", 5)),
        ("rates", Passed((), "/rates", "rates", 11, None, True)),
    ]
