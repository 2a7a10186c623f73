"""Calls and wires by address: in code, scripts and configuration, where a service goes by exactly that name."""

from textwrap import dedent

import pytest

COMPOSE = """\
services:
  shop:
    build: ./shop
    environment:
      STOCK_ADDR: http://stock:8080
      RATES_HOST: rates
      DB_URL: postgres://db/shop
  stock:
    build: ./stock
  rates:
    build: ./rates
  db:
    image: postgres:16
"""
SERVICES = {
    "compose.yaml": COMPOSE,
    "shop/Dockerfile": "FROM scratch",
    "stock/Dockerfile": "FROM scratch",
    "rates/Dockerfile": "FROM scratch",
}


def called(found) -> list[tuple[str, str, str]]:
    return [
        (edge.source, edge.target, str(place))
        for edge in found.edges
        if "called" in edge.strength
        for place in edge.provenance
        if place.reader.endswith(" address")
    ]


CODE = {
    "a URL in Java": (
        "shop/src/main/java/Client.java",
        """
        class Client {
            String base = "http://stock/items";
        }
        """,
        3,
        "stock",
    ),
    "a URL of service discovery in C#": (
        "shop/Setup.cs",
        """
        services.AddHttpClient<Stock>(o => o.BaseAddress = new("https+http://stock"));
        """,
        2,
        "stock",
    ),
    "a host in its cluster, formatted in Go": (
        "shop/main.go",
        """
        package main
        func f() { http.Get(fmt.Sprintf("http://rates.%s/now", namespace)) }
        """,
        3,
        "rates",
    ),
    "a variable in a template that is fetched": (
        "shop/stock.ts",
        """
        const { STOCK_ADDR = '' } = process.env;
        export const items = () => fetch(`${STOCK_ADDR}/items`);
        """,
        3,
        "stock",
    ),
    "a variable that a URL has its host from": (
        "shop/rates.py",
        """
        import os
        url = f"http://{os.getenv('RATES_HOST', 'localhost')}:8080/now"
        """,
        3,
        "rates",
    ),
    "a variable, joined and called later": (
        "shop/stock.py",
        """
        import os, requests
        BASE = os.environ["STOCK_ADDR"]
        def items():
            return requests.get(BASE + "/items")
        """,
        5,
        "stock",
    ),
    "a variable in a macro's arguments": (
        "shop/stock.rs",
        """
        async fn items() {
            let url = format!("{}{}", env::var("STOCK_ADDR").expect("set"), "/items");
            client.request(Method::POST, url);
        }
        """,
        4,
        "stock",
    ),
    "a name that a registry is asked for": (
        "shop/src/main/java/Found.java",
        """
        class Found {
            URI stock() { return discovery.getInstances("stock").get(0).getUri(); }
        }
        """,
        3,
        "stock",
    ),
    "a declarative client": (
        "shop/src/main/java/Rates.java",
        """
        @FeignClient(name = "rates")
        interface Rates {}
        """,
        2,
        "rates",
    ),
    "a format that names its values": (
        "shop/stock.py",
        """
        import os, requests
        STOCK = os.getenv('STOCK_ADDR', 'nobody')
        def item(id):
            return requests.get('http://{host}:8080/items/{id}'.format(id=id, host=STOCK))
        """,
        5,
        "stock",
    ),
    "a format by an operator": (
        "shop/rates.py",
        """
        import os
        url = "http://%s:%d/now" % (os.environ["RATES_HOST"], 80)
        """,
        3,
        "rates",
    ),
    "a formatted URL whose host has a default in Java": (
        "shop/src/main/java/Rates.java",
        """
        class Rates {
            static final String URL = String.format("http://%s/now", getenv("RATES_HOST", "none"));
        }
        """,
        3,
        "rates",
    ),
    "a setting in an annotation's URL": (
        "shop/src/main/java/Stock.java",
        """
        class Stock {
            Stock(@Value("http://${RATES_HOST}/items") String url) {}
        }
        """,
        3,
        "rates",
    ),
    "options of a client, set by a configuration": (
        "shop/stock.module.ts",
        """
        ClientProxyFactory.create({
          transport: Transport.GRPC,
          options: { url: configService.get<string>('STOCK_ADDR'), package: 'stock' },
        })
        """,
        4,
        "stock",
    ),
    "an image's own command": (
        "shop/Dockerfile",
        """
        FROM python
        RUN curl http://stock/never
        ENTRYPOINT locust --host="http://${RATES_HOST}" --headless
        """,
        4,
        "rates",
    ),
    "an image's own command, as a list": (
        "shop/Dockerfile",
        """
        FROM python
        CMD ["locust", "-f", "load.py", "--host", "$STOCK_ADDR"]
        """,
        3,
        "stock",
    ),
    "a URL in a language that is not parsed": (
        "shop/src/Stock.php",
        """
        <?php
        // 'http://rates'
        $url = getenv('STOCK_URL') ?: 'http://stock:8080';
        """,
        4,
        "stock",
    ),
    "a script": (
        "shop/load.sh",
        """
        # http://rates is not called
        echo http://rates
        curl -s \\
          "${STOCK_ADDR}/never"
        locust --host="http://${RATES_HOST}" -u 10
        """,
        6,
        "rates",
    ),
}


@pytest.mark.parametrize("name", CODE)
def test_an_address_in_code_is_a_call_of_the_service_with_its_line(catalog, name):
    path, text, line, target = CODE[name]
    assert called(catalog(SERVICES | {path: dedent(text)})) == [("shop", target, f"{path}:{line}")]


def test_an_entry_of_the_configuration_is_what_the_same_file_put_there(catalog):
    code = """
        import os, requests
        @app.route("/")
        def home():
            first = Request(url=f'{app.config["STOCK_URL"]}/items')
            return requests.get(url=app.config["RATES_URL"])
        app.config["STOCK_URL"] = 'http://{}/v1'.format(os.environ.get('STOCK_ADDR'))
        app.config["RATES_URL"] = os.environ['RATES_HOST']
    """
    assert called(catalog(SERVICES | {"shop/app.py": dedent(code)})) == [
        ("shop", "rates", "shop/app.py:6"),
        ("shop", "stock", "shop/app.py:5"),
        ("shop", "stock", "shop/app.py:7"),
    ]


NONE = {
    "a name that is merely alike": ("shop/a.py", 'url = "http://stocks/items"'),
    "the first word of a public host": ("shop/a.py", 'url = "https://stock.example.com/items"'),
    "the service itself": ("shop/a.py", 'url = "http://shop/items"'),
    "a comment": ("shop/a.py", "# http://stock/items\nx = 1"),
    "prose": ("shop/a.py", 'help = "see http://stock/items"'),
    "who may call": ("shop/a.ts", "app.use(cors({ origin: 'http://stock' }));"),
    "where somebody is sent back to": ("shop/a.ts", "const redirectUrl = 'http://stock/done';"),
    "a test": ("shop/tests/test_a.py", 'url = "http://stock/items"'),
    "a store": ("shop/a.py", 'url = "http://db/items"'),
    "a variable that is only printed": ("shop/a.py", 'import os\nprint(os.environ["STOCK_ADDR"])'),
    "a variable that code is told by a name for a URL, of a public host": (
        "shop/a.py",
        'import os\nRequest(url=os.getenv("PUBLIC_URL", "https://stock.example.com"))',
    ),
    "a comment in a language that is not parsed": ("shop/a.rb", "# call 'http://stock/items'"),
    "a variable that nobody wires": ("shop/a.ts", "fetch(`${process.env.OTHER_ADDR}/items`);"),
}


@pytest.mark.parametrize("name", NONE)
def test_no_call_is_seen_in(catalog, name):
    path, text = NONE[name]
    assert called(catalog(SERVICES | {path: text})) == []


def test_configuration_that_frameworks_read_wires_a_service(catalog, edges):
    files = {
        "shop/src/main/resources/application.yml": dedent(
            """\
            spring:
              config:
                import: optional:configserver:${CONFIG_URL:http://localhost:8888/}
              cloud:
                gateway:
                  routes:
                    - uri: lb://stock
            # uri: lb://rates
            """
        ),
        "rates/appsettings.Production.json": '{"Clusters": {"a": {"Address": "http://stock:8080/"}}}',
        "stock/nginx/default.conf": "location / { proxy_pass http://shop:3000; }",
        "stock/messages.properties": "help=http://rates",
    }
    compose = COMPOSE.replace("      STOCK_ADDR: http://stock:8080\n      RATES_HOST: rates\n", "")
    assert edges(catalog(SERVICES | {"compose.yaml": compose} | files), "sync") == [
        ("rates", "stock", "rates/appsettings.Production.json:1"),
        ("shop", "stock", "shop/src/main/resources/application.yml:7"),
        ("stock", "shop", "stock/nginx/default.conf:1"),
    ]


def test_package_names_below_a_source_root_do_not_set_a_folder_aside(catalog):
    files = SERVICES | {
        "compose.yaml": COMPOSE.replace("    build: ./stock\n", "    image: registry/acme-stock\n"),
        "acme-stock/src/main/java/org/acme/samples/Stock.java": "class Stock {}",
    }
    del files["stock/Dockerfile"]
    assert {s.name: s.path for s in catalog(files).services}["stock"] == "acme-stock"
