"""Routes: a call of a gateway's path is a call of the service that the path leads to, and the gateway stays visible."""

from textwrap import dedent

import pytest

from juncture.catalog import addressed, image_environment, routed, routes
from juncture.catalog.manifests import Known, variables
from juncture.repository.cache import Cache

COMPOSE = """\
services:
  edge: {build: ./edge, environment: {CART_HOST: cart}}
  web: {build: ./web, environment: {API_URL: "http://edge:8080/api"}}
  cart: {build: ./cart}
  rates: {build: ./rates}
"""
NGINX = """\
server {
  location /api/cart/ { proxy_pass http://${CART_HOST}:8080/; }
  location /api/rates { proxy_pass http://rates:8080; }
  location / { proxy_pass http://web; }
}
"""
SHOP = {
    "compose.yaml": COMPOSE,
    "edge/nginx.conf": NGINX,
    **{f"{name}/Dockerfile": "FROM scratch\n" for name in ("edge", "web", "cart", "rates")},
}


class Opened:
    """A catalogue with its routes."""

    def __init__(self, found):
        self.found, cache = found, Cache(None)
        known = Known(found.services)
        self.names = addressed.named(found.services, {})
        self.unread = []
        self.environment = variables(
            [*found.deployed, *image_environment.deployed(found.tree, cache, self.unread)], known
        )
        self.routes = routes.read(
            found.tree,
            cache,
            found.manifests.values(),
            found.deployed,
            found.owned,
            self.names,
            self.environment,
            self.unread,
        )
        self.calls = [
            (edge.source, edge.target, [str(place) for place in edge.provenance])
            for edge in routed.calls(
                self.routes, found.tree, cache, found.sources, found.owned, self.names, self.environment
            )
        ]

    def ways(self):
        return [(one.gateway, "/".join(one.prefix), one.service, str(one.provenance)) for one in self.routes]


@pytest.fixture
def opened(catalog):
    return lambda files: Opened(catalog(files))


def test_the_ways_of_a_gateway_of_its_own(opened):
    found = opened(SHOP)
    assert found.ways() == [
        ("edge", "", "web", "edge/nginx.conf:4"),
        ("edge", "api/cart", "cart", "edge/nginx.conf:2"),
        ("edge", "api/rates", "rates", "edge/nginx.conf:3"),
    ]
    assert [(wire.source, wire.target) for wire in routes.wires(found.routes)] == [
        ("edge", "web"),
        ("edge", "cart"),
        ("edge", "rates"),
    ]


def test_what_stands_before_the_path_of_a_service_behind_a_gateway(opened):
    ways = opened(SHOP).routes
    assert routes.leads(ways, {"cart"}) == {("api", "cart"): "edge"}
    assert routes.leads(ways, {"rates"}) == {}, "the path stays whole, so that it is the operation's own"


def test_the_longest_way_goes_first_and_an_exact_one_before_all(opened):
    ways = opened(
        {**SHOP, "edge/nginx.conf": NGINX[:-2] + "  location = /api { proxy_pass http://rates; }\n}\n"}
    ).routes
    served = {path: routes.chosen(ways, path.split("/")) for path in ("api/cart/7", "api", "api/x", "other")}
    assert {path: way.service for path, way in served.items()} == {
        "api/cart/7": "cart",
        "api": "rates",
        "api/x": "web",
        "other": "web",
    }


CALLS = {
    "a URL of the gateway": (
        "cart/a.py",
        'import requests\nrequests.get("http://edge:8080/api/rates/today")',
        2,
        "rates",
    ),
    "a variable with the gateway's address": (
        "rates/a.ts",
        "export const get = () => fetch(`${process.env.EDGE_URL ?? 'http://edge'}/api/cart/7`);",
        1,
        "cart",
    ),
    "a variable that holds part of the path": (
        "web/a.py",
        'import os, requests\nBASE = os.environ["API_URL"]\n\ndef f():\n    return requests.get(BASE + "/cart/7")',
        5,
        "cart",
    ),
    "a page's own origin": ("web/page.ts", "export const load = () => fetch('/api/cart/7');", 1, "cart"),
    "an option of a page": ("web/page.js", "$http({\n  url: '/api/rates/' + id,\n});", 2, "rates"),
    "a page that the gateway itself holds": ("edge/static/page.js", "fetch('/api/cart/' + id)", 1, "cart"),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_through_a_gateway(opened, name):
    path, text, line, target = CALLS[name]
    found = opened({**SHOP, path: text})
    (call,) = found.calls
    assert (call[0], call[1], call[2][0]) == (path.partition("/")[0], target, f"{path}:{line}")
    assert call[2][1].startswith("edge/nginx.conf:"), "the gateway stays visible, by the line of the way"


NO_CALLS = {
    "a path of no way but its own": ("web/page.ts", "fetch('/health')"),
    "another host": ("web/a.ts", "fetch('http://elsewhere/api/cart/7')"),
    "a path on a server": ("cart/a.py", 'import requests\nrequests.get("/api/rates")'),
    "a route that is served": ("web/a.ts", "app.get('/api/cart/7', (request, answer) => answer.end());"),
    "a text": ("web/a.ts", "const title = '/api/cart';"),
    "a test": ("web/page.test.ts", "fetch('/api/cart/7')"),
    "another base": ("web/a.ts", "fetch(`${process.env.OTHER_URL}/api/cart/7`)"),
}


@pytest.mark.parametrize("name", NO_CALLS)
def test_no_call_through_a_gateway_is(opened, name):
    path, text = NO_CALLS[name]
    assert opened({**SHOP, path: text}).calls == []


def test_a_page_behind_two_gateways_calls_nobody_knows_whom(opened):
    other = {"cart/nginx.conf": "server { location / { proxy_pass http://web; } }"}
    assert opened({**SHOP, **other, "web/page.ts": "fetch('/api/cart/7')"}).calls == []


INGRESS = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: way-in}
spec:
  rules:
    - host: shop.example.com
      http:
        paths:
          - {path: /api/cart(/|$)(.*), backend: {service: {name: cart}}}
          - {path: /, backend: {service: {name: web}}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: rates}
spec:
  hostnames: [shop.example.com]
  rules: [{matches: [{path: {value: /rates}}], backendRefs: [{name: rates}]}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: nobody}
spec:
  hosts: ["*"]
  gateways: [g]
  http: [{match: [{uri: {prefix: /x}}], route: [{destination: {host: nobody-here}}]}]
"""


def test_the_ways_into_a_cluster(opened):
    found = opened({**SHOP, "edge/nginx.conf": "", "k8s/ingress.yaml": INGRESS})
    assert found.ways() == [
        ("", "", "web", "k8s/ingress.yaml:10"),
        ("", "api/cart", "cart", "k8s/ingress.yaml:9"),
        ("", "rates", "rates", "k8s/ingress.yaml:17"),
    ]
    assert routes.leads(found.routes, {"cart"}) == {("api", "cart"): "shop.example.com"}


def test_a_call_of_a_public_host_by_a_variable(opened):
    compose = COMPOSE.replace("http://edge:8080/api", "https://shop.example.com")
    page = 'import os, requests\nBASE = os.environ["API_URL"]\ndef f():\n    return requests.get(BASE + "/rates/7")\n'
    files = {**SHOP, "compose.yaml": compose, "edge/nginx.conf": "", "k8s/ingress.yaml": INGRESS, "web/a.py": page}
    assert opened(files).calls == [("web", "rates", ["web/a.py:4", "k8s/ingress.yaml:17"])]


def test_labels_of_traefik(opened):
    labelled = dedent(
        """\
        services:
          proxy: {image: "traefik:v3"}
          cart:
            build: ./cart
            labels: ["traefik.http.routers.cart.rule=PathPrefix(`/cart`)"]
        """
    )
    files = {"compose.yaml": labelled, "cart/Dockerfile": "FROM x\n"}
    assert opened(files).ways() == [("proxy", "cart", "cart", "compose.yaml:5")]
    assert opened({**files, "compose.yaml": labelled.replace("traefik:v3", "other")}).ways() == []


def test_a_configuration_that_cannot_be_read_is_said(opened):
    found = opened({**SHOP, "edge/envoy.yaml": "virtual_hosts: ["})
    assert [one.path for one in found.unread] == ["edge/envoy.yaml"]


def test_a_gateway_reads_its_image_s_own_environment(opened):
    files = {
        **SHOP,
        "compose.yaml": COMPOSE.replace(", environment: {CART_HOST: cart}", ""),
        "edge/Dockerfile": "FROM nginx\nENV CART_HOST=cart\n",
    }
    assert ("edge", "api/cart", "cart", "edge/nginx.conf:2") in opened(files).ways()
