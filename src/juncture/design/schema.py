"""The published JSON Schema of the design file; the same one checks it."""

from typing import Any

from juncture.design.model import Design
from juncture.repository import strict


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of ``designs/<slug>.yaml``."""
    return {"title": "Juncture design", **strict.schema(Design)}
