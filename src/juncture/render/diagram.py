"""A graph as DOT and as Mermaid: sorted text that tests compare. Nothing is told by colour alone."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from juncture.render.graph import CONTRACT, LARGEST, TOPIC, UNNAMED, Graph, Link, Node, by_domain
from juncture.render.plain import visible
from juncture.render.words import listed

if TYPE_CHECKING:
    from graphviz import Digraph

MARKS = {
    "changed": "◆ serves what changes",
    "reached": "▲ uses what changes",
    "unknown": "? cannot tell",
    "edited": "✎ edited",
    "breaks": "✕ breaks",
    "risky": "! may break",
}
_INK, _BAD, _WARN, _GOOD, _QUIET = "#1c1d1f", "#a3211b", "#7a4d00", "#1d6a41", "#6b7078"
_LAYERS = {
    "sync": {"style": "solid", "arrowhead": "normal"},
    "async": {"style": "dashed", "arrowhead": "vee"},
    "data": {"style": "solid", "arrowhead": "box"},
    "contract": {"style": "dashed", "arrowhead": "vee"},
    "build": {"style": "dashed", "arrowhead": "odot"},
    "start-order": {"style": "dotted", "arrowhead": "open"},
    "telemetry": {"style": "dotted", "arrowhead": "dot"},
}
_STATES = {
    "added": {"penwidth": "2.6", "xlabel": " + ", "color": _GOOD, "fontcolor": _GOOD},
    "removed": {"style": "dotted", "arrowhead": "onormal", "xlabel": " – ", "color": _BAD, "fontcolor": _BAD},
}
_NODES = {
    "changed": {"penwidth": "2.6", "color": _BAD, "fontcolor": _BAD},
    "reached": {"penwidth": "2", "color": _WARN, "fontcolor": _WARN},
    "unknown": {"penwidth": "2", "style": "rounded,dashed", "color": _WARN, "fontcolor": _WARN},
    "edited": {"penwidth": "2"},
    "breaks": {"penwidth": "2.6", "color": _BAD, "fontcolor": _BAD},
    "risky": {"penwidth": "2", "color": _WARN, "fontcolor": _WARN},
}
_SHAPES = {
    "service": "box",
    "infrastructure": "cylinder",
    "topic": "parallelogram",
    "contract": "note",
    "domain": "folder",
}
_FONT = "Helvetica"  # every Graphviz knows its widths; the style sheet names its likes


def drawable(whole: Graph) -> Graph:
    """Return the graph as it can be drawn: by domain where it has more than 300 nodes."""
    return by_domain(whole) if len(whole.nodes) > LARGEST else whole


def legend(whole: Graph) -> str:
    """Return what the signs of this picture mean, only those that it shows."""
    drawn = drawable(whole)
    layers = {link.layer for link in drawn.links}
    states = {link.state for link in drawn.links}
    shown = [
        "dashed: messages, drawn the way data flows" if "async" in layers else "",
        "box at the arrow: data" if "data" in layers else "",
        "drum: no source here" if any(node.kind == "infrastructure" for node in drawn.nodes) else "",
        "slanted: a topic" if any(node.kind == "topic" for node in drawn.nodes) else "",
        "?: topics whose names could not be read" if any(node.name.startswith(UNNAMED) for node in drawn.nodes) else "",
        "sheet: a contract, from those that write it to those that read it"
        if any(node.kind == "contract" for node in drawn.nodes)
        else "",
        "frame: a domain" if any(node.domain for node in drawn.nodes) else "",
        "bold with +: added" if "added" in states else "",
        "dotted with –: removed" if "removed" in states else "",
    ]
    told = "; ".join(filter(None, shown))
    return f"{told[0].upper()}{told[1:]}." if told else ""


def dot(whole: Graph) -> str:
    """Return the graph as DOT, domains as clusters, each edge on a line of its own."""
    from graphviz import Digraph  # noqa: PLC0415 - 80 ms

    drawn = drawable(whole)
    picture = Digraph("flow")
    picture.attr("graph", rankdir="LR", bgcolor="transparent", fontname=_FONT, fontsize="11", nodesep="0.25")
    picture.attr("node", shape="box", style="rounded", fontname=_FONT, fontsize="12", color=_INK, margin="0.14,0.07")
    picture.attr("edge", fontname=_FONT, fontsize="14", color=_QUIET, arrowsize="0.7")
    for domain, nodes in _domains(drawn.nodes):
        if domain:
            with picture.subgraph(name=f"cluster_{_id(domain)}") as cluster:
                cluster.attr(label=_label(domain), color=_QUIET, fontcolor=_QUIET, style="rounded")
                _draw(cluster, nodes)
        else:
            _draw(picture, nodes)
    for link in drawn.links:
        attributes = _LAYERS.get(link.layer, _LAYERS["sync"]) | _STATES.get(link.state, {})
        classes = {"class": _css("link", link.layer, link.state)}
        picture.edge(_id(link.source), _id(link.target), **attributes, **classes)
    return str(picture.source)


def mermaid(whole: Graph) -> str:
    """Return the graph as a Mermaid flow chart, for places that draw it from text."""
    drawn = drawable(whole)
    ids = {node.name: f"n{position}" for position, node in enumerate(drawn.nodes)}
    text = ["flowchart LR"]
    for position, (domain, nodes) in enumerate(_domains(drawn.nodes)):
        indent = "  "
        if domain:
            text.append(f'  subgraph d{position}["{_entities(domain)}"]')
            indent = "    "
        for node in nodes:
            opened, closed = ("[/", "/]") if node.kind == "topic" else ("[", "]")
            label = "<br/>".join(map(_entities, _said(node)))
            text.append(f'{indent}{ids[node.name]}{opened}"{label}"{closed}')
        if domain:
            text.append("  end")
    text += [f"  {ids[link.source]} {_arrow(link)} {ids[link.target]}" for link in drawn.links]
    return "\n".join(text) + "\n"


def _domains(nodes: Iterable[Node]) -> list[tuple[str, list[Node]]]:
    """Group nodes by domain; the unknown domain, which is none, comes last."""
    grouped: dict[str, list[Node]] = {}
    for node in nodes:
        grouped.setdefault(node.domain, []).append(node)
    return sorted(grouped.items(), key=lambda item: (not item[0], item[0]))


def _draw(picture: "Digraph", nodes: list[Node]) -> None:
    for node in nodes:
        attributes = {"shape": _SHAPES[node.kind]} if node.kind != "service" else {}
        attributes |= _NODES.get(node.mark, {})
        if node.kind in ("topic", "contract"):
            attributes["style"] = "dashed" if node.mark == "unknown" else "solid"
        picture.node(_id(node.name), _label(*_said(node)), **attributes, **{"class": _css(node.kind, node.mark)})


def _said(node: Node) -> list[str]:
    name = _name(node)
    teams = listed(list(node.teams), 2) or ("no owner" if node.kind == "service" else "")
    return [part for part in (name, teams, MARKS.get(node.mark, "")) if part]


def _name(node: Node) -> str:
    if node.kind == "contract":
        return node.name.rpartition("/")[2].removeprefix(CONTRACT)
    if node.name.startswith(UNNAMED):
        return f"? of {node.name.removeprefix(UNNAMED)}"
    return node.name.removeprefix(TOPIC) if node.kind == "topic" else node.name


def _label(*parts: str) -> str:
    """Join the parts as lines; the package must neither take them for HTML nor for escapes of DOT."""
    from graphviz import escape, nohtml  # noqa: PLC0415

    return nohtml("\\n".join(str(escape(visible(part))) for part in parts))  # type: ignore[no-any-return]


def _id(name: str) -> str:
    """Return a node id: the name, percent-encoded where DOT would read a port or an escape."""
    return "".join(letter if letter.isalnum() or letter in "-_./@ " else f"%{ord(letter):02X}" for letter in name)


def _css(*names: str) -> str:
    """Return class names for the style sheet, of plain letters only."""
    return " ".join(re.sub(r"[^a-z0-9-]", "-", name) for name in names if name)


def _entities(text: str) -> str:
    return "".join(c if c.isalnum() or c in " -_./" else f"#{ord(c)};" for c in visible(text))


def _arrow(link: Link) -> str:
    if link.state == "added":
        return '== "+" ==>'
    if link.state == "removed":
        return '-. "–" .->'
    return "-.->" if link.layer in {"async", "contract", "build", "start-order", "telemetry"} else "-->"
