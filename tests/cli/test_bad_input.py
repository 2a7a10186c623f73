"""Bad input: a clear message, the right exit code, and earlier packets untouched."""

import os
import signal
import subprocess
import sys
import time

import pytest

PROTO = 'syntax = "proto3";\nmessage A { int32 b = 1; }\n'


@pytest.fixture
def earlier(tmp_path):
    """A packet that an earlier run left."""
    folder = tmp_path / "packet"
    folder.mkdir()
    (folder / "review.json").write_text("earlier")
    return folder


def refused(result, said):
    assert result.returncode == 2, result.stderr
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_a_revision_that_does_not_exist(juncture, repository, earlier):
    repository.commit({"a.proto": PROTO})
    for option in ("--head", "--base", "--target"):
        refused(
            juncture("review", "--repo", str(repository.folder), option, "v9", "--out", str(earlier)),
            "no revision is called 'v9'",
        )
    assert (earlier / "review.json").read_text() == "earlier"


def test_a_folder_that_is_no_repository(juncture, tmp_path, earlier):
    refused(juncture("review", "--repo", str(tmp_path), "--out", str(earlier)), "not a git repository")
    refused(juncture("--repo", str(tmp_path / "nowhere")), "no such folder")
    assert (earlier / "review.json").read_text() == "earlier"


def test_an_empty_repository(juncture, repository):
    refused(juncture("review", "--repo", str(repository.folder)), "no commit yet")
    refused(juncture("--repo", str(repository.folder)), "no commit yet")


def test_no_merge_base(juncture, repository):
    repository.commit({"a": "1"})
    repository.git("checkout", "--quiet", "--orphan", "other")
    repository.commit({"b": "2"})
    refused(
        juncture("review", "--repo", str(repository.folder), "--target", "main"), "no merge base; name one with --base"
    )


def test_a_broken_design_names_every_problem_with_its_line(juncture, repository, tmp_path):
    base = repository.commit({"a.proto": PROTO})
    repository.commit({"designs/x.yaml": "requirment: a\nservices: 3\nlinks:\n  runbok: b\n"})
    result = juncture("review", "--repo", str(repository.folder), "--base", base, "--out", "packet")
    assert result.returncode == 5
    assert "designs/x.yaml:1" in result.stdout
    unread = (tmp_path / "packet/review.json").read_text()
    for line in (1, 2, 4):
        assert f"designs/x.yaml:{line}" in result.stderr or "requirment" in unread


def test_a_broken_policy_at_the_target(juncture, repository):
    base = repository.commit({"juncture.yaml": "mode: perhaps\nprotectd: {}\n"})
    repository.commit({"a.proto": PROTO})
    result = juncture("review", "--repo", str(repository.folder), "--base", base, "--out", "packet")
    assert result.returncode == 5
    assert "juncture.yaml" in result.stdout
    refused(juncture("--repo", str(repository.folder), "--no-cache"), "juncture.yaml:1")


def test_a_contract_that_does_not_parse(juncture, repository, tmp_path):
    base = repository.commit({"a.proto": PROTO})
    repository.commit({"a.proto": PROTO + "message B { int32 = 1; }\n"})
    result = juncture("review", "--repo", str(repository.folder), "--base", base, "--out", "packet")
    assert result.returncode == 5
    (tmp_path / "old.proto").write_text(PROTO)
    (tmp_path / "new.proto").write_text(PROTO + "message {\n")
    refused(juncture("diff", "old.proto", "new.proto"), "new.proto:3")


def test_a_yaml_of_50_mb(juncture, repository):
    base = repository.commit({"a.proto": PROTO})
    repository.commit({"deploy/big.yaml": b"apiVersion: v1\nkind: ConfigMap\ndata:\n" + b"  k: v\n" * 8_000_000})
    result = juncture("review", "--repo", str(repository.folder), "--base", base, "--out", "packet")
    assert result.returncode == 5
    assert "deploy/big.yaml" in result.stdout


def test_no_dot(juncture, demo, tmp_path):
    result = juncture("demo", "--out", "demo", JUNCTURE_DOT=str(tmp_path / "none"))
    assert result.returncode == 0
    assert "No picture" in result.stderr
    assert not (tmp_path / "demo/packet/flow.svg").exists()
    refused(
        juncture("flow", "--repo", str(demo.repository), "--format", "svg", JUNCTURE_DOT=str(tmp_path / "none")),
        "--format dot prints the source",
    )


def test_an_output_folder_that_is_read_only_or_holds_something_else(juncture, demo, tmp_path):
    refused(juncture("review", "--repo", str(demo.repository), "--out", "/proc/packet"), "cannot be written")
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.md").write_text("x")
    refused(juncture("review", "--repo", str(demo.repository), "--out", "thesis"), "holds files that are no packet")


def test_ctrl_c_in_the_middle(demo, tmp_path, earlier):
    command = [sys.executable, "-m", "juncture", "review", "--repo", str(demo.repository), "--no-cache", "--isolated"]
    environment = {**os.environ, "JUNCTURE_CACHE": str(tmp_path / "cache"), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [*command, "--out", str(earlier)], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "running the walk-through" in line:
                a_moment_into_the_kernel = 0.3
                time.sleep(a_moment_into_the_kernel)
                process.send_signal(signal.SIGINT)
                break
        process.communicate(timeout=60)
    assert process.returncode == 130
    assert (earlier / "review.json").read_text() == "earlier"
    assert sorted(os.listdir(tmp_path)) == ["packet"]


def test_two_runs_at_once(demo, tmp_path, juncture):
    import fcntl  # noqa: PLC0415

    with (tmp_path / ".packet.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused(
            juncture("review", "--repo", str(demo.repository), "--out", "packet"), "another run is writing this packet"
        )
    assert juncture("review", "--repo", str(demo.repository), "--out", "packet").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["diff", "one"], "takes OLD and NEW"),
        (["diff", "none.proto", "none.proto"], "no such file or folder"),
        (["explain", "12ab"], "no packet here"),
        (["owners", "x"], "not a git repository"),
    ],
)
def test_usage(juncture, arguments, said):
    refused(juncture(*arguments), said)


def test_an_unknown_option_is_argparses_own_2(juncture):
    assert juncture("review", "--no-such").returncode == 2
    assert juncture("review", "--as-of", "soon").returncode == 2


def test_a_contract_that_one_revision_cannot_read(juncture, repository):
    base = repository.commit({"a.proto": PROTO})
    repository.commit({"a.proto": "message {"})
    refused(juncture("diff", "--repo", str(repository.folder), "--base", base), "a.proto")


def test_a_range_is_no_revision(juncture, repository):
    repository.commit({"a.proto": PROTO})
    repository.git("branch", "f")
    refused(
        juncture("review", "--repo", str(repository.folder), "--base", "main..f"), "no revision is called 'main..f'"
    )


def test_an_output_folder_that_is_not_utf8(juncture, demo, tmp_path):
    out = os.fsdecode(b"o\xff")
    refused(juncture("review", "--repo", str(demo.repository), "--out", out), "not UTF-8")


def test_a_path_that_is_not_harmless_is_shown_and_not_obeyed(juncture, repository):
    folder = "\x1b[31mred\n::error::owned"
    base = repository.commit({f"{folder}/openapi.yaml": "openapi: 3.0.3\npaths: {}\n"})
    repository.commit({f"{folder}/openapi.yaml": "openapi: 3.0.3\npaths: [\n"})
    result = juncture("diff", "--repo", str(repository.folder), "--base", base)
    assert result.returncode == 2
    assert "\x1b" not in result.stderr
    assert not any(line.startswith("::") for line in result.stderr.splitlines())
    assert "red␊::error::owned/openapi.yaml" in result.stderr
