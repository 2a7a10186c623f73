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
    "typescript type of a member": (
        "a.ts",
        'let z: Address["zipCode"];',
        [("read", "Address", "Address", "")],
    ),
    "typescript index": (
        "a.ts",
        'function f(a: Address) { return a["zipCode"]; }',
        [("read", "a", "Address", "")],
    ),
    "typescript utility type": (
        "a.ts",
        "function f(a: Partial<Readonly<Address>>) { return a.zipCode; }",
        [("read", "a", "Address", "")],
    ),
    "typescript picked type": (
        "a.ts",
        "function f(a: Pick<Address, 'zipCode' | 'city'>) { return a.zipCode; }",
        [("read", "a", "Address", "")],
    ),
    "python map given to a constructor's keyword": (
        "a.py",
        "o = OrderRequest(address={'zip_code': 1})",
        [("write", "address", "", "number")],
    ),
    "python map given as keywords": (
        "a.py",
        "a = Address(**{'zip_code': '94043'})",
        [("write", "", "Address", "string")],
    ),
    "python getattr": (
        "a.py",
        "def f(a: Address):\n    return getattr(a, 'zip_code')",
        [("read", "a", "Address", "")],
    ),
    "python setattr": ("a.py", "setattr(a, 'zip_code', 1)", [("write", "a", "", "number")]),
    "python HasField": (
        "a.py",
        "def f(a: Address):\n    return a.HasField('zip_code')",
        [("read", "a", "Address", "")],
    ),
    "python ClearField": ("a.py", "order.address.ClearField('zip_code')", [("write", "order.address", "", "")]),
    "python case": (
        "a.py",
        "match a:\n    case Address(zip_code=z):\n        use(z)",
        [("read", "", "Address", "")],
    ),
    "kotlin with": (
        "a.kt",
        "fun f(a: Address) = with(a) { send(zipCode) }",
        [("pass", "a", "Address", "")],
    ),
    "kotlin apply": (
        "a.kt",
        'fun f(a: Address) { a.apply { zipCode = "94043" } }',
        [("write", "a", "Address", "string")],
    ),
    "kotlin reference": ("a.kt", "val f = Address::getZipCode", [("read", "Address", "Address", "")]),
    "c# property pattern": (
        "A.cs",
        'class A { bool F(Address a) => a is { ZipCode: "94043" }; }',
        [("read", "a", "Address", "string")],
    ),
    "c# property pattern of a type": (
        "A.cs",
        'class A { bool F(object o) => o is Address { ZipCode: "94043" }; }',
        [("read", "", "Address", "string")],
    ),
    "c# nested property pattern": (
        "A.cs",
        "class A { bool F(Order o) => o is { Address: { ZipCode: 94043 } }; }",
        [("read", "o.Address", "", "number")],
    ),
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
    "kotlin, an own variable in scope": ("a.kt", "fun f() { with(a) { val zipCode = 3\n send(zipCode) } }"),
    "kotlin, a function of no scope": ("a.kt", "fun f() { list.map { send(zipCode) } }"),
    "python, other maps": ("a.py", "requests.post(url, json={'zip_code': 1})\nd = {'zip_code': 1}\nd['zip_code']\n"),
    "python, other calls": ("a.py", "log('zip_code')\ngetattr(x, 'city', 'zip_code')\n"),
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


RETURNED = {
    "go": ("a.go", "package a\nfunc load() *pb.Address { return nil }\nfunc f() { a := load(); use(a.ZipCode) }"),
    "go, with an error": (
        "a.go",
        "package a\nfunc load() (*pb.Address, error) { return nil, nil }\n"
        "func f() { a, err := load(); use(a.ZipCode) }",
    ),
    "go, at once": ("a.go", "package a\nfunc load(n int) *pb.Address { return nil }\nvar z = load(3).ZipCode"),
    "java": ("A.java", "class A { pb.Address load() {} void f() { var a = load(); use(a.getZipCode()); } }"),
    "kotlin": ("a.kt", "fun load(): pb.Address = x\nfun f() { val a = load()\n use(a.zipCode) }"),
    "python": ("a.py", "def load(n) -> pb.Address:\n    pass\na = load(3)\nuse(a.zip_code)"),
    "typescript": ("a.ts", "function load(): pb.Address {}\nconst a = load(); use(a.zipCode);"),
    "typescript, awaited": (
        "a.ts",
        "const load = async (): Promise<pb.Address> => x;\nconst a = await load(); use(a.zipCode);",
    ),
    "c#": ("A.cs", "class A { pb.Address Load() {} void F() { var a = Load(); Use(a.ZipCode); } }"),
    "rust": ("a.rs", "fn load() -> pb::Address { x }\nfn f() { let a = load(); use_it(a.zip_code); }"),
    "c++": ("a.cc", "pb::Address load() {}\nvoid f() { auto a = load(); use(a.zip_code()); }"),
}


@pytest.mark.parametrize(("path", "text"), RETURNED.values(), ids=RETURNED.keys())
def test_what_a_function_of_the_file_returns_has_the_type_it_shows(path: str, text: str) -> None:
    assert [each.owner.replace("::", ".") for each in uses(path, text)] == ["pb.Address"]


def test_a_function_that_is_shown_to_return_two_types_shows_none() -> None:
    text = "class A { Address load() {} Shop load(int n) {} void f() { var a = load(); use(a.getZipCode()); } }"
    assert [each.owner for each in uses("A.java", text)] == [""]


ALIASED = {
    "typescript": ("a.ts", "import { Address as Addr } from './shop';\nfunction f(a: Addr) { use(a.zipCode); }"),
    "typescript, wrapped": (
        "a.ts",
        "import { Address as Addr } from './shop';\nfunction f(a: Partial<Addr>) { use(a.zipCode); }",
    ),
    "typescript, indexed": ("a.ts", "import { Address as Addr } from './shop';\nlet z: Addr['zipCode'];"),
    "kotlin": ("a.kt", "import shop.Address as Addr\nfun f(a: Addr) { use(a.zipCode) }"),
    "kotlin, built": ("a.kt", "import shop.Address as Addr\nval a = Addr(zipCode = 1)"),
    "python": ("a.py", "from shop_pb2 import Address as Addr\na = Addr(zip_code=1)"),
    "rust": ("a.rs", "use shop::Address as Addr;\nfn f(a: &Addr) { use_it(a.zip_code); }"),
}


@pytest.mark.parametrize(("path", "text"), ALIASED.values(), ids=ALIASED.keys())
def test_an_owner_has_the_name_it_is_imported_under(path: str, text: str) -> None:
    assert [each.owner for each in uses(path, text)] == ["Address"]


def test_a_type_that_a_using_renames_has_its_full_name() -> None:
    text = "using Addr = Shop.V1.Address;\nclass A { void F(Addr a) { Use(a.ZipCode); } }"
    assert [each.owner for each in uses("A.cs", text)] == ["Shop.V1.Address"]


def test_the_first_names_type_has_the_name_it_is_imported_under() -> None:
    (use,) = uses("a.ts", "import { Order as O } from './shop';\nfunction f(o: O) { use(o.address.zipCode); }")
    assert (use.owner, use.root) == ("", "Order")


def test_a_modules_alias_stays() -> None:
    text = 'package a\nimport shop "x/y/pb"\nfunc f(a *shop.Address) { use(a.ZipCode) }'
    assert [each.owner for each in uses("a.go", text)] == ["shop.Address"]


def test_lines_and_texts_are_those_of_the_file() -> None:
    (use,) = uses("a.py", "\n\nif True:\n    print(a.zip_code)\n")
    assert (use.name, use.line, use.text) == ("zip_code", 4, "print(a.zip_code)")


def test_mentions_is_a_cheap_question_before() -> None:
    assert mentions(b"a.zipCode", {"zipCode", "zip_code"})
    assert not mentions(b"a.city", {"zipCode", "zip_code"})
    assert accesses("README.md", b"zipCode", {"zipCode"}) == ()
