"""The commits of a branch as people merged them: along the first parents, newest first."""

import re
from collections.abc import Sequence

from juncture.history.model import Commit
from juncture.repository.git import Git

_FORMAT = "--format=%H%x00%P%x00%cs%x00%s"
_HEADER = b"commit "
_AT_END = re.compile(r"\(([#!]\d+)\)\s*$")
_MERGE = re.compile(r"^Merge pull request (#\d+)\b")


def first_parents(git: Git, revisions: str, *, last: int = 0, paths: Sequence[str] = ()) -> list[Commit]:
    """Return the commits of ``revisions`` (a commit, or ``FROM..TO``) along the first parents, newest first.

    ``last`` limits how many are looked at, 0 does not. With ``paths`` only those that change one of them. A commit
    without a parent, the root or where a shallow clone ends, has nothing to be compared with and is left out.
    """
    limit = (f"--max-count={last}",) if last else ()
    arguments = ("rev-list", "--first-parent", *limit, "--encoding=UTF-8", _FORMAT, "--end-of-options", revisions)
    printed = git.output("--literal-pathspecs", *arguments, "--", *paths)
    lines = (line for line in printed.split(b"\n") if line and not line.startswith(_HEADER))
    commits = (_commit(line.decode("utf-8", "replace")) for line in lines)
    return [commit for commit in commits if commit.parent]


def _commit(line: str) -> Commit:
    name, parents, date, subject = line.split("\0", 3)
    return Commit(name, parents.partition(" ")[0], date, subject, request(subject))


def request(subject: str) -> str:
    """Return the pull or merge request that a subject names, as ``#12`` or ``!12``; empty where it names none."""
    found = _AT_END.search(subject) or _MERGE.search(subject)
    return found[1] if found else ""
