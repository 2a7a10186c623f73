"""Every real contract against itself, with an end of line more: nothing is told, whatever its format."""

import lzma
from pathlib import Path

import pytest

from juncture.contracts.diff import compare
from juncture.contracts.formats import format_of

pytestmark = pytest.mark.corpus


def test_every_contract_against_itself_says_nothing(corpus: Path) -> None:
    formats = set()
    for path in sorted(each for each in corpus.rglob("*") if each.is_file()):
        content = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
        name = path.name.removesuffix(".xz")
        found = format_of(name, content)
        if found is not None:
            formats.add(found.name)
            assert compare({name: content}, {name: content + b"\n"}, format=found.name, witnesses=False) == [], path
    assert formats >= {"asyncapi", "avro", "graphql", "openapi", "protobuf"}
