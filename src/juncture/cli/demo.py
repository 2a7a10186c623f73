"""``juncture demo``: build the bundled example and review its change."""

import argparse
import sys
from pathlib import Path

from juncture.cli import options as shared

HELP = "review the bundled example"
AS_OF = "2026-03-02"
"""The example's own date: its packet is the same on every day."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--out", default="reports/demo", metavar="DIR", help="holds repository/ and packet/ afterwards")
    parser.add_argument("--isolated", action="store_true", help="run the notebook in a kernel of its own")
    parser.add_argument("--open", action="store_true", help="open the packet in the browser")


def run(options: argparse.Namespace) -> int:
    """Build the example, write its packet, print where it is. Exits 0 whatever the verdict."""
    from juncture.lab.example import build  # noqa: PLC0415
    from juncture.publish.publish import publish  # noqa: PLC0415
    from juncture.render import text  # noqa: PLC0415
    from juncture.repository.cache import Cache  # noqa: PLC0415
    from juncture.repository.git import Git  # noqa: PLC0415
    from juncture.review.open import open_review  # noqa: PLC0415

    demo = build(Path(options.out) / "repository")
    review = open_review(
        Git(demo.repository), target=demo.base, head=demo.head, as_of=AS_OF, cache=Cache(None), say=shared.say
    )
    page = publish(review, Path(options.out) / "packet", isolated=options.isolated, say=shared.say)
    sys.stdout.write(text.review(review))
    print(page)
    if options.open:
        import webbrowser  # noqa: PLC0415

        webbrowser.open(page.resolve().as_uri())
    return 0
