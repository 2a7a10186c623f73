"""Reads the design file, strictly, and tells which file it is."""

import re
from collections.abc import Iterable

from juncture.design.model import Design
from juncture.facts.problem import InputError, Problem
from juncture.repository.strict import read

FOLDER = "designs"
_PATH = re.compile(r"designs/[^/]+\.ya?ml")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


def load(path: str, content: bytes) -> Design:
    """Return the design that a file holds. Raises InputError with all its problems, each with its line."""
    return read(path, content, Design)[0]


def chosen(changed: Iterable[str]) -> str:
    """Return the one design among the changed paths, empty where there is none. Raises InputError for several."""
    found = sorted(path for path in changed if _PATH.fullmatch(path))
    if len(found) > 1:
        expected = "a change has one design; name it with --design"
        raise InputError(*(Problem(path, 0, f"one of {len(found)} changed designs; {expected}") for path in found))
    return found[0] if found else ""


def path_of(slug: str) -> str:
    """Return where the design of this name lies. Raises InputError for a name that is none."""
    if not _SLUG.fullmatch(slug):
        raise InputError(Problem(slug[:80], 0, "no name for a design; lower case letters, digits and - are allowed"))
    return f"{FOLDER}/{slug}.yaml"
