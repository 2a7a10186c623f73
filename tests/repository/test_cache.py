"""The cache: what was read once is not read again, and what is not ours is not believed."""

import sqlite3

import msgspec
import pytest

from juncture.facts.problem import InputError, Problem, Unread
from juncture.repository.cache import Cache, Reader
from juncture.repository.git import Git
from juncture.repository.tree import GitTree


class Words(msgspec.Struct, frozen=True):
    count: int


class Counter:
    """A reader of words that counts how often it is asked."""

    def __init__(self, version: int = 1) -> None:
        self.asked: list[str] = []
        self.reader = Reader("words", version, Words, self.read)

    def read(self, path: str, content: bytes) -> Words:
        self.asked.append(path)
        if b"\0" in content:
            raise InputError(Problem(path, 1, "binary"))
        return Words(len(content.split()))


@pytest.fixture
def tree(repository):
    return GitTree(Git(repository.folder), repository.commit({"a": "one two", "b": "one", "c": b"\0"}))


def test_a_second_run_reads_nothing_and_says_the_same(tree, tmp_path):
    file = tmp_path / "cache" / "facts.sqlite"
    unread: list[Unread] = []
    first = Cache(file).facts(Counter().reader, tree, ["a", "b", "c"], unread)
    assert first == {"a": Words(2), "b": Words(1)}
    assert unread == [Unread("c", "binary")]

    again = Counter()
    unread.clear()
    assert Cache(file).facts(again.reader, tree, ["a", "b", "c"], unread) == first
    assert unread == [Unread("c", "binary")]
    assert again.asked == []


def test_files_of_which_a_reader_is_told_the_same_are_read_once(repository, tmp_path):
    text = {"a/x": "one two", "b/x": "one two", "b/y": "one two", "c/x": "\0", "d/x": "\0"}
    tree = GitTree(Git(repository.folder), repository.commit(text))
    counter = Counter()
    counter.reader.tells = lambda path: path.rpartition("/")[2]
    unread: list[Unread] = []
    found = Cache(tmp_path / "f").facts(counter.reader, tree, text, unread)
    assert found == {"a/x": Words(2), "b/x": Words(2), "b/y": Words(2)}
    assert unread == [Unread("c/x", "binary"), Unread("d/x", "binary")]
    assert sorted(counter.asked) == ["x", "x", "y"]

    moved = GitTree(Git(repository.folder), repository.commit({"e/x": "one two"}))
    again = Counter()
    again.reader.tells = counter.reader.tells
    assert Cache(tmp_path / "f").facts(again.reader, moved, ["e/x"]) == {"e/x": Words(2)}
    assert again.asked == []


def test_a_link_hides_no_file_of_the_same_content(repository, tmp_path):
    (repository.folder / "a").symlink_to("one two")
    repository.git("add", "a")
    tree = GitTree(Git(repository.folder), repository.commit({"b": "one two"}))
    assert tree.entries["a"].blob == tree.entries["b"].blob
    for paths in (["a", "b"], ["b", "a"]):
        counter = Counter()
        counter.reader.tells = lambda path: ""
        unread: list[Unread] = []
        assert Cache(None).facts(counter.reader, tree, paths, unread) == {"b": Words(2)}
        assert [one.path for one in unread] == ["a"]


def test_a_newer_reader_reads_anew(tree, tmp_path):
    Cache(tmp_path / "f").facts(Counter(1).reader, tree, ["a"])
    newer = Counter(2)
    Cache(tmp_path / "f").facts(newer.reader, tree, ["a"])
    assert newer.asked == ["a"]


@pytest.mark.parametrize("body", [b"not json", b'{"facts": {"count": "many"}}', b'{"facts": 7}', b"[]"])
def test_a_poisoned_entry_is_read_anew(tree, tmp_path, body):
    Cache(tmp_path / "f").facts(Counter().reader, tree, ["a"])
    with sqlite3.connect(tmp_path / "f") as database:
        database.execute("UPDATE found SET body = ?", [body])
    database.close()
    assert Cache(tmp_path / "f").facts(Counter().reader, tree, ["a"]) == {"a": Words(2)}


def test_a_cache_that_cannot_be_opened_is_said_and_done_without(tree, tmp_path):
    (tmp_path / "f").write_bytes(b"this is not a database, it only looks like a file" * 100)
    cache = Cache(tmp_path / "f")
    assert cache.facts(Counter().reader, tree, ["a"]) == {"a": Words(2)}
    assert "no cache" in cache.said
