"""What the tests of contracts share: a comparison of snippets, and the compiler as an oracle."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import grpc_tools
import pytest
from google.protobuf import descriptor_pb2
from grpc_tools import protoc

from juncture.contracts.diff import compare
from juncture.contracts.model import ContractChange

HEADS = {
    "proto2": 'syntax = "proto2"; package shop;\n',
    "proto3": 'syntax = "proto3"; package shop;\n',
    "2023": 'edition = "2023"; package shop;\n',
    "2024": 'edition = "2024"; package shop;\n',
}
Files = Mapping[str, str]


@pytest.fixture(scope="session")
def diff() -> Callable[..., list[ContractChange]]:
    """Compare two snippets, or two sets of files by path. A snippet begins on line 2 of ``shop.proto``."""

    def compared(old: str | Files, new: str | Files, syntax: str = "proto3", **options: Any) -> list[ContractChange]:
        sides = [{"shop.proto": HEADS[syntax] + side} if isinstance(side, str) else side for side in (old, new)]
        before, after = ({path: text.encode() for path, text in side.items()} for side in sides)
        return compare(before, after, format="protobuf", **options)

    return compared


@pytest.fixture
def compiled(tmp_path: Path) -> Callable[[Files], dict[str, Any]]:
    """Compile files by protoc and return their descriptors by path, imported ones included."""
    counter = iter(range(1000))

    def run(files: Files) -> dict[str, Any]:
        folder = tmp_path / str(next(counter))
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, "utf-8")
        output = folder / "descriptors"
        known = Path(grpc_tools.__file__).parent / "_proto"
        arguments = [
            "protoc",
            f"-I{folder}",
            f"-I{known}",
            "--include_imports",
            f"--descriptor_set_out={output}",
            *files,
        ]
        assert protoc.main(arguments) == 0
        found = descriptor_pb2.FileDescriptorSet.FromString(output.read_bytes())
        return {each.name: each for each in found.file}

    return run
