"""Holds the OpenAPI comparer against oasdiff's own tests: `python tests/parity/oasdiff.py LOCATION`.

LOCATION is a source tree of oasdiff/oasdiff. Reasons for differences stand in oasdiff.toml, by case; a case without one
is printed as unexplained, and the exit code is 1.
"""

import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from oasdiff_cases import Case, Suite

from juncture.contracts.diff import compare
from juncture.contracts.model import ContractChange
from juncture.facts.rule import rule

_REASONS = Path(__file__).with_suffix(".toml")
_RANK = {"breaking": 2, "risky": 1, "compatible": 0}


class Result(NamedTuple):
    """How a case came out: ``agreed``, ``more``, ``less`` or ``differs``, and by what."""

    kind: str
    said: str


def held(case: Case, suite: Suite) -> Result:
    """Compare what we find with what the peer finds."""
    changes = compare({"api.yaml": case.old}, {"api.yaml": case.new}, format="openapi")
    for wanted in sorted(case.wanted):
        ours = [each for each in changes if wanted in _equivalents(each)]
        if not ours:
            return Result("less", f"{wanted} ({suite.levels.get(wanted)}); we say: {_said(changes)}")
        level = suite.levels.get(wanted, "")
        if level and level not in {each.compatibility.value for each in ours}:
            return Result("differs", f"{wanted} is {level}; we say: {_said(ours)}")
    least = _RANK[case.threshold]
    more = [each for each in changes if _equivalents(each) & case.unwanted and _RANK[each.compatibility.value] >= least]
    if more and not case.wanted:
        return Result("more", f"they say nothing; we say: {_said(more)}")
    return Result("agreed", "")


def _equivalents(change: ContractChange) -> set[str]:
    return set(rule(change.rule).equivalents.get("oasdiff", ()))


def _said(changes: list[ContractChange]) -> str:
    return (
        "; ".join(f"{each.rule} {each.part} ({each.compatibility}, {each.proof})" for each in changes[:4]) or "nothing"
    )


def main(location: Path) -> int:
    """Run all cases, print the table; return 1 where a difference has no reason."""
    suite = Suite(location)
    known = tomllib.loads(_REASONS.read_text("utf-8"))
    counts: Counter[str] = Counter()
    unexplained = 0
    for case in suite.cases():
        if isinstance(case, str):
            counts["not readable here"] += 1
            continue
        result = held(case, suite)
        counts[result.kind] += 1
        if result.kind != "agreed":
            name = known["cases"].get(case.key)
            unexplained += name not in known["reasons"]
            sys.stdout.write(f"{result.kind:8} {case.key:70} {name or 'UNEXPLAINED'}: {result.said}\n")
    counted = ", ".join(f"{number} {kind}" for kind, number in sorted(counts.items()))
    sys.stdout.write(f"{counted}; {unexplained} unexplained\n")
    return int(unexplained > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
