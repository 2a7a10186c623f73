"""References: over several files, and with the line of every cause."""

import json
from collections.abc import Mapping
from typing import Any

from juncture.contracts.diff import compare
from juncture.contracts.model import Cause, ContractChange

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
