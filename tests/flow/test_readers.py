"""Plain readers, once two types have a member of the name: what shows the type, however a language writes it."""

import pytest

PROTO = """\
syntax = "proto3";
package shop;
option go_package = "example.org/shop/gen/shop";
option java_package = "org.example.shop";
option java_multiple_files = true;
option csharp_namespace = "Example.Shop";
message Address { string city = 1; int32 zip_code = 2; }
message Parcel { int32 zip_code = 1; Address address = 2; }
message Order { Address address = 1; repeated Address others = 2; map<string, Address> named = 3; }
"""
TEMPLATES = {
    "java": ("A.java", "import org.example.shop.*;\n\nclass A {\n{}\n}\n"),
    "kotlin": ("a.kt", "import org.example.shop.*\n\n{}\n"),
    "python": ("a.py", "from shop import shop_pb2\n\n\n{}\n"),
    "typescript": ("a.ts", "import { Address, Order, Parcel } from './gen/shop';\n\n{}\n"),
    "tsx": ("a.tsx", "import { Address, Order, Parcel } from './gen/shop';\n\n{}\n"),
    "csharp": ("A.cs", "using Example.Shop;\n\nclass A {\n{}\n}\n"),
    "rust": (
        "a.rs",
        'pub mod shop { tonic::include_proto!("shop"); }\nuse shop::{Address, Order, Parcel};\n\n{}\n',
    ),
    "cpp": ("a.cc", '#include "p/shop.pb.h"\n\n{}\n'),
    "go": ("a.go", 'package main\n\nimport pb "example.org/shop/gen/shop"\n\n{}\n'),
}
READERS = [
    ("java", "  int f(Order r) { return r.getOthers(0).getZipCode(); }"),
    ("java", "  int f(Object o) { if (o instanceof Address a) { return a.getZipCode(); } return 0; }"),
    ("java", "  void f(Parcel.Builder p) { p.getAddressBuilder().setZipCode(3); }"),
    ("java", "  void f(int z) { Address.Builder b = Address.newBuilder(); b.setZipCode(z); }"),
    ("java", "  int f(Object o) { return ((Address) o).getZipCode(); }"),
    ("java", "  void f(java.util.List<Address> l) { l.stream().map(a -> a.getZipCode()).toList(); }"),
    ("kotlin", "fun f(l: List<Address>) = l.map { it.zipCode }"),
    ("kotlin", "fun f(r: Order) = r.address.let { println(it.zipCode) }"),
    ("kotlin", "fun f(a: Address) = a.copy { zipCode = 3 }"),
    ("kotlin", 'fun Address.label() = "$zipCode $city"'),
    ("kotlin", "fun Address.label() = this.zipCode"),
    ("python", "def f(r: shop_pb2.Order):\n    return r.others.add(zip_code=5)"),
    ("python", "def f(r: shop_pb2.Order):\n    one = r.others.add()\n    one.zip_code = 5"),
    ("python", "def f(r: shop_pb2.Order):\n    return [a.zip_code for a in r.named.values()]"),
    ("python", "def f(r: shop_pb2.Order):\n    for name, a in r.named.items():\n        print(a.zip_code)"),
    ("python", "def f(r: shop_pb2.Order):\n    if (a := r.address):\n        return a.zip_code"),
    ("typescript", "export const f = { city: 'x', zipCode: 5 } satisfies Address;"),
    ("typescript", "export const f = { address: { zipCode: 5 } } as Order;"),
    ("typescript", "export const f = (x: unknown) => (x as Address).zipCode;"),
    ("tsx", "export const F = (p: { a: Address }) => <b>{p.a.zipCode}</b>;"),
    ("csharp", '  int F(Dictionary<string, Address> d) => d["x"].ZipCode;'),
    ("csharp", "  int F(object o) { if (o is Address a) return a.ZipCode; return 0; }"),
    ("rust", "fn f(r: &Order) { if let Some(a) = &r.address { g(a.zip_code); } }"),
    ("cpp", "void f(const shop::Order& r) { for (const auto& o : r.others()) { g(o.zip_code()); } }"),
    ("go", "type Addr = pb.Address\n\nfunc f(a *Addr) int32 { return a.ZipCode }"),
    ("go", "type Full struct {\n\t*pb.Address\n\tX int\n}\n\nfunc f(a Full) int32 { return a.ZipCode }"),
    ("go", "func f(x any) int32 { return x.(*pb.Address).ZipCode }"),
]


def reached(asked, language: str, code: str, part: str = "Address.zip_code", **more: str) -> str:
    path, template = TEMPLATES[language]
    files = {"p/shop.proto": PROTO, "svc/a/Dockerfile": "FROM scratch\n", f"svc/a/{path}": template.replace("{}", code)}
    files |= {f"svc/a/{name.replace('__', '.')}": text for name, text in more.items()}
    found = asked(files, f"p/shop.proto#{part}").get("a")
    return found.answer if found else ""


@pytest.mark.parametrize(("language", "code"), READERS)
def test_what_shows_the_type_is_a_use_of_it(asked, language, code):
    assert reached(asked, language, code) == "uses"


@pytest.mark.parametrize(("language", "code"), READERS)
def test_and_no_use_of_the_other_type_with_such_a_member(asked, language, code):
    assert reached(asked, language, code, "Parcel.zip_code") in ("depends", "")


def test_the_schema_of_a_message_shows_what_is_created(asked):
    text = (
        "import { create } from '@bufbuild/protobuf';\nimport { AddressSchema } from './gen/shop_pb';\n\n"
        "export const f = create(AddressSchema, { zipCode: 5 });\n"
    )
    files = {"p/shop.proto": PROTO, "svc/a/Dockerfile": "FROM scratch\n", "svc/a/a.ts": text}
    assert asked(files, "p/shop.proto#Address.zip_code")["a"].answer == "uses"


@pytest.mark.parametrize(("name", "answer"), [("zipCode", "uses"), ("note", "depends")])
def test_a_module_that_is_imported_whole(asked, name, answer):
    text = f"import * as s from './gen/shop';\n\nexport const f = (a: s.Address) => a.{name};\n"
    files = {"p/shop.proto": PROTO, "svc/a/Dockerfile": "FROM scratch\n", "svc/a/a.ts": text}
    assert asked(files, "p/shop.proto#Address.zip_code")["a"].answer == answer


def test_a_module_of_ones_own_that_is_imported_whole_is_none(asked):
    files = {
        "p/shop.proto": PROTO,
        "svc/a/Dockerfile": "FROM scratch\n",
        "svc/a/a.ts": "import * as s from './shop';\n\nexport const f = (a: s.Address) => a.zipCode;\n",
        "svc/a/shop.ts": "export interface Address { zipCode: number }\n",
    }
    assert asked(files, "p/shop.proto#Address.zip_code") == {}


def test_a_namespace_that_another_file_brings_for_all(asked):
    files = {
        "p/shop.proto": PROTO,
        "svc/a/Dockerfile": "FROM scratch\n",
        "svc/a/A.cs": "class A { int F(Address a) => a.ZipCode; }\n",
        "svc/a/Usings.cs": "global using Example.Shop;\n",
    }
    assert asked(files, "p/shop.proto#Address.zip_code")["a"].answer == "uses"


BUILT_ON = {
    "extends": "export interface Full extends Address { note: string }\n",
    "intersects": "export type Full = Address & { note: string };\n",
}


@pytest.mark.parametrize("form", BUILT_ON)
@pytest.mark.parametrize(("use", "answer"), [("a.zipCode", "uses"), ("a.note", "depends")])
def test_a_type_of_another_file_that_is_built_on_the_contract_has_its_members(asked, form, use, answer):
    files = {
        "p/shop.proto": PROTO,
        "svc/a/Dockerfile": "FROM scratch\n",
        "svc/a/types.ts": "import { Address } from './gen/shop';\n\n" + BUILT_ON[form],
        "svc/a/a.ts": f"import {{ Full }} from './types';\n\nexport const f = (a: Full) => {use};\n",
    }
    assert asked(files, "p/shop.proto#Address.zip_code")["a"].answer == answer


def test_a_cast_shows_what_is_taken_apart(asked):
    text = (
        "import { Parcel } from './gen/shop';\nimport { Full } from './types';\n\n"
        "export const f = (q: string) => { const { zipCode, note } = JSON.parse(q) as Full; return zipCode; };\n"
    )
    files = {
        "p/shop.proto": PROTO,
        "svc/a/Dockerfile": "FROM scratch\n",
        "svc/a/types.ts": "import { Address } from './gen/shop';\n\n" + BUILT_ON["extends"],
        "svc/a/a.ts": text,
    }
    assert asked(files, "p/shop.proto#Address.zip_code")["a"].answer == "uses"


def test_a_struct_of_another_file_that_embeds_the_contract_has_its_members(asked):
    full = 'package main\n\nimport pb "example.org/shop/gen/shop"\n\ntype Full struct {\n\t*pb.Address\n\tX int\n}\n'
    files = {
        "p/shop.proto": PROTO,
        "svc/a/Dockerfile": "FROM scratch\n",
        "svc/a/full.go": full,
        "svc/a/a.go": "package main\n\nfunc f(a Full) int32 { return a.ZipCode }\n",
    }
    assert asked(files, "p/shop.proto#Address.zip_code")["a"].answer == "uses"
    files["svc/a/a.go"] = "package main\n\nfunc f(a Full) int { return a.X }\n"
    assert asked(files, "p/shop.proto#Address.zip_code")["a"].answer == "depends"


def test_a_variable_that_is_given_an_own_object_holds_no_message(asked):
    code = "  int F(Address p) { var a = db.First(); a = new Own { ZipCode = 0 }; g(p.City); return a.ZipCode; }"
    assert reached(asked, "csharp", code) == "depends"


GENERATED = """\
// Code generated by protoc-gen-ts_proto. DO NOT EDIT.
// source: shop.proto
export interface Address { city: string; zipCode: number }
"""


@pytest.mark.parametrize(("name", "answer"), [("zipCode", "uses"), ("city", "depends")])
def test_a_package_that_hands_on_all_of_what_is_generated(asked, name, answer):
    files = {
        "p/shop.proto": PROTO,
        "libs/common/src/types/shop.ts": GENERATED,
        "libs/common/src/types/index.ts": "export * from './shop';\n",
        "libs/common/src/index.ts": "export * from './types';\n",
        "apps/a/Dockerfile": "FROM scratch\n",
        "apps/a/src/a.ts": f"import {{ Address }} from '@org/common';\n\nexport const f = (a: Address) => a.{name};\n",
    }
    assert asked(files, "p/shop.proto#Address.zip_code")["a"].answer == answer
