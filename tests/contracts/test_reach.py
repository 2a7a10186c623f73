"""What a type reaches, over surfaces of several files and their copies."""

from typing import NamedTuple

from juncture.contracts.formats import format_named
from juncture.contracts.model import Direction
from juncture.contracts.names import Named
from juncture.contracts.reach import Carrier, Reach, names_on_demand
from juncture.contracts.surface import Surface, heading

FILES = {
    "api/shop.proto": 'syntax = "proto3"; package shop; import "common/money.proto";'
    "message Order { repeated Line lines = 1; } message Line { common.Money price = 1; } message Id {}"
    "service Shop { rpc Get(Id) returns (Order); rpc Put(Order) returns (Id); }",
    "common/money.proto": 'syntax = "proto3"; package common;'
    "message Money { Currency currency = 1; } enum Currency { X = 0; }",
    "copy/shop.proto": 'syntax = "proto3"; package shop; message Order { string id = 1; }'
    "service Copy { rpc Get(Order) returns (Order); }",
}


def surfaces() -> dict[str, Surface]:
    surface = format_named("protobuf").surface
    return {path: surface(path, text.encode()) for path, text in FILES.items()}


class Reached(NamedTuple):
    types: tuple[Named, ...]
    carriers: tuple[Carrier, ...]


def affected(files: dict[str, Surface], name: str, path: str = "") -> Reached:
    listed = Reach(files)
    on_demand = Reach(files, names_on_demand({path: heading(each) for path, each in files.items()}, files))
    found = [
        Reached(tuple(sorted(reach.holders(*types))), tuple(reach.carriers(*types)))
        for reach in (listed, on_demand)
        for types in [[each for each in reach.declarations(name) if not path or each.path == path]]
    ]
    assert found[0] == found[1], "names that are looked for on demand mean the same"
    return found[0]


def test_a_type_reaches_what_contains_it_however_deep() -> None:
    found = affected(surfaces(), "common.Currency")
    assert found.types == (
        Named("api/shop.proto", "shop.Line"),
        Named("api/shop.proto", "shop.Order"),
        Named("common/money.proto", "common.Currency"),
        Named("common/money.proto", "common.Money"),
    )
    assert found.carriers == (
        Carrier("api/shop.proto", "Shop/Get", Direction.RESPONSE),
        Carrier("api/shop.proto", "Shop/Put", Direction.REQUEST),
    )


def test_copies_are_told_apart_by_their_path() -> None:
    assert {each.operation for each in affected(surfaces(), ".shop.Order").carriers} == {
        "Shop/Get",
        "Shop/Put",
        "Copy/Get",
    }
    assert {each.operation for each in affected(surfaces(), "shop.Order", "copy/shop.proto").carriers} == {"Copy/Get"}


def test_a_type_that_nobody_knows_reaches_nothing() -> None:
    assert affected(surfaces(), "shop.Nothing") == ((), ())
