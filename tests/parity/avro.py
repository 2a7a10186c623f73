"""Holds the Avro comparer against Avro's own compatibility tests: `python tests/parity/avro.py LOCATION`.

LOCATION is a source tree of apache/avro. The Python tests are run and every pair that they judge is caught; those of
Java are read from their sources. Reasons for differences stand in avro.toml, by case. Exits 1 where one has none.
"""

import json
import pkgutil
import sys
import tomllib
import unittest
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from avro_java import Case
from avro_java import cases as java_cases

from juncture.contracts.avro.compare import compare_schemas
from juncture.contracts.avro.judgement import Mode
from juncture.contracts.avro.parser import parse_value
from juncture.contracts.model import ContractChange
from juncture.facts.rule import rule

_REASONS = Path(__file__).with_suffix(".toml")


def python_cases(location: Path) -> Iterator[Case]:
    """Yield every pair that the Python tests judge, with what they hold true of it."""
    sys.path.insert(0, str(location / "lang/py"))
    # This script has the name of the package that is tested; without it on the path the package is found.
    sys.path[:] = [each for each in sys.path if Path(each or ".").resolve() != Path(__file__).parent.resolve()]
    pkgutil.get_data = lambda *_: None  # the file with the version is made by the peer's build, and is not in the tree
    from avro import compatibility  # noqa: PLC0415
    from avro.test import test_compatibility  # noqa: PLC0415

    caught: list[Case] = []
    checker = compatibility.ReaderWriterCompatibilityChecker
    original = checker.get_compatibility
    depth = 0

    def watched(self: Any, reader: Any, writer: Any, *rest: Any, **named: Any) -> Any:
        nonlocal depth
        depth += 1
        result = original(self, reader, writer, *rest, **named)
        depth -= 1
        if depth == 0:
            kinds = frozenset(str(each.name).upper() for each in result.incompatibilities)
            sides = [json.loads(str(each)) for each in (reader, writer)]
            caught.append(Case(f"python reader {json.dumps(sides[0])} writer {json.dumps(sides[1])}", *sides, kinds))
        return result

    checker.get_compatibility = watched
    outcome = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromModule(test_compatibility).run(outcome)
    if not outcome.wasSuccessful() or not caught:
        raise SystemExit(f"the peer's own tests fail here: {outcome.errors + outcome.failures}")
    yield from caught


def judged(case: Case, *, swapped: bool = False) -> list[ContractChange]:
    """Return what we say breaks: the writer is the old side and the reader the new one, or the reverse."""
    writer, reader = (parse_value("case", each, lambda *at: 1) for each in (case.writer, case.reader))
    changes = (
        compare_schemas(reader, writer, Mode.FORWARD) if swapped else compare_schemas(writer, reader, Mode.BACKWARD)
    )
    return [each for each in changes if each.compatibility == "breaking"]


def verdict(case: Case) -> tuple[str, str]:
    """Return how we and the peer compare on a case, and what we say."""
    found = judged(case)
    ours = {kind for each in found for kind in rule(each.rule).equivalents.get("avro", [])}
    said = ", ".join(sorted({each.rule for each in found})) or "readable"
    if bool(judged(case, swapped=True)) != bool(found):
        return "we differ", f"{said}; the other direction says otherwise"
    if not case.kinds:
        return ("we find more" if found else "agreed"), said
    if not found:
        return "we find less", said
    return ("agreed" if ours & case.kinds else "we differ"), said


def main(location: Path) -> int:
    """Print the score and a row for each difference."""
    reasons = tomllib.loads(_REASONS.read_text("utf-8"))
    count: Counter[str] = Counter()
    proofs: Counter[str] = Counter()
    unexplained = 0
    rows = []
    for case in (*python_cases(location), *java_cases(location)):
        how, said = verdict(case)
        count[how] += 1
        proofs.update(each.proof for each in judged(case))
        if how != "agreed":
            reason = reasons["cases"].get(case.key, "")
            unexplained += reason not in reasons["reasons"]
            judge = "refuses" if any(each.witness for each in judged(case)) else "reads"
            peer = ", ".join(sorted(case.kinds)) or "readable"
            rows.append(f"| {how} | {case.key} | {peer} | {said} | {judge} | {reason or 'none'} |")
    print(f"Avro {count.total()} pairs: " + ", ".join(f"{count[each]} {each}" for each in _WORDS))  # noqa: T201
    print(f"breaks with a witness: {proofs['proven']} of {proofs.total()}")  # noqa: T201
    print("\n".join([_HEAD, *rows]) if rows else "no difference")  # noqa: T201
    return 1 if unexplained else 0


_HEAD = "| | case | peer | we | fastavro | reason |\n|---|---|---|---|---|---|"
_WORDS = ("agreed", "we find more", "we find less", "we differ")

if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
