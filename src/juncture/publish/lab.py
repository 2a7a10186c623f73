"""JupyterLab on a copy of the walk-through: on 127.0.0.1, with a token, in an ignored folder of the repository."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from juncture.facts.problem import InputError, Problem
from juncture.publish import notebooks
from juncture.repository.git import Git

FOLDER = Path(".juncture") / "lab"
"""Below the work tree's root; it holds a ``.gitignore`` that hides it from git."""

_SETTINGS = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}


def prepare(root: Path, parameters: Mapping[str, Any]) -> Path:
    """Write a copy of the walk-through with these parameters, inputs hidden, and return its path."""
    import nbformat  # noqa: PLC0415

    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    source = notebooks.source(notebooks.WALKTHROUGH)
    unknown = sorted(set(parameters) - set(notebooks.parameters(source)))
    if unknown:
        raise InputError(Problem(str(source), 0, f"no parameter is called {', '.join(unknown)}"))
    notebook = nbformat.read(source, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            cell.metadata["jupyter"] = {"source_hidden": True}
        if "parameters" in cell.metadata.get("tags", ()):
            cell.source += "\n\n# What `juncture lab` was asked for\n" + "\n".join(
                f"{name} = {value!r}" for name, value in sorted(parameters.items())
            )
    path = folder / f"{notebooks.WALKTHROUGH}.ipynb"
    nbformat.write(notebook, path)
    return path


def serve(git: Git, parameters: Mapping[str, Any], *, port: int, browser: bool, say: Callable[[str], None]) -> int:
    """Start JupyterLab on the walk-through and stay until it ends; return its exit code.

    Raises InputError for a bare repository, or where JupyterLab is not installed.
    """
    if git.top is None:
        raise InputError(Problem(str(git.folder), 0, "a bare repository has no work tree; answers could not be saved"))
    if find_spec("jupyterlab") is None:
        raise InputError(Problem("jupyterlab", 0, "not installed: pip install 'juncture[lab]'"))
    path = prepare(git.top, parameters)
    say(f"the walk-through is {path.relative_to(git.top)}; run all cells, answer, save")
    with _settings() as environment:
        command = [sys.executable, "-m", "jupyterlab", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"]
        command += [f"--ServerApp.root_dir={git.top}", "--LabApp.news_url=None", "--LabApp.expose_app_in_browser=True"]
        # The copy lies in a folder that git and people do not see.
        command += ["--ContentsManager.allow_hidden=True"]
        command += [f"--LabApp.default_url=/lab/tree/{path.relative_to(git.top).as_posix()}"]
        command += [] if browser else ["--no-browser"]
        command += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        return subprocess.run(command, env=environment, check=False).returncode


@contextlib.contextmanager
def _settings() -> Iterator[dict[str, str]]:
    """Yield an environment whose application settings ask for no news; the user's own settings stay in force."""
    from jupyterlab.commands import get_app_dir  # noqa: PLC0415 - only where JupyterLab is installed

    with tempfile.TemporaryDirectory(prefix="juncture-lab-") as folder:
        settings = Path(folder) / "settings"
        settings.mkdir()
        (settings / "overrides.json").write_text(json.dumps(_SETTINGS), encoding="utf-8")
        source = Path(get_app_dir())
        for entry in source.iterdir():
            if entry.name != "settings":
                (Path(folder) / entry.name).symlink_to(entry)
        yield {**os.environ, "JUPYTERLAB_DIR": folder}
