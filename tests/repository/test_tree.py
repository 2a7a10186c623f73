"""Trees: the same files, read the same way, whatever the place."""

import os

import pytest

from juncture.facts.problem import InputError
from juncture.repository.git import Git
from juncture.repository.tree import FolderTree, GitTree, WorkTree, read_one

FILES = {"a.txt": "one\n", "deep/er/b.txt": "two\n", "ümlaut.txt": "three\n", "with space.txt": "four\n"}


def test_a_commit_the_work_tree_and_a_folder_hold_the_same(repository):
    commit = repository.commit(FILES)
    git = Git(repository.folder)
    trees = [GitTree(git, commit), WorkTree(git), FolderTree(repository.folder)]
    for tree in trees:
        assert dict(tree.entries) == dict(trees[0].entries)
        assert dict(tree.read(FILES)) == {path: text.encode() for path, text in FILES.items()}


def test_a_bare_repository_reads_like_any_other(repository, tmp_path):
    commit = repository.commit(FILES)
    repository.git("clone", "--quiet", "--bare", str(repository.folder), str(tmp_path / "bare.git"))
    git = Git(tmp_path / "bare.git")
    assert read_one(GitTree(git, commit), "a.txt") == b"one\n"
    with pytest.raises(InputError, match="bare repository has no work tree"):
        WorkTree(git)


def test_a_bare_repository_says_itself_which_branch_changes_are_merged_into(repository, tmp_path):
    released = repository.commit(FILES)
    repository.git("checkout", "--quiet", "-b", "develop")
    repository.commit({"a.txt": "newer\n"})
    assert Git(repository.folder).default_target() == released
    repository.git("clone", "--quiet", "--bare", str(repository.folder), str(tmp_path / "bare.git"))
    assert Git(tmp_path / "bare.git").default_target() == repository.git("rev-parse", "develop")


def test_the_work_tree_shows_edits_additions_and_removals_but_not_what_is_ignored(repository):
    repository.commit({**FILES, ".gitignore": "*.log\n"})
    repository.write({"a.txt": "edited\n", "new.txt": "new\n", "noise.log": "x", "deep/er/b.txt": None})
    tree = WorkTree(Git(repository.folder))
    assert "noise.log" not in tree.entries
    assert "deep/er/b.txt" not in tree.entries
    assert read_one(tree, "a.txt") == b"edited\n"
    assert read_one(tree, "new.txt") == b"new\n"


def test_a_path_that_is_not_utf8_is_listed_and_read(repository):
    name = os.fsdecode(b"caf\xe9.txt")
    commit = repository.commit({name: "x\n"})
    tree = GitTree(Git(repository.folder), commit)
    assert name in tree.entries
    assert read_one(tree, name) == b"x\n"


def test_a_symlink_is_listed_and_never_followed(repository, tmp_path):
    (tmp_path / "secret").write_text("secret")
    (repository.folder / "link").symlink_to(tmp_path / "secret")
    commit = repository.commit({"a.txt": "one\n"})
    for tree in (GitTree(Git(repository.folder), commit), WorkTree(Git(repository.folder))):
        assert tree.entries["link"].mode == "120000"
        assert read_one(tree, "link") is None
    assert read_one(FolderTree(repository.folder), "link") is None


def test_a_pipe_in_a_folder_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a.txt").write_text("one")
    assert list(FolderTree(tmp_path).entries) == ["a.txt"]


def test_a_submodule_is_listed_and_has_no_content(repository):
    first = repository.commit(FILES)
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{first},vendor/lib")
    repository.git("commit", "--quiet", "--no-gpg-sign", "-m", "submodule")
    tree = GitTree(Git(repository.folder), "HEAD")
    assert tree.entries["vendor/lib"].mode == "160000"
    assert read_one(tree, "vendor/lib") is None


def test_a_missing_blob_is_none_and_the_others_are_read(repository):
    commit = repository.commit(FILES)
    blob = repository.git("rev-parse", "HEAD:a.txt")
    (repository.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    tree = GitTree(Git(repository.folder), commit)
    assert dict(tree.read(["a.txt", "with space.txt"])) == {"a.txt": None, "with space.txt": b"four\n"}


def test_a_blobless_clone_is_read_with_one_fetch(repository, tmp_path):
    commit = repository.commit(FILES)
    repository.git("config", "uploadpack.allowFilter", "true")
    repository.git("config", "uploadpack.allowAnySHA1InWant", "true")
    url = f"file://{repository.folder}"
    repository.git("clone", "--quiet", "--filter=blob:none", "--no-checkout", url, str(tmp_path / "partial"))

    said: list[str] = []
    offline = GitTree(Git(tmp_path / "partial", offline=True, say=said.append), commit)
    assert dict(offline.read(FILES)) == dict.fromkeys(FILES)
    assert said == []

    tree = GitTree(Git(tmp_path / "partial", say=said.append), commit)
    assert dict(tree.read(FILES)) == {path: text.encode() for path, text in FILES.items()}
    assert said == ["fetching 4 missing blobs from origin"]


def test_a_program_in_the_repositorys_configuration_is_not_run(repository, tmp_path):
    canary = tmp_path / "canary"
    repository.commit({".gitattributes": "*.txt filter=evil diff=evil\n", "a.txt": "one\n"})
    for key in ("filter.evil.clean", "filter.evil.process", "core.fsmonitor", "diff.evil.textconv", "diff.external"):
        repository.git("config", key, f"touch {canary}; cat")
    repository.write({"a.txt": "two\n"})
    os.utime(repository.folder / ".gitattributes")
    tree = WorkTree(Git(repository.folder))
    assert read_one(tree, "a.txt") == b"two\n"
    assert not canary.exists()


def test_replaced_objects_do_not_replace_what_is_read(repository):
    commit = repository.commit(FILES)
    blob = repository.git("rev-parse", "HEAD:a.txt")
    other = repository.git("hash-object", "-w", "--stdin", stdin=b"replaced\n")
    repository.git("replace", blob, other)
    assert read_one(GitTree(Git(repository.folder), commit), "a.txt") == b"one\n"


@pytest.mark.parametrize("revision", ["no-such-branch", "", "--output=x", "HEAD:a.txt"])
def test_a_revision_that_names_no_commit_is_said(repository, revision):
    repository.commit(FILES)
    with pytest.raises(InputError, match="no revision is called"):
        Git(repository.folder).commit(revision)


def test_an_empty_repository_says_that_it_is_empty(repository):
    with pytest.raises(InputError, match="no commit yet"):
        Git(repository.folder).commit("HEAD")


def test_a_folder_that_is_no_repository_is_said(tmp_path):
    with pytest.raises(InputError, match="not a git repository"):
        Git(tmp_path)


def test_no_merge_base_is_said_with_a_way_out(repository):
    one = repository.commit(FILES)
    repository.git("checkout", "--quiet", "--orphan", "other")
    other = repository.commit({"b": "2"})
    with pytest.raises(InputError, match="no merge base; name one with --base"):
        Git(repository.folder).merge_base(one, other)


def test_a_shallow_clone_says_why_a_revision_is_not_there(repository, tmp_path):
    first = repository.commit(FILES)
    repository.commit({"b": "2"})
    url = f"file://{repository.folder}"
    repository.git("clone", "--quiet", "--depth=1", url, str(tmp_path / "shallow"))
    git = Git(tmp_path / "shallow")
    assert git.is_shallow
    with pytest.raises(InputError, match="the clone is shallow"):
        git.commit(first)
