"""DOT drawn as SVG: by whichever program is at hand, checked against the text, and cleaned for a page."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from juncture.render.plain import visible

TIME_LIMIT = 10.0
"""Seconds that a program may take for one picture."""
_SVG = "{http://www.w3.org/2000/svg}"
_EDGE = re.compile(r'^\s*(?:"(?:[^"\\]|\\.)*"|[\w.]+) -> ', re.MULTILINE)
_KEPT = {
    "svg": {"viewBox"},
    "g": {"class", "transform"},
    "path": {"d"},
    "polygon": {"points"},
    "polyline": {"points"},
    "ellipse": {"cx", "cy", "rx", "ry"},
    "text": {"x", "y", "text-anchor", "font-family", "font-size"},
}
_PAINT = {"fill", "stroke", "stroke-width", "stroke-dasharray"}
_PAINTS = {"black": "currentColor", "#1c1d1f": "currentColor", "white": "none", "transparent": "none"}


class Picture(NamedTuple):
    """A picture, or None; ``said`` is what its reader must know, empty where all went well."""

    svg: str | None
    said: str


def renderer() -> list[str] | None:
    """Return the program that draws: ``$JUNCTURE_DOT``, ``dot`` on PATH, else that of graphviz-pure, or None."""
    named = os.environ.get("JUNCTURE_DOT")
    if named:
        return [named]
    beside = Path(sys.executable).parent / "graphviz-pure"
    found = shutil.which("dot") or (str(beside) if os.access(beside, os.X_OK) else None)
    return [found] if found else None


def svg(dot_text: str, title: str = "Flow", description: str = "") -> Picture:
    """Draw DOT text. ``title`` and ``description`` are what a screen reader says.

    Never raises for a program that is missing, slow or broken: the sentence says so, and the table of edges
    stands for the picture.
    """
    program = renderer()
    if program is None:
        return Picture(None, "No picture: no Graphviz at hand (`dot`, or the package graphviz-pure).")
    try:
        drawn = subprocess.run(
            [*program, "-Tsvg"], input=dot_text.encode(), capture_output=True, timeout=TIME_LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        return Picture(None, f"No picture: {Path(program[0]).name} took more than {TIME_LIMIT:.0f} seconds.")
    except OSError as error:
        return Picture(None, f"No picture: {Path(program[0]).name}: {visible(error.strerror or str(error))}.")
    said = "" if drawn.returncode == 0 else f"Graphviz ended with exit code {drawn.returncode}."
    root = _parsed(drawn.stdout.decode("utf-8", "replace"))
    if root is None:
        return Picture(None, f"No picture: what Graphviz wrote is no SVG. {said}".rstrip())
    wanted, found = len(_EDGE.findall(dot_text)), _edges(root)
    if found != wanted:
        said = f"{said} The picture shows {found} of {wanted} edges; the table has all.".lstrip()
    return Picture(_cleaned(root, title, description, dot_text), said)


def _parsed(text: str) -> ElementTree.Element | None:
    """Parse from ``<svg`` on: without the DOCTYPE there are no entities to expand."""
    try:
        root = ElementTree.fromstring(text[max(text.find("<svg"), 0) :])
    except ElementTree.ParseError:
        return None
    return root if root.tag == f"{_SVG}svg" else None


def _edges(root: ElementTree.Element) -> int:
    groups = (group.get("class", "").split() for group in root.iter(f"{_SVG}g"))
    return sum(names[:1] == ["edge"] for names in groups)


def _cleaned(root: ElementTree.Element, title: str, description: str, dot_text: str) -> str:
    """Return an SVG of known elements and attributes only, without sizes, links, scripts and foreign ids."""
    key = hashlib.sha256(dot_text.encode()).hexdigest()[:8]
    width = (root.get("viewBox") or "0 0 0 0").split()[2]
    picture = _kept(root)
    picture.set("xmlns", "http://www.w3.org/2000/svg")
    picture.set("role", "img")
    picture.set("aria-labelledby", f"picture-{key} picture-{key}-said")
    wide = float(width)  # shrinks until its text would be too small to read, then it scrolls
    picture.set("style", f"min-width:{wide * 0.62:.0f}px;max-width:{wide * 1.2:.0f}px;width:100%;height:auto")
    for position, (name, text, mark) in enumerate((("title", title, ""), ("desc", description or title, "-said"))):
        said = ElementTree.Element(name, {"id": f"picture-{key}{mark}"})
        said.text = visible(text)
        picture.insert(position, said)
    return ElementTree.tostring(picture, encoding="unicode")


def _kept(element: ElementTree.Element) -> ElementTree.Element:
    name = element.tag.removeprefix(_SVG)
    kept = ElementTree.Element(name)
    for key, value in sorted(element.attrib.items()):
        if key in _PAINT:
            kept.set(key, _PAINTS.get(value, value))
        elif key in _KEPT[name]:
            kept.set(key, value)
    if name == "text":
        kept.text = visible(element.text or "")
        kept.attrib.setdefault("fill", "currentColor")
    kept.extend(_kept(child) for child in element if child.tag.removeprefix(_SVG) in _KEPT)
    return kept
