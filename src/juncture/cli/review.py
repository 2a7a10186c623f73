"""``juncture review``: compute a review, write its packet, answer with the verdict's exit code."""

import argparse
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from juncture.cli import evidence
from juncture.cli import options as shared

if TYPE_CHECKING:
    from juncture.review.model import Review

HELP = "review a change and write the packet"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    shared.repository(parser)
    shared.revisions(parser)
    parser.add_argument("--design", default="", metavar="PATH", help="the design file, from the repository's root")
    shared.as_of(parser)
    evidence.option(parser)
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

    cache = shared.cache(options)
    review = open_review(
        shared.git(options),
        target=options.target,
        base=options.base,
        head=options.head,
        design=options.design,
        as_of=options.as_of,
        evidence=options.evidence,
        cache=cache,
        say=shared.say,
    )
    if options.evidence:
        evidence.tell(options.evidence, cache, review.edges)
    out = Path(options.out or f"reports/review-{review.head[:12]}")
    page = publish(review, out, isolated=options.isolated, say=shared.say)
    sys.stdout.write(text.review(review))
    if judged := _first(review):
        print(f"Why: {_explain(judged, out, options)}")
    print(page)
    if options.open:
        import webbrowser  # noqa: PLC0415

        webbrowser.open(page.resolve().as_uri())
    return exit_code(review.verdict, review.mode)


def _first(review: "Review") -> str:
    """Return the fingerprint of what weighs most: a breaking change, else a finding; empty where there is nothing."""
    from juncture.contracts.model import Compatibility  # noqa: PLC0415
    from juncture.render import arrange  # noqa: PLC0415

    breaking = (one for one in arrange.worst_first(review.changes) if one.compatibility is Compatibility.BREAKING)
    judged = [one.fingerprint for one in breaking]
    judged += [one.fingerprint for one in arrange.findings_first(review.findings)]
    return judged[0] if judged else ""


def _explain(fingerprint: str, out: Path, options: argparse.Namespace) -> str:
    """Return the command that explains a judgement, as it works from here and where others keep the packet."""
    from juncture.render.plain import visible  # noqa: PLC0415
    from juncture.render.words import short  # noqa: PLC0415

    packet = f" --packet {visible(shlex.quote(str(out)))}" if options.out or options.repo != "." else ""
    return f"juncture explain {short(fingerprint)}{packet}"
