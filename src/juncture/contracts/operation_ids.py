"""The operationIds of an API description: the names that generators give its operations in code."""

from collections.abc import Mapping

from juncture.contracts.openapi.api import METHODS, Description
from juncture.contracts.openapi.read import operations, paths
from juncture.contracts.schema.sources import Sources


def operation_ids(path: str, contents: Mapping[str, bytes]) -> dict[str, str]:
    """Return the operationId of each operation (``GET /carts``) that has one. ``contents`` are the files it may be in.

    Raises InputError for a description that cannot be read.
    """
    description = Description(Sources(contents), path)
    nothing = dict.fromkeys(METHODS, frozenset[str]())
    found = {}
    for name, item in paths(description).items():
        for each in operations(description, name, item, wanted=nothing).values():
            if each.operation_id:
                found[each.name] = each.operation_id
    return found
