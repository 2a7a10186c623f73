"""Writes the packet of a review: the walk-through as a page, the data, the comment, the pictures."""

from collections.abc import Callable
from pathlib import Path

from juncture import __version__
from juncture.publish import notebooks
from juncture.publish.packet import packet_folder
from juncture.review.model import Review
from juncture.review.schema import to_json


def publish(review: Review, out: Path, *, isolated: bool = False, say: Callable[[str], None] = lambda _: None) -> Path:
    """Write the packet's folder and return the path of its page.

    The folder holds ``index.html``, ``review.json``, ``comment.md`` (where there is something to say),
    ``findings.sarif``, ``notebooks/`` with their outputs, and each diagram as ``.dot`` and, where a picture could be
    drawn, ``.svg``. It appears whole or not at all; raises InputError where it cannot be written.
    """
    from juncture.render.comment import comment  # noqa: PLC0415
    from juncture.render.page import page  # noqa: PLC0415
    from juncture.render.sarif import sarif  # noqa: PLC0415

    with packet_folder(out) as folder:
        (folder / "review.json").write_bytes(to_json(review))
        (folder / "notebooks").mkdir()
        say("running the walk-through")
        walkthrough = None
        for name in (notebooks.WALKTHROUGH, *notebooks.EXPLORERS):
            executed = notebooks.run(
                notebooks.source(name),
                folder / "notebooks" / f"{name}.ipynb",
                {"review_file": "../review.json"},
                cwd=folder / "notebooks",
                isolated=isolated,
            )
            walkthrough = walkthrough or executed
        (folder / "index.html").write_text(page(walkthrough, review), encoding="utf-8")
        (folder / "findings.sarif").write_text(sarif(review.changes, review.findings, __version__), encoding="utf-8")
        text = comment(review)
        if text is not None:
            (folder / "comment.md").write_text(text, encoding="utf-8")
        _draw(review, folder, say)
    return out / "index.html"


def _draw(review: Review, folder: Path, say: Callable[[str], None]) -> None:
    """Write each diagram as DOT text and, where a renderer is at hand, as a picture."""
    from juncture.render import diagram, graph, html  # noqa: PLC0415

    whole = graph.of_review(review)
    shown = {"flow": whole, "difference": graph.difference(whole)}
    lost = set()
    for one in review.diagrams:
        (folder / f"{one.id}.dot").write_text(diagram.dot(shown[one.id]), encoding="utf-8")
        picture = html.picture(shown[one.id], one.title)
        if picture.svg is not None:
            (folder / f"{one.id}.svg").write_text(picture.svg, encoding="utf-8")
        if picture.said:
            lost.add(picture.said)
    for said in sorted(lost):
        say(said)
