"""The change set: nothing that differs is hidden (threats.md T10)."""

import difflib

from hypothesis import given
from hypothesis import strategies as st

from juncture.repository.changes import ChangeSet, LineChange
from juncture.repository.git import Git
from juncture.repository.tree import GitTree


def change_set(repository, base, head):
    git = Git(repository.folder)
    return ChangeSet(GitTree(git, base), GitTree(git, head))


def test_attributes_that_hide_a_diff_hide_nothing(repository):
    base = repository.commit({".gitattributes": "*.proto -diff binary\n", "a.proto": "old\n"})
    head = repository.commit({"a.proto": "new\n"})
    assert [change.path for change in change_set(repository, base, head)] == ["a.proto"]


def test_a_rename_is_a_removal_and_an_addition(repository):
    base = repository.commit({"a.txt": "same\n" * 50})
    head = repository.commit({"a.txt": None, "b.txt": "same\n" * 50})
    kinds = {change.path: change.kind for change in change_set(repository, base, head)}
    assert kinds == {"a.txt": "removed", "b.txt": "added"}


def test_modes_links_and_submodules_are_odd(repository):
    base = repository.commit({"run.sh": "x\n", "plain": "x\n"})
    (repository.folder / "run.sh").chmod(0o755)
    (repository.folder / "link").symlink_to("/etc/passwd")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{base},vendor/lib")
    repository.write({"plain": "y\n"})
    repository.git("add", "plain", "run.sh", "link")
    repository.git("commit", "--quiet", "--no-gpg-sign", "-m", "odd")
    odd = {change.path: change.oddity for change in change_set(repository, base, "HEAD")}
    assert odd == {
        "link": "symlink",
        "plain": "",
        "run.sh": "mode 100644 → 100755",
        "vendor/lib": "submodule",
    }


def test_lines_tell_what_was_added_removed_and_kept(repository):
    base = repository.commit({"a.txt": "one\ntwo\nthree\n"})
    head = repository.commit({"a.txt": "zero\none\nTWO\nthree\n"})
    lines = change_set(repository, base, head).lines(["a.txt", "absent.txt"])
    assert lines["a.txt"].added == {1, 3}
    assert lines["a.txt"].removed == {2}
    assert lines["a.txt"].moved[4] == 3
    assert "absent.txt" not in lines


TEXT = st.lists(st.sampled_from([b"a", b"b", b"c", b""]), max_size=12).map(b"\n".join)


@given(TEXT, TEXT)
def test_kept_lines_are_equal_lines_in_order(old, new):
    change = LineChange.between(old, new)
    before, after = old.split(b"\n"), new.split(b"\n")
    pairs = sorted(change.moved.items())
    assert all(before[there - 1] == after[here - 1] for here, there in pairs)
    assert [there for _, there in pairs] == sorted({there for _, there in pairs})
    assert change.added == set(range(1, len(after) + 1)) - {here for here, _ in pairs}
    assert change.removed == set(range(1, len(before) + 1)) - {there for _, there in pairs}


@given(TEXT, TEXT)
def test_no_fewer_lines_are_kept_than_the_standard_library_keeps_at_the_ends(old, new):
    change = LineChange.between(old, new)
    ratio = difflib.SequenceMatcher(None, old.split(b"\n"), new.split(b"\n"), autojunk=False).ratio()
    assert (ratio == 1.0) == (not change.added and not change.removed)
