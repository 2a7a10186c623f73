"""``juncture explain``: what a rule or a finding means, why, and what to do."""

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from juncture.facts.problem import InputError, Problem

if TYPE_CHECKING:
    from juncture.contracts.model import ContractChange
    from juncture.facts.finding import Finding
    from juncture.facts.rule import Rule

HELP = "explain a rule, or a finding of a packet"
_PACKET = "the folder of the packet that holds the finding (default: this one, else the newest below reports/)"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "what",
        nargs="?",
        default="",
        metavar="RULE-OR-FINDING",
        help="a rule, a family of rules, what another tool calls one, or the start of a finding's fingerprint",
    )
    parser.add_argument("--all", action="store_true", help="explain every rule, by family")
    parser.add_argument("--format", default="text", choices=["text", "md"], help="how to print rules")
    parser.add_argument("--packet", default="", metavar="DIR", help=_PACKET)


def run(options: argparse.Namespace) -> int:
    """Print the rule; without one, the list of all rules."""
    from juncture.facts.rule import families, family  # noqa: PLC0415
    from juncture.render import rules  # noqa: PLC0415

    if options.all and options.what:
        raise InputError(Problem("explain", 0, "takes a rule or finding, or --all"))
    every = [rule for name in families() for rule in family(name).values()]
    if options.all:
        sys.stdout.write(rules.page() if options.format == "md" else "\n".join(map(rules.text, every)))
    elif not options.what:
        for rule in every:
            print(f"{rule.id:<44} {rule.compatibility or rule.severity:<10}  {rule.title}")
    elif options.what.removesuffix("/*") in families():
        _printed(list(family(options.what.removesuffix("/*")).values()), options.format)
    elif alike := [rule for rule in every if _is_of_a_peer(options.what, rule)]:
        _printed(alike, options.format)
    elif "/" in options.what or not re.fullmatch("[0-9a-f]{4,64}", options.what):
        _rule(options.what, options.format)
    else:
        _finding(options.what, options.packet, options.format)
    return 0


def _is_of_a_peer(what: str, known: "Rule") -> bool:
    """Tell whether another tool calls a rule so: ``FIELD_SAME_TYPE``, or ``buf:FIELD_SAME_TYPE``."""
    tool, _, name = what.rpartition(":")
    return any(name in names and tool in ("", peer) for peer, names in known.equivalents.items())


def _printed(found: "list[Rule]", form: str) -> None:
    from juncture.render import rules  # noqa: PLC0415

    sys.stdout.write("\n".join(map(rules.section if form == "md" else rules.text, found)))


def _rule(rule_id: str, form: str) -> None:
    from juncture.facts.rule import UnknownRuleError, rule  # noqa: PLC0415
    from juncture.render import rules  # noqa: PLC0415

    try:
        known = rule(rule_id)
    except UnknownRuleError as error:
        raise InputError(Problem(rule_id, 0, str(error))) from error
    sys.stdout.write(rules.section(known) if form == "md" else rules.text(known))


def _finding(start: str, packet: str, form: str) -> None:
    from juncture.render.plain import visible  # noqa: PLC0415
    from juncture.review.schema import read  # noqa: PLC0415

    folder = Path(packet) if packet else _newest()
    review = read(folder / "review.json")
    judgements: list[Finding | ContractChange] = [*review.changes, *review.findings]
    found = {one.fingerprint: one for one in judgements if one.fingerprint.startswith(start)}
    if len(found) != 1:
        said = f"{len(found)} findings of {folder} begin so" if found else f"no finding of {folder} begins so"
        raise InputError(Problem(start, 0, f"{said}; a rule looks like protobuf/field-removed"))
    for one in found.values():
        print(visible(_said(one)))
        for place in _places(one):
            print(f"  at {visible(place)}")
        _rule(one.rule, form)


def _said(one: "Finding | ContractChange") -> str:
    from juncture.facts.finding import Finding  # noqa: PLC0415
    from juncture.render.words import delta  # noqa: PLC0415

    if isinstance(one, Finding):
        return f"{one.part}: {one.message}"
    return f"{one.part}: {delta(one.old, one.new)}"


def _places(one: "Finding | ContractChange") -> list[str]:
    from juncture.facts.finding import Finding  # noqa: PLC0415
    from juncture.render.words import causes  # noqa: PLC0415

    return list(map(str, one.provenance)) if isinstance(one, Finding) else causes(one)


def _newest() -> Path:
    """Return the packet that is meant where none is named. Raises InputError where there is none."""
    if Path("review.json").is_file():
        return Path()
    packets = sorted(Path("reports").glob("**/review.json"), key=lambda path: path.stat().st_mtime)
    if not packets:
        said = "no packet here; name its folder with --packet, the one that holds review.json"
        raise InputError(Problem("reports", 0, said))
    return packets[-1].parent
