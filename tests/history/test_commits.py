"""Which commits count as merges, and the request that a subject names."""

import pytest

from juncture.history.commits import first_parents, request
from juncture.repository.git import Git


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Retype the zip code (#587)", "#587"),
        ("Merge pull request #12 from ada/zip", "#12"),
        ('Revert "Drop the fee (#6)" (#7)', "#7"),
        ("Retype the zip code (!31)", "!31"),
        ("Fix #12 in passing", ""),
        ("See (#12) for more", ""),
        ("", ""),
    ],
)
def test_the_request_of_a_subject(subject, expected):
    assert request(subject) == expected


def test_a_branch_counts_once_by_its_merge(repository):
    root = repository.commit({"a": "1"}, "root")
    repository.git("checkout", "--quiet", "-b", "feature")
    repository.commit({"b": "1"}, "first step")
    repository.commit({"b": "2"}, "second step")
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "--quiet", "--no-ff", "-m", "Merge pull request #1 from ada/b", "feature")
    (merge,) = first_parents(Git(repository.folder), "main")
    assert (merge.parent, merge.request, merge.date) == (root, "#1", "2026-01-01")


def test_only_what_changes_a_path_by_its_very_name(repository):
    repository.commit({"a": "1"}, "root")
    repository.commit({"[a]": "1"}, "other")
    here = repository.commit({"a": "2"}, "here")
    assert [one.commit for one in first_parents(Git(repository.folder), "HEAD", paths=["a"])] == [here]
    assert [one.subject for one in first_parents(Git(repository.folder), "HEAD", paths=["[a]"])] == ["other"]


def test_a_shallow_clone_ends_where_its_history_does(repository, tmp_path):
    for text in "123":
        repository.commit({"a": text}, text)
    repository.git("clone", "--quiet", "--depth=2", f"file://{repository.folder}", str(tmp_path / "shallow"))
    assert [one.subject for one in first_parents(Git(tmp_path / "shallow"), "HEAD")] == ["3"]
