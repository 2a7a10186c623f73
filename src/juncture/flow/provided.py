"""What a server has of a part that it serves: that it goes is no harm to it, and what stays serves nobody."""

import re
from collections.abc import Iterable, Sequence

from juncture.catalog.catalog import Catalog
from juncture.code.served import IMPLEMENTS
from juncture.flow.model import Use
from juncture.flow.repair import Judged
from juncture.flow.sought import Sought

_CLIENT = re.compile(r"(?:client|stub)\w*(?:\([^()]*\))?[?!]?\s*(?:\.|->|::)", re.IGNORECASE)
"""Code that calls an operation on what is called a client."""
_CALLED = ("operation", "group")


def serves_part(one: Judged, part: Sought) -> bool:
    """Tell whether a line of a server serves the part; of anything but an operation every line of it does."""
    return one.use.how == IMPLEMENTS or part.kind not in _CALLED


def only_serves(judged: Sequence[Judged]) -> bool:
    """Tell whether all that a service does with an operation is to implement it."""
    counted = [one.use for one in judged if not one.use.test]
    return bool(counted) and all(use.how == IMPLEMENTS for use in counted)


def calls_itself(use: Use, part: Sought, catalogs: Iterable[Catalog]) -> bool:
    """Tell whether a line calls an operation on a client, rather than the function that serves it."""
    facts = next((each.sources[use.path] for each in catalogs if use.path in each.sources), None)
    builds = any(one.side == "client" and one.service == part.group for one in (facts.references if facts else ()))
    return builds or _CLIENT.search(use.text) is not None


def why_served(part: Sought, left: Use | None, *, any_before: bool, is_asked: bool) -> str:
    """Return what a server has of a part."""
    it = "it" if part.kind in _CALLED else "what carries it"
    if left is None:
        return f"served {it}; no line of that is left" if any_before and not is_asked else f"serves {it}"
    if is_asked:
        return f"serves {it} at `{left.path}:{left.line}`"
    if part.kind == "group":
        return (
            f"still implements it at `{left.path}:{left.line}`, of which nothing is generated any more; hurts no caller"
        )
    if part.kind == "operation":
        return (
            f"serves it, and still does at `{left.path}:{left.line}`: dead code once nobody calls it; hurts no caller"
        )
    return f"serves {it}, and has the old form at `{left.path}:{left.line}`"
