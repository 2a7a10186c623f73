"""The environment that container files give: addresses only, each with its line, under what manifests set."""

import pytest

from juncture.catalog import image_environment
from juncture.catalog.manifests import Known, wires
from juncture.facts.problem import InputError
from juncture.repository.cache import Cache

TEXT = """\
FROM nginx
ENV CART_HOST=cart \\
    RATES_URL="http://rates:90" \\
    # a remark
    MODE=cart
ENV STOCK_ADDR stock
env LATER=stock:70
ENV PUBLIC_URL=https://cart.example.com
ENV COMPOSED_HOST=$HOST
RUN CART_HOST=rates x
"""


def test_addresses_by_line():
    found = image_environment.read("Dockerfile", TEXT.encode()).given
    assert [(one.name, one.value, one.line) for one in found] == [
        ("CART_HOST", "cart", 2),
        ("LATER", "stock:70", 7),
        ("RATES_URL", "http://rates:90", 3),
        ("STOCK_ADDR", "stock", 6),
    ]


def test_one_that_is_too_large_is_refused():
    with pytest.raises(InputError):
        image_environment.read("Dockerfile", b"#" * 300_000)


def test_a_service_is_wired_by_its_image(catalog):
    found = catalog({"web/Dockerfile": TEXT, "cart/Dockerfile": "FROM x\n", "web/Dockerfile.dev": "ENV A 'x\n"})
    units = image_environment.deployed(found.tree, Cache(None), [])
    assert [(wire.source, wire.target, str(wire.provenance)) for wire in wires(units, Known(found.services))] == [
        ("web", "cart", "web/Dockerfile:2")
    ]
