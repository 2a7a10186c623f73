"""``backtest``: replay the last merges of a branch, follow what they left open, and keep every result on the way."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, as_completed
from typing import Any, TypeVar

import msgspec

from juncture.facts.problem import InputError, Problem
from juncture.history.commits import first_parents
from juncture.history.kept import Kept, edition
from juncture.history.later import follow
from juncture.history.model import Backtest, Merge, State
from juncture.history.replay import Place, replay
from juncture.repository.git import Git

Progress = Callable[[str, int, int], None]
"""Told what is done, how many of it are, and of how many."""

Asked = TypeVar("Asked", bound=msgspec.Struct)


def backtest(
    git: Git,
    *,
    target: str = "",
    last: int,
    as_of: str,
    executor: Executor,
    kept: Kept,
    no_cache: bool = False,
    progress: Progress = lambda *_: None,
) -> Backtest:
    """Return the last ``last`` first-parent commits up to ``target``, each as a review would have judged it.

    What an earlier run kept is not computed again. Raises InputError where there is nothing to replay.
    """
    tip = git.commit(target) if target else git.default_target()
    commits = first_parents(git, tip, last=last)
    if not commits:
        raise InputError(Problem(str(git.folder), 0, f"{tip[:12]} has no parent, so nothing was merged"))
    place = Place(str(git.folder.resolve()), as_of, git.offline, no_cache)
    work = _Work(executor, kept, f"{edition()} {as_of}{' offline' if git.offline and git.promisor else ''}", progress)
    merges = work.done("replaying", replay, place, commits)
    left = [position for position, merge in enumerate(merges) if merge.state is State.UNTOUCHED]
    followed = work.done("following", follow, place, [merges[position] for position in left], tip)
    for position, merge in zip(left, followed, strict=True):
        merges[position] = merge
    return Backtest(as_of=as_of, target=tip, merges=tuple(merges))


class _Work:
    """Runs a function over many commits or merges, each once in the life of its inputs."""

    def __init__(self, executor: Executor, kept: Kept, scope: str, progress: Progress) -> None:
        self.executor = executor
        self.kept = kept
        self.scope = scope
        self.progress = progress

    def done(
        self, name: str, function: Callable[..., Merge], place: Place, asked: Sequence[Any], *rest: str
    ) -> list[Merge]:
        """Return the function's result for each that is asked, in order; each is kept as soon as it is there."""
        keys = [" ".join((self.scope, name, one.parent, one.commit, *rest)) for one in asked]
        found = self.kept.get(keys, Merge)
        self.progress(name, len(found), len(keys))
        futures = {
            self.executor.submit(function, place, one, *rest): key
            for key, one in zip(keys, asked, strict=True)
            if key not in found
        }
        for key, merge in _completed(futures):
            self.kept.put(key, merge)
            found[key] = merge
            self.progress(name, len(found), len(keys))
        return [found[key] for key in keys]


def _completed(futures: dict[Any, str]) -> Iterator[tuple[str, Merge]]:
    for future in as_completed(futures):
        yield futures[future], future.result()
