"""What is believed: policy and owners, from the target's tip. What cannot be read there is an error, never a pass."""

import hashlib
from typing import NamedTuple

import msgspec

from juncture.catalog.catalog import Hints
from juncture.catalog.codeowners import Codeowners
from juncture.catalog.custom import Custom
from juncture.catalog.model import Layer
from juncture.catalog.open import read_owners
from juncture.facts.problem import InputError, Problem
from juncture.facts.provenance import Provenance
from juncture.policy.file import NAME, assemble, builtin, is_policy
from juncture.policy.globs import matcher
from juncture.policy.model import CustomReader, Policy
from juncture.repository.cache import printable
from juncture.repository.tree import Tree


class Trust(NamedTuple):
    """The policy, and what it and the owners say about any tree; ``problems`` are of files that could not be read."""

    policy: Policy
    hints: Hints
    problems: tuple[Problem, ...]


def read_trust(target: Tree, evidence: Tree | None = None) -> Trust:
    """Read policy and owners. A broken file is a problem, and leaves the built-in policy, or nobody as owner.

    ``evidence`` holds what was recorded of the services; it is believed as far as the one who names it is.
    """
    problems: list[Problem] = []
    try:
        policy = read_policy(target)
    except InputError as error:
        policy = builtin()
        problems += error.problems
    try:
        owners = read_owners(target)
    except InputError as error:
        owners = None
        problems += error.problems
    by_domain = [(name, matcher(globs)) for name, globs in policy.domains.items()]

    def domain_of(path: str) -> str:
        return next((name for name, fits in by_domain if fits(path) or fits(f"{path}/x")), "")

    hints = Hints(
        policy.aliases,
        domain_of,
        owners,
        customs=tuple(map(_custom, policy.readers)),
        evidence=evidence,
        digest=_digest(policy, owners, evidence),
    )
    return Trust(policy, hints, tuple(problems))


def _digest(policy: Policy, owners: Codeowners | None, evidence: Tree | None) -> str:
    """Return what changes whenever policy, owners or evidence would say something else of a tree."""
    recorded = sorted((printable(path), entry) for path, entry in evidence.entries.items()) if evidence else ()
    return hashlib.sha256(msgspec.json.encode((policy.digest, owners, recorded))).hexdigest()


def _custom(reader: CustomReader) -> Custom:
    return Custom(matcher(reader.paths), reader.pattern, Layer(reader.layer), Provenance(NAME))


def read_policy(tree: Tree) -> Policy:
    """Return the policy that stands in a tree, over the built-in default. Raises InputError for a broken one.

    Without a file at the root nothing of the tree is policy: a stray file of the name elsewhere tightens nothing.
    """
    paths = [path for path in tree.entries if is_policy(path)] if NAME in tree.entries else []
    contents: dict[str, bytes] = {}
    for path, content in tree.read(paths):
        if content is None:
            raise InputError(Problem(path, 0, "not at hand or no regular file; a policy is a plain file of the target"))
        contents[path] = content
    return assemble(contents)
