"""Imports in the forms that each language has, and which of them brings a name."""

from textwrap import dedent

import pytest

from juncture.code.model import Import
from juncture.code.source import read

IMPORTS = {
    "go": (
        "a.go",
        """
        import "os"
        import (
            pb "shop/cart"
            _ "shop/side"
        )
        """,
        [Import(2, "os"), Import(4, "shop/cart", (), "pb"), Import(5, "shop/side", (), "_")],
    ),
    "java": (
        "A.java",
        """
        import shop.cart.Cart;
        import static shop.cart.Carts.of;
        import shop.web.*;
        """,
        [Import(2, "shop.cart", ("Cart",)), Import(3, "shop.cart.Carts", ("of",)), Import(4, "shop.web", ("*",))],
    ),
    "kotlin": (
        "a.kt",
        """
        import shop.cart.Cart as Basket
        import shop.web.*
        """,
        [Import(2, "shop.cart", ("Cart",), "Basket"), Import(3, "shop.web", ("*",))],
    ),
    "python": (
        "a.py",
        """
        import os.path, cart_pb2 as cart
        from . import cart_pb2_grpc
        from shop import (
            Cart,
            Item as Line,
        )
        """,
        [
            Import(2, "os.path"),
            Import(2, "cart_pb2", (), "cart"),
            Import(3, ".", ("cart_pb2_grpc",)),
            Import(4, "shop", ("Item",), "Line"),
            Import(4, "shop", ("Cart",)),
        ],
    ),
    "typescript": (
        "a.ts",
        """
        import * as carts from './cart';
        import React, { type Cart, Item as Line } from "./shop";
        import './side';
        const { sum } = require('./sum');
        export { Money } from './money';
        """,
        [
            Import(2, "./cart", (), "carts"),
            Import(3, "./shop", ("Item",), "Line"),
            Import(3, "./shop", ("Cart",)),
            Import(3, "./shop", (), "React"),
            Import(4, "./side"),
            Import(5, "./sum", ("sum",)),
            Import(6, "./money", ("Money",)),
        ],
    ),
    "c#": (
        "A.cs",
        """
        using Shop.Cart;
        using static Shop.CartService;
        using Basket = Shop.Cart;
        """,
        [Import(2, "Shop.Cart"), Import(3, "Shop.CartService"), Import(4, "Shop.Cart", (), "Basket")],
    ),
    "rust": (
        "a.rs",
        """
        use shop::cart::{self, items::{Item as Line, Money}, *};
        pub use shop::Cart;
        """,
        [
            Import(2, "shop", ("cart",)),
            Import(2, "shop::cart::items", ("Item",), "Line"),
            Import(2, "shop::cart::items", ("Money",)),
            Import(2, "shop::cart", ("*",)),
            Import(3, "shop", ("Cart",)),
        ],
    ),
}


@pytest.mark.parametrize(("path", "text", "expected"), IMPORTS.values(), ids=IMPORTS.keys())
def test_imports(path: str, text: str, expected: list[Import]) -> None:
    assert list(read(path, dedent(text).encode()).imports) == expected
