"""An interactive shell that collects a cell's outputs in the notebook's own format.

Imported only when a notebook runs: IPython takes a quarter of a second.
"""

import contextlib
import io
import itertools
from collections.abc import Mapping
from typing import Any

import nbformat.v4
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config


class CollectingHook(DisplayHook):
    """Keeps the value of a cell's last expression as an ``execute_result``; prints no prompt."""

    def write_output_prompt(self) -> None:
        """Print nothing: the number stands in the output."""

    def write_format_data(self, format_dict: Mapping[str, Any], md_dict: Mapping[str, Any] | None = None) -> None:
        """Keep the formatted value."""
        result = nbformat.v4.new_output(
            "execute_result", data=dict(format_dict), metadata=dict(md_dict or {}), execution_count=self.prompt_count
        )
        self.shell.outputs.append(result)

    def finish_displayhook(self) -> None:
        """Print nothing after the value either."""


class CollectingPublisher(DisplayPublisher):
    """Keeps what ``display`` shows as ``display_data``; an update replaces what it names."""

    def publish(self, data: Any, metadata: Any = None, source: Any = None, **options: Any) -> None:
        """Keep one bundle."""
        output = nbformat.v4.new_output("display_data", data=dict(data), metadata=dict(metadata or {}))
        self.shell.outputs.append(output)

    def clear_output(self, wait: bool = False) -> None:
        """Forget what the cell has shown so far."""
        self.shell.outputs.clear()


class Stream(io.TextIOBase):
    """Keeps what a cell prints; a stream is one output between two displays, as a kernel's buffer makes it."""

    def __init__(self, name: str, outputs: list[Any]) -> None:
        self.name = name
        self.outputs = outputs

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, text: str) -> int:
        """Append to this stream's output since the last display, else begin one."""
        recent = itertools.takewhile(lambda output: output.output_type == "stream", reversed(self.outputs))
        same = next((output for output in recent if output.name == self.name), None)
        if same is not None:
            same.text += text
        elif text:
            self.outputs.append(nbformat.v4.new_output("stream", name=self.name, text=text))
        return len(text)


class OutputShell(InteractiveShell):
    """A shell without user configuration, history and start-up files; ``outputs`` is the running cell's."""

    displayhook_class = Type(CollectingHook)
    display_pub_class = Type(CollectingPublisher)

    def __init__(self, **settings: Any) -> None:
        self.outputs: list[Any] = []
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        super().__init__(config=config, **settings)

    def run_source(self, source: str) -> tuple[int, list[Any]]:
        """Run one cell; return its execution count and its outputs."""
        self.outputs = []
        number = self.execution_count
        out, err = Stream("stdout", self.outputs), Stream("stderr", self.outputs)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            self.run_cell(source, store_history=True)
        return number, self.outputs

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.outputs.append(nbformat.v4.new_output("error", ename=etype.__name__, evalue=str(evalue), traceback=stb))
