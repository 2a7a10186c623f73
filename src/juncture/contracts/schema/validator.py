"""Asks a judge that is not ours (jsonschema-rs) whether a schema takes an instance.

It sees one document without outside references, and never looks for one.
"""

from itertools import islice
from typing import Any, NamedTuple

import jsonschema_rs

from juncture.contracts.schema.bundle import UnbundledError, bundle
from juncture.contracts.schema.effort import Effort
from juncture.contracts.schema.lower import Lowering
from juncture.contracts.schema.node import Schema

_JUDGES = {
    "4": jsonschema_rs.Draft4Validator,
    "6": jsonschema_rs.Draft6Validator,
    "7": jsonschema_rs.Draft7Validator,
    "2019-09": jsonschema_rs.Draft201909Validator,
    "2020-12": jsonschema_rs.Draft202012Validator,
}
_SEVERAL = jsonschema_rs.ValidationErrorKind.OneOfMultipleValid


class Complaint(NamedTuple):
    """What a judge says of an instance: the keyword, whether it is about the instance as a whole, and whether several
    alternatives match where just one must."""

    keyword: str
    is_whole: bool
    is_overlap: bool


class Validator:
    """A validator of one schema, asked only what it can answer within bounds."""

    def __init__(self, document: dict[str, Any], draft: str) -> None:
        self._validator = _JUDGES[draft](document, validate_formats=True, offline=True)
        self._effort = Effort(document)

    def says(self, instance: Any) -> bool | None:
        """Return whether an instance is valid; None where the judge does not tell."""
        try:
            return bool(self._validator.is_valid(instance)) if self._effort.is_bearable(instance) else None
        except ValueError:
            return None  # a pattern that takes too long, a number that it does not know

    def complaints(self, instance: Any) -> list[Complaint]:
        """Return what an instance does not satisfy; instances that it was not asked about have no complaints."""
        errors = islice(self._validator.iter_errors(instance), 20)
        return [
            Complaint(str(error.schema_path[-1]), not error.instance_path, isinstance(error.kind, _SEVERAL))
            for error in errors
            if error.schema_path
        ]


def validator(lowering: Lowering, schema: Schema, way: int) -> Validator | None:
    """Return the judge of what travels in one direction; None where it cannot read the schema."""
    draft = lowering.dialect(schema.places[0].path).judge
    try:
        return Validator(bundle(lowering, schema, way), draft)
    except (UnbundledError, ValueError):
        return None  # what the judge cannot read proves nothing
