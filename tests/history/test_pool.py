"""Where merges are replayed: the same answers, and nobody left behind."""

import multiprocessing

import pytest

from juncture.facts.problem import InputError
from juncture.history import pool
from juncture.history.kept import Kept


def test_processes_give_the_same_table(shop, replayed):
    with pool.processes(2) as executor:
        assert replayed(shop.folder, executor=executor) == replayed(shop.folder)
    assert multiprocessing.active_children() == []


def test_here_is_no_process_and_stops_when_the_block_does():
    with pool.here() as executor:
        asked = [executor.submit(sum, range(100_000)) for _ in range(1000)]
    assert multiprocessing.active_children() == []
    assert any(one.cancelled() for one in asked)


def test_an_interrupted_run_keeps_what_is_done_and_leaves_no_process(shop, replayed, tmp_path):
    file = tmp_path / "history.sqlite"

    def interrupt(name, done, of):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), pool.processes(2) as executor:
        replayed(shop.folder, executor=executor, kept=Kept(file), progress=interrupt)
    assert multiprocessing.active_children() == []
    said = []
    replayed(shop.folder, kept=Kept(file), progress=lambda *told: said.append(told))
    assert said[0] == ("replaying", 3, 8)


def test_nobody_answers_at_the_address(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(pool, "PATIENCE", 1)
    with (
        pytest.raises(InputError, match="no Dask scheduler answers at tcp:"),
        pool.scheduler("tcp://127.0.0.1:9"),
    ):
        pass
    with pytest.raises(InputError, match="no Dask scheduler answers at nonsense:"), pool.scheduler("nonsense://x"):
        pass
