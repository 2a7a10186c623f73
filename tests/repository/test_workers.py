"""Many files are read on all cores, and nobody can tell but by the clock."""

import os

import pytest

from juncture.facts.problem import InputError, Problem
from juncture.repository.tree import FolderTree
from juncture.repository.workers import ABSENT, MANY, Read, Task, each_read

PATHS = [f"f{number:04}" for number in range(MANY + 50)]


@pytest.fixture
def tree(tmp_path):
    for number, path in enumerate(PATHS):
        (tmp_path / path).write_bytes(b"x" * (number % 50))
    return FolderTree(tmp_path)


def read_by(limit):
    """Return a reader that knows something of its own, as one of a policy's patterns does."""

    def read(path, content):
        if len(content) > limit:
            raise InputError(Problem(path, 1, "too long"))
        return {"length": len(content)}

    return read


def process(path, content):
    return os.getpid()


def test_what_is_read_on_all_cores_is_what_is_read_alone(tree):
    tasks = [Task(path, (0, 1) if number % 2 else (1,)) for number, path in enumerate([*PATHS, "none"])]
    readers = [read_by(40), read_by(99)]
    together = list(each_read(tree, readers, tasks))
    alone = [each for task in tasks for each in each_read(tree, readers, [task])]
    assert together == alone
    assert [each.path for each in together] == [task.path for task in tasks for _ in task.functions]
    assert Read("f0045", 0, b"", "too long") in together
    assert Read("f0045", 1, b'{"length":45}', "") in together
    assert Read("none", 1, b"", ABSENT) in together


def test_few_files_stay_in_this_process(tree):
    (one,) = each_read(tree, [process], [Task(PATHS[0], (0,))])
    assert one.body == str(os.getpid()).encode()


@pytest.mark.parametrize("count", [1, len(PATHS)])
def test_a_defect_of_a_reader_is_not_swallowed(tree, count):
    def broken(path, content):
        raise ZeroDivisionError(path)

    with pytest.raises(ZeroDivisionError, match="f0000"):
        list(each_read(tree, [broken], [Task(path, (0,)) for path in PATHS[:count]]))
