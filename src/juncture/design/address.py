"""The address of an answer in the design file: ``change_management.migration``, ``other_teams[@org/web].ticket``.

A name in brackets is a key of a mapping, or picks the item of a list by what identifies it (a team, what a
decision is about). ``%``, ``[`` and ``]`` in such a name are percent-encoded.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

IDENTIFIED_BY: Mapping[str, str] = {"other_teams": "team", "decisions": "about"}
"""The key that tells the items of a list apart."""

_STEP = re.compile(r"\.([a-z_]+)|\[([^\[\]]*)\]")


def steps(field: str) -> tuple[str, ...]:
    """Return the names that lead to an answer. Raises ValueError where ``field`` is no address."""
    found = []
    dotted, at = f".{field}", 0
    while match := _STEP.match(dotted, at):
        found.append(match[1] if match[2] is None else unquote(match[2]))
        at = match.end()
    if at != len(dotted):
        raise ValueError(f"{field!r} is no place in a design; one looks like change_management.migration")
    return tuple(found)


def bracketed(name: str) -> str:
    """Return a name as it stands in an address: ``[@org/web]``."""
    return "[" + name.replace("%", "%25").replace("[", "%5B").replace("]", "%5D") + "]"


def value_at(design: Any, names: tuple[str, ...]) -> Any:
    """Return what stands in the plain data of a design at these names; None where nothing does."""
    node, list_name = design, ""
    for name in names:
        if isinstance(node, list | tuple):
            identity = IDENTIFIED_BY.get(list_name, "")
            node = next((item for item in node if isinstance(item, dict) and item.get(identity) == name), None)
        else:
            node = node.get(name) if isinstance(node, dict) else None
        list_name = name
    return node
