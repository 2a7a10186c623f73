"""What a part means in code, for every contract format's own grammar."""

import pytest

from juncture.contracts.surface import Member, Operation, Surface, Type
from juncture.flow.sought import sought

OPENAPI = Surface(
    "openapi",
    "",
    "",
    types=(
        Type("Cart", "object", 1, (Member("items", "Item", 2, True), Member("owner", "", 3))),
        Type("Cart.owner", "object", 3, (Member("id", "string", 4),)),
        Type("Item", "object", 5, (Member("price", "number", 6),)),
    ),
    operations=(Operation("GET /carts", "GET /carts", 7), Operation("POST /carts", "POST /carts", 8)),
)
PROTOBUF = Surface(
    "protobuf",
    "shop",
    "",
    types=(
        Type("Order", "message", 1, (Member("id", "string", 2),)),
        Type("Color", "enum", 3, (Member("RED", "", 4),)),
    ),
    operations=(Operation("Cars/Get", "Cars", 5),),
    groups={"Cars": 5},
)
GRAPHQL = Surface(
    "graphql",
    "",
    "",
    types=(
        Type("Query", "object", 1, (Member("cart", "Cart", 2),)),
        Type("Cart", "object", 3, (Member("total", "Int", 4),)),
    ),
    operations=(Operation("Query.cart", "Query", 2),),
    groups={"Query": 1},
)
AVRO = Surface("avro", "shop", "", types=(Type("Order", "record", 1, (Member("note", "string", 2),)),))
JOB = Surface("job", "", "", operations=(Operation("CronJob/clean", "", 1),))


@pytest.mark.parametrize(
    ("surface", "part", "kind", "meant"),
    [
        (OPENAPI, "GET /carts", "operation", "GET /carts"),
        (OPENAPI, "GET /carts query:limit", "operation", "limit"),
        (OPENAPI, "GET /carts 200 application/json .items[].price", "operation", "price"),
        (OPENAPI, "/carts query:limit", "operation", "limit"),
        (OPENAPI, "Cart", "type", "Cart"),
        (OPENAPI, "Cart.items", "member", "items"),
        (OPENAPI, "Cart.items[].price", "member", "price"),
        (OPENAPI, "Cart.owner.id", "member", "id"),
        (OPENAPI, "document", "contract", ""),
        (PROTOBUF, "Order.id", "member", "id"),
        (PROTOBUF, "Color.RED", "member", "RED"),
        (PROTOBUF, "Order@payment", "member", "payment"),
        (PROTOBUF, "Cars/Get", "operation", "Get"),
        (PROTOBUF, "Cars", "group", "Cars"),
        (PROTOBUF, "package", "contract", ""),
        (GRAPHQL, "Query.cart", "operation", "cart"),
        (GRAPHQL, "Query.cart(id)", "operation", "id"),
        (GRAPHQL, "Cart.total", "member", "total"),
        (AVRO, "Order.note", "member", "note"),
        (AVRO, "Order.note[string]", "member", "note"),
        (JOB, "CronJob/clean/main.env[DEPTH]", "setting", "DEPTH"),
    ],
)
def test_a_part_is_what_its_grammar_says(surface, part, kind, meant):
    found = sought(part, surface)
    assert (found.kind, found.key or found.name or found.type) == (kind, meant)


def test_a_piece_of_a_shared_path_belongs_to_all_its_operations():
    assert sought("/carts query:limit", OPENAPI).operations == ("GET /carts", "POST /carts")


def test_an_option_moves_the_code_of_its_own_languages():
    assert sought("option:java_package", PROTOBUF).languages == ("java", "kotlin")
    assert sought("option:objc_class_prefix", PROTOBUF).languages == ()


def test_the_owner_of_a_nested_property_is_the_type_that_declares_it():
    assert sought("Cart.items[].price", OPENAPI).type == "Item"
