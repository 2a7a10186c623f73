"""``juncture backtest``: what a review would have said about the last merges, and what became of each break."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from juncture.cli import options as shared
from juncture.facts.problem import InputError, Problem

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from juncture.history.backtest import Progress

HELP = "replay the last merges: what a review would have said, and what became of each break"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    shared.repository(parser)
    parser.add_argument("--last", type=_positive, default=200, metavar="N", help="how many merges (default: 200)")
    parser.add_argument("--target", default="", metavar="REV", help="the branch (default: the remote's HEAD)")
    shared.as_of(parser)
    parser.add_argument("--out", default="", metavar="FILE", help="the table (default: reports/backtest-<target>.json)")
    parser.add_argument("--jobs", type=_positive, default=0, metavar="N", help="processes (default: one a processor)")
    parser.add_argument("--scheduler", default="", metavar="ADDRESS", help="replay on a Dask scheduler's workers")


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Print the sentence and where the table is. What is done when it is interrupted is kept."""
    from juncture.history import text  # noqa: PLC0415
    from juncture.history.backtest import backtest  # noqa: PLC0415
    from juncture.history.kept import Kept, file  # noqa: PLC0415
    from juncture.history.table import write  # noqa: PLC0415

    git = shared.git(options)
    kept = Kept(None if options.no_cache else file())
    with _executor(options) as executor, _bar() as progress:
        table = backtest(
            git,
            target=options.target,
            last=options.last,
            as_of=options.as_of,
            executor=executor,
            kept=kept,
            no_cache=options.no_cache,
            progress=progress,
        )
    if kept.said:
        shared.say(kept.said)
    if git.is_shallow and len(table.merges) < options.last:
        shared.say(f"the clone is shallow: merges at hand: {len(table.merges)}; `git fetch --unshallow` brings more")
    out = Path(options.out or f"reports/backtest-{table.target[:12]}.json")
    write(table, out)
    sys.stdout.write(text.sentence(table))
    print(out)
    return 0


def _executor(options: argparse.Namespace) -> "AbstractContextManager[Executor]":
    from juncture.history import pool  # noqa: PLC0415

    if options.scheduler and options.jobs:
        raise InputError(Problem("--jobs", 0, "is of no use with --scheduler, whose workers are counted there"))
    if options.scheduler:
        return pool.scheduler(options.scheduler)
    return pool.processes(min(options.jobs or len(os.sched_getaffinity(0)), options.last))


@contextmanager
def _bar() -> "Iterator[Progress]":
    """Yield what draws a bar on stderr; where that is no terminal, each kind of work is said once, as it begins."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks = {}

        def progress(name: str, done: int, of: int) -> None:
            shared.check_interrupt()
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=of)
                if not console.is_terminal and of:
                    shared.say(f"{name} {of} merges" + (f", {done} kept from an earlier run" if done else ""))
            bar.update(tasks[name], completed=done)

        yield progress
