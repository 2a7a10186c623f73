"""Comparing whole sides: moved and copied files, renamed packages, missing imports, reach and direction."""

from collections.abc import Callable

import pytest

from juncture.contracts.model import Compatibility, ContractChange, Direction
from juncture.facts.problem import InputError

Diff = Callable[..., list[ContractChange]]
HEAD = 'syntax = "proto3"; package shop;\n'
ORDER = "message Order { int32 id = 1; }\n"
SERVICE = "service Shop { rpc Get(Order) returns (Order); }\n"


def told(changes: list[ContractChange]) -> list[tuple[str, str, str]]:
    return [(each.rule.removeprefix("protobuf/"), each.contract, each.part) for each in changes]


def test_a_message_in_another_file_of_its_package_moved(diff: Diff) -> None:
    old = {"a.proto": HEAD + ORDER + SERVICE, "b.proto": HEAD}
    new = {"a.proto": HEAD + 'import "b.proto";\n' + SERVICE, "b.proto": HEAD + ORDER}
    (change,) = diff(old, new)
    assert told([change]) == [("declaration-moved", "b.proto", "Order")]
    assert (change.old, change.new, change.compatibility) == ("a.proto", "b.proto", Compatibility.RISKY)


def test_a_moved_message_is_still_compared(diff: Diff) -> None:
    old = {"a.proto": HEAD + ORDER, "b.proto": HEAD}
    new = {"a.proto": HEAD, "b.proto": HEAD + ORDER.replace("int32", "string")}
    assert told(diff(old, new)) == [
        ("field-type-changed", "b.proto", "Order.id"),
        ("declaration-moved", "b.proto", "Order"),
    ]


def test_a_moved_file_is_no_deletion(diff: Diff) -> None:
    content = HEAD + ORDER + SERVICE
    for moved in ({}, {"old/a.proto": "new/a.proto"}):
        changes = diff({"old/a.proto": content}, {"new/a.proto": content}, moved=moved)
        assert told(changes) == [("file-moved", "new/a.proto", "file")]


def test_a_file_moved_and_renamed_in_package_is_paired_by_the_caller(diff: Diff) -> None:
    old = {"v1/a.proto": HEAD + ORDER}
    new = {"v2/a.proto": HEAD.replace("shop", "shop.v2") + ORDER.replace("int32", "string")}
    assert told(diff(old, new)) == [("file-removed", "v1/a.proto", "file"), ("file-added", "v2/a.proto", "file")]
    assert told(diff(old, new, moved={"v1/a.proto": "v2/a.proto"})) == [
        ("field-type-changed", "v2/a.proto", "Order.id"),
        ("file-moved", "v2/a.proto", "file"),
        ("package-changed-without-service", "v2/a.proto", "package"),
    ]


def test_a_removed_file_is_one_change_with_all_its_operations(diff: Diff) -> None:
    (change,) = diff({"a.proto": HEAD + ORDER + SERVICE}, {})
    assert (change.rule, change.operations, change.cause) == ("protobuf/file-removed", ("Shop/Get",), None)
    assert change.witness is not None
    assert (change.witness.kind, change.witness.text) == ("grpc", "/shop.Shop/Get")


def test_an_added_file_is_one_change(diff: Diff) -> None:
    (change,) = diff({}, {"a.proto": HEAD + ORDER + SERVICE})
    assert (change.rule, change.operations, change.part) == ("protobuf/file-added", ("Shop/Get",), "file")


def test_a_renamed_package_is_one_change_and_its_messages_are_still_compared(diff: Diff) -> None:
    old = {"a.proto": HEAD + ORDER + SERVICE}
    new = {"a.proto": (HEAD + ORDER + SERVICE).replace("package shop", "package store")}
    (change,) = diff(old, new)
    assert (change.rule, change.old, change.new) == ("protobuf/package-changed", "package shop", "package store")
    assert change.operations == ("Shop/Get",)
    new["a.proto"] = new["a.proto"].replace("int32", "string")
    assert ("field-type-changed", "a.proto", "Order.id") in told(diff(old, new))


def test_a_message_that_others_refer_to_is_lost_where_they_are(diff: Diff) -> None:
    old = "message Order { Money total = 1; } message Money { int64 units = 1; }"
    changes = diff(old, "message Order { reserved 1; }")
    assert told(changes) == [
        ("field-removed-reserved", "shop.proto", "Order.total"),
        ("message-removed-referenced", "shop.proto", "Money"),
    ]


def test_nested_declarations_go_and_come_with_what_holds_them(diff: Diff) -> None:
    nested = "message A { message B { enum C { X = 0; } } }"
    assert told(diff(nested, "")) == [("message-removed", "shop.proto", "A")]
    assert told(diff("", nested)) == [("message-added", "shop.proto", "A")]
    assert told(diff(nested, "message A { message B {} }")) == [("enum-removed", "shop.proto", "A.B.C")]


def test_a_field_of_a_renamed_message_is_not_changed(diff: Diff) -> None:
    old = "message Order { Money total = 1; } message Money { int64 units = 1; }"
    assert told(diff(old, old.replace("Money", "Cash"))) == [("message-renamed", "shop.proto", "Cash")]


def test_a_field_that_gets_an_equal_type_reads_the_same(diff: Diff) -> None:
    types = "message Money { int64 units = 1; } message Cash { int64 units = 1; int32 nanos = 2; }\n"
    old, new = types + "message O { Money m = 1; }", types + "message O { Cash m = 1; }"
    (change,) = diff(old, new)
    assert (change.rule, change.old, change.new) == ("protobuf/field-type-equivalent", "Money", "Cash")


def test_types_that_hold_each_other_are_compared_to_an_end(diff: Diff) -> None:
    old = "message A { A next = 1; B other = 2; } message B { A back = 1; }\n"
    old += "message X { X next = 1; Y other = 2; } message Y { X back = 1; }\n"
    changes = diff(old + "message M { A a = 1; }", old + "message M { X a = 1; }")
    assert told(changes) == [("field-type-equivalent", "shop.proto", "M.a")]


@pytest.mark.parametrize(
    ("service", "direction"),
    [
        ("rpc Put(Order) returns (Done);", Direction.REQUEST),
        ("rpc Get(Done) returns (Order);", Direction.RESPONSE),
        ("rpc Put(Order) returns (Order);", Direction.BOTH),
        ("", Direction.BOTH),
    ],
)
def test_direction_is_the_side_of_the_operations_that_carry_a_part(
    service: str, direction: Direction, diff: Diff
) -> None:
    body = f"message Done {{}} message Order {{ repeated Item items = 1; }} service S {{ {service} }}\n"
    old, new = "message Item { int32 price = 1; }", "message Item { string price = 1; }"
    (change,) = diff(body + old, body + new)
    assert change.direction == direction
    assert change.operations == ((f"S/{service[4:7]}",) if service else ())


def test_operations_are_found_in_files_that_did_not_change(diff: Diff) -> None:
    api = 'syntax = "proto3"; package api; import "shared/money.proto";\n'
    api += "message Bill { shop.Money total = 1; } service Billing { rpc Pay(Bill) returns (Bill); }"
    money = HEAD + "message Money { int64 units = 1; }"
    unrelated = HEAD + "message Nothing { shop.Money m = 1; } service Other { rpc X(Nothing) returns (Nothing); }"
    old = {"api.proto": api, "protos/shared/money.proto": money, "far/other.proto": unrelated}
    new = {**old, "protos/shared/money.proto": money.replace("int64", "string")}
    (change,) = diff(old, new, changed=["protos/shared/money.proto"])
    assert change.operations == ("Billing/Pay",)


def test_only_what_is_asked_for_is_reported(diff: Diff) -> None:
    old = {"a.proto": HEAD + ORDER, "b.proto": HEAD.replace("shop", "other") + ORDER}
    new = {path: text.replace("int32", "string") for path, text in old.items()}
    assert told(diff(old, new, changed=["b.proto"])) == [("field-type-changed", "b.proto", "Order.id")]
    assert diff(old, new, changed=[]) == []


def test_copies_of_a_contract_do_not_confuse_each_other(diff: Diff) -> None:
    copy = HEAD + "message Order { Money total = 1; } message Money { int32 units = 1; }" + SERVICE
    old = {"pb/demo.proto": copy, "src/cart/demo.proto": copy.replace("int32", "int64")}
    new = {**old, "pb/demo.proto": copy.replace("int32", "string")}
    (change,) = diff(old, new)
    assert (change.contract, change.old, change.new) == ("pb/demo.proto", "int32", "string")
    removed = diff(old, {"pb/demo.proto": copy})
    assert told(removed) == [("copy-removed", "src/cart/demo.proto", "file")]
    added = diff({"pb/demo.proto": copy}, old)
    assert told(added) == [("copy-added", "src/cart/demo.proto", "file")]


def test_a_missing_import_does_not_stop_the_comparison(diff: Diff) -> None:
    head = HEAD + 'import "gone/money.proto";\n'
    old = head + "message Order { gone.Money total = 1; int32 id = 2; repeated gone.Line lines = 3; }"
    new = old.replace("int32", "string")
    (change,) = diff({"a.proto": old}, {"a.proto": new})
    assert (change.part, change.proof) == ("Order.id", "proven")
    (change,) = diff({"a.proto": old}, {"a.proto": old.replace("gone.Money", "gone.Cash")})
    assert (change.rule, change.old, change.new) == ("protobuf/field-type-unresolved", "gone.Money", "gone.Cash")


def test_an_import_that_comes_to_hand_changes_nothing(diff: Diff) -> None:
    order = HEAD + 'import "money.proto";\nmessage Order { Money total = 1; }'
    money = HEAD + "message Money { int64 units = 1; }"
    assert told(diff({"a.proto": order}, {"a.proto": order, "money.proto": money})) == [
        ("file-added", "money.proto", "file")
    ]
    edited = order + " message X {}"
    changes = diff({"a.proto": order}, {"a.proto": edited, "money.proto": money})
    assert told(changes) == [("message-added", "a.proto", "X"), ("file-added", "money.proto", "file")]


def test_well_known_types_need_no_import_at_hand(diff: Diff) -> None:
    types = ["google.protobuf.Timestamp", "google.protobuf.Duration", "google.protobuf.StringValue", "string"]
    head = "message M { %s a = 1; }"
    levels = {}
    for old in types:
        for new in types:
            if old != new:
                (change,) = diff(head % old, head % new)
                levels[old.rpartition(".")[2], new.rpartition(".")[2]] = change.levels
    assert all(each and not each.wire for pair, each in levels.items() if "string" in pair)
    assert levels["string", "StringValue"].json
    assert not levels["Timestamp", "Duration"].json
    assert levels["Timestamp", "Duration"].wire


def test_every_problem_of_every_file_that_matters_is_told_at_once(diff: Diff) -> None:
    old = {"a.proto": HEAD + "message A { int32 = 1; string x }", "b.proto": HEAD + "enum {", "c.proto": HEAD + "?"}
    new = {**old, "a.proto": HEAD + "message A {}", "b.proto": HEAD}
    with pytest.raises(InputError) as caught:
        diff(old, new)
    assert [(each.path, each.line) for each in caught.value.problems] == [
        ("a.proto", 2),
        ("a.proto", 2),
        ("b.proto", 2),
    ]


def test_a_broken_file_that_is_imported_is_told_and_one_that_imports_is_not(diff: Diff) -> None:
    base = HEAD + 'import "base.proto";\n'
    old = {"a.proto": base, "base.proto": HEAD + "message {", "user.proto": HEAD + 'import "a.proto";\nmessage {'}
    with pytest.raises(InputError) as caught:
        diff(old, {**old, "a.proto": base + ORDER})
    assert [each.path for each in caught.value.problems] == ["base.proto"]
    old["base.proto"] = HEAD
    assert told(diff(old, {**old, "a.proto": base + ORDER})) == [("message-added", "a.proto", "Order")]


def test_causes_name_line_and_revision_on_both_sides(diff: Diff) -> None:
    old = "message M {\n  int32 a = 1;\n}"
    new = "// about M\nmessage M {\n\n  string a = 1;\n}"
    (change,) = diff(old, new, old_revision="base", new_revision="head")
    assert change.cause is not None and change.cause_old is not None
    assert (change.cause.path, change.cause.line, change.cause.revision) == ("shop.proto", 5, "head")
    assert (change.cause_old.line, change.cause_old.revision) == (3, "base")


def test_a_break_does_not_reach_an_operation_that_the_old_side_lacks(diff: Diff) -> None:
    body = "message Order {{ int32 id = 1; {} }} service Orders {{ rpc Get(Order) returns (Order); {} }}\n"
    old = body.format("string note = 2;", "")
    new = body.format("string text = 3;", "rpc Search(Order) returns (Order);")
    reached = {each.part: each.operations for each in diff(old, new)}
    assert reached == {
        "Order.note": ("Orders/Get",),
        "Order.text": ("Orders/Get", "Orders/Search"),
        "Orders/Search": ("Orders/Search",),
    }


def test_a_break_goes_the_way_that_the_old_side_carried_it(diff: Diff) -> None:
    body = "message Done {{}} message Order {{ {} id = 1; }} service S {{ rpc Get(Done) returns (Order); {} }}\n"
    (change,) = [
        each
        for each in diff(body.format("int32", ""), body.format("string", "rpc Put(Order) returns (Done);"))
        if each.compatibility is Compatibility.BREAKING
    ]
    assert (change.direction, change.operations) == (Direction.RESPONSE, ("S/Get",))
