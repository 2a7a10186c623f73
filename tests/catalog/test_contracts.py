"""Copies: which files are one contract, which of them leads, and what the others lack."""

from juncture.catalog.contracts import group
from juncture.contracts.surface import Member, Operation, Surface, Type


def surface(
    *fields: str, package: str = "shop", digest: str = "", imports: tuple[str, ...] = (), rpcs: str = "Get"
) -> Surface:
    members = tuple(
        Member(name, kind, line) for line, (name, _, kind) in enumerate((f.partition(":") for f in fields), 3)
    )
    return Surface(
        format="protobuf",
        package=package,
        digest=digest or repr((fields, rpcs)),
        imports=imports,
        types=(Type("Order", "message", 2, members),),
        operations=tuple(Operation(f"Orders/{name}", "Orders", 9, "Order", "Order") for name in rpcs.split()),
        groups={"Orders": 8},
    )


def test_the_most_complete_copy_leads_and_the_others_say_what_they_lack():
    full = surface("id:string", "zip:string")
    (contract,) = group(
        {"svc/a/order.proto": surface("id:string"), "pb/order.proto": full, "svc/b/order.proto": full}, "rev"
    )
    assert contract.path == "pb/order.proto"
    assert [(copy.path, copy.stale, copy.missing) for copy in contract.copies] == [
        ("svc/a/order.proto", True, ("Order.zip",)),
        ("svc/b/order.proto", False, ()),
    ]


def test_a_retyped_field_and_a_missing_operation_make_a_copy_stale():
    (contract,) = group(
        {"pb/o.proto": surface("zip:string", rpcs="Get Put"), "svc/o.proto": surface("zip:int32", rpcs="Get")}, "rev"
    )
    assert contract.copies[0].missing == ("Order.zip", "Orders/Put")


def test_the_file_that_imports_lead_to_is_the_canonical_one():
    contract, other = group(
        {
            "vendor/order.proto": surface("a:string", "b:string"),
            "proto/order.proto": surface("a:string"),
            "proto/user.proto": surface(package="user", imports=("proto/order.proto",), digest="user"),
        },
        "rev",
    )
    assert (contract.path, other.path) == ("proto/order.proto", "proto/user.proto")


def test_a_copy_that_leaves_whole_services_out_is_not_stale():
    full = surface("id:string")
    part = Surface("protobuf", "shop", "part", types=full.types)
    (contract,) = group({"pb/o.proto": full, "svc/o.proto": part}, "rev")
    assert contract.copies[0].stale is False


def test_the_same_names_in_another_package_are_another_contract():
    assert len(group({"a.proto": surface("x:string"), "b.proto": surface("x:string", package="v2")}, "rev")) == 2


def test_files_of_one_package_that_share_no_name_are_contracts_of_their_own():
    other = Surface("protobuf", "shop", "z", types=(Type("Invoice", "message", 1),))
    assert len(group({"a.proto": surface("x:string"), "b.proto": other}, "rev")) == 2


def record(name: str, *members: Member, inner: str = "Money") -> Surface:
    types = (Type(name, "record", 1, members), Type(inner, "record", 2, (Member("units", "long", 2),)))
    return Surface(format="avro", package="shop", digest=name + repr(members), types=types)


def test_schemas_that_hold_the_same_small_type_are_no_copies_of_each_other():
    price = Member("price", ".shop.Money", 2)
    assert len(group({"order.avsc": record("Order", price), "refund.avsc": record("Refund", price)}, "rev")) == 2
    (contract,) = group({"a/order.avsc": record("Order", price), "b/order.avsc": record("Order")}, "rev")
    assert contract.copies[0].missing == ("Order.price",)


def test_a_type_that_contains_itself_is_still_what_its_schema_is_about():
    chain = Type("Chain", "record", 1, (Member("next", ".shop.Chain", 2),))
    surface = Surface(format="avro", package="shop", digest="a", types=(chain,))
    assert len(group({"a/chain.avsc": surface, "b/chain.avsc": surface}, "rev")) == 1


def described(*, part: bool, imports: tuple[str, ...] = ()) -> Surface:
    return Surface(format="openapi", package="", digest=repr((part, imports)), imports=imports, is_part=part)


def test_a_part_that_a_contract_leads_to_is_no_contract_of_its_own():
    surfaces = {
        "api/openapi.yaml": described(part=False, imports=("api/schemas.yaml",)),
        "api/schemas.yaml": described(part=True, imports=("api/money.yaml",)),
        "api/money.yaml": described(part=True, imports=("api/schemas.yaml",)),
        "api/other.yaml": described(part=False),
    }
    assert [contract.path for contract in group(surfaces, "rev")] == ["api/openapi.yaml", "api/other.yaml"]


def test_a_part_that_no_contract_leads_to_is_listed_and_so_is_a_whole_one_that_others_refer_to():
    surfaces = {
        "lone.yaml": described(part=True, imports=("money.yaml",)),
        "a.yaml": described(part=False, imports=("b.yaml",)),
        "b.yaml": described(part=False),
    }
    assert [contract.path for contract in group(surfaces, "rev")] == ["a.yaml", "b.yaml", "lone.yaml"]
