"""What to read before a change: linked by title and line, sentences that oblige listed."""

import pytest

from juncture.catalog.guidance import guidance, is_page
from juncture.catalog.model import Service
from juncture.repository.cache import Cache

CART = Service("cart", "src/cart", aliases={"kubernetes": ("cart-server",)})
FILES = {
    "AGENTS.md": "Never edit generated code.\n",
    "src/cart/README.md": "# The cart\n\nCarts must expire.\n\nRun `make contract-tests` first, or `make lint`.\n",
    "src/quote/README.md": "# Quotes\n\nQuotes must be exact.\n",
    "docs/adr/0001-events.md": "Events over calls\n======\n\nThe `cart` must publish.\nThe `quote` must not.\n",
    "docs/adr/0002-other.md": "# Something else\n\nQuotes must round.\n",
    "docs/architecture.md": "# How it hangs together\n\nNobody may call the cart-server directly; never.\n",
    "docs/guide.md": "# A guide\n\nThe `cart` must shine.\n",
}


def said(found):
    return [(guide.kind, guide.text, str(guide.provenance)) for guide in found]


def test_what_is_about_the_touched_service(tree):
    assert said(guidance(tree(FILES), Cache(None), ["src/cart/main.go"], [CART])) == [
        ("never", "Never edit generated code.", "AGENTS.md:1"),
        ("read", "Events over calls", "docs/adr/0001-events.md:1"),
        ("must", "The `cart` must publish.", "docs/adr/0001-events.md:4"),
        ("read", "The cart", "src/cart/README.md:1"),
        ("must", "Carts must expire.", "src/cart/README.md:3"),
        ("command", "make contract-tests", "src/cart/README.md:5"),
        ("read", "How it hangs together", "docs/architecture.md:1"),
        ("never", "Nobody may call the cart-server directly; never.", "docs/architecture.md:3"),
    ]


def test_a_readme_of_another_place_is_not_read(tree, monkeypatch):
    found, read = tree(FILES), []
    plain = type(found).read

    def counted(one, paths):
        asked = list(paths)
        read.extend(asked)
        return plain(one, asked)

    monkeypatch.setattr(type(found), "read", counted)
    guidance(found, Cache(None), ["src/cart/main.go"], [CART])
    assert "src/cart/README.md" in read
    assert "src/quote/README.md" not in read


def test_without_a_touched_service_only_agents_files_speak(tree):
    assert [one[0] for one in said(guidance(tree(FILES), Cache(None), ["README.md"], []))] == ["never"]


@pytest.mark.parametrize(
    "prose",
    [
        "A cart must expire.",
        "Never delete a cart.",
        "Carts may be deleted; do not rename them.",
        "Changes of the schema need approval.",
        "Ask the owners first.",
        "Run `make contract-tests`.",
    ],
)
def test_a_document_lists_what_it_orders(tree, prose):
    files = {"src/cart/README.md": f"# The cart\n\n{prose}\n"}
    assert len(guidance(tree(files), Cache(None), [], [CART])) == 2


@pytest.mark.parametrize(
    "prose",
    [
        "The cart requires a store.",
        "The required variables are listed below.",
        "Make sure that the store runs.",
        "Ensure it is up.",
        "The cart emits events, never calls.",
        "The cart is slow and does not retry, so do not worry.",
        "A cart is always empty at first.",
        "Human approval is a gate of its own.",
        "Run `make build`.",
    ],
)
def test_how_a_document_tells_of_its_service_is_not_listed(tree, prose):
    files = {"src/cart/README.md": f"# The cart\n\n{prose}\n"}
    assert said(guidance(tree(files), Cache(None), [], [CART])) == [("read", "The cart", "src/cart/README.md:1")]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("README.md", True),
        ("docs/adr/1.md", True),
        ("ARCHITECTURE.md", True),
        ("docs/decisions/x.markdown", True),
        ("docs/x.md", False),
        ("src/a/notes.txt", False),
        ("vendor/x/README.md", False),
    ],
)
def test_which_documents_count(path, expected):
    assert is_page(path) is expected
