"""A notebook holds no logic: a cell is one call and shows what it returns."""

import ast
from pathlib import Path

import nbformat
import pytest

from juncture.facts.problem import InputError
from juncture.facts.steps import TITLES
from juncture.publish import notebooks

ROOT = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(ROOT.glob("*.ipynb"))
LOGIC = (
    ast.FunctionDef,
    ast.Lambda,
    ast.For,
    ast.While,
    ast.If,
    ast.IfExp,
    ast.Try,
    ast.With,
    ast.ClassDef,
    ast.comprehension,
)


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_the_four_are_there():
    assert {path.stem for path in NOTEBOOKS} == {notebooks.WALKTHROUGH, *notebooks.EXPLORERS, notebooks.HISTORY}


def test_no_cell_holds_logic(notebook):
    for cell in code(notebook):
        tree = ast.parse(cell.source)
        assert not [node for node in ast.walk(tree) if isinstance(node, LOGIC)], cell.source
        statements = [node for node in tree.body if not isinstance(node, ast.ImportFrom | ast.AnnAssign)]
        assert len(statements) <= 2, cell.source


def test_a_cell_imports_only_from_the_kit(notebook):
    for cell in code(notebook):
        for node in ast.walk(ast.parse(cell.source)):
            assert not isinstance(node, ast.Import)
            if isinstance(node, ast.ImportFrom):
                assert node.module == "juncture"


def test_every_parameter_has_a_type_and_a_comment(notebook):
    (parameters,) = [cell for cell in code(notebook) if "parameters" in cell.metadata.get("tags", ())]
    for line in parameters.source.splitlines():
        declared, mark, comment = line.partition("  # ")
        assert mark, line
        assert comment.strip(), line
        assert isinstance(ast.parse(declared).body[0], ast.AnnAssign)


def test_outputs_are_stored_and_hold_no_path_of_a_machine(notebook):
    shown = [cell for cell in code(notebook) if cell.outputs]
    assert shown
    for cell in shown:
        for output in cell.outputs:
            assert output.output_type == "execute_result"
            assert set(output.data) == {"text/html", "text/markdown", "text/plain"}
            assert str(Path.home()) + "/" not in str(output.data)
            assert " at 0x" not in str(output.data)


def test_the_walk_through_has_the_seven_sections_in_order():
    notebook = nbformat.read(ROOT / "integration_review.ipynb", as_version=4)
    titles = [
        cell.source.partition("\n")[0].removeprefix("## ") for cell in notebook.cells if cell.source.startswith("## ")
    ]
    assert titles == ["Scope", "Holds", *TITLES.values(), "Verdict"]


def test_an_unknown_parameter_is_an_error(tmp_path):
    path = notebooks.source(notebooks.WALKTHROUGH)
    with pytest.raises(InputError, match="no parameter is called repo"):
        notebooks.run(path, tmp_path / "out.ipynb", {"repo": "x"}, cwd=tmp_path)


def test_a_notebook_without_the_tagged_cell_is_an_error(tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x: int = 1")])
    nbformat.write(notebook, tmp_path / "own.ipynb")
    with pytest.raises(InputError, match="0 cells are tagged `parameters`"):
        notebooks.run(tmp_path / "own.ipynb", tmp_path / "out.ipynb", {}, cwd=tmp_path)


def test_refresh_says_what_differs_and_mends_it(tmp_path):
    path = tmp_path / "contract_diff.ipynb"
    notebook = nbformat.read(ROOT / "contract_diff.ipynb", as_version=4)
    notebook.cells[-1].outputs[0].data["text/plain"] = "something else"
    nbformat.write(notebook, path)
    assert notebooks.refresh(path, write=False)
    assert "something else" in path.read_text()
    assert notebooks.refresh(path, write=True)
    assert path.read_text() == (ROOT / "contract_diff.ipynb").read_text() or not notebooks.refresh(path, write=False)
