"""The in-process engine: what a kernel would give, cell by cell."""

import papermill
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

CELLS = [
    "print('one'); import sys; print('two', file=sys.stderr); print('three')",
    "from IPython.display import HTML, display\ndisplay(HTML('<b>x</b>'))\nprint('after')\n1 + 1",
    "import pandas as pd\npd.DataFrame({'a': [1, 2]})",
    "_ is not None",
    "2;",
    "None",
    "{'b': 1, 'a': [1, 2]}",
]
KERNEL = {"config": Config({"KernelManager": {"transport": "ipc"}})}


@pytest.fixture
def notebook(tmp_path):
    def write(*cells: str):
        import nbformat  # noqa: PLC0415

        parameters = new_code_cell("size: int = 1", metadata={"tags": ["parameters"]})
        written = new_notebook(cells=[parameters, *map(new_code_cell, cells)])
        written.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(written, tmp_path / "in.ipynb")
        return str(tmp_path / "in.ipynb"), str(tmp_path / "out.ipynb")

    return write


def outputs(paths, **engine):
    result = papermill.execute_notebook(*paths, {"size": 3}, progress_bar=False, **engine)
    return [cell.get("outputs") for cell in result.cells]


def test_outputs_are_those_of_a_kernel(notebook):
    paths = notebook(*CELLS, "size")
    ours, theirs = outputs(paths, engine_name="juncture"), outputs(paths, **KERNEL)
    assert ours == theirs
    assert ours[-1][0]["data"]["text/plain"] == "3"


def test_a_cell_that_fails_stops_the_run_and_says_where(notebook):
    paths = notebook("x = 1", "1 / 0", "print('never')")
    with pytest.raises(PapermillExecutionError, match="division by zero"):
        outputs(paths, engine_name="juncture")


def test_the_bar_counts_cells_of_text_too_and_ends_full(notebook, tmp_path, capsys):
    import nbformat  # noqa: PLC0415

    source, out = notebook("x = 1", "x")
    written = nbformat.read(source, as_version=4)
    written.cells[1:1] = [new_markdown_cell("# Title"), new_code_cell("")]
    nbformat.write(written, source)
    papermill.execute_notebook(source, out, {"size": 3}, engine_name="juncture", kernel_name="python3")
    assert "100%" in capsys.readouterr().err.rpartition("\r")[2]


def test_one_run_leaves_nothing_to_the_next(notebook):
    outputs(notebook("leak = 1"), engine_name="juncture")
    with pytest.raises(PapermillExecutionError, match="leak"):
        outputs(notebook("leak"), engine_name="juncture")


def test_no_file_of_the_users_is_read(notebook, tmp_path, monkeypatch):
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("planted = True\n")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    with pytest.raises(PapermillExecutionError, match="planted"):
        outputs(notebook("planted"), engine_name="juncture")
