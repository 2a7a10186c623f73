"""Papermill's engine that runs a notebook in this process instead of in a kernel.

Registered at papermill's own entry point as ``juncture``. The outputs are those of a real kernel, cell by cell.
There is no per-cell time limit: the process that runs the command is what a watchdog ends.
"""

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

from papermill.engines import Engine, NotebookExecutionManager


class InProcessEngine(Engine):
    """Runs cells in an interactive shell of its own: no user configuration, no history, no start-up files."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **kwargs: Any) -> None:
        """Run every code cell in order; stop after the first that fails (papermill raises for it)."""
        with _shell() as shell:
            for index, cell in enumerate(nb_man.nb.cells):
                if cell.cell_type != "code" or not cell.source.strip():
                    if nb_man.pbar:
                        nb_man.pbar.update(1)  # the bar counts every cell
                    continue
                nb_man.cell_start(cell, index)
                cell.execution_count, cell.outputs = shell.run_source(cell.source)
                failed = any(output.output_type == "error" for output in cell.outputs)
                if failed:
                    nb_man.cell_exception(cell, index)
                nb_man.cell_complete(cell, index)
                if failed:
                    return


@contextlib.contextmanager
def _shell() -> Iterator[Any]:
    """Yield a shell that is the process's only one while it lives, and leave no trace of it."""
    from juncture.publish.shell import OutputShell  # noqa: PLC0415 - papermill loads this module at every start

    hooks = sys.displayhook, sys.excepthook
    OutputShell.clear_instance()
    try:
        yield OutputShell.instance()
    finally:
        OutputShell.clear_instance()
        sys.displayhook, sys.excepthook = hooks
