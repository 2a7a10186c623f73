"""Writes what was measured as Markdown."""

from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple

from measure import Run, own_memory

OURS, PROVEN = "juncture, no witnesses", "juncture"
HEAD = """# Juncture beside its peers

One process a run, runs of a row taken in turns (A B A B …), medians. A ratio is Juncture's figure divided by the
peer's in the same round, and its range over all rounds: 0.25 is a quarter. Targets are held against CPU seconds:
Juncture is one process, and the clock on the wall also counts what else the machine does. Targets in seconds and MiB
are for runs without witnesses, which no peer makes; targets as ratios are for all that a command does by default.

| work | program | wall s | CPU s | peak MiB | wall, ratio | CPU, ratio | memory, ratio | target | met |
|---|---|--:|--:|--:|--:|--:|--:|---|---|
"""


class Measured(NamedTuple):
    """A row: the runs of each program, in the order of rounds, and why others have none."""

    told: Mapping[str, Any]
    runs: Mapping[str, Sequence[Run]]
    missing: Mapping[str, str]


def table(rows: Sequence[Measured]) -> str:
    """Return the report; beneath it, where the time of rows goes that miss a target."""
    lines = [_lines(row) for row in rows]
    text = HEAD + "".join(line + "\n" for of in lines for line in of)
    missed = [row for row, of in zip(rows, lines, strict=True) if any(line.endswith("| no |") for line in of)]
    told = [f"- {row.told['title']}: {row.told['rest']}.\n" for row in missed if "rest" in row.told]
    return text + ("\nWhere the time goes of what misses a target:\n\n" + "".join(told) if told else "")


def _lines(row: Measured) -> list[str]:
    peers = [name for name in row.runs if name not in (OURS, PROVEN)]
    lines = []
    for name, runs in row.runs.items():
        figures = [f"{median(each.wall for each in runs):.2f}", f"{median(each.cpu for each in runs):.3f}"]
        figures.append(f"{max(each.memory for each in runs):.0f}" if _is_measured(runs) else f"< {own_memory():.0f}")
        ratios = ["", "", ""]
        if name not in peers and peers:
            ratios = [_ratios(row, name, peers, get) for get in (_wall, _cpu, _memory)]
            ratios[2] = ratios[2] if all(_is_measured(row.runs[each]) for each in (name, *peers)) else ""
        lines.append(_line(row.told["title"], name, *figures, *ratios, *_target(row, name, peers)))
    lines += [_line(row.told["title"], name, reason, *[""] * 7) for name, reason in row.missing.items()]
    return lines


def _line(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _is_measured(runs: Sequence[Run]) -> bool:
    return all(each.memory > own_memory() + 1 for each in runs)


def _wall(run: Run) -> float:
    return run.wall


def _cpu(run: Run) -> float:
    return run.cpu


def _memory(run: Run) -> float:
    return run.memory


def _ratios(row: Measured, name: str, peers: Sequence[str], figure: Callable[[Run], float]) -> str:
    found = []
    for peer in peers:
        pairs = zip(row.runs[name], row.runs[peer], strict=True)
        each = sorted(figure(ours) / figure(theirs) for ours, theirs in pairs if figure(theirs))
        if each:
            found.append(f"{median(each):.3g} ({each[0]:.3g}–{each[-1]:.3g})")
    return ", ".join(found)


def _target(row: Measured, name: str, peers: Sequence[str]) -> tuple[str, str]:
    told, runs = row.told, row.runs[name]
    wanted, met = [], []
    if name == OURS and "seconds" in told:
        wanted.append(f"≤ {told['seconds']} s")
        met.append(median(each.cpu for each in runs) <= told["seconds"])
    if name == OURS and "memory" in told:
        wanted.append(f"≤ {told['memory']} MiB")
        met.append(max(each.memory for each in runs) <= told["memory"])
    if name == PROVEN and "ratio" in told and peers:
        wanted.append(f"≤ {told['ratio']} ×")
        ratios = [ours.cpu / max(theirs.cpu, 0.001) for ours, theirs in zip(runs, row.runs[peers[0]], strict=True)]
        met.append(median(ratios) <= told["ratio"])
    return ", ".join(wanted), ("yes" if all(met) else "no") if met else ""
