"""A type that is only called like the contract's is none: own declarations, other imports, another contract's type."""

import pytest

PROTO = """\
syntax = "proto3";
package shop;
option go_package = "example.org/shop/gen/shop";
option java_package = "org.example.shop";
option java_multiple_files = true;
option csharp_namespace = "Example.Shop";
message Address { string city = 1; int32 zip_code = 2; }
message Order { Address address = 1; }
"""
OTHER = PROTO.replace("shop", "crm").replace("Shop", "Crm")
RUST = 'pub mod shop { tonic::include_proto!("shop"); }\npub mod crm { tonic::include_proto!("crm"); }\n'
# Each reads the zip code of another Address, and of the contract's only the city.
ANOTHER = {
    "typescript import": (
        "a.ts",
        "import { Address } from './models';\nimport { Address as PbAddress } from './gen/shop';\n\n"
        "export const f = (a: Address, p: PbAddress) => a.zipCode + p.city;\n",
    ),
    "typescript own": (
        "a.ts",
        "import { Address as PbAddress } from './gen/shop';\n\nexport class Address { zipCode = 1; }\n"
        "export const f = (a: Address, p: PbAddress) => a.zipCode + p.city;\n",
    ),
    "typescript contract": (
        "a.ts",
        "import { Address } from './gen/shop';\nimport { Address as CrmAddress } from './gen/crm';\n\n"
        "export const f = (a: CrmAddress, p: Address) => a.zipCode + p.city;\n",
    ),
    "java import": (
        "A.java",
        "import com.other.Address;\nimport org.example.shop.Order;\n\n"
        "class A { int f(Address a, Order p) { p.getAddress().getCity(); return a.getZipCode(); } }\n",
    ),
    "java contract": (
        "A.java",
        "import org.example.crm.Address;\n\n"
        "class A { int f(Address a, org.example.shop.Address p) { p.getCity(); return a.getZipCode(); } }\n",
    ),
    "java in full": (
        "A.java",
        "import org.example.shop.Address;\n\n"
        "class A { int f(org.example.crm.Address a, Address p) { p.getCity(); return a.getZipCode(); } }\n",
    ),
    "kotlin own": (
        "a.kt",
        "import org.example.shop.Address as PbAddress\n\ndata class Address(val zipCode: Int)\n"
        "fun f(a: Address, p: PbAddress) = a.zipCode + p.city\n",
    ),
    "python own": (
        "a.py",
        "from shop import shop_pb2\n\n\nclass Address:\n    zip_code: int = 0\n\n\n"
        "def f(a: Address, p: shop_pb2.Address):\n    return a.zip_code, p.city\n",
    ),
    "python import": (
        "a.py",
        "from models import Address\nfrom shop import shop_pb2\n\n\n"
        "def f(a: Address, p: shop_pb2.Address):\n    return a.zip_code, p.city\n",
    ),
    "python contract": (
        "a.py",
        "from crm import crm_pb2\nfrom shop import shop_pb2\n\n\n"
        "def f(a: crm_pb2.Address, p: shop_pb2.Address):\n    return a.zip_code, p.city\n",
    ),
    "csharp namespace": (
        "A.cs",
        "using PbAddress = Example.Shop.Address;\nusing X.Models;\n\n"
        "class A { int F(Address a, PbAddress p) => a.ZipCode + p.City; }\n",
    ),
    "csharp in full": (
        "A.cs",
        "class A { int F(Example.Crm.Address a, Example.Shop.Address p) => a.ZipCode + p.City; }\n",
    ),
    "rust module": (
        "a.rs",
        RUST + "use crate::model;\n\nfn f(a: &model::Address, p: &shop::Address) -> i32 { g(p.city); a.zip_code }\n",
    ),
    "rust contract": (
        "a.rs",
        RUST + "\nfn f(a: &crm::Address, p: &shop::Address) -> i32 { g(p.city); a.zip_code }\n",
    ),
    "cpp namespace": (
        "a.cc",
        '#include "p/shop.pb.h"\n#include "p/crm.pb.h"\n\n'
        "int f(const crm::Address& a, const shop::Address& p) { g(p.city()); return a.zip_code(); }\n",
    ),
    "go own": (
        "a.go",
        'package main\n\nimport pb "example.org/shop/gen/shop"\n\ntype Address struct{ ZipCode int32 }\n\n'
        "func f(a Address, p *pb.Address) (int32, string) { return a.ZipCode, p.City }\n",
    ),
}


def reached(asked, path: str, text: str, **more: str) -> tuple[str, list[str]]:
    files = {
        "p/shop.proto": PROTO,
        "p/crm.proto": OTHER,
        "svc/a/Dockerfile": "FROM scratch\n",
        f"svc/a/{path}": text,
        **{f"svc/a/{name.replace('__', '.')}": content for name, content in more.items()},
    }
    found = asked(files, "p/shop.proto#Address.zip_code").get("a")
    return (found.answer, [use.text for use in found.uses]) if found else ("", [])


@pytest.mark.parametrize("place", ANOTHER)
def test_another_type_of_the_same_name_is_none(asked, place):
    assert reached(asked, *ANOTHER[place]) == ("depends", [])


def test_a_type_that_the_own_namespace_declares_is_none(asked):
    text = "using Example.Shop;\nnamespace X;\nclass A { int F(Address a, Order o) => a.ZipCode; }\n"
    assert reached(asked, "A.cs", text)[0] == "uses"
    own = "namespace X;\nclass Address { public int ZipCode { get; set; } }\n"
    assert reached(asked, "A.cs", text, Address__cs=own) == ("depends", [])


MAPPERS = {
    "go": (
        "a.go",
        'package main\n\nimport (\n\tpb "example.org/shop/gen/shop"\n\t"example.org/shop/model"\n)\n\n'
        "func f(p *pb.Address) *model.Address {\n\ta := &model.Address{}\n\ta.ZipCode = 1\n"
        "\ta.Code = p.GetZipCode()\n\treturn a\n}\n",
        "a.Code = p.GetZipCode()",
    ),
    "python": (
        "a.py",
        "from models import Address\nfrom shop import shop_pb2\n\n\ndef f(a: Address) -> shop_pb2.Address:\n"
        "    code = a.zip_code\n    return shop_pb2.Address(zip_code=code)\n",
        "return shop_pb2.Address(zip_code=code)",
    ),
    "java": (
        "A.java",
        "import com.other.Address;\n\nclass A {\n  org.example.shop.Address f(Address a) {\n"
        "    int code = a.getZipCode();\n"
        "    return org.example.shop.Address.newBuilder().setZipCode(code).build();\n  }\n}\n",
        "return org.example.shop.Address.newBuilder().setZipCode(code).build();",
    ),
    "typescript": (
        "a.ts",
        "import { Address } from './models';\nimport { Order } from './gen/shop';\n\n"
        "export const f = (a: Address): Order => {\n  const code = a.zipCode;\n"
        "  return {\n    address: {\n      city: '',\n      zipCode: code },\n  };\n};\n",
        "zipCode: code },",
    ),
    "csharp": (
        "A.cs",
        "using Pb = Example.Shop;\nusing X.Models;\n\nclass A {\n  Pb.Address F(Address a) {\n"
        "    var code = a.ZipCode;\n    return new Pb.Address { ZipCode = code };\n  }\n}\n",
        "return new Pb.Address { ZipCode = code };",
    ),
}


@pytest.mark.parametrize("language", MAPPERS)
def test_a_mapper_uses_the_contract_on_its_own_side_only(asked, language):
    path, text, line = MAPPERS[language]
    assert reached(asked, path, text) == ("uses", [line])


def test_nobody_can_tell_what_an_own_type_holds(asked):
    text = (
        "import { Order } from './models';\nimport { Order as PbOrder } from './gen/shop';\n\n"
        "export const f = (o: Order, p: PbOrder) => p.address.city;\n"
        "export const g = (o: Order) => o.address.zipCode;\n"
    )
    assert reached(asked, "a.ts", text) == ("unknown", [])


@pytest.mark.parametrize(("package", "answer"), [("v1", "depends"), ("v2", "uses")])
def test_versions_of_a_package_are_told_apart(asked, package, answer):
    text = (
        "from shop.v1 import order_pb2 as one\nfrom shop.v2 import order_pb2 as two\n\n\n"
        "def f(a: one.Order, b: two.Order):\n    return {}.total\n"
    )
    proto = 'syntax = "proto3";\npackage shop.{};\nmessage Order {{ int32 total = 1; }}\n'
    files = {
        "p/shop/v1/order.proto": proto.format("v1"),
        "p/shop/v2/order.proto": proto.format("v2"),
        "svc/a/Dockerfile": "FROM scratch\n",
        "svc/a/a.py": text.replace("{}", "a" if package == "v1" else "b"),
    }
    found = asked(files, "p/shop/v2/order.proto#Order.total")
    assert found["a"].answer == answer


def test_a_type_that_is_removed_is_not_named_by_its_namesake(asked):
    text = (
        "import { Address } from './models';\nimport { Order } from './gen/shop';\n\n"
        "export const f = (a: Address, o: Order) => a.zipCode;\n"
    )
    files = {"p/shop.proto": PROTO, "svc/a/Dockerfile": "FROM scratch\n", "svc/a/a.ts": text}
    assert asked(files, "p/shop.proto#Address")["a"].answer == "depends"
    files["svc/a/a.ts"] = text.replace("./models", "./gen/shop_pb")
    assert asked(files, "p/shop.proto#Address")["a"].answer == "uses"


@pytest.mark.parametrize(("own", "answer"), [("", "uses"), ("enum Color { COLOR_RED }\n", "depends")])
def test_a_value_of_an_own_enum_is_none(asked, own, answer):
    proto = PROTO + "enum Color { COLOR_NONE = 0; COLOR_RED = 1; }\nmessage Car { Color color = 1; }\n"
    named = "Color" if not own else "Color as PbColor"
    text = f"import {{ {named}, Car }} from './gen/shop';\n\n{own}export const f = (c: Car) => Color.COLOR_RED;\n"
    files = {"p/shop.proto": proto, "svc/a/Dockerfile": "FROM scratch\n", "svc/a/a.ts": text}
    found = asked(files, "p/shop.proto#Color.COLOR_RED")["a"]
    assert (found.answer, [use.how for use in found.uses if use.how != "declare"] != []) == (answer, answer == "uses")
