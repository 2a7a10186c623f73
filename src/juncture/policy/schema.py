"""The published JSON Schema of the policy file; the same one checks it."""

from typing import Any

from juncture.policy.form import PolicyForm
from juncture.repository import strict


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of ``juncture.yaml``."""
    return {"title": "Juncture policy", **strict.schema(PolicyForm)}
