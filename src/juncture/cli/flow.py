"""``juncture flow``: who calls whom, and who would be hurt if a part of a contract went away."""

import argparse
import sys

from juncture.cli import options as shared
from juncture.facts.problem import InputError, Problem

HELP = "show the flow between services, or what would break if a part were removed"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("services", nargs="*", metavar="SERVICE", help="only what touches these services")
    shared.repository(parser)
    parser.add_argument("--head", default="", metavar="REV", help="the revision to read (default: HEAD), or WORKTREE")
    parser.add_argument(
        "--if-removed", default="", metavar="CONTRACT#PART", help="whom the removal of a part would hurt"
    )
    parser.add_argument(
        "--drift", action="store_true", help="what declarations and calls disagree about, and services without owner"
    )
    parser.add_argument(
        "--format", default="text", choices=["text", "svg", "dot", "mermaid", "json"], help="how to print"
    )


def run(options: argparse.Namespace) -> int:
    """Print the graph, or the answer to ``--if-removed`` or ``--drift``."""
    from juncture.render import graph, text  # noqa: PLC0415
    from juncture.review.place import catalog_at  # noqa: PLC0415

    catalog = catalog_at(shared.git(options), options.head, shared.cache(options))
    if (options.if_removed or options.drift) and options.format not in ("text", "json"):
        raise InputError(Problem("--format", 0, "with --if-removed and --drift it is text or json"))
    if options.drift:
        from juncture.review.standing import disagreements  # noqa: PLC0415

        found = disagreements(catalog)
        sys.stdout.write(_json(found) if options.format == "json" else text.findings(found))
        return 0
    if options.if_removed:
        from juncture.flow.removed import if_removed  # noqa: PLC0415

        reached = if_removed(catalog, options.if_removed)
        sys.stdout.write(_json(reached) if options.format == "json" else text.reached(reached))
        return 0
    shown = graph.graph(catalog.services, catalog.edges)
    known = {node.name for node in shown.nodes}
    unknown = sorted(set(options.services) - known)
    if unknown:
        raise InputError(
            *(Problem(name, 0, f"no service is called so; there are: {', '.join(sorted(known))}") for name in unknown)
        )
    if options.services:
        shown = graph.around(shown, *options.services)
    sys.stdout.write(_printed(shown, options.format))
    return 0


def _json(shown: object) -> str:
    import msgspec  # noqa: PLC0415

    return msgspec.json.format(msgspec.json.encode(shown), indent=2).decode() + "\n"


def _printed(shown, form: str) -> str:  # type: ignore[no-untyped-def]
    from juncture.render import diagram, text  # noqa: PLC0415

    if form == "dot":
        return diagram.dot(shown)
    if form == "mermaid":
        return diagram.mermaid(shown)
    if form == "json":
        return _json(shown._asdict())
    if form == "svg":
        from juncture.render.svg import svg  # noqa: PLC0415

        picture = svg(diagram.dot(shown))
        if picture.svg is None:
            raise InputError(Problem("flow", 0, f"{picture.said}; --format dot prints the source"))
        return picture.svg
    return text.flow(shown)
