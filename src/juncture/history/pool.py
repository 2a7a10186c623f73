"""Where merges are replayed: here, in processes, or on the workers of a Dask scheduler; an Executor each way."""

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Set
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

from juncture.facts.problem import InputError, Problem
from juncture.history.kept import edition

PATIENCE = 30
"""Seconds in which a scheduler and its first worker have to answer."""


@contextmanager
def here() -> Iterator[Executor]:
    """Yield an executor of one thread: a script or a notebook that is not made for processes of its own needs none."""
    executor = ThreadPoolExecutor(1)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


@contextmanager
def processes(jobs: int) -> Iterator[Executor]:
    """Yield an executor of ``jobs`` processes. Where the block fails or is interrupted, they die at once.

    Raises InputError where one of them was killed.
    """
    others = set(multiprocessing.active_children())
    # Spawned: a fork would copy locks that the threads of a progress bar or a notebook hold.
    executor = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=_begin)
    try:
        _start(executor, jobs, others)
        yield executor
    except BrokenProcessPool as error:
        told = "a worker was killed, most likely for want of memory; what is done is kept, go on with fewer jobs"
        raise InputError(Problem("--jobs", 0, told)) from error
    except BaseException:
        for child in set(multiprocessing.active_children()) - others:
            child.kill()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def _start(executor: Executor, jobs: int, others: Set[BaseProcess]) -> None:
    """Start all processes at once, deaf to interrupts from their first line on: who started them hears and ends them.

    An interrupt that arrives meanwhile waits, or a process would be left half started and complain.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        while len(set(multiprocessing.active_children()) - others) < jobs:
            executor.submit(int)  # starts another process unless one is idle
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Prepare a process: it looks for garbage as seldom as the command, and does not outlive whom it works for."""
    gc.set_threshold(100_000, 20, 100)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


@contextmanager
def scheduler(address: str) -> Iterator[Executor]:
    """Yield the executor of a Dask scheduler. Where the block fails, what is not done is called off.

    Raises InputError where the extra ``dask`` is missing, nobody answers, or a worker has other code than we: its
    results would not be ours.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - an extra, and half a second
    except ImportError as error:
        raise InputError(Problem("--scheduler", 0, "needs Dask: pip install 'juncture[dask]'")) from error
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(Problem("--scheduler", 0, f"no Dask scheduler answers at {address}: {error}")) from error
    with client:
        _check_workers(client, address)
        executor = client.get_executor(pure=False)
        try:
            yield executor
        except BaseException:
            executor.shutdown(wait=False)
            raise


def _check_workers(client, address: str) -> None:  # type: ignore[no-untyped-def]
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
        editions = client.run(edition)
    except TimeoutError as error:
        raise InputError(Problem("--scheduler", 0, f"the scheduler at {address} has no worker")) from error
    except ImportError as error:
        raise InputError(Problem("--scheduler", 0, f"a worker cannot import juncture: {error}")) from error
    others = sorted(worker for worker, its in editions.items() if its != edition())
    if others:
        told = f"{', '.join(others)}: another version of juncture than here; install the same"
        raise InputError(Problem("--scheduler", 0, told))
