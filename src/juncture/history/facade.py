"""The name that a notebook cell calls: a backtest, computed or read."""

from pathlib import Path

from juncture.history.backtest import backtest
from juncture.history.kept import Kept, file
from juncture.history.pool import here, processes
from juncture.history.table import read
from juncture.history.view import BacktestView
from juncture.repository.git import Git


def open_backtest(
    repository: str = "", target: str = "", last: int = 200, as_of: str = "", table_file: str = "", jobs: int = 1
) -> BacktestView:
    """Return what reviews would have said about the last merges of a branch, to be shown part by part.

    With ``table_file``, which ``juncture backtest`` wrote, nothing is computed. An empty ``repository`` is the bundled
    example, and its feature the last merge. ``as_of`` is a date, YYYY-MM-DD. With ``jobs`` above 1 that many processes
    work, and a script has to guard its start by ``__name__`` as ever. Raises InputError for bad input.
    """
    if table_file:
        return BacktestView(read(Path(table_file)))
    if repository:
        git = Git(Path(repository))
    else:
        from juncture.lab.example import example  # noqa: PLC0415

        demo = example()
        git, target = Git(demo.repository), target or demo.head
    with processes(jobs) if jobs > 1 else here() as executor:
        return BacktestView(backtest(git, target=target, last=last, as_of=as_of, executor=executor, kept=Kept(file())))
