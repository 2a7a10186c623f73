"""Shows changes of an API on requests and messages, each confirmed by a judge that is not ours (jsonschema-rs).

A request is held against what each description says of its method, path, parameters and media types.
"""

from collections.abc import Callable
from typing import Any

import jsonschema_rs
import msgspec

from juncture.contracts.model import Compatibility, ContractChange, Witness
from juncture.contracts.openapi.api import Description, Operation
from juncture.contracts.openapi.description import Differences, paired
from juncture.contracts.openapi.read import operations, paths
from juncture.contracts.openapi.requests import request, served, taken, text
from juncture.contracts.schema.changes import Told
from juncture.contracts.schema.draft import Draft
from juncture.contracts.schema.leaf import REQUEST
from juncture.contracts.schema.samples import NoSampleError
from juncture.contracts.schema.texts import Values
from juncture.contracts.schema.witness import Bench

_ABOUT_REQUESTS = (
    "required-parameter-added",
    "parameter-required",
    "parameter-moved",
    "required-body-added",
    "body-required",
    "request-media-type-removed",
    "response-media-type-removed",
)


def witnessed(changes: list[Told], found: Differences, old: Description, new: Description) -> list[ContractChange]:
    """Return the changes, those that could be shown with their witnesses; a search that finds none changes nothing."""
    bench, counter = Bench(found.schemas), _Counter(old, new, Values(found.schemas.sides.old, REQUEST))
    drafts = [*found.drafts]
    of_drafts = [counter.shown(draft, told.change) for draft, told in zip(drafts, changes, strict=False)]
    return of_drafts + [bench.shown(told) for told in changes[len(drafts) :]]


class _Counter:
    """Hands requests over to both sides."""

    def __init__(self, old: Description, new: Description, values: Values) -> None:
        self._old, self._new, self._values = old, new, values
        self._served: list[Any] = []
        self._items = {here: there for here, there in paired(paths(old), paths(new)) if here}

    def shown(self, draft: Draft, change: ContractChange) -> ContractChange:
        """Return the change of a draft with its witness, if there is one."""
        if change.compatibility is Compatibility.COMPATIBLE:
            return change
        try:
            witness = self._witness(draft, change)
        except NoSampleError:
            return change  # a parameter or a body of which no value is known
        return msgspec.structs.replace(change, proof="proven", witness=witness) if witness else change

    def _witness(self, draft: Draft, change: ContractChange) -> Witness | None:
        """Return a request that the old API takes and the new one does not."""
        name = next(iter(change.operations), "")
        method, _, path = name.partition(" ")
        if path not in self._items and path not in self._items.values():
            return None
        here = next(each for each, there in self._items.items() if path in (there, each))
        before = self._operation(self._old, here, method)
        if draft.rule.endswith("operation-removed") and before is not None:
            return self._unserved(before)
        after = self._operation(self._new, self._items[here], method)
        if draft.rule in _ABOUT_REQUESTS and before is not None and after is not None:
            plain = draft.old.partition(";")[0]
            media = plain if draft.rule == "request-media-type-removed" else ""
            accept = plain if draft.rule == "response-media-type-removed" else ""
            made = request(before, self._values, media, accept)
            judges = [_judge(taken(each)) for each in (before, after)]
            return _told(text(made), "accepted", "refused") if _differ(judges, made) else None
        return None

    def _operation(self, description: Description, path: str, method: str) -> Operation | None:
        item = paths(description).get(path)
        return operations(description, path, item).get(method.lower()) if item else None

    def _unserved(self, operation: Operation) -> Witness | None:
        if not self._served:
            self._served = [_judge(served(each)) for each in (self._old, self._new)]
        made = request(operation, self._values)
        is_taken = _judge(taken(operation))(made)
        return _told(text(made), "served", "404 or 405") if is_taken and _differ(self._served, made) else None


def _judge(schema: dict[str, Any]) -> Callable[[Any], bool]:
    judge: Callable[[Any], bool] = jsonschema_rs.Draft202012Validator(schema, offline=True).is_valid
    return judge


def _differ(judges: list[Any], made: Any) -> bool:
    return bool(judges[0](made)) and not judges[1](made)


def _told(line: str, old: str, new: str) -> Witness:
    return Witness("http", line, old, new)
