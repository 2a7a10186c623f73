"""Contracts that are loaded at run time have no types in code: messages are known by where they stand."""

import pytest

PROTO = """\
syntax = "proto3";
package shop;
service Shipping {
  rpc Quote(QuoteRequest) returns (QuoteReply);
  rpc Cancel(Id) returns (QuoteReply);
}
service Stock { rpc Quote(Id) returns (Level); }
message Address { string city = 1; int32 zip_code = 2; }
message QuoteRequest { Address address = 1; }
message QuoteReply { int32 cents = 1; Address address = 2; }
message Level { int32 cents = 1; }
message Id { string id = 1; }
"""
NEST = "import { ClientGrpc, GrpcMethod } from '@nestjs/microservices';\nimport { Observable } from 'rxjs';\n"


def lines(asked, part: str, text: str, **more: str) -> list[int] | str:
    files = {"p/shop.proto": PROTO, "svc/a/Dockerfile": "FROM node\n", "svc/a/src/a.ts": NEST + text}
    files |= {f"svc/a/src/{name.replace('__', '.')}": content for name, content in more.items()}
    found = asked(files, f"p/shop.proto#{part}").get("a")
    if found is None:
        return ""
    return [use.line - 2 for use in found.uses] if found.uses else found.answer


CLIENT = """\
interface ShippingApi { quote(request: any): Observable<any> }
interface StockApi { quote(id: any): Observable<any> }
export class A {
  private shipping: ShippingApi;
  private stock: StockApi;
  onModuleInit() {
    this.shipping = this.client.getService<ShippingApi>('Shipping');
    this.stock = this.client.getService<StockApi>('Stock');
  }
  async f(id: string) {
    const { cents } = await this.shipping
      .quote({
        address: { city: 'x', zipCode: 5 },
      })
      .toPromise();
    const level = await firstValueFrom(this.stock.quote({ id }));
    return cents + level.cents;
  }
}
"""


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("Address.zip_code", [13]),
        ("QuoteRequest.address", [13]),
        ("QuoteReply.cents", [11]),
        ("Level.cents", [17]),
        ("Id.id", [16]),
        ("Shipping/Quote", [12]),
        ("Stock/Quote", [16]),
        ("QuoteReply.address", "depends"),
    ],
)
def test_what_a_client_is_given_and_returns_is_of_its_own_service(asked, part, expected):
    found = lines(asked, part, CLIENT)
    declared = [1] if part == "Shipping/Quote" else [2] if part == "Stock/Quote" else []
    assert found == expected or [line for line in found if line not in declared] == expected


HANDLER = """\
@Controller()
export class ShippingController {
  @GrpcMethod('Shipping', 'Quote')
  async price(request: Whatever): Promise<Price> {
    const zip = request.address.zipCode;
    const price: Price = { cents: zip };
    return price;
  }
  @GrpcMethod('Shipping', 'Cancel')
  cancel({ id }) {
    return { cents: 0 };
  }
}
"""


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ("Address.zip_code", [5]),
        ("QuoteReply.cents", [6, 11]),
        ("Id.id", [10]),
        ("Shipping/Quote", [3]),
        ("Shipping/Cancel", [9]),
    ],
)
def test_what_a_handler_is_given_and_returns_is_of_its_call(asked, part, expected):
    assert lines(asked, part, HANDLER) == expected


def test_a_mark_that_names_nothing_is_of_the_class_and_the_method(asked):
    method = "quote(r: R) { return { cents: r.address.zipCode }; }"
    text = f"@Controller()\nexport class Shipping {{\n  @GrpcMethod()\n  {method}\n}}\n"
    assert lines(asked, "Address.zip_code", text) == [4]


OTHER_CODE = """\
@Controller()
export class ShippingController {
  @GrpcMethod('Shipping', 'Quote')
  quote(request: QuoteRequest) { return this.price(request.address); }
  price(address: Address) { return address.zipCode; }
}
"""


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("export interface Address { zipCode: number }\n", [6]),
        ("export class Address extends Model { id: string; zipCode: number }\n", "depends"),
    ],
    ids=["its members are the message's", "an entity that has more"],
)
def test_an_own_type_stands_for_a_message_of_its_name_with_its_members(asked, own, expected):
    text = "import { Address } from './address';\n" + OTHER_CODE
    assert lines(asked, "Address.zip_code", text, address__ts=own) == expected


def test_a_service_that_two_contracts_have_is_nobodys(asked):
    files = {
        "p/shop.proto": PROTO,
        "p/other.proto": PROTO.replace("package shop", "package other").replace("zip_code", "code"),
        "svc/a/Dockerfile": "FROM node\n",
        "svc/a/src/a.ts": NEST + HANDLER,
    }
    found = asked(files, "p/shop.proto#Address.zip_code").get("a")
    assert found is None or found.uses == ()


def test_a_service_that_two_contracts_have_is_that_of_the_one_beside_the_code(asked):
    files = {
        "svc/a/proto/shop.proto": PROTO,
        "svc/b/proto/other.proto": PROTO.replace("package shop", "package other").replace("zip_code", "code"),
        "svc/a/Dockerfile": "FROM node\n",
        "svc/b/Dockerfile": "FROM node\n",
        "svc/a/src/a.ts": NEST + HANDLER,
    }
    assert [use.line for use in asked(files, "svc/a/proto/shop.proto#Address.zip_code")["a"].uses] == [7]


def test_a_callback_is_given_the_reply_behind_the_error(asked):
    text = (
        "const grpc = require('@grpc/grpc-js');\nconst loader = require('@grpc/proto-loader');\n"
        "const shop = grpc.loadPackageDefinition(loader.loadSync('shop.proto')).shop;\n"
        "const client = new shop.Shipping('x', grpc.credentials.createInsecure());\n"
        "client.quote({ address: { zipCode: 5 } }, (err, reply) => console.log(reply.cents));\n"
    )
    files = {"p/shop.proto": PROTO, "svc/a/Dockerfile": "FROM node\n", "svc/a/index.js": text}
    for part in ("Address.zip_code", "QuoteReply.cents"):
        assert [use.line for use in asked(files, f"p/shop.proto#{part}")["a"].uses] == [5]
    assert asked(files, "p/shop.proto#Level.cents").get("a") is None or (
        asked(files, "p/shop.proto#Level.cents")["a"].uses == ()
    )
