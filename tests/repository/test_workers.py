"""Many files are read on all cores, and nobody can tell but by the clock."""

import os

import pytest

from juncture.facts.problem import InputError, Problem
from juncture.repository.workers import ABSENT, MANY, Read, each_read

TASKS = [(f"f{number}", None if number % 100 == 7 else b"x" * (number % 50)) for number in range(MANY + 50)]


def read_by(limit):
    """Return a reader that knows something of its own, as one of a policy's patterns does."""

    def read(path, content):
        if len(content) > limit:
            raise InputError(Problem(path, 1, "too long"))
        return {"length": len(content), "process": os.getpid() if limit > 90 else 0}

    return read


def test_what_is_read_on_all_cores_is_what_is_read_alone():
    together = list(each_read(read_by(40), TASKS, len(TASKS)))
    alone = list(each_read(read_by(40), TASKS, 0))
    assert together == alone
    assert [each.path for each in together] == [path for path, _ in TASKS]
    assert together[7] == Read("f7", b"", ABSENT)
    assert together[45] == Read("f45", b"", "too long")
    assert together[3] == Read("f3", b'{"length":3,"process":0}', "")


def test_few_files_stay_in_this_process():
    (one,) = each_read(read_by(99), TASKS[:1], 1)
    assert str(os.getpid()).encode() in one.body


@pytest.mark.parametrize("count", [0, len(TASKS)])
def test_a_defect_of_a_reader_is_not_swallowed(count):
    def broken(path, content):
        raise ZeroDivisionError(path)

    with pytest.raises(ZeroDivisionError, match="f0"):
        list(each_read(broken, TASKS, count))
