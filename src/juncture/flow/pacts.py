"""Evidence by Pact files: the operations and members that a consumer's own tests prove it to use."""

import re
from collections.abc import Iterable, Iterator

from juncture.flow.files import Files
from juncture.flow.found import Found
from juncture.flow.sought import Sought
from juncture.flow.urls import matches


def pacts(files: Files, part: Sought, operations: Iterable[str]) -> Iterator[Found]:
    """Yield the lines of Pact files that name a part of one of these operations.

    An operation itself is used by every exchange of it, a property by an exchange that holds a member of its name.
    """
    named = list(operations)
    wanted = part.key or (part.name if part.kind == "member" else "")
    for use in files.catalog.uses:
        member = re.split(r"[.\]]", use.part)[-1] if use.part else ""
        if member != wanted or not any(matches(use.operation, operation) for operation in named):
            continue
        place = use.provenance
        name = member or use.operation
        reader = f"pact: {use.consumer} expects {name} of {use.operation}, which is {part.part}"
        text = files.line(place.path, place.line)
        yield Found(use.consumer, place.path, place.line, text, "read", "", name, part.part, False, reader)
