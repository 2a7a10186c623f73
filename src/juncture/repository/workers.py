"""Applies pure functions to many files of a tree: in this process, or on all cores where there are many."""

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, NamedTuple

import msgspec

from juncture.facts.problem import InputError
from juncture.repository.tree import Tree

MANY = 600
"""Files from which other processes are worth their start."""
ABSENT = "not at hand: missing, too large, or not a regular file"
_PACKET = 1_000
"""Files that a worker takes from git at once; fewer where there would be fewer than four packets for each core."""

Function = Callable[[str, bytes], Any]


class Task(NamedTuple):
    """A file, and the numbers of the functions that are applied to it."""

    path: str
    functions: Sequence[int]


class Read(NamedTuple):
    """What one function found in one file: the facts as JSON, or why there are none."""

    path: str
    function: int
    body: bytes
    unread: str


def each_read(tree: Tree, functions: Sequence[Function], tasks: Sequence[Task]) -> Iterator[Read]:
    """Yield what the functions say about the files, file by file in the order that the tree reads them.

    A function may raise InputError. Other processes are forked, and only from a process of one thread: a copy of
    several threads may hold a lock that nobody opens, and a fresh process would run a caller's script again. Each takes
    its files from the tree itself, so that no content goes from one process to another.
    """
    tree.bring(task.path for task in tasks)
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
    if len(tasks) < MANY or cores < 2 or threading.active_count() > 1:
        yield from _read(tree, functions, tasks)
        return
    size = min(_PACKET, -(-len(tasks) // (4 * cores)))
    packets = (tasks[start : start + size] for start in range(0, len(tasks), size))
    pool = ProcessPoolExecutor(cores, mp_context=get_context("fork"), initializer=_begin, initargs=(tree, functions))
    try:
        yield from _spread(pool, packets, cores)
    finally:
        pool.shutdown(cancel_futures=True)


def _spread(pool: ProcessPoolExecutor, packets: Iterator[Sequence[Task]], cores: int) -> Iterator[Read]:
    under_way: deque[Future[list[Read]]] = deque()
    for packet in packets:
        under_way.append(pool.submit(_several, packet))
        if len(under_way) > 2 * cores:
            yield from under_way.popleft().result()
    for future in under_way:
        yield from future.result()


_inherited: list[tuple[Tree, Sequence[Function]]] = []
"""In a worker, what it reads and applies: inherited by the fork, so that it need not be what pickle knows."""


def _begin(tree: Tree, functions: Sequence[Function]) -> None:
    """Start a worker. An interrupt is for the process that people see; it ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _inherited.append((tree, functions))


def _several(tasks: Sequence[Task]) -> list[Read]:
    return list(_read(*_inherited[-1], tasks))


def _read(tree: Tree, functions: Sequence[Function], tasks: Sequence[Task]) -> Iterator[Read]:
    asked = {task.path: task.functions for task in tasks}
    for path, content in tree.read(asked):
        for number in asked[path]:
            yield Read(path, number, *_one(functions[number], path, content))


def _one(function: Function, path: str, content: bytes | None) -> tuple[bytes, str]:
    if content is None:
        return b"", ABSENT
    try:
        return msgspec.json.encode(function(path, content)), ""
    except InputError as error:
        return b"", error.problems[0].message
