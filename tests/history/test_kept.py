"""What is done once is not done again, and what is half done never counts."""

import sqlite3
from concurrent.futures import Executor

import pytest

from juncture.history import backtest as module
from juncture.history.kept import Kept


class Refusing(Executor):
    """Fails whoever asks it for anything."""

    def submit(self, function, /, *arguments, **named):
        raise AssertionError(f"asked again for {arguments}")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "kept" / "history.sqlite"


def test_a_second_run_computes_nothing(shop, replayed, file):
    first = replayed(shop.folder, kept=Kept(file))
    assert replayed(shop.folder, kept=Kept(file), executor=Refusing()) == first


def test_a_longer_run_computes_what_is_missing(shop, replayed, file):
    said = []
    replayed(shop.folder, last=3, kept=Kept(file))
    replayed(shop.folder, kept=Kept(file), progress=lambda *told: said.append(told))
    assert said[0] == ("replaying", 3, 8)
    assert ("replaying", 8, 8) in said


def test_a_half_written_record_never_counts(shop, replayed, file):
    first = replayed(shop.folder, kept=Kept(file))
    with sqlite3.connect(file) as database:
        database.execute("UPDATE results SET body = substr(body, 1, length(body) / 2)")
    database.close()
    said = []
    assert replayed(shop.folder, kept=Kept(file), progress=lambda *told: said.append(told)) == first
    assert said[0] == ("replaying", 0, 8)


def test_other_code_or_another_date_is_another_result(shop, replayed, file, monkeypatch):
    replayed(shop.folder, kept=Kept(file))
    with pytest.raises(AssertionError, match="asked again"):
        replayed(shop.folder, kept=Kept(file), executor=Refusing(), as_of="2026-03-03")
    monkeypatch.setattr(module, "edition", lambda: "another")
    with pytest.raises(AssertionError, match="asked again"):
        replayed(shop.folder, kept=Kept(file), executor=Refusing())


def test_a_place_that_cannot_be_written_is_said_and_stops_nobody(shop, replayed, tmp_path):
    (tmp_path / "file").write_text("")
    kept = Kept(tmp_path / "file" / "history.sqlite")
    assert len(replayed(shop.folder, kept=kept).merges) == 8
    assert "nothing is kept for another run" in kept.said
