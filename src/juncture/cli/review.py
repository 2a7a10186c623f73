"""``juncture review``: compute a review, write its packet, answer with the verdict's exit code."""

import argparse
import sys
from pathlib import Path

from juncture.cli import options as shared

HELP = "review a change and write the packet"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    shared.repository(parser)
    shared.revisions(parser)
    parser.add_argument("--design", default="", metavar="PATH", help="the design file, from the repository's root")
    shared.as_of(parser)
    parser.add_argument(
        "--evidence", type=Path, default=None, metavar="DIR", help="Pact files and recorded traces: who calls whom"
    )
    parser.add_argument("--out", default="", metavar="DIR", help="the packet's folder (default: reports/review-<head>)")
    parser.add_argument("--notebook", default="integration_review", metavar="NAME", help=argparse.SUPPRESS)
    parser.add_argument("--isolated", action="store_true", help="run the notebook in a kernel of its own")
    parser.add_argument("--open", action="store_true", help="open the packet in the browser")


def run(options: argparse.Namespace) -> int:
    """Write the packet; print the verdict and where it is."""
    from juncture.policy.verdict import exit_code  # noqa: PLC0415
    from juncture.publish.publish import publish  # noqa: PLC0415
    from juncture.render import text  # noqa: PLC0415
    from juncture.review.open import open_review  # noqa: PLC0415

    review = open_review(
        shared.git(options),
        target=options.target,
        base=options.base,
        head=options.head,
        design=options.design,
        as_of=options.as_of,
        evidence=options.evidence,
        cache=shared.cache(options),
        say=shared.say,
    )
    out = Path(options.out or f"reports/review-{review.head[:12]}")
    page = publish(review, out, isolated=options.isolated, say=shared.say)
    sys.stdout.write(text.review(review))
    print(page)
    if options.open:
        import webbrowser  # noqa: PLC0415

        webbrowser.open(page.resolve().as_uri())
    return exit_code(review.verdict, review.mode)
