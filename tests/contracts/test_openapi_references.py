"""References: over several files, within them only (threats.md T12), and with the line of every cause."""

import json
import socket
from collections.abc import Mapping
from typing import Any

import pytest

from juncture.contracts.diff import compare
from juncture.contracts.model import Cause, ContractChange
from juncture.facts.problem import InputError

ROOT = """\
openapi: 3.0.3
info: {title: shop, version: "1"}
paths:
  /carts:
    $ref: "paths/carts.yaml"
components:
  schemas:
    Cart:
      $ref: "schemas/cart.yaml"
"""
CARTS = """\
get:
  responses:
    "200":
      description: carts
      content:
        application/json:
          schema:
            type: array
            items:
              $ref: "../schemas/cart.yaml"
"""
CART = """\
type: object
properties:
  price:
    type: integer
"""
FILES = {"api/openapi.yaml": ROOT, "api/paths/carts.yaml": CARTS, "api/schemas/cart.yaml": CART}


def diff(old: Mapping[str, str], new: Mapping[str, str], **options: Any) -> list[ContractChange]:
    before, after = ({path: text.encode() for path, text in side.items()} for side in (old, new))
    return compare(before, after, **options)


def test_a_cause_lies_in_the_file_that_holds_it() -> None:
    (change,) = diff(FILES, {**FILES, "api/schemas/cart.yaml": CART.replace("integer", "string")})
    assert (change.contract, change.part, change.rule) == (
        "api/openapi.yaml",
        "cart.price",
        "schema/response-type-changed",
    )
    assert change.cause == Cause("api/schemas/cart.yaml", 4)
    assert change.operations == ("GET /carts",)


def test_only_what_a_changed_file_causes_is_told() -> None:
    new = {
        path: text.replace("integer", "string").replace("carts\n      c", "all\n      c")
        for path, text in FILES.items()
    }
    assert len(diff(FILES, new, changed=["api/schemas/cart.yaml"])) == 1
    assert diff(FILES, new, changed=["api/paths/carts.yaml"]) == []


def test_a_file_that_moved_with_its_references_says_nothing() -> None:
    new = {
        path.replace("schemas/cart", "models/cart"): text.replace("schemas/", "models/") for path, text in FILES.items()
    }
    assert diff(FILES, new, moved={"api/schemas/cart.yaml": "api/models/cart.yaml"}) == []


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any, **named: Any) -> None:
        raise AssertionError(f"a socket was opened: {arguments} {named}")

    for name in ("connect", "connect_ex", "send", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


ADDRESSES = [
    "http://169.254.169.254/latest/meta-data",
    "https://example.org/a.yaml#/A",
    "file:///etc/passwd",
    "//server/share/a.yaml",
    "\\\\server\\share\\a.yaml",
    "/etc/passwd",
    "../../../../etc/passwd",
    "C:/a.yaml",
    "data:application/json,{}",
]


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("address", ADDRESSES)
def test_t12_an_address_is_never_followed_and_the_difference_is_said(address: str) -> None:
    def api(schema: object, kind: str) -> str:
        content = {"application/json": {"schema": {"properties": {"a": schema, "b": {"type": kind}}}}}
        operation = {"requestBody": {"content": content}, "responses": {"200": {"$ref": address}}}
        return json.dumps({"openapi": "3.0.3", "info": {}, "paths": {"/a": {"put": operation}}})

    old, new = api({"type": "string"}, "string"), api({"$ref": address}, "integer")
    changes = diff({"a.json": old}, {"a.json": new})
    rules = {each.rule: each for each in changes}
    assert "schema/request-type-changed" in rules
    assert rules["schema/cannot-prove"].compatibility == "risky"
    assert diff({"a.json": new}, {"a.json": new}) == []


def test_t12_cycles_and_depth_come_to_an_end() -> None:
    def api(**schemas: object) -> str:
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/A0"}}}
        operation = {"requestBody": {"content": content}, "responses": {}}
        head = {"openapi": "3.0.3", "info": {}, "paths": {"/a": {"put": operation}}}
        return json.dumps({**head, "components": {"schemas": schemas}})

    def ref(number: int) -> dict[str, str]:
        return {"$ref": f"#/components/schemas/A{number}"}

    circle = {f"A{at}": ref((at + 1) % 500) for at in range(500)}
    chain = {**{f"A{at}": ref(at + 1) for at in range(90)}, "A90": {"type": "string"}}
    folded = {**{f"A{at}": {"allOf": [ref(at + 1), ref(at + 1)]} for at in range(40)}, "A40": {"type": "string"}}
    for one, other in ((circle, chain), (chain, folded), (folded, circle)):
        assert isinstance(diff({"a.json": api(**one)}, {"a.json": api(**other)}), list)
    assert diff({"a.json": api(**chain)}, {"a.json": api(**folded)}) == []


def test_t12_what_is_nested_too_deep_is_refused() -> None:
    def api(depth: int, kind: str) -> str:
        schema: dict[str, Any] = {"type": kind}
        for _ in range(depth):
            schema = {"properties": {"a": schema}}
        content = {"application/json": {"schema": schema}}
        paths = {"/a": {"put": {"requestBody": {"content": content}, "responses": {}}}}
        return json.dumps({"openapi": "3.0.3", "info": {}, "paths": paths})

    assert len(diff({"a.json": api(80, "string")}, {"a.json": api(80, "integer")})) == 1
    for depth in (110, 300, 450):
        with pytest.raises(InputError, match="nested deeper"):
            diff({"a.json": api(depth, "string")}, {"a.json": api(depth, "integer")})


def test_lines_are_those_of_the_text_however_it_is_laid_out() -> None:
    def api(kind: str) -> dict[str, Any]:
        schema = {"properties": {"grün": {"type": "string"}, 'a"b': {"items": [{"x": 1}], "type": kind}}}
        return {
            "openapi": "3.1.0",
            "info": {},
            "paths": {
                "/ä/😀": {
                    "put": {"requestBody": {"content": {"application/json": {"schema": schema}}}, "responses": {}}
                }
            },
        }

    for options in ({"indent": 1}, {"indent": None}, {"indent": 4, "ensure_ascii": False}):
        text = json.dumps(api("object"), **options)  # type: ignore[arg-type]
        (change,) = diff({"a.json": text}, {"a.json": json.dumps(api("string"), **options)})  # type: ignore[arg-type]
        lines = text.splitlines()
        assert change.cause is not None
        assert '"type"' in lines[change.cause.line - 1]
        assert change.cause.line == max(at for at, line in enumerate(lines, 1) if '"type"' in line)
