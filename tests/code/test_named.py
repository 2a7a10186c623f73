"""Values of enums and cases of oneofs where code names them."""

from textwrap import dedent

import pytest

from juncture.code.accesses import accesses
from juncture.code.language import language_of
from juncture.code.names import case_names, value_names


def seen(path: str, text: str, names: frozenset[str]) -> list[tuple[str, str, str]]:
    """Name, how and owner of each use."""
    found = accesses(path, dedent(text).encode(), names, values=True)
    return [(each.name, each.how, each.owner) for each in found]


def values(path: str, text: str) -> list[tuple[str, str, str]]:
    return seen(path, text, value_names(language_of(path) or "", "Color", "COLOR_RED"))


def cases(path: str, text: str) -> list[tuple[str, str, str]]:
    return seen(path, text, case_names(language_of(path) or "", "Address", "home"))


VALUES = {
    "go compared": (
        "a.go",
        "package a\nfunc f() bool { return c == shop.Color_COLOR_RED }",
        [("Color_COLOR_RED", "read", "")],
    ),
    "go given": (
        "a.go",
        "package a\nvar a = shop.Car{Color: shop.Color_COLOR_RED}",
        [("Color_COLOR_RED", "write", "")],
    ),
    "java qualified": ("A.java", "class A { void f() { paint(Color.COLOR_RED); } }", [("COLOR_RED", "write", "Color")]),
    "java case": (
        "A.java",
        "class A { void f() { switch (c) { case COLOR_RED: break; } } }",
        [("COLOR_RED", "read", "")],
    ),
    "java case with an arrow": (
        "A.java",
        "class A { int f() { return switch (c) { case COLOR_RED -> 1; }; } }",
        [("COLOR_RED", "read", "")],
    ),
    "java static import": (
        "A.java",
        "import static shop.Color.COLOR_RED;\nclass A { boolean f() { return c == COLOR_RED; } }",
        [("COLOR_RED", "read", "Color")],
    ),
    "java static import of all": (
        "A.java",
        "import static shop.Color.*;\nclass A { boolean f() { return c == COLOR_RED; } }",
        [("COLOR_RED", "read", "Color")],
    ),
    "kotlin": ("a.kt", "val c = Color.COLOR_RED", [("COLOR_RED", "write", "Color")]),
    "kotlin when": (
        "a.kt",
        "fun f() = when (c) { Color.COLOR_RED -> 1\n else -> 2 }",
        [("COLOR_RED", "read", "Color")],
    ),
    "c#": ("A.cs", "class A { void F() { var c = Color.Red; } }", [("Red", "write", "Color")]),
    "c# case": (
        "A.cs",
        "class A { void F() { switch (c) { case Color.Red: break; } } }",
        [("Red", "read", "Color")],
    ),
    "rust": ("a.rs", "fn f() { paint(Color::Red); }", [("Red", "write", "Color")]),
    "rust match": ("a.rs", "fn f() { match c { shop::Color::Red => 1 } }", [("Red", "read", "shop::Color")]),
    "rust macro": ("a.rs", "fn f() { assert_eq!(c, Color::Red); }", [("Red", "read", "Color")]),
    "python module": (
        "a.py",
        "import s_pb2\nif c == s_pb2.COLOR_RED:\n    pass",
        [("COLOR_RED", "read", "")],
    ),
    "python enum": (
        "a.py",
        "from s_pb2 import Color\ncar.color = Color.COLOR_RED",
        [("COLOR_RED", "write", "Color")],
    ),
    "python imported": (
        "a.py",
        "from s_pb2 import COLOR_RED\npaint(COLOR_RED)",
        [("COLOR_RED", "write", "")],
    ),
    "python imported under another name": (
        "a.py",
        "from s_pb2 import COLOR_RED as RED\npaint(RED)",
        [("RED", "write", "")],
    ),
    "python by its name": (
        "a.py",
        "from s_pb2 import Color\nc = Color.Value('COLOR_RED')",
        [("COLOR_RED", "read", "Color")],
    ),
    "typescript": (
        "a.ts",
        "import { Color } from './shop';\nif (c === Color.COLOR_RED) {}",
        [("COLOR_RED", "read", "Color")],
    ),
    "typescript, imported under another name": (
        "a.ts",
        "import { Color as C } from './shop';\nif (c === C.COLOR_RED) {}",
        [("COLOR_RED", "read", "Color")],
    ),
    "c++": ("a.cc", "bool f() { return c == shop::COLOR_RED; }", [("COLOR_RED", "read", "")]),
    "c++ case": (
        "a.cc",
        "void f() { switch (c) { case Color_COLOR_RED: break; } }",
        [("Color_COLOR_RED", "read", "")],
    ),
    "c++ class": ("a.cc", "bool f() { return c == Color::COLOR_RED; }", [("COLOR_RED", "read", "Color")]),
    "own enum": ("A.java", "enum Color { COLOR_RED }", [("COLOR_RED", "declare", "Color")]),
    "own enum, typescript": ("a.ts", "enum Color { COLOR_RED = 1 }", [("COLOR_RED", "declare", "Color")]),
}


@pytest.mark.parametrize(("path", "text", "expected"), VALUES.values(), ids=VALUES.keys())
def test_a_value_of_an_enum(path: str, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert values(path, text) == expected


CASES = {
    "go switch": (
        "a.go",
        "package a\nfunc f() { switch x := k.(type) { case *shop.Address_Home: use(x) } }",
        [("Address_Home", "read", "")],
    ),
    "go wrapper": ("a.go", "package a\nvar k = &shop.Address_Home{}", [("Address_Home", "write", "")]),
    "java": (
        "A.java",
        "class A { void f() { switch (a.getKindCase()) { case HOME: break; } } }",
        [("HOME", "read", "")],
    ),
    "rust match": ("a.rs", "fn f() { match k { Kind::Home(h) => 1 } }", [("Home", "read", "Kind")]),
    "rust wrapper": ("a.rs", "fn f() { let k = Some(Kind::Home(h)); }", [("Home", "write", "Kind")]),
    "c#": (
        "A.cs",
        "class A { bool F() => a.KindCase == Address.KindOneofCase.Home; }",
        [("Home", "read", "Address.KindOneofCase")],
    ),
    "c++": (
        "a.cc",
        "void f() { switch (a.kind_case()) { case Address::kHome: break; } }",
        [("kHome", "read", "Address")],
    ),
}


@pytest.mark.parametrize(("path", "text", "expected"), CASES.values(), ids=CASES.keys())
def test_a_case_of_a_oneof(path: str, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert cases(path, text) == expected


SILENT = {
    "a comment and a string": ("A.java", 'class A { /* Color.COLOR_RED */ String s = "COLOR_RED"; }'),
    "an import": ("A.java", "import static shop.Color.COLOR_RED;\nclass A {}"),
    "an own constant": ("A.java", "class A { static final int COLOR_RED = 1; boolean f() { return c == COLOR_RED; } }"),
    "an own constant, python": ("a.py", "COLOR_RED = 1\npaint(COLOR_RED)"),
    "a parameter": ("a.rs", "fn f(Red: i32) { paint(Red); }"),
    "a member of a value": ("A.cs", "class A { void F() { Use(brush.Red, GetBrush().Red); } }"),
    "a keyword": ("a.py", "from s_pb2 import COLOR_RED\npaint(COLOR_RED=1)"),
    "a type of that name": ("A.cs", "class A { void F(Red red) {} }"),
}


@pytest.mark.parametrize(("path", "text"), SILENT.values(), ids=SILENT.keys())
def test_what_only_looks_like_a_value(path: str, text: str) -> None:
    assert values(path, text) == []
