"""``juncture`` alone: what is here, in one line, and what to try."""

import argparse
import sys

from juncture.cli import evidence
from juncture.cli import options as shared


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    shared.repository(parser, outermost=True)
    evidence.option(parser, outermost=True)


def run(options: argparse.Namespace) -> int:
    """Print what stands at HEAD."""
    from juncture.render import text  # noqa: PLC0415
    from juncture.render.summary import summary  # noqa: PLC0415

    catalog = evidence.catalog_at(shared.git(options), "HEAD", options.evidence, shared.cache(options))
    sys.stdout.write(text.summary(summary(catalog.services, catalog.contracts, catalog.edges, catalog.unread)))
    print("Try: juncture backtest, juncture flow, juncture review --head WORKTREE")
    return 0
