"""Finds what ships beside the code: the notebooks and the templates."""

from importlib.resources import files
from pathlib import Path

from juncture.facts.problem import InputError, Problem


def shipped(name: str) -> Path:
    """Return the folder ``name`` (``notebooks`` or ``templates``) of this installation.

    A wheel holds it inside the package; an editable install reads it from the repository's root. Raises
    InputError where neither has it.
    """
    package = Path(str(files("juncture")))
    for folder in (package / "_shipped" / name, package.parents[1] / name):
        if folder.is_dir():
            return folder
    raise InputError(Problem(name, 0, "this installation has no such folder; install juncture again"))
