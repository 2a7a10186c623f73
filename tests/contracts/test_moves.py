"""Files that moved between two folders."""

import json
from typing import Any

from juncture.contracts.formats import format_named
from juncture.contracts.moves import MOST, moves


def schema(*names: str, **more: Any) -> bytes:
    defined = {name: {"type": "object", "properties": {"a": {"type": "string"}}} for name in names}
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": defined}
    return json.dumps({**head, **more}).encode()


def moved(old: dict[str, bytes], new: dict[str, bytes]) -> dict[str, str]:
    return moves(format_named("jsonschema"), old, new)


def test_the_same_text_at_another_path_moved() -> None:
    assert moved({"a.json": schema("A")}, {"b.json": schema("A")}) == {"a.json": "b.json"}
    assert moved({"a.json": schema("A")}, {"a.json": schema("A"), "b.json": schema("A")}) == {}


def test_most_of_the_same_names_at_another_path_moved() -> None:
    old = {"a.json": schema("A", "B", title="One"), "c.json": schema("C", title="Three")}
    new = {"b.json": schema("A", "B", "D", title="One"), "d.json": schema("X", title="Other")}
    assert moved(old, new) == {"a.json": "b.json"}


def test_of_several_of_one_text_the_one_of_the_same_name_is_meant() -> None:
    new = {"x/b.json": schema("A"), "y/a.json": schema("A")}
    assert moved({"a.json": schema("A"), "b.json": schema("A")}, new) == {"a.json": "y/a.json", "b.json": "x/b.json"}


def test_what_cannot_be_read_moved_nowhere() -> None:
    assert moved({"a.json": b"{"}, {"b.json": b"{ "}) == {}


def test_of_thousands_that_came_and_went_those_moved_that_kept_their_path_below_another_root() -> None:
    numbers = range(MOST)
    old = {f"schemas/v1/common/{number}.json": schema(f"A{number}") for number in numbers}
    edited = {f"apis/schemas/v1/common/{number}.json": schema(f"A{number}", "More") for number in numbers}
    assert moved(old, edited) == {path: f"apis/{path}" for path in old}


def test_of_thousands_that_came_and_went_another_version_beside_them_is_no_move() -> None:
    numbers = range(MOST)
    old = {f"schemas/v1/common/{number}.json": schema(f"A{number}") for number in numbers}
    later = {f"schemas/v2/common/{number}.json": schema(f"A{number}", "More") for number in numbers}
    assert moved(old, later) == {}
