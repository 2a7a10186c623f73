"""``juncture schema``: the JSON Schema of what is written and read."""

import argparse
import json
import sys

HELP = "print a JSON Schema: review, design or policy"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("of", choices=["review", "design", "policy"], help="which file's schema")


def run(options: argparse.Namespace) -> int:
    """Print the schema."""
    if options.of == "review":
        from juncture.review.schema import schema  # noqa: PLC0415
    elif options.of == "design":
        from juncture.design.schema import schema  # noqa: PLC0415
    else:
        from juncture.policy.schema import schema  # noqa: PLC0415
    json.dump(schema(), sys.stdout, indent=2, ensure_ascii=False)
    print()
    return 0
