"""Applies a pure function to many files: in this process, or on all cores where there are many."""

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from typing import Any, NamedTuple

import msgspec

from juncture.facts.problem import InputError

MANY = 600
"""Files from which other processes are worth their start."""
ABSENT = "not at hand: missing, too large, or not a regular file"
_PACKET = 32
"""Files that a worker is given at once."""


class Read(NamedTuple):
    """What reading one file gave: the facts as JSON, or why there are none."""

    path: str
    body: bytes
    unread: str


Task = tuple[str, bytes | None]


def each_read(read: Callable[[str, bytes], Any], tasks: Iterable[Task], count: int) -> Iterator[Read]:
    """Yield what ``read`` says about each file, in the order of ``tasks``; ``count`` is about how many there are.

    ``read`` may raise InputError. Other processes are forked, and only from a process of one thread: a copy of
    several threads may hold a lock that nobody opens, and a fresh process would run a caller's script again.
    """
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
    if count < MANY or cores < 2 or threading.active_count() > 1:
        yield from (_one(read, *task) for task in tasks)
        return
    pool = ProcessPoolExecutor(cores, mp_context=get_context("fork"), initializer=_begin, initargs=(read,))
    try:
        yield from _spread(pool, iter(tasks), cores)
    finally:
        pool.shutdown(cancel_futures=True)


def _spread(pool: ProcessPoolExecutor, tasks: Iterator[Task], cores: int) -> Iterator[Read]:
    under_way: deque[Future[list[Read]]] = deque()
    while packet := list(islice(tasks, _PACKET)):
        under_way.append(pool.submit(_several, packet))
        if len(under_way) > 4 * cores:
            yield from under_way.popleft().result()
    for future in under_way:
        yield from future.result()


_handed: list[Callable[[str, bytes], Any]] = []
"""In a worker, the function it applies: inherited by the fork, so that it need not be one that pickle knows."""


def _begin(read: Callable[[str, bytes], Any]) -> None:
    """Start a worker. An interrupt is for the process that people see; it ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _handed.append(read)


def _several(tasks: list[Task]) -> list[Read]:
    return [_one(_handed[-1], *task) for task in tasks]


def _one(read: Callable[[str, bytes], Any], path: str, content: bytes | None) -> Read:
    if content is None:
        return Read(path, b"", ABSENT)
    try:
        return Read(path, msgspec.json.encode(read(path, content)), "")
    except InputError as error:
        return Read(path, b"", error.problems[0].message)
