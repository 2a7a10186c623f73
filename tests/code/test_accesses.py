"""Accesses of a member by its generated names: what is done with it, and what the file shows about its owner."""

from textwrap import dedent

import pytest

from juncture.code.accesses import accesses, mentions
from juncture.code.language import language_of
from juncture.code.model import Access
from juncture.code.names import names_for


def uses(path: str, text: str, member: str = "zip_code") -> list[Access]:
    name = language_of(path)
    assert name is not None
    return list(accesses(path, dedent(text).encode(), names_for(name, member)))


def seen(path: str, text: str) -> list[tuple[str, str, str, str]]:
    """How, receiver, owner and literal of each use."""
    return [(each.how, each.receiver, each.owner, each.literal) for each in uses(path, text)]


FORMS = {
    "go getter of a typed parameter": (
        "a.go",
        "func f(addr *pb.Address) { print(addr.GetZipCode()) }",
        [("pass", "addr", "pb.Address", "")],
    ),
    "go field of a receiver that the file does not type": (
        "a.go",
        "func f(req *pb.ShipOrderRequest) { x := req.Address.ZipCode }",
        [("read", "req.Address", "", "")],
    ),
    "go literal": ("a.go", 'var a = &pb.Address{ZipCode: "94043"}', [("write", "", "pb.Address", "string")]),
    "go literal, handed on": (
        "a.go",
        "func f(a *pb.Address) { b := pb.Label{ZipCode: a.ZipCode} }",
        [("pass", "", "pb.Label", ""), ("pass", "a", "pb.Address", "")],
    ),
    "go comparison": (
        "a.go",
        "func f(a pb.Address) bool { return a.ZipCode == 94043 }",
        [("read", "a", "pb.Address", "number")],
    ),
    "go assignment": (
        "a.go",
        'func f() { a := pb.Address{}; a.ZipCode = "94043" }',
        [("write", "a", "pb.Address", "string")],
    ),
    "go own type": ("a.go", "type Form struct { ZipCode int32 }", [("declare", "", "Form", "number")]),
    "java getter": (
        "A.java",
        "class A { void f(Address address) { String z = address.getZipCode(); } }",
        [("read", "address", "Address", "")],
    ),
    "java builder": (
        "A.java",
        'class A { Address a = Address.newBuilder().setCity("x").setZipCode("94043").build(); }',
        [("write", 'Address.newBuilder().setCity("x")', "Address", "string")],
    ),
    "java comparison": (
        "A.java",
        "class A { boolean f(Address a) { return a.getZipCode() == 94043; } }",
        [("read", "a", "Address", "number")],
    ),
    "java own field": ("A.java", "class Form { private String zipCode; }", [("declare", "", "Form", "string")]),
    "java own record": ("A.java", "record Form(int zipCode) {}", [("declare", "", "Form", "number")]),
    "kotlin property": (
        "a.kt",
        "fun f(address: Address) { println(address.zipCode) }",
        [("pass", "address", "Address", "")],
    ),
    "kotlin builder": ("a.kt", 'val a = address { zipCode = "94043" }', [("write", "", "", "string")]),
    "kotlin named argument": ("a.kt", "val a = Address(zipCode = 94043)", [("write", "", "Address", "number")]),
    "kotlin own class": ("a.kt", "class Form(val zipCode: String)", [("declare", "", "Form", "string")]),
    "kotlin comparison": (
        "a.kt",
        'fun f(a: Address?) { if (a?.zipCode == "94043") {} }',
        [("read", "a", "Address", "string")],
    ),
    "python attribute": (
        "a.py",
        "def f(request: demo_pb2.Address):\n    return request.zip_code",
        [("read", "request", "demo_pb2.Address", "")],
    ),
    "python construction": (
        "a.py",
        "a = demo_pb2.Address(zip_code='94043')",
        [("write", "", "demo_pb2.Address", "string")],
    ),
    "python handed on": (
        "a.py",
        "a = demo_pb2.Address(zip_code=form.zip_code)",
        [("pass", "", "demo_pb2.Address", ""), ("pass", "form", "", "")],
    ),
    "python assignment": (
        "a.py",
        "a = Address()\na.zip_code = 94043",
        [("write", "a", "Address", "number")],
    ),
    "python own class": ("a.py", "class Form:\n    zip_code: int = 0", [("declare", "", "Form", "number")]),
    "python default": ("a.py", "z = a.zip_code or 'none'", [("read", "a", "", "string")]),
    "typescript member": (
        "a.ts",
        "function f(address: Address) { return address.zipCode; }",
        [("read", "address", "Address", "")],
    ),
    "typescript getter": (
        "a.ts",
        "const a = new Address(); a.setZipCode('94043');",
        [("write", "a", "Address", "string")],
    ),
    "typescript literal": ("a.ts", "const a: Address = { zipCode: 94043 };", [("write", "", "Address", "number")]),
    "typescript shorthand": ("a.ts", "place({ address: { zipCode } });", [("pass", "address", "", "")]),
    "typescript destructured": (
        "a.ts",
        "const f = ({ zipCode = '' }: Address) => zipCode;",
        [("read", "", "Address", "string")],
    ),
    "typescript destructured through its props": (
        "a.tsx",
        """
        interface Props { address: Address }
        const View = ({ address: { zipCode = 0 } }: Props) => <p>{zipCode}</p>;
        """,
        [("read", "address", "Address", "number")],
    ),
    "typescript destructured through the component's type": (
        "a.tsx",
        """
        type Props = { address: Address };
        const View: React.FC<Props> = ({ address: { zipCode } }) => <p>{zipCode}</p>;
        """,
        [("read", "address", "Address", "")],
    ),
    "typescript destructured from a value": (
        "a.ts",
        "const { zipCode } = order.address;",
        [("read", "order.address", "", "")],
    ),
    "typescript own type": ("a.ts", "interface Form { zipCode: number }", [("declare", "", "Form", "number")]),
    "typescript jsx": ("a.tsx", "const a = <Field value={form.zipCode} />;", [("read", "form", "", "")]),
    "javascript kept case": (
        "a.js",
        "function f(call) { log(call.request.zip_code); }",
        [("pass", "call.request", "", "")],
    ),
    "c# property": (
        "A.cs",
        "class A { void F(Address address) { var z = address.ZipCode; } }",
        [("read", "address", "Address", "")],
    ),
    "c# initializer": (
        "A.cs",
        'class A { Address a = new Address { ZipCode = "94043" }; }',
        [("write", "", "Address", "string")],
    ),
    "c# conditional": (
        "A.cs",
        "class A { void F(Address a) { Send(a?.ZipCode); } }",
        [("pass", "a", "Address", "")],
    ),
    "c# own type": ("A.cs", "class Form { public int ZipCode { get; set; } }", [("declare", "", "Form", "number")]),
    "c++ getter": (
        "a.cc",
        "void f(const shop::Address* address) { send(address->zip_code()); }",
        [("pass", "address", "shop::Address", "")],
    ),
    "c++ setter": ("a.cc", 'void f(Address& a) { a.set_zip_code("94043"); }', [("write", "a", "Address", "string")]),
    "rust field": (
        "a.rs",
        "fn f(address: &shop::Address) { send(address.zip_code); }",
        [("pass", "address", "shop::Address", "")],
    ),
    "rust in a macro": ("a.rs", 'fn f(a: Address) { info!("zip {}", a.zip_code); }', [("read", "a", "Address", "")]),
    "rust literal": (
        "a.rs",
        "fn f() { let a = Address { zip_code: 94043, ..d }; }",
        [("write", "", "Address", "number")],
    ),
    "rust shorthand": ("a.rs", "fn f() { let a = Address { zip_code }; }", [("pass", "", "Address", "")]),
    "rust destructured": ("a.rs", "fn f(a: A) { let Address { zip_code, .. } = a; }", [("read", "", "Address", "")]),
    "rust own type": ("a.rs", "struct Form { zip_code: String }", [("declare", "", "Form", "string")]),
}


@pytest.mark.parametrize(("path", "text", "expected"), FORMS.values(), ids=FORMS.keys())
def test_an_access(path: str, text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert seen(path, "package a\n" + text if path.endswith(".go") else text) == expected


RENAMED = {
    "go": ("a.go", "package a\nfunc f(a *pb.Address) { use(a.ZipCode) }", "ZipCode", "PostalCode"),
    "java": ("A.java", "class A { void f(Address a) { use(a.getZipCode()); } }", "ZipCode", "PostalCode"),
    "kotlin": ("a.kt", "fun f(a: Address) { use(a.zipCode) }", "zipCode", "postalCode"),
    "python": ("a.py", "use(a.zip_code)", "zip_code", "postal_code"),
    "typescript": ("a.ts", "const { zipCode } = a;", "zipCode", "postalCode"),
    "c#": ("A.cs", "class A { void F(Address a) { Use(a.ZipCode); } }", "ZipCode", "PostalCode"),
    "c++": ("a.cc", "void f(Address a) { use(a.zip_code()); }", "zip_code", "postal_code"),
    "rust": ("a.rs", "fn f(a: Address) { use_it(a.zip_code); }", "zip_code", "postal_code"),
}


@pytest.mark.parametrize(("path", "text", "old", "new"), RENAMED.values(), ids=RENAMED.keys())
def test_changing_the_used_fields_name_removes_the_use(path: str, text: str, old: str, new: str) -> None:
    assert uses(path, text)
    assert not uses(path, text.replace(old, new))
    assert uses(path, text.replace(old, new), "postal_code")


OTHERS = {
    "go": (
        "a.go",
        "package a\nfunc f(a *pb.Address, s *geo.Shop) { use(a.ZipCode, s.ZipCode) }",
        ["pb.Address", "geo.Shop"],
    ),
    "java": (
        "A.java",
        "class A { void f(Address a, Shop s) { use(a.getZipCode(), s.getZipCode()); } }",
        ["Address", "Shop"],
    ),
    "kotlin": ("a.kt", "fun f(a: Address, s: Shop) { use(a.zipCode, s.zipCode) }", ["Address", "Shop"]),
    "python": ("a.py", "def f(a: Address, s: Shop):\n    use(a.zip_code, s.zip_code)", ["Address", "Shop"]),
    "typescript": ("a.ts", "function f(a: Address, s: Shop) { use(a.zipCode, s.zipCode); }", ["Address", "Shop"]),
    "c#": ("A.cs", "class A { void F(Address a, Shop s) { Use(a.ZipCode, s.ZipCode); } }", ["Address", "Shop"]),
    "c++": ("a.cc", "void f(Address& a, Shop& s) { use(a.zip_code(), s.zip_code()); }", ["Address", "Shop"]),
    "rust": ("a.rs", "fn f(a: Address, s: Shop) { use_it(a.zip_code, s.zip_code); }", ["Address", "Shop"]),
}


@pytest.mark.parametrize(("path", "text", "owners"), OTHERS.values(), ids=OTHERS.keys())
def test_a_field_of_the_same_name_on_another_type_has_another_owner(path: str, text: str, owners: list[str]) -> None:
    assert [each.owner for each in uses(path, text)] == owners


SILENT = {
    "go": ("a.go", 'package a\n// a.ZipCode\nvar s = "a.ZipCode"\nvar ZipCode = 3\n'),
    "java": ("A.java", 'class A { /* a.getZipCode() */ String s = "a.getZipCode()"; }'),
    "kotlin": ("a.kt", '// a.zipCode\nval s = "a.zipCode"\nval zipCode = 3\n'),
    "python": ("a.py", '# a.zip_code\ns = "a.zip_code"\nzip_code = 3\nprint(zip_code)\n'),
    "typescript": ("a.ts", "// a.zipCode\nconst s = 'a.zipCode';\nlet zipCode = 3; use(zipCode);\n"),
    "c#": ("A.cs", 'class A { /* a.ZipCode */ string s = "a.ZipCode"; }'),
    "c++": ("a.cc", '// a.zip_code()\nauto s = "a.zip_code()"; int zip_code = 3;\n'),
    "rust": ("a.rs", '// a.zip_code\nfn f() { let s = "a.zip_code"; let zip_code = 3; use_it(zip_code); }'),
}


@pytest.mark.parametrize(("path", "text"), SILENT.values(), ids=SILENT.keys())
def test_comments_strings_and_plain_variables_hold_no_access(path: str, text: str) -> None:
    assert uses(path, text) == []


def test_the_type_of_the_first_name_is_shown_where_the_receivers_own_is_not() -> None:
    (use,) = uses("a.go", "package a\nfunc f(req *pb.ShipOrderRequest) { use(req.Address.ZipCode) }")
    assert (use.receiver, use.owner, use.root) == ("req.Address", "", "pb.ShipOrderRequest")


def test_a_variable_has_the_type_of_the_innermost_scope() -> None:
    text = """
        function outer(a: Address) {
          const inner = (a: Shop) => a.zipCode;
          return a.zipCode;
        }
        """
    assert [(each.line, each.owner) for each in uses("a.ts", text)] == [(3, "Shop"), (4, "Address")]


def test_a_value_taken_out_of_a_wrapper_keeps_its_type() -> None:
    text = """
        fn ship(request: Request<ShipOrderRequest>) {
            let order = request.into_inner();
            send(order.address.unwrap().zip_code);
        }
        """
    (use,) = uses("a.rs", text)
    assert (use.receiver, use.root) == ("order.address.unwrap()", "ShipOrderRequest")


def test_lines_and_texts_are_those_of_the_file() -> None:
    (use,) = uses("a.py", "\n\nif True:\n    print(a.zip_code)\n")
    assert (use.name, use.line, use.text) == ("zip_code", 4, "print(a.zip_code)")


def test_mentions_is_a_cheap_question_before() -> None:
    assert mentions(b"a.zipCode", {"zipCode", "zip_code"})
    assert not mentions(b"a.city", {"zipCode", "zip_code"})
    assert accesses("README.md", b"zipCode", {"zipCode"}) == ()
