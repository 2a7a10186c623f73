"""What shows a receiver's type without naming it: a collection's element, a function's result, a call, a literal."""

import pytest

PROTO = """\
syntax = "proto3";
package shop;
option go_package = "example.org/shop/gen/shop";
option java_package = "org.example.shop";
option java_multiple_files = true;
option csharp_namespace = "Example.Shop";

service Shop {
  rpc ListCars(ListRequest) returns (Garage);
  rpc Paint(Car) returns (Car);
}
message Car { string color = 1; int32 doors = 2; }
message House { string color = 1; repeated House houses = 2; }
message ListRequest { string maker = 1; }
message Garage { repeated Car cars = 1; }
"""
GONE = PROTO.replace("string color = 1; int32 doors = 2;", "reserved 1; int32 doors = 2;")
DOCKERFILE = {"svc/a/Dockerfile": "FROM scratch\n"}


@pytest.fixture
def answer(impact_of):
    """Return what the kit says of service ``a`` when ``Car.color`` goes; without any answer it does not use it."""

    def run(**files: str) -> str:
        base = {"p/shop.proto": PROTO, **DOCKERFILE, **{f"svc/a/{name}": text for name, text in files.items()}}
        found = {service: said for service, said, _ in impact_of(base, {"p/shop.proto": GONE})}
        return found.get("a", "depends")

    return run


JAVA = (
    "import org.example.shop.Car;\nimport java.util.List;\n\n"
    "class Label {{\n  void f({given}) {{\n    {line}\n  }}\n}}\n"
)


@pytest.mark.parametrize(
    ("given", "line", "said"),
    [
        ("List<Car> all", "all.stream().filter(x -> x.getColor().isEmpty());", "uses"),
        ("List<House> all", "all.stream().filter(x -> x.getColor().isEmpty());", "depends"),
        ("Store all", "all.each(x -> x.getColor());", "unknown"),
        ("Store all", "all.each(car -> car.getColor());", "unknown"),
        ("Builder b", 'b.<String, Car>stream("cars").mapValues(x -> x.getColor());', "uses"),
        ("Builder b", 'b.<String, House>stream("houses").mapValues(x -> x.getColor());', "depends"),
    ],
)
def test_a_lambda_shows_what_it_is_given_by_its_collection(answer, given, line, said):
    assert answer(**{"Label.java": JAVA.format(given=given, line=line)}) == said


DOORS_GONE = PROTO.replace("int32 doors = 2", "reserved 2")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("all.each(car -> car.getDoors());", "uses"),
        ("all.each(x -> x.getDoors());", "unknown"),
        ("all.each(gate -> gate.getDoors());", "unknown"),
        ("show(new OtherCarsOfMine().getDoors());", "depends"),
        ("show(new Car().doors());", "depends"),
    ],
)
def test_a_lambda_that_shows_no_type_counts_only_where_it_is_called_like_the_type(impact_of, line, said):
    text = JAVA.format(given="Store all", line=f"Car one = null; {line}")
    base = {"p/shop.proto": PROTO, **DOCKERFILE, "svc/a/Label.java": text}
    assert impact_of(base, {"p/shop.proto": DOORS_GONE}) == {("a", said, "untouched")}


CSHARP = "{using}class Label {{\n  void F(Store store) {{\n    {line}\n  }}\n}}\n"


@pytest.mark.parametrize(
    ("using", "line"),
    [
        ("using Example.Shop;\n\n", "var c = Car.Parser.ParseFrom(bytes); Show(c.Color);"),
        ("", "var c = Example.Shop.Car.Parser.ParseFrom(bytes); Show(c.Color);"),
        ("", "var c = new Example.Shop.Car { Color = blue };"),
        (
            "using Example.Shop;\n\n",
            "var all = Garage.Parser.ParseFrom(bytes); foreach (var c in all.Cars) Show(c.Color);",
        ),
        ("using Example.Shop;\n\n", "var all = new Garage(); var c = all.Cars.First(x => x.Color == blue);"),
    ],
    ids=["parser", "full name", "literal by its full name", "loop", "lambda"],
)
def test_csharp_shows_types_in_many_ways(impact_of, using, line):
    base = {"p/shop.proto": PROTO, **DOCKERFILE, "svc/a/Label.cs": CSHARP.format(using=using, line=line)}
    assert impact_of(base, {"p/shop.proto": GONE}) == {("a", "uses", "untouched")}


def test_a_function_in_another_file_shows_what_it_returns(answer):
    store = "interface Store {\n  Task<Example.Shop.Car> NextCarAsync(string id);\n}\n"
    line = "var c = await store.NextCarAsync(id); Show(c.Color); Example.Shop.House h = null;"
    assert answer(**{"Store.cs": store, "Label.cs": CSHARP.format(using="", line=line)}) == "uses"
    other = store.replace("Shop.Car>", "Shop.House>")
    assert answer(**{"Store.cs": other, "Label.cs": CSHARP.format(using="", line=line)}) == "depends"


@pytest.mark.parametrize(("listed", "said"), [("ListCars", "uses"), ("ListHouses", "unknown")])
def test_a_comprehension_shows_its_elements(answer, listed, said):
    text = (
        "from shop import shop_pb2\n\n\ndef f(stub):\n"
        "    got = stub.{}(shop_pb2.Car())\n    return [x.color for x in got.cars]\n"
    )
    assert answer(**{"main.py": text.format(listed)}) == said


SCRIPT = "import { Car, House, ShopClient } from './gen/shop';\n\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("function make(color: string): Car {\n  return { color, doors: 2 };\n}\n", "uses"),
        ("function make(color: string): House {\n  return { color };\n}\n", "depends"),
        ("export const make = (color: string): Car => ({ color });\n", "uses"),
        ("const client = new ShopClient(a);\nclient.paint({ color: 'red' }, done);\n", "uses"),
        ("const client = new ShopClient(a);\nclient.listCars({ maker: 'red' }, done);\n", "depends"),
        ("const { data: { color } = {} as Car } = load();\n", "uses"),
        ("const { data: { color } = {} as House } = load();\n", "depends"),
        ("const got: Car = await fetch('/car');\nexport const c = got.color();\n", "depends"),
    ],
)
def test_typescript_shows_what_a_literal_or_a_pattern_is(answer, text, said):
    assert answer(**{"src/label.ts": SCRIPT + text}) == said


def test_a_handler_that_is_registered_under_another_name_shows_its_request(impact_of):
    text = (
        "const grpc = require('@grpc/grpc-js');\nconst loader = require('@grpc/proto-loader');\n\n"
        "function onPaint(call) {\n  return call.request.color;\n}\n"
        "const shop = grpc.loadPackageDefinition(loader.loadSync('shop.proto')).shop;\n"
        "new grpc.Server().addService(shop.Shop.service, { paint: onPaint });\n"
    )
    base = {"p/shop.proto": PROTO, **DOCKERFILE, "svc/a/index.js": text}
    assert impact_of(base, {"p/shop.proto": GONE}) == {("a", "uses", "untouched")}


GO = 'package main\n\nimport pb "example.org/shop/gen/shop"\n\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("func f(all map[string]*pb.Car) string {\n\tc, ok := all[id]\n\treturn c.Color\n}\n", "uses"),
        ("func f(all map[string]*pb.House) string {\n\tc, ok := all[id]\n\treturn c.Color\n}\n", "depends"),
        ("func f() string {\n\tall := make(map[string]*pb.Car)\n\treturn all[id].Color\n}\n", "uses"),
    ],
)
def test_an_element_of_a_map_has_the_type_of_its_values(answer, text, said):
    assert answer(**{"main.go": GO + "var _ = pb.Car{}\n\n" + text}) == said


def test_a_message_within_a_message_of_another_contract_is_used_without_its_import(impact_of):
    outer = (
        'syntax = "proto3";\npackage yard;\nimport "p/shop.proto";\n'
        'option go_package = "example.org/shop/gen/yard";\nmessage Yard { shop.Car car = 1; }\n'
    )
    text = (
        'package main\n\nimport "example.org/shop/gen/yard"\n\nfunc f(y *yard.Yard) string {\n\treturn y.Car.Color\n}\n'
    )
    base = {"p/shop.proto": PROTO, "p/yard.proto": outer, **DOCKERFILE, "svc/a/main.go": text}
    assert impact_of(base, {"p/shop.proto": GONE}) == {("a", "uses", "untouched")}
    base["p/yard.proto"] = outer + "message Toys { Car car = 1; }\nmessage Car { string color = 1; }\n"
    base["p/yard.proto"] = base["p/yard.proto"].replace("shop.Car car", ".shop.Car car")
    assert impact_of(base, {"p/shop.proto": GONE}) == set(), "which Car is meant is not shown by its name alone"
    base["p/yard.proto"] = outer
    base["svc/a/main.go"] = text.replace("y.Car.Color", "paint.Color")
    assert impact_of(base, {"p/shop.proto": GONE}) == set()


def test_the_class_around_java_messages_is_called_like_the_file(impact_of):
    proto = PROTO.replace('option java_package = "org.example.shop";\noption java_multiple_files = true;\n', "")
    base = {
        "p/shop.proto": proto,
        **DOCKERFILE,
        "svc/a/Main.kt": "import shop.ShopOuterClass.*\n\nfun f(b: ByteArray) = Car.parseFrom(b).color\n",
    }
    gone = {"p/shop.proto": proto.replace("string color = 1; int32 doors = 2;", "reserved 1; int32 doors = 2;")}
    assert impact_of(base, gone) == {("a", "uses", "untouched")}
