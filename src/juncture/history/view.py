"""A backtest as a notebook shows it."""

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from juncture.history import frames, text
from juncture.history.model import Backtest
from juncture.history.picture import picture
from juncture.lab.views import View

if TYPE_CHECKING:
    from pandas import DataFrame


class BacktestView:
    """What became of the last merges. ``record`` is the table; ``merge_frame`` and ``break_frame`` are it in pandas."""

    def __init__(self, record: Backtest) -> None:
        self.record = record

    @property
    def merge_frame(self) -> "DataFrame":
        """One row a merge."""
        return frames.merges(self.record)

    @property
    def break_frame(self) -> "DataFrame":
        """One row a break."""
        return frames.breaks(self.record)

    @property
    def summary(self) -> View:
        """What broke, what became of it, and how often a review would have spoken."""
        said = text.sentence(self.record)
        return View("backtest", lambda: _element(f"<p>{escape(said.strip())}</p>"), lambda: said, dresses=True)

    @property
    def timeline(self) -> View:
        """The merges from left to right, and what became of each break."""
        return View("timeline", lambda: _element(picture(self.record)), lambda: text.counts(self.record))

    @property
    def breaks(self) -> View:
        """Each break: its line, its first consumer, and what became of it."""
        return _table("breaks", lambda: self.break_frame, "No merge broke a contract.")

    @property
    def spoken(self) -> View:
        """The merges that broke something or would have got a comment."""
        return _table("merges", self._spoken, "No merge would have got a comment.")

    def _spoken(self) -> "DataFrame":
        every = self.merge_frame
        return every[every["comment"] | (every["breaks"] > 0)]


def _table(name: str, frame: "Callable[[], DataFrame]", nothing: str) -> View:
    def as_html() -> str:
        shown = frame()
        if shown.empty:
            return _element(f"<p>{escape(nothing)}</p>")
        return _element(_rows(shown))

    def as_text() -> str:
        shown = frame()
        return f"{nothing}\n" if shown.empty else shown.to_string(index=False) + "\n"

    return View(name, as_html, as_text)


def _rows(shown: "DataFrame") -> str:
    """Return a frame as a table whose rows become cards where it is narrow; columns without a word are left out."""
    texts = {name: [_cell(value) for value in shown[name]] for name in shown.columns}
    told = {name: column for name, column in texts.items() if any(column)}
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in told)
    lines = []
    for first, *rest in zip(*told.values(), strict=True):
        cells = zip(list(told)[1:], rest, strict=True)
        named = "".join(f'<td data-label="{escape(name)}">{escape(text)}</td>' for name, text in cells)
        lines.append(f'<tr><th scope="row">{escape(first)}</th>{named}</tr>')
    return f'<table class="cards">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{chr(10).join(lines)}\n</tbody>\n</table>'


def _cell(value: object) -> str:
    return value if isinstance(value, str) else {"True": "yes", "False": "no"}.get(str(value), str(value))


def _element(inner: str) -> str:
    return f'<div class="juncture backtest">\n{inner}\n</div>'
