"""A bridge gives a value a local name only to put it under the member's own name again; what takes it for is shown."""

import pytest

from juncture.code.accesses import accesses
from juncture.code.known import NOTHING, Known
from juncture.code.language import language_of
from juncture.code.names import names_for


def read(path: str, text: str, known: Known = NOTHING) -> list[tuple[str, str, str]]:
    """How, owner and what it is taken for, of each access of ``zip_code``."""
    name = language_of(path)
    assert name is not None
    found = accesses(path, text.encode(), names_for(name, "zip_code"), known=known)
    return [(one.how, one.owner, one.takes) for one in found]


BRIDGES = {
    "go": ("a.go", "package a\n\nfunc f() { zip := a.ZipCode\n{more} x(&pb.L{ZipCode: zip}) }", "show(zip)\n"),
    "go assignment": ("a.go", "package a\n\nfunc f() { zip := a.GetZipCode()\n{more} b.ZipCode = zip }", "show(zip)\n"),
    "java": ("A.java", "class A { void f() { var z = a.getZipCode(); {more} b.setZipCode(z); } }", "show(z);"),
    "python": ("a.py", "def f(a):\n    z = a.zip_code\n    {more}\n    return L(zip_code=z)\n", "show(z)"),
    "typescript": ("a.ts", "function f() { const zipCode = a.zipCode; {more} return { zipCode }; }", "show(zipCode);"),
    "csharp": ("A.cs", "class A { void F() { var z = a.ZipCode; {more} x(new L { ZipCode = z }); } }", "Show(z);"),
}


@pytest.mark.parametrize("place", BRIDGES)
def test_a_value_that_is_only_put_on_is_forwarded(place):
    path, text, more = BRIDGES[place]
    assert {how for how, _, _ in read(path, text.replace("{more}", ""))} == {"forward"}
    assert "forward" not in {how for how, _, _ in read(path, text.replace("{more}", more))}


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("a.go", "package a\n\nvar x = strconv.Itoa(a.ZipCode)", "number"),
        ("a.go", 'package a\n\nfunc f() string { return a.ZipCode + "x" }', "string"),
        ("a.go", "package a\n\nvar x = f(a.ZipCode)", ""),
        ("A.java", "class A { void f() { String z = a.getZipCode(); } }", "string"),
        ("A.java", "class A { void f() { var z = Integer.parseInt(a.getZipCode()); } }", "string"),
        ("a.py", "z: int = a.zip_code", "number"),
        ("a.py", "z = a.zip_code.strip()", "string"),
        ("a.ts", "const z: number = a.zipCode;", "number"),
        ("a.ts", "const z = 'zip ' + a.zipCode;", ""),
        ("a.rs", "fn f() { let z: String = a.zip_code; }", "string"),
        ("A.cs", "class A { void F() { int z = int.Parse(a.ZipCode); } }", "string"),
        ("a.kt", "fun f() { val z: Int = a.zipCode }", "number"),
        ("a.cc", "void f() { std::string z = a.zip_code(); }", "string"),
    ],
)
def test_the_code_around_shows_what_a_value_is_taken_for(path, text, kind):
    assert [takes for _, _, takes in read(path, text)] == [kind]


SHOP = Known(
    members={
        "Request": {"address": "Address", "Address": "Address", "items": "Item"},
        "Address": {"zip_code": "", "ZipCode": ""},
        "Item": {"zip_code": ""},
        "Request()": {"request": "Request"},
    },
    results={"Quote": "Request", "quote": "Request"},
    handled={"Quote": "Request", "quote": "Request()"},
)


@pytest.mark.parametrize(
    ("path", "text", "owner"),
    [
        ("a.py", "def Quote(self, request, context):\n    return request.address.zip_code", "Address"),
        ("a.py", "def f(stub):\n    return stub.Quote(x(1)).address.zip_code", "Address"),
        ("a.py", "def f(stub):\n    r = stub.Quote(x)\n    for i in r.items:\n        show(i.zip_code)", "Item"),
        ("a.py", "def f(other):\n    r = other.Quote(x)\n    return r.address.zip_code", ""),
        ("a.js", "const quote = (call) => call.request.address.zipCode;", "Address"),
        ("a.go", "package a\n\nfunc f() { r, _ := client.Quote(c, q); show(r.Address.ZipCode) }", "Address"),
    ],
)
def test_what_the_contract_tells_shows_the_owner(path, text, owner):
    assert [found for _, found, _ in read(path, text, SHOP)] == [owner]
