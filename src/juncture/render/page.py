"""The packet's page: the executed walk-through through our own nbconvert template, self-contained and inert.

Views of ours are taken as they are; any other output is shown as text, and widget state is left behind.
"""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from juncture.facts.steps import TITLES
from juncture.render import arrange, graph, html, words
from juncture.render.plain import visible
from juncture.render.templates import pages
from juncture.review.model import Review
from juncture.shipped import shipped

FIRST_SCREEN = frozenset({"style", "verdict", "agenda"})
"""Views that the page's head already shows; a cell's own is not repeated."""
_SHOWN_TYPES = ["text/html", "text/plain"]


class Entry(NamedTuple):
    """A section of the page, as its contents list it."""

    anchor: str
    title: str
    sign: words.Sign | None


def page(notebook: Any, review: Review) -> str:
    """Return the page of an executed walk-through. ``notebook`` is a path or a NotebookNode.

    Raises FileNotFoundError, and nbformat's ValidationError or NotJSONError for a file that is no notebook.
    """
    import nbformat  # noqa: PLC0415
    from jinja2 import StrictUndefined  # noqa: PLC0415
    from nbconvert.exporters.html import HTMLExporter  # noqa: PLC0415 - 350 ms
    from traitlets.config import Config  # noqa: PLC0415

    node = nbformat.read(notebook, as_version=4) if isinstance(notebook, str | Path) else notebook
    cells, contents = _sections(node.cells, review)
    shown = nbformat.v4.new_notebook(cells=cells)
    exporter = HTMLExporter(
        config=Config({"NbConvertBase": {"display_data_priority": _SHOWN_TYPES}}),
        extra_template_basedirs=[str(shipped("templates"))],
        template_name="packet",
        template_file="index.html.j2",
        exclude_input=True,
        exclude_anchor_links=True,
    )
    exporter.environment.autoescape = True
    exporter.environment.undefined = StrictUndefined
    body, _ = exporter.from_notebook_node(shown, resources={"packet": _packet(review, contents)})
    return str(body)


def _packet(review: Review, contents: list[Entry]) -> dict[str, Any]:
    """Return what the template shows beside the cells."""
    script = (shipped("templates") / "packet" / "page.js").read_text("utf-8")
    told = words.sign("verdict", review.verdict)
    concerned = graph.difference(graph.of_review(review))
    return {
        "title": visible(f"{told.word}: {arrange.headline(review)}"),
        "head": words.short(review.head),
        "style": html.page_style(),
        "script": script,
        "script_hash": b64encode(sha256(script.encode()).digest()).decode(),
        "verdict": html.verdict(review, level=1),
        "agenda": html.agenda(review),
        "picture": html.flow(concerned, "What the change concerns") if concerned.nodes else "",
        "contents": contents,
        "filters": _filters(review),
        "foot": pages().get_template("foot.html.j2").render(review=review),
    }


def _filters(review: Review) -> dict[str, list[str]]:
    owners = {owner for file in review.change.files for owner in file.owners}
    teams = owners | {team for impact in review.impact for team in impact.teams}
    return {
        "step": [str(step) for step in TITLES],
        "severity": ["block", "warn", "note"],
        "team": sorted(map(visible, teams)),
    }


def _sections(cells: list[Any], review: Review) -> tuple[list[Any], list[Entry]]:
    """Return copies of the cells, split at second-level headings, and the contents. The title cell is dropped."""
    from nbformat.v4 import new_markdown_cell  # noqa: PLC0415

    entries: list[Entry] = []
    result: list[Any] = []
    for cell in cells:
        if cell.cell_type == "code":
            result.append(_kept(cell))
        if cell.cell_type != "markdown":
            continue
        first, _, rest = cell.source.lstrip().partition("\n")
        prose = new_markdown_cell(cell.source)
        if heading := re.match(r"(#{1,2}) +(\S.*)", first):
            prose.source = rest
            if heading[1] == "##":
                entry = _entry(heading[2].strip(), review, {known.anchor for known in entries})
                prose.metadata.packet = {"anchor": entry.anchor, "title": entry.title, "closes": bool(entries)}
                entries.append(entry)
        result.append(prose)
    if not entries:
        entries = [Entry("review", "Review", None)]
        opening = new_markdown_cell("", metadata={"packet": {"anchor": "review", "title": "Review", "closes": False}})
        result.insert(0, opening)
    return [cell for cell in result if cell.cell_type == "code" or cell.source.strip() or cell.metadata], entries


def _kept(cell: Any) -> Any:
    """Return the cell without source and with only the outputs that the page shows."""
    from nbformat.v4 import new_code_cell  # noqa: PLC0415

    return new_code_cell(outputs=[output for output in cell.outputs if _is_shown(output)])


def _is_shown(output: Any) -> bool:
    if output.output_type in {"display_data", "execute_result"}:
        repeated = output.metadata.get(html.VIEW, {}).get("view") in FIRST_SCREEN
        return not repeated and any(kind in output.data for kind in _SHOWN_TYPES)
    return bool(output.output_type == "error" or output.get("name") == "stdout")


def _entry(title: str, review: Review, taken: set[str]) -> Entry:
    slug = re.sub(r"\W+", "-", title.lower()).strip("-") or "section"
    anchor = slug if slug not in taken else f"{slug}-{len(taken)}"
    found = [words.sign("status", step.status) for step in review.steps if step.title.lower() == title.lower()]
    return Entry(anchor, title, found[0] if found else None)
