"""A record as a notebook shows it: HTML, Markdown and plain text in one bundle.

The HTML is the packet's own. Headless, no widget is created; where forms are wanted, ``forms`` adds them.
"""

from collections.abc import Callable
from typing import Any

from juncture.render.html import VIEW, style


class View:
    """Something shown in a cell. ``name`` tells the packet which view it is; the texts are made when they are shown.

    The first view of a notebook ``dresses`` it: its HTML brings the style sheet of all others.
    """

    def __init__(
        self,
        name: str,
        html: Callable[[], str],
        text: Callable[[], str],
        *,
        widget: Any = None,
        dresses: bool = False,
    ) -> None:
        self.name = name
        self._dresses = dresses
        self._html = html
        self._text = text
        self._widget = widget

    def __repr__(self) -> str:
        return self._text()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return every form of the view; the output's metadata says that it is one of ours."""
        text = self._text()
        data: dict[str, Any] = {
            "text/html": f"<style>{style()}</style>\n{self._html()}" if self._dresses else self._html(),
            "text/markdown": _fenced(text),
            "text/plain": text,
        }
        if self._widget is not None:
            bundle = self._widget._repr_mimebundle_()
            data |= bundle[0] if isinstance(bundle, tuple) else bundle
        return data, {VIEW: {"view": self.name}}


def _fenced(text: str) -> str:
    """Return a text as a code block of Markdown: what it quotes is data and is not rendered."""
    longest = max((len(run) for run in text.replace("\n", " ").split(" ") if set(run) == {"`"}), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text.rstrip()}\n{fence}"
