"""Where things stand in a YAML text: the node at an address, where it ends, what a splice has to respect.

ruamel.yaml only finds marks here; it never writes, because it re-wraps lines that nobody touched.
"""

import re
from typing import Any, NamedTuple

from juncture.design.address import IDENTIFIED_BY

_BLOCK_HEADER = re.compile(r"[|>]([-+]?)([1-9]?)[-+]?")


class Spot(NamedTuple):
    """A node of the text. ``column`` is where the key or dash that holds it stands, -1 for the root.

    ``key_end`` is the index behind that key. ``in_flow`` tells whether it stands between brackets. ``name`` is its key;
    an item of a list has the list's name and ``[]``.
    """

    node: Any
    column: int
    key_end: int
    in_flow: bool
    name: str


class Extent(NamedTuple):
    """The pieces of a scalar: its head, what follows on that line (a comment), and the lines of its body.

    All are indices: the head is ``start`` to ``head_end``, the body ``line_end`` to ``end``.
    """

    start: int
    head_end: int
    line_end: int
    end: int


def compose(text: str) -> Any:
    """Return the root node, or None for a text that holds only comments."""
    from ruamel.yaml import YAML  # noqa: PLC0415 - only an edit needs it

    return YAML(typ="safe", pure=True).compose(text)


def descend(root: Any, names: tuple[str, ...]) -> tuple[Spot, tuple[str, ...]]:
    """Return the deepest node on the way to an address, and the names that lead nowhere yet."""
    spot = Spot(root, -1, 0, False, "")
    for position, name in enumerate(names):
        child = _child(spot, name)
        if child is None:
            return spot, names[position:]
        spot = child
    return spot, ()


def _child(spot: Spot, name: str) -> Spot | None:
    node = spot.node
    in_flow = spot.in_flow or bool(getattr(node, "flow_style", False))
    if node.id == "mapping":
        for key, value in node.value:
            if key.value == name:
                return Spot(value, key.start_mark.column, key.end_mark.index, in_flow, name)
    if node.id == "sequence":
        identity = IDENTIFIED_BY.get(spot.name)
        for item in node.value:
            if item.id == "mapping" and any(key.value == identity and value.value == name for key, value in item.value):
                return Spot(item, node.start_mark.column, item.start_mark.index, in_flow, f"{spot.name}[]")
    return None


def line_start(text: str, at: int) -> int:
    """Return the index where the line of ``at`` begins."""
    return text.rfind("\n", 0, at) + 1


def line_end(text: str, at: int) -> int:
    """Return the index behind the last sign of the line of ``at``, before its line break."""
    end = text.find("\n", at)
    if end < 0:
        return len(text)
    return end - 1 if end > at and text[end - 1] == "\r" else end


def extent(text: str, node: Any, column: int) -> Extent:
    """Return the pieces of a scalar that stands behind a key or dash at ``column``."""
    start, end = node.start_mark.index, node.end_mark.index
    header = _BLOCK_HEADER.match(text, start) if node.style in {"|", ">"} else None
    if header is None:
        return Extent(start, end, line_end(text, end), line_end(text, end))
    last = line_end(text, header.end())
    return Extent(start, header.end(), last, _body_end(text, last, column + int(header[2]) if header[2] else None))


def _body_end(text: str, at: int, indent: int | None) -> int:
    """Return where the body of a block scalar ends; blank lines behind it belong to the layout."""
    end = at
    while (begin := text.find("\n", at) + 1) > 0 and begin < len(text):
        at = line_end(text, begin)
        line = text[begin:at]
        if line.strip():
            spaces = len(line) - len(line.lstrip(" "))
            indent = spaces if indent is None else indent
            if spaces < indent or spaces == 0:
                break
            end = at
    return end


def end_of(text: str, node: Any, column: int) -> int:
    """Return where a node ends, comments and blank lines behind it left out."""
    if node.id == "scalar":
        piece = extent(text, node, column)
        return piece.end if piece.end > piece.line_end else piece.head_end
    if node.flow_style or not node.value:
        return int(node.end_mark.index)
    if node.id == "mapping":
        key, value = node.value[-1]
        return end_of(text, value, key.start_mark.column)
    return end_of(text, node.value[-1], node.start_mark.column)
