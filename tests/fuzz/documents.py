"""The documents that are mutated: small ones that use all of their format, and excerpts of the corpus."""

import json
import lzma
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from juncture.contracts.formats import format_named

_SEEDS = Path(__file__).with_name("seeds")
_ENDINGS = (".json", ".yaml", ".yml", ".avsc", ".proto", ".graphql")
_LARGE = 60_000
_KEPT = 12
"""Entries that an excerpt keeps of each large mapping or list."""


class Sample(NamedTuple):
    """A document to begin with."""

    path: str
    content: bytes


def documents(name: str, corpus: Path | None) -> list[Sample]:
    """Return the documents of a format, large ones as they are."""
    recognises = format_named(name).recognises
    found = []
    for root in filter(None, (_SEEDS, corpus)):
        for path in sorted(root.rglob("*")):
            plain = path.name.removesuffix(".xz")
            if path.is_file() and plain.endswith(_ENDINGS):
                content = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
                if recognises(plain, content):
                    found.append(Sample(plain, content))
    return found


def excerpt(sample: Sample, chance: Random) -> Sample:
    """Return a part of a large document, another one each time."""
    if len(sample.content) <= _LARGE:
        return sample
    if sample.path.endswith(".json"):
        return Sample(sample.path, json.dumps(_thinned(_value(sample.content), chance), indent=1).encode())
    blocks = sample.content.split(b"\n}\n")
    chosen = sorted(chance.sample(range(len(blocks) - 1), min(len(blocks) - 1, 4 * _KEPT)))
    return Sample(sample.path, b"".join(blocks[at] + b"\n}\n" for at in chosen))


@cache
def _value(content: bytes) -> Any:
    return json.loads(content)


def _thinned(value: Any, chance: Random) -> Any:
    if isinstance(value, dict):
        keys = list(value) if len(value) <= 2 * _KEPT else sorted(chance.sample(list(value), _KEPT))
        return {key: _thinned(value[key], chance) for key in keys}
    if isinstance(value, list):
        return [_thinned(each, chance) for each in value[: 2 * _KEPT]]
    return value
