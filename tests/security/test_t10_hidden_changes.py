"""T10: attributes, renames, modes, links, submodules and .mailmap hide no change (threats.md)."""

import difflib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from juncture.repository.changes import ChangeSet
from juncture.repository.git import Git
from juncture.repository.tree import GitTree, WorkTree


def change_set(repository, base, head="HEAD"):
    git = Git(repository.folder)
    return ChangeSet(GitTree(git, base), GitTree(git, head))


@pytest.mark.parametrize(
    "attribute", ["-diff", "binary", "diff=hidden", "linguist-generated", "export-ignore", "-text"]
)
def test_an_attribute_hides_nothing(repository, attribute):
    base = repository.commit({".gitattributes": f"*.proto {attribute}\n", "a.proto": "old\n"})
    repository.commit({"a.proto": "new\n"})
    changes = change_set(repository, base)
    assert [change.path for change in changes] == ["a.proto"]
    assert changes.lines(["a.proto"])["a.proto"].added == {1}


def test_a_textconv_program_is_not_run(repository, tmp_path):
    canary = tmp_path / "canary"
    base = repository.commit({".gitattributes": "*.proto diff=evil\n", "a.proto": "old\n"})
    repository.git("config", "diff.evil.textconv", f"touch {canary}; cat")
    repository.git("config", "diff.evil.command", f"touch {canary}")
    repository.commit({"a.proto": "new\n"})
    assert change_set(repository, base).lines(["a.proto"])["a.proto"].removed == {1}
    assert not canary.exists()


def test_a_rename_shows_both_paths_whatever_is_configured(repository):
    base = repository.commit({"a.proto": "same\n" * 40})
    repository.git("config", "diff.renames", "copies")
    repository.commit({"a.proto": None, "b.proto": "same\n" * 40})
    assert {change.path: change.kind for change in change_set(repository, base)} == {
        "a.proto": "removed",
        "b.proto": "added",
    }


def test_a_mode_a_link_and_a_submodule_are_odd(repository):
    base = repository.commit({"run.sh": "x\n"})
    (repository.folder / "run.sh").chmod(0o755)
    (repository.folder / "link").symlink_to("/etc/passwd")
    repository.git("add", "run.sh", "link")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{base},vendor/lib")
    repository.git("commit", "--quiet", "--no-gpg-sign", "-m", "odd")
    found = {change.path: (change.kind, change.oddity) for change in change_set(repository, base)}
    assert found == {
        "link": ("added", "symlink"),
        "run.sh": ("mode", "mode 100644 → 100755"),
        "vendor/lib": ("added", "submodule"),
    }


def test_flags_of_the_index_hide_nothing_of_the_work_tree(repository):
    repository.commit({"a.proto": "old\n", "b.proto": "old\n"})
    repository.git("update-index", "--assume-unchanged", "a.proto")
    repository.git("update-index", "--skip-worktree", "b.proto")
    repository.write({"a.proto": "new\n", "b.proto": "new\n"})
    git = Git(repository.folder)
    assert [change.path for change in ChangeSet(GitTree(git, "HEAD"), WorkTree(git))] == ["a.proto", "b.proto"]


TEXT = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=9).map("\n".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(old=TEXT, new=TEXT)
def test_added_and_removed_lines_rebuild_what_the_standard_library_compares(repository, old, new):
    base = repository.commit({"f": old})
    repository.commit({"f": new})
    lines = change_set(repository, base).lines(["f"]).get("f")
    same = difflib.ndiff(old.split("\n"), new.split("\n"))
    differs = any(line[:1] in "+-" for line in same)
    assert differs == (lines is not None and bool(lines.added or lines.removed))
    if lines:
        kept = [text for number, text in enumerate(new.split("\n"), 1) if number not in lines.added]
        assert kept == [text for number, text in enumerate(old.split("\n"), 1) if number not in lines.removed]
