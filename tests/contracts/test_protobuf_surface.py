"""The surface of one .proto file, as the catalogue sees it."""

from juncture.contracts.formats import format_named, format_of
from juncture.contracts.surface import Member, Operation, Surface

TEXT = """\
syntax = "proto3";
package shop.v1;
import "money.proto";
option go_package = "example.com/shop";
option java_multiple_files = true;
option (custom) = "x";

message Order {
  string id = 1 [(gogoproto.customname) = "ID", json_name = "orderId"];
  Line line = 2;
  repeated shop.v1.Order.Line lines = 3;
  map<string, Level> levels = 4;
  money.Money total = 5;
  message Line { Line next = 1; .shop.v1.Order order = 2; }
}
enum Level { NONE = 0; HIGH = 1 [(gogoproto.enumvalue_customname) = "High"]; }
service Shop {
  rpc Get(Order.Line) returns (stream Order);
}
"""


def surface(text: str) -> Surface:
    return format_named("protobuf").surface("shop.proto", text.encode())


def test_types_have_members_with_the_names_this_file_can_tell() -> None:
    found = surface(TEXT)
    assert (found.format, found.package, found.imports) == ("protobuf", "shop.v1", ("money.proto",))
    order, line, level = found.types
    assert [(each.name, each.kind, each.line) for each in found.types] == [
        ("Order", "message", 8),
        ("Order.Line", "message", 14),
        ("Level", "enum", 16),
    ]
    assert order.members == (
        Member("id", "string", 9, names={"go": "ID", "json": "orderId"}),
        Member("line", ".shop.v1.Order.Line", 10),
        Member("lines", "shop.v1.Order.Line", 11, repeated=True),
        Member("levels", ".shop.v1.Level", 12, repeated=True, key="string"),
        Member("total", "money.Money", 13),
    )
    assert [each.type for each in line.members] == [".shop.v1.Order.Line", ".shop.v1.Order"]
    assert level.members == (Member("NONE", "", 16), Member("HIGH", "", 16, names={"go": "High"}))


def test_operations_belong_to_their_service() -> None:
    found = surface(TEXT)
    assert found.operations == (Operation("Shop/Get", "Shop", 18, ".shop.v1.Order.Line", ".shop.v1.Order"),)
    assert found.groups == {"Shop": 17}


def test_options_that_name_generated_code_are_told_as_text() -> None:
    assert surface(TEXT).options == {"go_package": "example.com/shop", "java_multiple_files": "true"}


def test_the_digest_follows_meaning_only() -> None:
    same = TEXT.replace("\n\n", "\n// a comment\n\n\n").replace('"example.com/shop"', "'example.com/' \"shop\"")
    assert surface(same).digest == surface(TEXT).digest
    for old, new in (("id = 1", "id = 9"), ("NONE = 0; ", "NONE = 0; LOW = 2; "), ("stream ", ""), ("v1;", "v2;")):
        assert surface(TEXT.replace(old, new, 1)).digest != surface(TEXT).digest


def test_a_contract_is_recognised_by_what_it_says() -> None:
    for path, content, expected in (
        ("a.proto", b'// licence\n/* x */ syntax = "proto3";', True),
        ("a.proto", b"package a;", True),
        ("a.proto", b"", True),
        ("a.proto", b"name: 'a text format message'", False),
        ("a.proto.tmpl", b'edition = "2023";', True),
        ("a.go", b"package a", False),
        ("a.proto", b"\0\1\2", True),  # nobody can read it, which is told: it is not as if it were gone
    ):
        assert (format_of(path, content) is not None) == expected, (path, content)
