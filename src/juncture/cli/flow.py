"""``juncture flow``: who calls whom, and who would be hurt if a part of a contract went away."""

import argparse
import sys
from collections.abc import Collection
from typing import TYPE_CHECKING

from juncture.cli import evidence
from juncture.cli import options as shared
from juncture.facts.problem import InputError, Problem

if TYPE_CHECKING:
    from juncture.catalog.catalog import Catalog

HELP = "show the flow between services, or what would break if a part were removed"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("services", nargs="*", metavar="SERVICE", help="only what touches these services")
    shared.repository(parser)
    parser.add_argument("--head", default="", metavar="REV", help="the revision to read (default: HEAD), or WORKTREE")
    evidence.option(parser)
    parser.add_argument(
        "--if-removed", default="", metavar="CONTRACT#PART", help="whom the removal of a part would hurt"
    )
    parser.add_argument(
        "--drift",
        action="store_true",
        help="what declarations and calls disagree about, boundaries that are crossed, and services without owner",
    )
    parser.add_argument(
        "--format", default="text", choices=["text", "svg", "dot", "mermaid", "json"], help="how to print"
    )


def run(options: argparse.Namespace) -> int:
    """Print the graph, or the answer to ``--if-removed`` or ``--drift``."""
    if options.if_removed and options.drift:
        raise InputError(Problem("--drift", 0, "and --if-removed are two questions; ask one at a time"))
    if (options.if_removed or options.drift) and options.format not in ("text", "json"):
        raise InputError(Problem("--format", 0, "with --if-removed and --drift it is text or json"))
    catalog = evidence.catalog_at(shared.git(options), options.head, options.evidence, shared.cache(options))
    evidence.tell_unread(catalog)
    answer = _if_removed if options.if_removed else _drift if options.drift else _flow
    sys.stdout.write(answer(catalog, options))
    return 0


def _drift(catalog: "Catalog", options: argparse.Namespace) -> str:
    from juncture.cli import drift  # noqa: PLC0415
    from juncture.render import text  # noqa: PLC0415

    _known(options.services, {service.name for service in catalog.services})
    found = drift.disagreements(catalog, options.services)
    if options.format == "json":
        return _json(found)
    return text.findings(found) + drift.compared(catalog, options.services)


def _if_removed(catalog: "Catalog", options: argparse.Namespace) -> str:
    from juncture.flow.removed import if_removed  # noqa: PLC0415
    from juncture.render import text  # noqa: PLC0415

    _known(options.services, {service.name for service in catalog.services})
    reached = if_removed(catalog, options.if_removed)
    if options.services:
        reached = tuple(impact for impact in reached if impact.service in options.services)
    return _json(reached) if options.format == "json" else text.reached(reached)


def _flow(catalog: "Catalog", options: argparse.Namespace) -> str:
    from juncture.render import graph  # noqa: PLC0415

    shown = graph.graph(catalog.services, catalog.edges)
    _known(options.services, {node.name for node in shown.nodes})
    if options.services:
        shown = graph.around(shown, *options.services)
    return _printed(shown, options.format)


def _known(services: Collection[str], known: Collection[str]) -> None:
    """Raise InputError for every name that is none of the tree's."""
    unknown = sorted(set(services) - set(known))
    if unknown:
        listed = ", ".join(sorted(known))
        raise InputError(*(Problem(name, 0, f"no service is called so; there are: {listed}") for name in unknown))


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
