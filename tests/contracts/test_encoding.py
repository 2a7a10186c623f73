"""Contracts that are no UTF-8 text count as contracts, and are refused with the reason."""

import pytest

from juncture.contracts.diff import compare_paths
from juncture.contracts.formats import format_of
from juncture.facts.problem import InputError

PROTO = 'syntax = "proto3";\npackage shop;\nmessage A { int32 x = 1; }\n'
API = 'openapi: 3.0.0\ninfo: {title: x, version: "1"}\npaths: {}\n'
NOISE = bytes(range(256)) * 8


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("shop.proto", NOISE, "binary"),
        ("shop.proto", PROTO.encode("utf-16"), "UTF-16"),
        ("shop.proto", PROTO.encode("utf-16-le"), "UTF-16"),
        ("shop.proto", PROTO.encode("utf-16-be"), "UTF-16"),
        ("shop.proto", PROTO.encode("utf-32"), "UTF-32"),
        ("schema.graphql", "type Query { a: Int }".encode("utf-16"), "UTF-16"),
        ("order.avsc", b'{"type": "record"\0', "binary"),
        ("any.yaml", API.encode("utf-16"), "UTF-16"),
        ("api/openapi.json", NOISE, "binary"),
        ("order.schema.json", NOISE, "binary"),
    ],
)
def test_a_contract_in_another_encoding_is_refused_with_the_reason(path, content, said):
    known = format_of(path, content)
    assert known is not None
    with pytest.raises(InputError, match=f"{said}; a contract is read as UTF-8 text"):
        known.surface(path, content)


@pytest.mark.parametrize(
    ("path", "content"),
    [("settings.json", '{"a": 1}'.encode("utf-16")), ("data.json", NOISE), ("values.yaml", b"\0GITCRYPT\0" + NOISE)],
)
def test_other_files_in_another_encoding_are_no_contracts(path, content):
    assert format_of(path, content) is None


def test_text_with_a_mark_and_letters_of_any_language_is_read():
    content = b"\xef\xbb\xbf" + PROTO.replace("message A", "// Größe 大きさ\nmessage A").encode()
    known = format_of("shop.proto", content)
    assert known is not None
    assert [each.name for each in known.surface("shop.proto", content).types] == ["A"]


@pytest.mark.parametrize(("name", "text"), [("shop.proto", PROTO), ("api.yaml", API)])
def test_two_files_of_which_one_is_in_another_encoding_are_not_compared(tmp_path, name, text):
    old, new = tmp_path / "old" / name, tmp_path / "new" / name
    for path, content in ((old, text.encode()), (new, text.encode("utf-16"))):
        path.parent.mkdir()
        path.write_bytes(content)
    with pytest.raises(InputError, match="UTF-16"):
        compare_paths(old, new)
