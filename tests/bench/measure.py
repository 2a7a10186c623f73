"""Runs one command as a process of its own: seconds, CPU seconds and peak memory, those of its children included."""

import os
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_KEPT = 4096


class Run(NamedTuple):
    """One run. ``memory`` is the largest resident set, in MiB; ``said`` is the end of what it printed.

    A process counts the resident set of the one that started it until it has become itself: memory is never told to be
    less than ours.
    """

    wall: float
    cpu: float
    memory: float
    code: int
    said: str


def environment(cache: Path) -> dict[str, str]:
    """Return the environment of every run: Python reads compiled modules, as where a tool is installed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PYTHONPYCACHEPREFIX": str(cache / "pycache"), "NO_COLOR": "1"}


def run(command: Sequence[str], given: dict[str, str]) -> Run:
    """Run a command to its end. Raises FileNotFoundError where there is no such program."""
    with tempfile.TemporaryFile() as printed:
        both = [(os.POSIX_SPAWN_DUP2, printed.fileno(), stream) for stream in (1, 2)]
        start = time.perf_counter()
        process = os.posix_spawnp(command[0], command, given, file_actions=both)
        _, status, used = os.wait4(process, 0)
        wall = time.perf_counter() - start
        printed.seek(max(0, printed.seek(0, os.SEEK_END) - _KEPT))
        said = printed.read().decode(errors="replace")
    code = os.waitstatus_to_exitcode(status)
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, code, said)


def own_memory() -> float:
    """Return the largest resident set that this process had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
