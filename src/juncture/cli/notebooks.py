"""``juncture notebooks refresh``: run the shipped notebooks on the bundled example and store their outputs."""

import argparse

from juncture.cli import options as shared

HELP = "refresh the notebooks' stored outputs"
DIFFERS = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("action", choices=["refresh"], help="what to do")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where something differs")


def run(options: argparse.Namespace) -> int:
    """Refresh every notebook, or say which differ."""
    from juncture.publish import notebooks  # noqa: PLC0415

    stale = []
    for name in (notebooks.WALKTHROUGH, *notebooks.EXPLORERS, notebooks.HISTORY):
        if notebooks.refresh(notebooks.source(name), write=not options.check):
            stale.append(name)
            shared.say(f"{name}: {'differs from what it gives today' if options.check else 'refreshed'}")
    return DIFFERS if stale and options.check else 0
