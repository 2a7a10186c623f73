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
    from juncture.render.svg import svg  # noqa: PLC0415

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
        for diagram in review.diagrams:
            (folder / f"{diagram.id}.dot").write_text(diagram.dot, encoding="utf-8")
            picture = svg(diagram.dot)
            if picture.svg is None:
                say(picture.said)
            else:
                (folder / f"{diagram.id}.svg").write_text(picture.svg, encoding="utf-8")
    return out / "index.html"
