"""What stands on disk: two files with what they refer to, two folders, and what is no contract."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from juncture.contracts.diff import compare_paths
from juncture.contracts.model import Cause, ContractChange
from juncture.facts.problem import InputError

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write files below the folder in which the test runs, and return that folder."""
    monkeypatch.chdir(tmp_path)

    def written(files: dict[str, str | bytes]) -> Path:
        for path, content in files.items():
            full = tmp_path / path
            full.parent.mkdir(parents=True, exist_ok=True)
            full.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path

    return written


def diff(old: str, new: str, **options: Any) -> list[ContractChange]:
    return compare_paths(Path(old), Path(new), **options).changes


def told(changes: list[ContractChange]) -> list[tuple[str, str, str]]:
    return [(each.contract, each.rule, each.part) for each in changes]


def api(schema: str, name: str = "Cart", version: str = "3.0.3") -> str:
    answers = {"200": {"description": "", "content": {"application/json": {"schema": {"$ref": schema}}}}}
    head = {"openapi": version, "info": {"title": name, "version": "1"}}
    return json.dumps({**head, "paths": {f"/{name}": {"get": {"responses": answers}}}})


def cart(kind: str) -> str:
    return f"type: object\nproperties:\n  price:\n    type: {kind}\n"


PROTO = 'syntax = "proto3";\npackage shop;\n'
SPLIT = {
    "old/api/openapi.json": api("schemas/cart.yaml"),
    "old/api/schemas/cart.yaml": cart("integer"),
    "new/api/openapi.json": api("schemas/cart.yaml"),
    "new/api/schemas/cart.yaml": cart("string"),
}


def test_files_of_different_names_are_one_contract_and_each_cause_names_its_own(write: Write) -> None:
    write({"v1.proto": PROTO + "message A { int32 b = 1; }", "v2.proto": PROTO + "\nmessage A { string b = 1; }"})
    (change,) = diff("v1.proto", "v2.proto")
    assert (change.contract, change.part) == ("v2.proto", "A.b")
    assert (change.cause_old, change.cause) == (Cause("v1.proto", 3), Cause("v2.proto", 4))


def test_a_description_in_yaml_against_one_in_json(write: Write) -> None:
    old = "openapi: 3.0.3\ninfo: {title: Cart, version: '1'}\npaths:\n  /Cart:\n    get: {responses: {}}\n"
    new = {"openapi": "3.1.0", "info": {"title": "Cart", "version": "1"}, "paths": {}}
    write({"old.yaml": old, "new.json": json.dumps(new)})
    (change,) = diff("old.yaml", "new.json")
    assert (change.rule, change.cause_old) == ("openapi/operation-removed", Cause("old.yaml", 5))
    assert (change.contract, change.cause) == ("new.json", None)
    (change,) = diff("new.json", "old.yaml")
    assert (change.rule, change.cause) == ("openapi/operation-added", Cause("old.yaml", 5))


def test_what_a_description_refers_to_is_read_on_both_sides(write: Write) -> None:
    write(SPLIT)
    (change,) = diff("old/api/openapi.json", "new/api/openapi.json")
    assert told([change]) == [("new/api/openapi.json", "schema/response-type-changed", "cart.price")]
    assert change.cause_old == Cause("old/api/schemas/cart.yaml", 4)
    assert change.cause == Cause("new/api/schemas/cart.yaml", 4)


def test_two_versions_side_by_side_share_what_they_refer_to(write: Write) -> None:
    write({"v1.json": api("cart.yaml"), "v2.json": api("./cart.yaml"), "cart.yaml": cart("integer")})
    assert diff("v1.json", "v2.json") == []


def test_a_file_above_is_read_within_the_repository_only(write: Write, repository: Any) -> None:
    inside = {"api/v1/openapi.json": api("../common/cart.yaml"), "api/common/cart.yaml": cart("integer")}
    repository.commit({**inside, "api/v2/openapi.json": api("../common/cart.yaml", "Basket")})
    write({"outside.yaml": cart("integer"), "repository/api/v3/openapi.json": api("../../../outside.yaml")})
    v1, v2, v3 = (f"repository/api/{version}/openapi.json" for version in ("v1", "v2", "v3"))
    assert {each.rule for each in diff(v1, v2)} == {"openapi/operation-removed", "openapi/operation-added"}
    assert "schema/cannot-prove" in {each.rule for each in diff(v1, v3)}


@pytest.mark.parametrize("name", ["schemas", "schemas/cart.yaml"])
def test_no_link_leads_out_of_the_tree(write: Write, name: str, tmp_path: Path) -> None:
    write({"away/cart.yaml": cart("string"), "a/new.json": api("schemas/cart.yaml"), "a/old.json": api("x.yaml")})
    link = tmp_path / "a" / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(tmp_path / ("away" if name == "schemas" else "away/cart.yaml"))
    (tmp_path / "a" / ".git").mkdir()
    (change,) = diff("a/old.json", "a/new.json")
    assert change.rule == "schema/cannot-prove"


def test_imports_are_found_from_any_folder_above(write: Write) -> None:
    def side(folder: str, kind: str) -> dict[str, str]:
        order = 'import "shop/money.proto";\nmessage Order { Money price = 1; }'
        service = "service Orders { rpc Get(Order) returns (Order); }"
        money = PROTO + f"message Money {{ {kind} units = 1; }}"
        return {f"{folder}/shop/orders/order.proto": PROTO + order + service, f"{folder}/shop/money.proto": money}

    write({**side("old", "int64"), **side("new", "string")})
    (change,) = diff("old/shop/orders/order.proto", "new/shop/orders/order.proto")
    assert (change.part, change.operations) == ("Money.units", ("Orders/Get",))
    assert change.cause == Cause("new/shop/money.proto", 3)


def test_a_file_that_only_one_side_refers_to_was_neither_added_nor_removed(write: Write) -> None:
    order = 'import "money.proto";\nmessage Order { Money price = 1; }'
    write({"old/order.proto": PROTO + order, "old/money.proto": PROTO + "message Money { int64 units = 1; }"})
    write({"new/order.proto": PROTO + "message Order {}", "new/money.proto": PROTO + "message Other {}"})
    assert {each.part for each in diff("old/order.proto", "new/order.proto")} == {"Order.price"}


def test_a_named_type_of_a_schema_beside_is_read(write: Write) -> None:
    def side(folder: str, kind: str) -> dict[str, str]:
        order = {"type": "record", "name": "Order", "namespace": "a", "fields": [{"name": "to", "type": "Address"}]}
        address = {"type": "record", "name": "Address", "namespace": "a", "fields": [{"name": "zip", "type": kind}]}
        unread = {"type": "record", "name": "Unread", "namespace": "a", "fields": [{"name": "x", "type": kind}]}
        files = {"order": order, "address": address, "unread": unread}
        return {f"{folder}/{name}.avsc": json.dumps(each) for name, each in files.items()}

    write({**side("old", "int"), **side("new", "string")})
    assert {each.part for each in diff("old/order.avsc", "new/order.avsc")} == {"Address.zip"}


def test_a_schema_is_told_once_though_the_schema_it_refers_to_is_one_too(write: Write) -> None:
    def schema(**inside: Any) -> str:
        return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **inside}, indent=1)

    root = schema(title="Order", properties={"to": {"$ref": "address.json"}})
    for side, kind in (("old", "string"), ("new", "integer")):
        write({f"{side}/order.json": root, f"{side}/address.json": schema(title="Address", type=kind)})
    assert [each.contract for each in diff("old/order.json", "new/order.json")] == ["new/order.json"]


def test_folders_are_paired_by_path_and_moved_files_are_found(write: Write) -> None:
    moved = api("#/components/schemas/Cart")
    write({"old/a/cart.json": moved, "old/order.proto": PROTO + "message A { int32 b = 1; }"})
    write({"new/b/basket.json": moved, "new/order.proto": PROTO + "message A { string b = 1; }"})
    assert told(diff("old", "new")) == [("order.proto", "protobuf/field-type-changed", "A.b")]
    write({"new/b/basket.json": moved.replace("200", "201")})
    assert {each.rule for each in diff("old", "new", format="openapi")} == {
        "openapi/status-added",
        "openapi/status-removed",
    }


def test_a_part_need_not_look_like_a_contract_to_be_read_in_a_folder(write: Write) -> None:
    for side, kind in (("old", "integer"), ("new", "string")):
        write({f"{side}/api.json": api("parts/all.yaml#/Cart"), f"{side}/parts/all.yaml": "Cart: {$ref: ../cart.txt}"})
        write({f"{side}/cart.txt": cart(kind), f"{side}/notes.yaml": "a: 1"})
    (change,) = diff("old", "new")
    assert (change.contract, change.cause) == ("api.json", Cause("cart.txt", 4))
    assert told(diff("old/api.json", "new/api.json")) == [("new/api.json", change.rule, change.part)]


def test_formats_are_told_of_folders_that_hold_several(write: Write) -> None:
    write(SPLIT | {"old/a.proto": PROTO, "new/a.proto": PROTO, "new/README.md": "no contract"})
    assert compare_paths(Path("old"), Path("new")).formats == ("openapi", "protobuf")


def test_what_a_file_is_can_be_said(write: Write) -> None:
    write({"old.json": '{"type": "string"}', "new.json": '{"type": "integer"}'})
    with pytest.raises(InputError, match=r"old\.json: no contract of a format that is read; name one with --format-in"):
        diff("old.json", "new.json")
    assert told(diff("old.json", "new.json", format="jsonschema")) == [
        ("new.json", "schema/request-type-changed", "new")
    ]


@pytest.mark.parametrize("format", ["openapi", "job", "protobuf", "graphql", "avro"])
def test_what_a_file_is_not_said_to_be_in_vain(write: Write, format: str) -> None:
    write({"old.json": '{"a": [1]}', "new.json": '{"a": [2]}'})
    with pytest.raises(InputError, match=r"(old|new)\.json"):
        diff("old.json", "new.json", format=format)


def test_a_part_of_a_contract_says_nothing_by_itself(write: Write) -> None:
    write(SPLIT)
    files = "old/api/schemas/cart.yaml", "new/api/schemas/cart.yaml"
    with pytest.raises(InputError, match=r"only a part of a contract \(openapi\); compare the file that refers to it"):
        diff(*files)
    assert [each.cause for each in diff(*files, format="jsonschema")] == [Cause(files[1], 4)]


def test_a_problem_names_the_file_that_has_it(write: Write) -> None:
    write({"old.proto": PROTO + "message {", "new.proto": PROTO, "a.proto": "message {", "b.proto": "enum {"})
    with pytest.raises(InputError, match=r"^old\.proto:3: "):
        diff("old.proto", "new.proto")
    with pytest.raises(InputError, match=r"^new\.proto:1: |^old\.proto:3: ") as error:
        diff("new.proto", "old.proto")
    assert [problem.path for problem in error.value.problems] == ["old.proto"]
    with pytest.raises(InputError) as error:
        diff("a.proto", "b.proto")
    assert {problem.path for problem in error.value.problems} <= {"a.proto", "b.proto"}


def test_contracts_of_two_formats_are_not_compared(write: Write) -> None:
    write({"a.proto": PROTO, "b.graphql": "type Query { a: Int }"})
    with pytest.raises(InputError, match=r"b\.graphql: is graphql, and a\.proto is protobuf"):
        diff("a.proto", "b.graphql")


def test_folders_without_a_contract_are_no_silent_pass(write: Write) -> None:
    write({"old/README.md": "", "new/README.md": "", "p/a.proto": PROTO})
    with pytest.raises(InputError, match="neither old nor new holds a contract"):
        diff("old", "new")
    with pytest.raises(InputError, match="two files or two folders"):
        diff("old", "p/a.proto")
    assert [each.rule for each in diff("old", "p")] == ["protobuf/file-added"]


def test_a_file_that_cannot_be_read_is_said(write: Write) -> None:
    write({"old/a.proto": PROTO, "new/a.proto": b" " * (16 * 1024 * 1024 + 1)})
    for sides in (("old", "new"), ("old/a.proto", "new/a.proto")):
        with pytest.raises(InputError, match=r"new/a\.proto: too large, or no regular file"):
            diff(*sides)


def test_a_circle_of_references_comes_to_an_end_and_a_chain_has_a_limit(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = {f"s{at}.yaml": f"properties: {{a: {{$ref: 's{(at + 1) % 9}.yaml'}}}}" for at in range(9)}
    write({"old.json": api("s0.yaml"), "new.json": api("s0.yaml"), **ring})
    assert diff("old.json", "new.json") == []
    monkeypatch.setattr("juncture.contracts.neighbours.MOST", 5)
    with pytest.raises(InputError, match=r"old\.json: leads to more than 5 files"):
        diff("old.json", "new.json")
