"""Runs a shipped notebook headless through papermill, and stores notebooks with their outputs."""

import ast
import copy
import json
import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from juncture.facts.problem import InputError, Problem
from juncture.shipped import shipped

WALKTHROUGH = "integration_review"
EXPLORERS = ("service_flow", "contract_diff")
HISTORY = "backtest"
"""No part of a packet: it shows many merges, a packet one change."""
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def source(name: str) -> Path:
    """Return the path of a shipped notebook. Raises InputError where none is called so."""
    path = shipped("notebooks") / f"{name}.ipynb"
    if not path.is_file():
        known = ", ".join(sorted(entry.stem for entry in shipped("notebooks").glob("*.ipynb")))
        raise InputError(Problem(f"{name}.ipynb", 0, f"no such notebook; there are: {known}"))
    return path


def parameters(path: Path) -> dict[str, str]:
    """Return the parameters that a notebook declares, name to type.

    Raises InputError where no cell is tagged ``parameters``, or where it holds anything but ``name: type = default``.
    """
    cells = json.loads(path.read_text("utf-8"))["cells"]
    tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", ())]
    if len(tagged) != 1:
        raise InputError(Problem(str(path), 0, f"{len(tagged)} cells are tagged `parameters`, expected one"))
    declared = {}
    for statement in ast.parse("".join(tagged[0]["source"])).body:
        if not (isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value):
            raise InputError(
                Problem(
                    str(path), 0, f"the parameters cell holds `{ast.unparse(statement)}`; write `name: type = default`"
                )
            )
        declared[statement.target.id] = ast.unparse(statement.annotation)
    return declared


def run(
    path: Path, out: Path, given: Mapping[str, Any], *, cwd: Path, isolated: bool = False, quiet: bool = True
) -> Any:
    """Run a notebook with parameters, write it with its outputs to ``out``, and return it.

    ``isolated`` uses a real kernel, reached by sockets of the file system. Raises InputError for an unknown
    parameter, papermill's own error where a cell fails.
    """
    unknown = sorted(set(given) - set(parameters(path)))
    if unknown:
        raise InputError(Problem(str(path), 0, f"no parameter is called {', '.join(unknown)}"))
    import papermill  # noqa: PLC0415
    from traitlets.config import Config  # noqa: PLC0415

    logging.getLogger("papermill").setLevel(logging.ERROR)
    # The kernel is reached through files, not ports: nobody else on the machine can speak to it.
    engine = {"config": Config({"KernelManager": {"transport": "ipc"}})} if isolated else {"engine_name": "juncture"}
    notebook = papermill.execute_notebook(
        _literal(path),
        _literal(out),
        dict(given),
        cwd=str(cwd),
        progress_bar=not quiet,
        kernel_name="python3",
        # The output is written once, by us: papermill would write it twice for each cell.
        request_save_on_cell_execute=False,
        **engine,
    )
    _write(_normal(notebook), out)
    return notebook


def refresh(path: Path, *, write: bool) -> bool:
    """Run a notebook with its defaults and store its outputs in it; return whether they differ from before.

    Pictures are left out of the comparison: their bytes depend on the version of ``dot``, their DOT text does not.
    """
    import tempfile  # noqa: PLC0415

    import nbformat  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        fresh = run(path, Path(folder) / path.name, {}, cwd=Path(folder))
    stored = nbformat.read(path, as_version=4)
    differs = _comparable(_normal(stored)) != _comparable(_normal(fresh)) or _text(stored) != _text(_normal(stored))
    if write and differs:
        _write(_normal(fresh), path)
    return differs


def _literal(path: Path) -> str:
    """Return a path that papermill's own templating leaves as it is."""
    return str(path.resolve()).replace("{", "{{").replace("}", "}}")


def _normal(notebook: Any) -> Any:
    """Return a copy that is the same on every machine and day: fixed ids, no times, no widget state."""
    normal = copy.deepcopy(notebook)
    normal.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    normal.nbformat, normal.nbformat_minor = 4, 5
    for number, cell in enumerate(normal.cells, 1):
        cell.id = f"cell-{number:02}"
        cell.metadata = {key: cell.metadata[key] for key in ("tags",) if cell.metadata.get(key)}
        if cell.cell_type == "code":
            for output in cell.outputs:
                output.get("metadata", {}).clear()
                for kind, text in output.get("data", {}).items():
                    output.data[kind] = _ADDRESS.sub("", text) if isinstance(text, str) else text
    return normal


def _comparable(notebook: Any) -> str:
    return re.sub(r"<svg\b.*?</svg>", "<svg/>", _text(notebook), flags=re.DOTALL)


def _text(notebook: Any) -> str:
    import nbformat  # noqa: PLC0415

    return str(nbformat.writes(notebook)) + "\n"


def _write(notebook: Any, path: Path) -> None:
    """Write beside and move into place, so that an interruption leaves the old file."""
    beside = path.with_name(f".{path.name}.partial")
    beside.write_text(_text(notebook), encoding="utf-8")
    beside.replace(path)
