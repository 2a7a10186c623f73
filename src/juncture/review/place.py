"""The three revisions of a review, and the trees at them."""

from typing import NamedTuple

from juncture.catalog.catalog import Catalog
from juncture.catalog.open import open_catalog
from juncture.facts.problem import InputError
from juncture.repository.cache import Cache
from juncture.repository.git import Git
from juncture.repository.tree import WORKTREE, GitTree, Tree, WorkTree
from juncture.review.trust import read_trust


class Places(NamedTuple):
    """Where policy and owners are read (target), and what is compared (base to head)."""

    target: GitTree
    base: GitTree
    head: Tree


def places(git: Git, target: str, base: str, head: str) -> Places:
    """Resolve the three revisions (design.md, Words). Raises InputError where one names no commit.

    An empty head is HEAD; an empty target is the base where that is given, else the branch merged into; an empty
    base is the merge base of target and head.
    """
    after = tree_at(git, head)
    tip = git.commit("HEAD") if head == WORKTREE else after.revision
    merged_into = git.commit(target or base) if target or base else git.default_target()
    start = git.commit(base) if base else git.merge_base(merged_into, tip)
    near = after if isinstance(after, GitTree) else None
    open_trees = {after.revision: near} if near else {}
    at_target = open_trees.setdefault(merged_into, GitTree(git, merged_into, near))
    return Places(at_target, open_trees.setdefault(start, GitTree(git, start, near or at_target)), after)


def tree_at(git: Git, revision: str) -> Tree:
    """Return the files of a revision; ``WORKTREE`` is the work tree, empty is HEAD."""
    return WorkTree(git) if revision == WORKTREE else GitTree(git, revision or "HEAD")


def catalog_at(git: Git, revision: str, cache: Cache, evidence: Tree | None = None) -> Catalog:
    """Open the catalogue of one revision with its own policy and owners, and what a folder of evidence proves.

    Raises InputError where policy, owners or the folder cannot be read.
    """
    tree = tree_at(git, revision)
    trust = read_trust(tree, evidence)
    if trust.problems:
        raise InputError(*trust.problems)
    return open_catalog(tree, cache, trust.hints)
