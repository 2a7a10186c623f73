"""A backtest as pandas frames: one row a merge, and one row a break."""

from typing import TYPE_CHECKING

from juncture.history import text
from juncture.history.model import Backtest, State
from juncture.render.plain import visible
from juncture.render.words import delta

if TYPE_CHECKING:
    from pandas import DataFrame


def merges(table: Backtest) -> "DataFrame":
    """Return the merges, newest first: ``breaks``, ``repaired`` and ``later`` count breaks; ``comment`` is a bool."""
    from pandas import DataFrame  # noqa: PLC0415

    columns = ["commit", "date", "subject", "verdict", "because", "breaks", "repaired", "later", "comment"]
    rows = [
        (
            text.label(merge),
            merge.date,
            visible(merge.subject),
            str(merge.verdict),
            visible(merge.because),
            len(merge.breaks),
            sum(one.state is State.REPAIRED for one in merge.breaks),
            sum(one.later is not None for one in merge.breaks),
            merge.comment,
        )
        for merge in table.merges
    ]
    return DataFrame(rows, columns=columns)


def breaks(table: Backtest) -> "DataFrame":
    """Return the breaks, newest first. ``line`` is the cause, ``consumer`` the first line that uses the part.

    ``because`` is what keeps a break without an untouched use from being harmless: a doubt, or harm on the way.
    """
    from pandas import DataFrame  # noqa: PLC0415

    columns = ["commit", "date", "part", "change", "line", "consumer", "state", "later", "because", "comment"]
    rows = [
        (
            text.label(merge),
            merge.date,
            visible(broken.name),
            delta(visible(broken.old), visible(broken.new)),
            f"{visible(broken.path)}:{broken.line}",
            text.first_line(broken),
            text.STATES[broken.state],
            text.later(broken),
            text.doubt(broken) or visible(broken.unsafe),
            merge.comment,
        )
        for merge in table.merges
        for broken in merge.breaks
    ]
    return DataFrame(rows, columns=columns)
