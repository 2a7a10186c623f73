"""``juncture backtest`` as a user runs it: what it prints, what it keeps, and how it ends."""

import json
import os
import pty
import signal
import subprocess
import sys

import pytest

PROTO = 'syntax = "proto3";\npackage shop;\nmessage A { int32 b = 1; int32 c = 2; }\n'


@pytest.fixture
def merged(repository):
    """A repository whose newest merge retypes a field that nobody uses."""
    repository.commit({"a.proto": PROTO}, "Begin")
    repository.commit({"README.md": "# Shop\n"}, "Say what this is (#1)")
    repository.commit({"a.proto": PROTO.replace("int32 b", "string b")}, "Let b be text (#2)")
    return repository


@pytest.fixture
def long(repository):
    """A repository with more merges than anybody replays before an interrupt arrives."""
    when = "Ada <ada@example.org> 1767225600 +0000"
    stream = "".join(
        f"commit refs/heads/main\ncommitter {when}\ndata 1\nx\nM 100644 inline a.proto\ndata {len(text)}\n{text}\n"
        for text in (PROTO.replace("int32 b = 1", f"int32 b = {number}") for number in range(3, 400))
    )
    repository.git("fast-import", "--quiet", stdin=stream.encode())
    return repository


@pytest.fixture
def cluster(monkeypatch, tmp_path):
    """The address of a Dask scheduler with two workers, each a process."""
    distributed = pytest.importorskip("distributed", reason="the extra `dask` is not installed")
    monkeypatch.setenv("JUNCTURE_CACHE", str(tmp_path / "cache"))
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None, "local_directory": str(tmp_path)}
    with distributed.LocalCluster(**options) as workers:
        yield workers.scheduler_address


def test_it_prints_a_sentence_and_writes_the_table(juncture, merged, tmp_path):
    result = juncture("backtest", "--repo", str(merged.folder), "--jobs", "1")
    assert result.returncode == 0
    sentence, path = result.stdout.splitlines()
    assert sentence == (
        "1 breaking merge: 1 without a known use: #2 A.b (no safe deploy order: old and new run together). "
        "Would have commented on 1 of 2, blocked 0 (observe; enforced: 1 blocked)."
    )
    assert path == f"reports/backtest-{merged.git('rev-parse', '--short=12', 'HEAD')}.json"
    table = json.loads((tmp_path / path).read_text())
    assert [merge["request"] for merge in table["merges"]] == ["#2", "#1"]
    assert table["merges"][0]["breaks"][0]["part"] == "A.b"
    assert result.stderr == "juncture: replaying 2 merges\n"


def test_a_second_run_goes_on_from_the_first(juncture, merged, tmp_path):
    arguments = ("backtest", "--repo", str(merged.folder), "--jobs", "1", "--out", "table.json")
    first = juncture(*arguments, "--last", "1")
    table = (tmp_path / "table.json").read_bytes()
    assert first.returncode == 0
    assert "replaying 2 merges, 1 kept from an earlier run" in juncture(*arguments).stderr
    juncture(*arguments, "--last", "1", "--no-cache")
    assert (tmp_path / "table.json").read_bytes() == table


@pytest.fixture
def running(long, tmp_path):
    """A run with two processes that has only begun. Every one of them holds its stderr: that ends when all have."""
    command = [sys.executable, "-m", "juncture", "backtest", "--repo", str(long.folder), "--last", "390", "--jobs", "2"]
    environment = {**os.environ, "JUNCTURE_CACHE": str(tmp_path / "cache")}
    run = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert "replaying 390 merges" in run.stderr.readline()
    return run


@pytest.mark.parametrize("end", [os.killpg, os.kill], ids=["from the terminal, to all", "to the command alone"])
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_it_and_all_its_workers(running, tmp_path, end, by):
    end(running.pid, by)
    _, said = running.communicate(timeout=60)
    assert said == "juncture: interrupted; nothing was left half written\n"
    assert running.returncode == 130
    assert not (tmp_path / "reports").exists()


def test_workers_do_not_outlive_a_command_that_is_killed(running):
    running.kill()
    running.communicate(timeout=60)
    assert running.returncode == -signal.SIGKILL


def test_a_terminal_gets_a_bar_and_stdout_stays_clean(merged, tmp_path):
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "juncture", "backtest", "--repo", str(merged.folder), "--jobs", "1"]
    environment = {**os.environ, "JUNCTURE_CACHE": str(tmp_path / "cache"), "TERM": "xterm"}
    result = subprocess.run(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=theirs, text=True, check=True
    )
    drawn = os.read(ours, 100_000).decode()
    os.close(theirs)
    os.close(ours)
    assert "replaying" in drawn
    assert "2/2" in drawn
    assert result.stdout.startswith("1 breaking merge")


def test_the_workers_of_a_dask_scheduler_do_the_same(juncture, merged, cluster, tmp_path):
    here = juncture("backtest", "--repo", str(merged.folder), "--jobs", "1", "--out", "here.json")
    there = juncture(
        "backtest", "--repo", str(merged.folder), "--scheduler", cluster, "--out", "there.json", "--no-cache"
    )
    assert there.returncode == 0, there.stderr
    assert there.stdout.splitlines()[0] == here.stdout.splitlines()[0]
    assert (tmp_path / "here.json").read_bytes() == (tmp_path / "there.json").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--last", "0"), "'0' is no number from 1 on"),
        (("--last", "many"), "'many' is no number from 1 on"),
        (("--jobs", "2", "--scheduler", "tcp://127.0.0.1:1"), "is of no use with --scheduler"),
        (("--target", "nowhere"), "no revision is called 'nowhere'"),
        (("--out", "/dev/null/table.json"), "cannot be written"),
    ],
)
def test_bad_input(juncture, merged, arguments, said):
    result = juncture("backtest", "--repo", str(merged.folder), *arguments)
    assert result.returncode == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_shallow_clone_says_where_its_history_ends(juncture, merged, tmp_path):
    merged.git("clone", "--quiet", "--depth=2", f"file://{merged.folder}", str(tmp_path / "shallow"))
    result = juncture("backtest", "--repo", str(tmp_path / "shallow"), "--jobs", "1")
    assert "the clone is shallow: merges at hand: 1;" in result.stderr
