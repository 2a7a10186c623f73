"""A backtest as a picture: the merges from left to right, a row for each thing that can become of a break.

Drawn here and not by a plotting library: a few dozen marks need none, one would be the largest dependency of the
package, and its bytes would change with its version and the fonts of a machine.
"""

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

from juncture.history import text
from juncture.history.model import Backtest, Break, Merge, State
from juncture.render.plain import visible

_ROW, _TOP = 44, 16
"""Pixels of a row, and above the first."""
_EDGE = 2.0
"""Per cent of the width that the first and the last merge keep from the edges."""
_ROWS = {
    "never": ("✕", "never repaired", "bad"),
    "later": ("!", "settled later", "warn"),
    State.UNKNOWN: ("?", "cannot tell", "hold"),
    State.UNUSED: ("○", "without a known use", "quiet"),
    "unsafe": ("!", "repaired in the merge, yet unsafe while old and new run together", "warn"),
    State.REPAIRED: ("✓", "repaired in the merge", "good"),
    "comment": ("•", "a comment", "link"),
}


class _Mark(NamedTuple):
    """A mark of a row at a merge; ``until`` is the merge that settled it, the same where none did."""

    row: str
    at: int
    until: int
    told: str


def picture(table: Backtest) -> str:
    """Return an SVG. It repeats what the tables say, for who sees better than reads.

    It is as wide as its place and of a fixed height: letters keep their size on a narrow screen, merges move closer.
    """
    oldest_first = list(reversed(table.merges))
    marks = list(_marks(oldest_first))
    rows = [row for row in _ROWS if any(mark.row == row for mark in marks)] or ["comment"]
    height = _TOP + _ROW * len(rows) + 16
    attributes = {"xmlns": "http://www.w3.org/2000/svg", "width": "100%", "height": str(height), "role": "img"}
    svg = ElementTree.Element("svg", attributes | {"style": "display:block;max-width:60rem"})
    ElementTree.SubElement(svg, "title").text = f"What became of the breaks of {len(oldest_first)} merges"
    for position, row in enumerate(rows):
        y = _TOP + _ROW * position
        sign, name, tone = _ROWS[row]
        _text(svg, 0, y, name, fill="currentColor")
        _line(svg, 0, 100, y + 20, "var(--line)")
        for mark in (mark for mark in marks if mark.row == row):
            here, there = (_x(at, len(oldest_first)) for at in (mark.at, mark.until))
            if there > here:
                _line(svg, here, there, y + 20, f"var(--{tone})")
                _text(svg, there, y + 25, "✓", fill="var(--good)", anchor="middle")
            element = _text(svg, here, y + 25, sign, fill=f"var(--{tone})", anchor="middle")
            ElementTree.SubElement(element, "title").text = mark.told
    _text(svg, 0, height - 4, oldest_first[0].date, fill="var(--quiet)")
    _text(svg, 100, height - 4, oldest_first[-1].date, fill="var(--quiet)", anchor="end")
    return ElementTree.tostring(svg, encoding="unicode")


def _marks(merges: list[Merge]) -> Iterator[_Mark]:
    position = {merge.commit: at for at, merge in enumerate(merges)}
    for at, merge in enumerate(merges):
        if merge.comment:
            yield _Mark("comment", at, at, f"{text.label(merge)} {visible(merge.subject)}")
        for broken in merge.breaks:
            until = position[broken.later.commit] if broken.later else at
            yield _Mark(_row(broken), at, until, f"{text.label(merge)} {visible(broken.name)}")


def _row(broken: Break) -> str:
    if broken.state is State.UNTOUCHED:
        return "later" if broken.later else "never"
    return "unsafe" if broken.state is State.REPAIRED and broken.unsafe else broken.state


def _x(at: int, number: int) -> float:
    """Return where a merge stands, in per cent of the width."""
    return _EDGE + (100 - 2 * _EDGE) * at / max(number - 1, 1)


def _text(
    svg: ElementTree.Element, x: float, y: int, said: str, *, fill: str, anchor: str = "start"
) -> ElementTree.Element:
    attributes = {"x": f"{x:.5g}%", "y": str(y), "fill": fill, "font-size": "13", "text-anchor": anchor}
    element = ElementTree.SubElement(svg, "text", attributes)
    element.text = said
    return element


def _line(svg: ElementTree.Element, left: float, right: float, y: int, stroke: str) -> None:
    attributes = {"x1": f"{left:.5g}%", "x2": f"{right:.5g}%", "y1": str(y), "y2": str(y), "stroke": stroke}
    ElementTree.SubElement(svg, "line", attributes)
