"""``python tests/bench [ROW …]``: measure Juncture beside its peers, and write the table to reports/bench.md."""

import argparse
import os
import re
import sys
import tomllib
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from inputs import AbsentError, Pair, pair
from measure import Run, environment, run
from peers import HERE, command
from table import OURS, PROVEN, Measured, table

ROUNDS = 5
_REPORT = HERE.parents[1] / "reports" / "bench.md"


def main() -> int:
    """Measure the rows that were asked for; 2 where none is called so."""
    options = _options()
    data = tomllib.loads((HERE / "rows.toml").read_text())
    rows = {name: told for name, told in data["rows"].items() if _wanted(name, options.rows)}
    if not rows:
        sys.stderr.write(f"no row is called so; there are {', '.join(data['rows'])}\n")
        return 2
    options.cache.mkdir(parents=True, exist_ok=True)
    measured = []
    for name, told in rows.items():
        sys.stderr.write(f"{name} …\n")
        measured.append(_measured(told, data, options))
    text = table(measured)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(text)
    sys.stdout.write(text)
    return 0


def _options() -> argparse.Namespace:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help="a row, or the first word of several (default: all)")
    parser.add_argument("--cache", type=Path, default=home / "juncture-bench", help="where peers and inputs are kept")
    parser.add_argument("--out", type=Path, default=_REPORT, help="the report (default: reports/bench.md)")
    parser.add_argument("--rounds", type=int, default=0, help="runs of each program (default: as rows.toml says)")
    return parser.parse_args()


def _wanted(name: str, asked: Sequence[str]) -> bool:
    return not asked or any(name == each or name.startswith(f"{each}-") for each in asked)


def _measured(told: Mapping[str, Any], data: Mapping[str, Any], options: argparse.Namespace) -> Measured:
    missing: dict[str, str] = {}
    try:
        sides = _prepared(told["input"], data, options.cache) if "input" in told else Pair("", "")
    except AbsentError as error:
        return Measured(told, {}, {PROVEN: str(error)})
    commands = _ours(told, sides)
    expected: dict[str, Mapping[str, Any]] = {}
    for name in told["peers"]:
        peer = data["peers"][name]
        try:
            commands[peer["title"]] = command(name, peer, sides, options.cache)
            expected[peer["title"]] = peer
        except AbsentError as error:
            missing[peer["title"]] = str(error)
    runs = _rounds(commands, expected, missing, options.rounds or told.get("rounds", ROUNDS), options.cache)
    return Measured(told, runs, missing)


def _prepared(name: str, data: Mapping[str, Any], cache: Path) -> Pair:
    """Put an input on disk from a process of its own: what that needs would count as memory of all we start."""
    with ProcessPoolExecutor(1, get_context("spawn")) as elsewhere:
        return elsewhere.submit(pair, name, data["inputs"][name], cache).result()


def _ours(told: Mapping[str, Any], sides: Pair) -> dict[str, list[str]]:
    program = str(Path(sys.executable).with_name("juncture"))
    if "arguments" in told:
        return {PROVEN: [program, *told["arguments"]]}
    compared = [program, "diff", sides.old, sides.new]
    return {OURS: [*compared, "--no-witness"], PROVEN: compared}


def _rounds(
    commands: Mapping[str, list[str]],
    expected: Mapping[str, Mapping[str, Any]],
    missing: dict[str, str],
    rounds: int,
    cache: Path,
) -> dict[str, list[Run]]:
    """Run all in turns. The first run of each warms the caches and is not counted; who fails in it is left out."""
    given = environment(cache)
    runs: dict[str, list[Run]] = {}
    for name, each in commands.items():
        first = run(each, given)
        if _is_answer(first, expected.get(name, {})):
            runs[name] = []
        else:
            said = " ".join(first.said.split())[-200:]
            missing[name] = f"ended with {first.code} after {first.wall:.1f} s: {said}"
    for _ in range(rounds):
        for name, found in runs.items():
            found.append(run(commands[name], given))
    return runs


def _is_answer(first: Run, told: Mapping[str, Any]) -> bool:
    """Whether a program compared: a crash may end with the code that tells a difference."""
    is_expected = re.search(told.get("says", ""), first.said) is not None
    return first.code in told.get("exits", (0, 1)) and is_expected and "Traceback" not in first.said


if __name__ == "__main__":
    sys.exit(main())
