"""Submodules: commits of other repositories in the place of a folder. What lies in them is not at hand, and unknown."""

from juncture.facts.problem import Unread
from juncture.repository.cache import printable
from juncture.repository.tree import SUBMODULE, Tree

REASON = "a submodule: its files are not at hand, and whether contracts or services are among them is unknown"


def submodules(tree: Tree) -> list[str]:
    """Return the paths at which submodules stand."""
    return [path for path, entry in tree.entries.items() if entry.mode == SUBMODULE]


def unread(tree: Tree) -> list[Unread]:
    """Return the submodules of a tree, each with the reason why nothing in it is read."""
    return [Unread(printable(path), REASON) for path in submodules(tree)]
