"""``juncture explain``: what a rule or a finding means, why, and what to do."""

import argparse
import re
import textwrap
from pathlib import Path

from juncture.facts.problem import InputError, Problem

HELP = "explain a rule, or a finding of a packet"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "what", nargs="?", default="", metavar="RULE-OR-FINDING", help="a rule, or a fingerprint's start"
    )
    parser.add_argument("--packet", default="", metavar="DIR", help="the packet that holds the finding")


def run(options: argparse.Namespace) -> int:
    """Print the rule; without one, the list of all rules."""
    from juncture.facts.rule import families, family  # noqa: PLC0415

    if not options.what:
        for name in families():
            for rule in family(name).values():
                print(f"{rule.id:<44} {rule.severity:<6} {rule.title}")
        return 0
    if "/" in options.what or not re.fullmatch("[0-9a-f]{4,64}", options.what):
        _rule(options.what)
        return 0
    _finding(options.what, options.packet)
    return 0


def _rule(rule_id: str) -> None:
    from juncture.facts.rule import UnknownRuleError, rule  # noqa: PLC0415

    try:
        known = rule(rule_id)
    except UnknownRuleError as error:
        raise InputError(Problem(rule_id, 0, str(error))) from error
    print(f"{known.id} ({known.compatibility or known.severity}): {known.title}")
    for label, said in (("Why", known.why), ("Fix", known.fix), ("Source", known.source)):
        if said:
            print(textwrap.fill(said, 100, initial_indent=f"  {label}: ", subsequent_indent="    "))
    for peer, ids in known.equivalents.items():
        print(f"  {peer}: {', '.join(ids)}")


def _finding(start: str, packet: str) -> None:
    from juncture.render.plain import visible  # noqa: PLC0415
    from juncture.review.schema import read  # noqa: PLC0415

    folder = Path(packet) if packet else _newest()
    review = read(folder / "review.json")
    found = [finding for finding in review.findings if finding.fingerprint.startswith(start)]
    if len(found) != 1:
        said = f"{len(found)} findings of {folder} begin so" if found else f"no finding of {folder} begins so"
        raise InputError(Problem(start, 0, f"{said}; a rule looks like protobuf/field-removed"))
    finding = found[0]
    print(visible(f"{finding.part}: {finding.message}"))
    for place in finding.provenance:
        print(f"  at {visible(str(place))}")
    _rule(finding.rule)


def _newest() -> Path:
    packets = sorted(Path("reports").glob("**/review.json"), key=lambda path: path.stat().st_mtime)
    if not packets:
        raise InputError(Problem("reports", 0, "no packet here; name one with --packet"))
    return packets[-1].parent
