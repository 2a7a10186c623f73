"""Members of the same name: the contract's own types tell whose they are; where nothing does, nobody can tell."""

import pytest

PROTO = """\
syntax = "proto3";
package shop;
option go_package = "example.org/shop";
option java_package = "shop";
option java_multiple_files = true;
service Cars {
  rpc Find(CarRequest) returns (Car);
}
message Engine { int32 power = 1; }
message Owner { int32 power = 1; }
message CarRequest { Engine engine = 1; repeated Engine engines = 2; Owner owner = 3; }
message Car { Engine engine = 1; Owner owner = 2; }
"""
GONE = PROTO.replace("message Engine { int32 power = 1; }", 'message Engine { reserved 1; reserved "power"; }')
SHOWN = {
    "python handler": (
        "a.py",
        "from shop import shop_pb2\n\n\nclass S:\n    def Find(self, request, context):\n"
        "        return request.{engine}.power\n",
    ),
    "python result": (
        "a.py",
        "from shop import shop_pb2\n\n\ndef f(stub):\n    car = stub.Find(shop_pb2.CarRequest())\n"
        "    return car.{engine}.power\n",
    ),
    "python loop": (
        "a.py",
        "from shop import shop_pb2\n\n\ndef f(r: shop_pb2.CarRequest):\n    for one in [r.{engine}]:\n        pass\n"
        "    one = r.{engine}\n    return one.power\n",
    ),
    "go result": (
        "a.go",
        'package main\n\nimport pb "example.org/shop"\n\nfunc f(client pb.CarsClient) int32 {\n'
        "\tcar, _ := client.Find(ctx, &pb.CarRequest{})\n\treturn car.{Engine}.Power\n}\n",
    ),
    "go getters": (
        "a.go",
        'package main\n\nimport pb "example.org/shop"\n\nfunc f(car *pb.Car) int32 {\n'
        "\treturn car.Get{Engine}().GetPower()\n}\n",
    ),
    "java getters": (
        "A.java",
        "import shop.Car;\n\nclass A { int f(Car car) { return car.get{Engine}().getPower(); } }\n",
    ),
    "typescript handler": (
        "a.ts",
        "import { CarsServer } from './gen/shop_pb';\n\n"
        "export const find = (call, callback) => call.request.{engine}.power;\n",
    ),
    "csharp property": (
        "A.cs",
        "using Shop;\n\nclass A { int F(Car car) { return car.{Engine}.Power; } }\n",
    ),
    "rust field": (
        "a.rs",
        'pub mod shop { tonic::include_proto!("shop"); }\nuse shop::Car;\n\n'
        "fn f(car: &Car) -> i32 { car.{engine}.power }\n",
    ),
}


def reached(impact_of, path: str, text: str, name: str) -> set[tuple[str, str, str]]:
    text = text.replace("{engine}", name).replace("{Engine}", name.capitalize())
    base = {"p/shop.proto": PROTO, "svc/a/Dockerfile": "FROM scratch\n", f"svc/a/{path}": text}
    return impact_of(base, {"p/shop.proto": GONE})


@pytest.mark.parametrize("place", SHOWN)
def test_the_type_of_a_receiver_is_followed_through_the_contract(impact_of, place):
    assert reached(impact_of, *SHOWN[place], "engine") == {("a", "uses", "untouched")}


@pytest.mark.parametrize("place", SHOWN)
def test_a_member_of_the_same_name_of_another_type_is_none(impact_of, place):
    assert reached(impact_of, *SHOWN[place], "owner") <= {("a", "depends", "untouched")}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "from shop import shop_pb2\n\n\ndef f(x, e: shop_pb2.Engine):\n    return x.power\n"),
        ("a.ts", "import { Engine } from './gen/shop';\n\nexport const f = (x: any, e: Engine) => x.power;\n"),
    ],
)
def test_a_receiver_of_no_shown_type_cannot_be_told(impact_of, path, text):
    base = {"p/shop.proto": PROTO, "svc/a/Dockerfile": "FROM scratch\n", f"svc/a/{path}": text}
    assert impact_of(base, {"p/shop.proto": GONE}) == {("a", "unknown", "untouched")}


ONE = PROTO.replace("message Owner { int32 power = 1; }", "message Owner { int32 weight = 1; }")
ONE_GONE = ONE.replace("message Engine { int32 power = 1; }", 'message Engine { reserved 1; reserved "power"; }')


def test_a_helper_that_a_bound_file_calls_cannot_be_told(impact_of):
    base = {
        "p/shop.proto": ONE,
        "svc/a/Dockerfile": "FROM scratch\n",
        "svc/a/main.py": "from shop import shop_pb2\nimport helper\n\nhelper.show(pick(shop_pb2.Engine))\n",
        "svc/a/helper.py": "def show(engine):\n    print(engine.power)\n",
    }
    assert impact_of(base, {"p/shop.proto": ONE_GONE}) == {("a", "unknown", "untouched")}
    base["svc/a/helper.py"] = "class Own:\n    power: int\n\n\ndef show(own: Own):\n    print(own.power)\n"
    assert impact_of(base, {"p/shop.proto": ONE_GONE}) == {("a", "depends", "untouched")}


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        ("import helper\n\nhelper.show(shop_pb2.Engine())", "uses"),
        ("from helper import show\n\nshow(shop_pb2.Engine())", "uses"),
        ("import helper, other\n\nother.show(shop_pb2.Engine())", "unknown"),
        ("import helper\n\nhelper.show(shop_pb2.Engine())\nhelper.show(7)", "unknown"),
    ],
)
def test_what_a_helper_is_given_shows_what_its_parameter_is(impact_of, call, answer):
    base = {
        "p/shop.proto": ONE,
        "svc/a/Dockerfile": "FROM scratch\n",
        "svc/a/main.py": f"from shop import shop_pb2\n{call}\n",
        "svc/a/helper.py": "def show(engine):\n    print(engine.power)\n",
    }
    assert impact_of(base, {"p/shop.proto": ONE_GONE}) == {("a", answer, "untouched")}


def test_modules_that_hand_on_are_followed_to_the_end(impact_of):
    base = {
        "p/shop.proto": ONE,
        "svc/a/Dockerfile": "FROM scratch\n",
        "svc/a/src/gen.ts": "export * from './gen/shop_pb';\n",
        "svc/a/src/types.ts": "export { Engine } from './gen';\n",
        "svc/a/src/model/index.ts": "export { Engine } from '../types';\n",
        "svc/a/src/view.ts": "import { Engine } from './model';\n\nexport const f = (e: Engine) => e.power;\n",
    }
    assert impact_of(base, {"p/shop.proto": ONE_GONE}) == {("a", "uses", "untouched")}


def test_a_module_that_declares_the_name_itself_hands_on_nothing(impact_of):
    base = {
        "p/shop.proto": ONE,
        "svc/a/Dockerfile": "FROM scratch\n",
        "svc/a/src/types.ts": "import { Car } from './gen/shop_pb';\nexport interface Engine { watts: number }\n",
        "svc/a/src/view.ts": "import { Engine } from './types';\n\nexport const f = (e: Engine) => e.power;\n",
    }
    assert ("a", "uses", "untouched") not in impact_of(base, {"p/shop.proto": ONE_GONE})


ONEOF = PROTO.replace("message Car {", "message Car {\n  oneof fuel { int32 petrol = 5; int32 power_hours = 6; }\n")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "a.go",
            'package main\n\nimport pb "example.org/shop"\n\nvar c = &pb.Car{Fuel: &pb.Car_Petrol{Petrol: 1}}\n',
        ),
        (
            "A.java",
            "import shop.Car;\n\nclass A { boolean f(Car c) { return c.getFuelCase() == Car.FuelCase.PETROL; } }\n",
        ),
        (
            "a.rs",
            'pub mod shop { tonic::include_proto!("shop"); }\nuse shop::{car, Car};\n\n'
            "fn f(c: Car) -> i32 { match c.fuel { Some(car::Fuel::Petrol(x)) => x, _ => 0 } }\n",
        ),
    ],
)
def test_a_case_of_a_oneof_has_users(impact_of, path, text):
    base = {"p/shop.proto": ONEOF, "svc/a/Dockerfile": "FROM scratch\n", f"svc/a/{path}": text}
    head = ONEOF.replace("int32 petrol = 5; ", "").replace(
        "message Car {", 'message Car {\n  reserved 5;\n  reserved "petrol";', 1
    )
    assert impact_of(base, {"p/shop.proto": head}) == {("a", "uses", "untouched")}
