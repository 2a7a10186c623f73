"""T12: a reference leads to the files at hand only, no socket is opened, and every chain ends (threats.md)."""

import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest

from juncture.contracts.diff import compare, compare_paths
from juncture.contracts.model import ContractChange
from juncture.facts.problem import InputError

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


def openapi(schema: object, **schemas: object) -> str:
    """An API whose one request takes a schema."""
    content = {"application/json": {"schema": schema}}
    paths = {"/a": {"put": {"requestBody": {"content": content}, "responses": {}}}}
    return json.dumps({"openapi": "3.0.3", "info": {}, "paths": paths, "components": {"schemas": schemas}})


def asyncapi(schema: object, **schemas: object) -> str:
    """An application that receives a message whose payload is a schema."""
    channel = {"address": "a", "messages": {"A": {"payload": schema}}}
    operation = {"action": "receive", "channel": {"$ref": "#/channels/a"}}
    head = {"asyncapi": "3.0.0", "info": {"title": "a", "version": "1"}}
    body = {"channels": {"a": channel}, "operations": {"take": operation}, "components": {"schemas": schemas}}
    return json.dumps({**head, **body})


def jsonschema(schema: object, **schemas: object) -> str:
    """A schema in which another is a property's."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": {"whole": schema}}
    return json.dumps({**head, "components": {"schemas": schemas}})


FORMATS = pytest.mark.parametrize("contract", [openapi, asyncapi, jsonschema])


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any, **named: Any) -> None:
        raise AssertionError(f"a socket was opened: {arguments} {named}")

    for name in ("connect", "connect_ex", "send", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def diff(old: str, new: str) -> list[ContractChange]:
    return compare({"a.json": old.encode()}, {"a.json": new.encode()})


@FORMATS
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_never_followed_and_what_cannot_be_told_is_said(contract: Any, address: str) -> None:
    def side(first: object, kind: str) -> str:
        return contract({"properties": {"a": first, "b": {"type": kind}}})

    old, new = side({"type": "string"}, "string"), side({"$ref": address}, "integer")
    rules = {each.rule: each for each in diff(old, new)}
    assert "schema/request-type-changed" in rules
    assert rules["schema/cannot-prove"].compatibility == "risky"
    assert diff(new, new) == []


@FORMATS
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_file_outside_the_tree_is_read(
    contract: Any, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = tmp_path / "tree"
    (tree / ".git").mkdir(parents=True)
    (tree / "old.json").write_text(contract({"type": "string"}))
    (tree / "new.json").write_text(contract({"$ref": address}))
    opened: list[str] = []
    really = os.open
    monkeypatch.setattr(os, "open", lambda path, *rest, **named: (opened.append(str(path)), really(path, *rest))[1])
    changes = compare_paths(tree / "old.json", tree / "new.json").changes
    assert any(each.rule.endswith("/cannot-prove") for each in changes)
    assert {path for path in opened if path.endswith((".yaml", "passwd", "meta-data"))} == set()


def ref(number: int) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/A{number}"}


def ring(length: int) -> dict[str, object]:
    return {f"A{at}": ref((at + 1) % length) for at in range(length)}


@pytest.mark.parametrize(("contract", "size"), [(openapi, 10), (asyncapi, 10), (jsonschema, 1)])
def test_cycles_and_chains_come_to_an_end(contract: Any, size: int) -> None:
    def side(schemas: dict[str, object]) -> str:
        return contract(ref(0), **schemas)

    circle, length, depth = ring(50 * size), 9 * size, 4 * size
    chain = {**{f"A{at}": ref(at + 1) for at in range(length)}, f"A{length}": {"type": "string"}}
    twice = {f"A{at}": {"allOf": [ref(at + 1), ref(at + 1)]} for at in range(depth)}
    folded = {**twice, f"A{depth}": {"type": "string"}}
    for one, other in ((circle, chain), (chain, folded), (folded, circle)):
        assert isinstance(diff(side(one), side(other)), list)
    harmful = [each for each in diff(side(chain), side(folded)) if each.compatibility != "compatible"]
    assert {each.rule for each in harmful} <= {"openapi/schema-removed"}


@pytest.mark.parametrize("length", [3, 500])
def test_a_ring_of_references_is_told_once_as_what_cannot_be_proved(length: int) -> None:
    (told,) = diff(jsonschema(ref(0), A0={}), jsonschema(ref(0), **ring(length)))
    assert (told.rule, told.compatibility) == ("schema/cannot-prove", "risky")
    assert told.new.endswith("references that only lead to references")


def test_schemas_that_fold_into_one_another_are_refused_beyond_a_limit() -> None:
    folding = {f"A{at}": {"allOf": [ref((at + 1) % 500)]} for at in range(500)}
    with pytest.raises(InputError, match="folded into one another"):
        diff(jsonschema(ref(0), A0={}), jsonschema(ref(0), **folding))


@FORMATS
def test_what_is_nested_too_deep_is_refused(contract: Any) -> None:
    def side(depth: int, kind: str) -> str:
        schema: dict[str, Any] = {"type": kind}
        for _ in range(depth):
            schema = {"properties": {"a": schema}}
        return contract(schema)

    assert len(diff(side(80, "string"), side(80, "integer"))) == 1
    for depth in (110, 300, 450):
        with pytest.raises(InputError, match="nested deeper"):
            diff(side(depth, "string"), side(depth, "integer"))
