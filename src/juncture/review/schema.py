"""The published JSON Schema of review.json, and reading one back."""

from pathlib import Path
from typing import Any

import msgspec

from juncture.facts.problem import InputError, Problem
from juncture.review.model import SCHEMA_VERSION, Review


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of review.json."""
    described = msgspec.json.schema(Review, ref_template="#/$defs/{name}")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Juncture review", **described}


def to_json(review: Review) -> bytes:
    """Return the bytes of review.json: two spaces of indentation, keys in the schema's order, one line end."""
    return msgspec.json.format(msgspec.json.encode(review), indent=2) + b"\n"


def from_json(content: bytes, path: str) -> Review:
    """Read review.json. Raises InputError for anything else, or for another schema version."""
    try:
        review = msgspec.json.decode(content, type=Review)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(Problem(path, 0, f"not a review.json: {error}")) from error
    if review.schema_version != SCHEMA_VERSION:
        raise InputError(
            Problem(path, 0, f"schema version {review.schema_version}; this juncture reads {SCHEMA_VERSION}")
        )
    return review


def read(path: Path) -> Review:
    """Read a review.json from disk. Raises InputError where it is absent or no review."""
    try:
        return from_json(path.read_bytes(), str(path))
    except OSError as error:
        raise InputError(Problem(str(path), 0, f"cannot be read: {error.strerror}")) from error
