"""Feeds mutated documents to a format: `python tests/fuzz/fuzz.py FORMAT --seconds N --seed S`.

Each case is told by its seed and number alone, and run again by `--only NUMBER`, which prints its documents' places.
Real documents are taken from the folder that JUNCTURE_CORPUS names, where it does. What may happen: an answer, or
InputError. A worker has 5 s of processor time and 1 GiB for each case; what it does not survive is told by the parent.
Besides, an answer must be serialisable, name lines that exist, and say nothing of a document against itself.
Prints what failed, each cause once, and the counts. Exits 1 where something failed.
"""

import argparse
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple, NoReturn

import msgspec
from documents import Sample, documents, excerpt
from mutations import Mutations

from juncture.contracts.diff import compare
from juncture.contracts.formats import format_named
from juncture.contracts.model import ContractChange
from juncture.facts.problem import InputError

_SECONDS = 5
_MEMORY = 1 << 30
_BATCH = 400
"""Cases that one worker runs before another one takes over."""
_PATIENCE = 120
"""Seconds without an answer, whoever else uses the processor, after which a worker is taken to hang."""


class Case(NamedTuple):
    """Two sides of a comparison, path → content."""

    old: dict[str, bytes]
    new: dict[str, bytes]


class BrokenLawError(Exception):
    """An answer that cannot be right."""


@cache
def samples(name: str) -> list[Sample]:
    """Return the documents of a format; the corpus's, where it is at hand."""
    folder = os.environ.get("JUNCTURE_CORPUS")
    return documents(name, Path(folder) if folder else None)


def case(name: str, seed: int, number: int) -> Case:
    """Return the case of a number: a document, or two of one kind, mutated on one side or both."""
    chance = Random(f"{name} {seed} {number}")
    known = samples(name)
    first = excerpt(chance.choice(known), chance)
    ending = first.path.rpartition(".")[2]
    alike = [each for each in known if each.path.rpartition(".")[2] == ending]
    mutations = Mutations(chance, [excerpt(chance.choice(alike), chance).content for _ in range(2)])
    old = first.content if chance.random() < 0.7 else mutations.of(first.path, first.content)
    base = old if chance.random() < 0.9 else mutations.pool[0]
    sides = {first.path: old}, {first.path: mutations.of(first.path, base)}
    if chance.random() < 0.3:
        other = chance.choice(alike)
        if other.path != first.path and len(other.content) < 60_000:
            for side in sides:
                side[other.path] = other.content
    return Case(*sides)


def run(name: str, sides: Case) -> str:
    """Run one case; return how it came out, in a word. Raises whatever is raised but InputError."""
    each = format_named(name)
    for side in sides:
        for path, content in side.items():
            each.recognises(path, content)
            try:
                msgspec.json.encode(each.surface(path, content))
            except InputError as error:
                _said(error)
    try:
        changes = compare(sides.old, sides.new, format=name, as_of="2026-01-01")
    except InputError as error:
        _said(error)
        return "refused"
    _checked(changes, sides)
    for side in sides:
        try:
            same = compare(
                side, {path: content + b"\n" for path, content in side.items()}, format=name, witnesses=False
            )
        except InputError:
            continue  # equal bytes on both sides are not read
        if same:
            raise BrokenLawError(f"against itself: {same[0].rule}")
    return "changes" if changes else "equal"


def _said(error: InputError) -> None:
    if not error.problems or not all(problem.message for problem in error.problems):
        raise BrokenLawError("refused without a reason")
    msgspec.json.encode(error.problems)


def _checked(changes: list[ContractChange], sides: Case) -> None:
    msgspec.json.encode(changes)
    for change in changes:
        for cause, side in ((change.cause_old, sides.old), (change.cause, sides.new)):
            if (
                cause
                and cause.path in side
                and not 1 <= cause.line <= side[cause.path].count(b"\n") + 2 + side[cause.path].count(b"\r")
            ):
                raise BrokenLawError(f"line {cause.line} is outside the file: {change.rule}")


def _too_long(signum: int, frame: object) -> NoReturn:
    del signum, frame
    raise TimeoutError(f"over {_SECONDS} s")


def worker(name: str, seed: int, start: int, end: int, pipe: int, until: float) -> None:
    """Run cases and write a line before and after each: its number, how it came out, and the traceback if any."""
    signal.signal(signal.SIGPROF, _too_long)
    with os.fdopen(pipe, "w", encoding="utf-8", errors="backslashreplace") as out:
        for number in range(start, end):
            print("begin", number, file=out, flush=True)
            try:
                sides = case(name, seed, number)
                signal.setitimer(signal.ITIMER_PROF, _SECONDS)
                result = run(name, sides)
            except (Exception, RecursionError, MemoryError) as error:  # noqa: BLE001 - whatever it is, it is the finding
                result = _cause(error)
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
            print("end", number, result.encode("unicode_escape").decode(), file=out, flush=True)
            if time.monotonic() > until:
                return


def _cause(error: BaseException) -> str:
    """Return an error as one line that is the same for errors of one cause."""
    frames = [each for each in traceback.extract_tb(error.__traceback__) if "juncture" in each.filename]
    at = (
        f"{Path(frames[-1].filename).parent.name}/{Path(frames[-1].filename).name}:{frames[-1].lineno}"
        if frames
        else ""
    )
    detail = f" {error}"[:160] if isinstance(error, BrokenLawError) else f" {str(error)[:80]}"
    return f"FAILED {type(error).__name__} {at}{detail}"


def _forked(name: str, seed: int, start: int, until: float) -> tuple[int, int]:
    """Return a worker's process and the end of its pipe to read from."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    os.close(reading)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        worker(name, seed, start, start + _BATCH, writing, until)
    finally:
        os._exit(0)


def fuzzed(name: str, seed: int, seconds: float) -> tuple[Counter[str], dict[str, list[int]]]:
    """Run cases for so many seconds; return the counts, and the numbers of the cases by what failed."""
    counts: Counter[str] = Counter()
    failed: dict[str, list[int]] = {}
    until = time.monotonic() + seconds
    number = 0
    while time.monotonic() < until:
        process, pipe = _forked(name, seed, number, until)
        running = None
        with os.fdopen(pipe, encoding="utf-8") as lines:
            signal.signal(signal.SIGALRM, lambda *_, child=process: os.kill(child, signal.SIGKILL))
            for line in lines:
                signal.alarm(_PATIENCE)
                word, at, *rest = line.rstrip("\n").split(" ", 2)
                running = int(at) if word == "begin" else None
                number = int(at) + 1
                if word == "end":
                    result = rest[0]
                    counts[result.partition(" ")[0]] += 1
                    if result.startswith("FAILED"):
                        failed.setdefault(result, []).append(int(at))
        signal.alarm(0)
        status = os.waitpid(process, 0)[1]
        if running is not None:
            counts["FAILED"] += 1
            what = f"FAILED worker died: {signal.strsignal(os.WTERMSIG(status)) if os.WIFSIGNALED(status) else status}"
            failed.setdefault(what, []).append(running)
    return counts, failed


def only(name: str, seed: int, number: int) -> int:
    """Run one case in this process, with its traceback; leave its documents in a folder."""
    sides = case(name, seed, number)
    folder = Path(tempfile.mkdtemp(prefix=f"{name}-{seed}-{number}-"))
    for word, side in (("old", sides.old), ("new", sides.new)):
        for path, content in side.items():
            (folder / word).mkdir(exist_ok=True)
            (folder / word / path).write_bytes(content)
    print(folder, flush=True)  # noqa: T201
    signal.signal(signal.SIGPROF, _too_long)
    signal.setitimer(signal.ITIMER_PROF, _SECONDS)
    print(run(name, sides))  # noqa: T201
    return 0


def main(arguments: list[str]) -> int:
    """Print the counts and what failed; return 1 where something did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("format")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", type=int, metavar="NUMBER")
    options = parser.parse_args(arguments)
    if not samples(options.format):
        parser.error(f"no document of the format {options.format}")
    if options.only is not None:
        return only(options.format, options.seed, options.only)
    counts, failed = fuzzed(options.format, options.seed, options.seconds)
    told = ", ".join(f"{count:,} {word}" for word, count in sorted(counts.items()))
    print(f"{options.format}: seed {options.seed}, {options.seconds:.0f} s, {counts.total():,} cases: {told}")  # noqa: T201
    for what, numbers in sorted(failed.items()):
        print(f"  {len(numbers)} × {what}   --only {numbers[0]}")  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
