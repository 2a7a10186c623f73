"""What moves, goes or is renamed: a use is followed, and nothing counts as repaired because it is hard to find."""

import pytest

PROTO = """\
syntax = "proto3";
package shop;
service Cars {
  rpc Close(Car) returns (Car);
  rpc Get(Car) returns (Car);
}
message Car {
  string name = 1;
  int32 zip = 2;
}
enum Color {
  COLOR_NONE = 0;
  COLOR_RED = 1;
}
"""
GONE = PROTO.replace("  int32 zip = 2;", '  reserved 2;\n  reserved "zip";')
USER = "from shop import shop_pb2\n\n\ndef f(c: shop_pb2.Car):\n    return c.zip\n"
SERVICE = {"svc/a/Dockerfile": "FROM scratch\n"}


def test_a_file_that_moves_repairs_nothing(impact_of):
    base = {"p/shop.proto": PROTO, **SERVICE, "svc/a/main.py": USER}
    head = {"p/shop.proto": GONE, "svc/a/main.py": None, "svc/a/app.py": USER}
    assert impact_of(base, head) == {("a", "uses", "untouched")}


def test_white_space_repairs_nothing(impact_of):
    base = {"p/shop.proto": PROTO, **SERVICE, "svc/a/main.py": USER}
    head = {"p/shop.proto": GONE, "svc/a/main.py": USER.replace("return c.zip", "return  c.zip")}
    assert impact_of(base, head) == {("a", "uses", "untouched")}


@pytest.mark.parametrize(("old", "new"), [("int32 zip", "int32 postcode"), ("message Car", "message Auto")])
def test_a_renamed_part_is_looked_for_by_its_old_name(impact_of, old, new):
    renamed = PROTO.replace(old, new).replace("(Car)", "(Auto)") if "Auto" in new else PROTO.replace(old, new)
    assert ("a", "uses", "untouched") in impact_of(
        {"p/shop.proto": PROTO, **SERVICE, "svc/a/main.py": USER}, {"p/shop.proto": renamed}
    )


def test_a_renamed_part_is_repaired_by_its_new_name(impact_of):
    base = {"p/shop.proto": PROTO, **SERVICE, "svc/a/main.py": USER}
    head = {
        "p/shop.proto": PROTO.replace("int32 zip", "int32 postcode"),
        "svc/a/main.py": USER.replace("c.zip", "c.postcode"),
    }
    assert impact_of(base, head) == {("a", "uses", "repaired")}


def test_a_contract_that_is_removed_has_users(impact_of):
    base = {"p/shop.proto": PROTO, **SERVICE, "svc/a/main.py": USER}
    assert ("a", "uses", "untouched") in impact_of(base, {"p/shop.proto": None})


def test_a_copy_that_still_has_a_part_does_not_become_the_contract(impact_of):
    base = {"p/shop.proto": PROTO, **SERVICE, "svc/a/protos/shop.proto": PROTO, "svc/a/main.py": USER}
    assert impact_of(base, {"p/shop.proto": GONE}) == {("a", "uses", "untouched")}


def test_a_change_of_a_copy_alone_is_compared(impact_of):
    base = {"p/shop.proto": PROTO, **SERVICE, "svc/a/protos/shop.proto": PROTO, "svc/a/main.py": USER}
    assert impact_of(base, {"svc/a/protos/shop.proto": GONE}) == {("a", "uses", "untouched")}


def test_shared_code_of_no_service_is_named_by_its_folder(impact_of):
    base = {"p/shop.proto": PROTO, **SERVICE, "lib/common/car.py": USER}
    assert impact_of(base, {"p/shop.proto": GONE}) == {("lib/common/", "uses", "untouched")}


@pytest.mark.parametrize("line", ["log('Car')", '"""Handles a Car."""', "x = 1  # Car"])
def test_a_type_in_a_string_or_a_comment_is_no_use(impact_of, line):
    base = {"p/shop.proto": PROTO + "message Van { string x = 1; }\n", **SERVICE}
    base["svc/a/main.py"] = f"from shop import shop_pb2\n\nv = shop_pb2.Color\n{line.replace('Car', 'Van')}\n"
    assert not any(answer == "uses" for _, answer, _ in impact_of(base, {"p/shop.proto": PROTO}))


def test_another_method_of_the_same_name_is_no_call(impact_of):
    code = (
        'package main\n\nimport (\n\t"os"\n\n\tpb "example.org/shop"\n)\n\nfunc f(conn any, file *os.File) {\n'
        "\tclient := pb.NewCarsClient(conn)\n\tdefer file.Close()\n\tclient.Get(nil, nil)\n}\n"
    )
    proto = PROTO.replace("package shop;", 'package shop;\noption go_package = "example.org/shop";')
    base = {"p/shop.proto": proto, **SERVICE, "svc/a/main.go": code}
    head = {"p/shop.proto": proto.replace("  rpc Close(Car) returns (Car);\n", "")}
    assert not any(answer == "uses" for _, answer, _ in impact_of(base, head))


def test_a_call_on_the_client_is(impact_of):
    code = (
        'package main\n\nimport pb "example.org/shop"\n\nfunc f(conn any) {\n'
        "\tclient := pb.NewCarsClient(conn)\n\tclient.Close(nil, nil)\n}\n"
    )
    proto = PROTO.replace("package shop;", 'package shop;\noption go_package = "example.org/shop";')
    base = {"p/shop.proto": proto, **SERVICE, "svc/a/main.go": code}
    head = {"p/shop.proto": proto.replace("  rpc Close(Car) returns (Car);\n", "")}
    assert ("a", "uses", "untouched") in impact_of(base, head)


def test_the_same_type_of_another_package_is_no_use(impact_of):
    code = (
        'package main\n\nimport (\n\ta "example.org/shop"\n\tb "example.org/other"\n)\n\n'
        "var x a.Car\n\nfunc f(y *b.Car) int32 { return y.Zip }\n"
    )
    proto = PROTO.replace("package shop;", 'package shop;\noption go_package = "example.org/shop";')
    other = proto.replace("package shop", "package other").replace("example.org/shop", "example.org/other")
    base = {"p/shop.proto": proto, "p/other.proto": other, **SERVICE, "svc/a/main.go": code}
    found = impact_of(
        base, {"p/shop.proto": GONE.replace("package shop;", proto.splitlines()[1] + "\n" + proto.splitlines()[2])}
    )
    assert not any(answer == "uses" for _, answer, _ in found)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("main.py", "from shop import shop_pb2\n\n\ndef f(c):\n    return c == shop_pb2.COLOR_RED\n"),
        (
            "main.go",
            'package main\n\nimport pb "example.org/shop"\n\n'
            "func f(c pb.Color) bool { return c == pb.Color_COLOR_RED }\n",
        ),
        (
            "src/main/java/A.java",
            "import shop.Color;\n\nclass A {\n  boolean f(Color c) { return c == Color.COLOR_RED; }\n}\n",
        ),
    ],
)
def test_a_value_of_an_enum_has_users(impact_of, path, text):
    proto = PROTO.replace("package shop;", 'package shop;\noption go_package = "example.org/shop";')
    base = {"p/shop.proto": proto, **SERVICE, f"svc/a/{path}": text}
    head = {"p/shop.proto": proto.replace("  COLOR_RED = 1;\n", "  reserved 1;\n")}
    assert ("a", "uses", "untouched") in impact_of(base, head)


RETYPED = PROTO.replace("int32 zip", "string zip")
NUMBER = USER.replace("c.zip", "c.zip + 1")


def test_code_that_moves_to_another_service_is_untouched_there(impact_of):
    base = {"p/shop.proto": PROTO, **SERVICE, "svc/b/Dockerfile": "FROM scratch\n", "svc/a/main.py": NUMBER}
    head = {"p/shop.proto": RETYPED, "svc/a/main.py": None, "svc/b/main.py": NUMBER}
    assert impact_of(base, head) == {("b", "uses", "untouched")}


def test_a_service_that_moves_is_untouched_at_its_new_place(impact_of):
    base = {"p/shop.proto": PROTO, **SERVICE, "svc/a/main.py": NUMBER}
    gone = {"svc/a/Dockerfile": None, "svc/a/main.py": None}
    head = {"p/shop.proto": RETYPED, **gone, "apps/basket/Dockerfile": "FROM scratch\n", "apps/basket/main.py": NUMBER}
    assert {(answer, state) for _, answer, state in impact_of(base, head)} == {("uses", "untouched")}


def test_code_that_moves_with_another_name_for_its_variable_is_untouched(impact_of):
    base = {"p/shop.proto": PROTO, **SERVICE, "svc/a/main.py": NUMBER}
    moved = NUMBER.replace("c.zip", "car.zip").replace("(c:", "(car:")
    head = {"p/shop.proto": RETYPED, "svc/a/main.py": None, "svc/a/other.py": moved}
    assert impact_of(base, head) == {("a", "uses", "untouched")}


def test_a_use_that_goes_here_and_another_that_comes_there_are_two(impacts_of):
    base = {"p/shop.proto": PROTO, **SERVICE, "svc/b/Dockerfile": "FROM scratch\n", "svc/a/main.py": NUMBER}
    fresh = USER.replace("return c.zip", "show(c.zip.strip())")
    found = impacts_of(base, {"p/shop.proto": RETYPED, "svc/a/main.py": None, "svc/b/main.py": fresh})
    assert {name: str(one.state) for name, one in found.items()} == {"a": "repaired", "b": "new"}


def test_a_contract_that_moves_and_changes_keeps_its_users(impact_of):
    base = {"p/shop.proto": PROTO, **SERVICE, "svc/a/main.py": NUMBER}
    head = {"p/shop.proto": None, "p/shop2.proto": RETYPED}
    assert impact_of(base, head) == {("a", "uses", "untouched")}


def test_a_contract_that_only_moves_hurts_who_imports_the_module_that_is_called_like_it(impacts_of):
    base = {"p/shop.proto": PROTO, **SERVICE, "svc/a/main.py": USER}
    impact = impacts_of(base, {"p/shop.proto": None, "p/shop2.proto": PROTO})["a"]
    assert (impact.answer, impact.state) == ("uses", "untouched")
    assert [(use.line, use.text) for use in impact.uses] == [(1, "from shop import shop_pb2")]


def test_an_import_of_the_new_module_is_the_repair_of_a_move(impact_of):
    base = {"p/shop.proto": PROTO, **SERVICE, "svc/a/main.py": USER}
    head = {"p/shop.proto": None, "p/shop2.proto": PROTO, "svc/a/main.py": USER.replace("shop_pb2", "shop2_pb2")}
    assert impact_of(base, head) == {("a", "uses", "repaired")}


def test_a_contract_that_moves_hurts_nobody_whose_code_is_called_by_its_package(impact_of):
    proto = PROTO.replace("package shop;", 'package shop;\noption go_package = "example.org/shop";')
    code = 'package main\n\nimport pb "example.org/shop"\n\nvar c = &pb.Car{}\n'
    base = {"p/shop.proto": proto, **SERVICE, "svc/a/main.go": code}
    assert not any(answer == "uses" for _, answer, _ in impact_of(base, {"p/shop.proto": None, "p/shop2.proto": proto}))
