"""The packet: whole or not at all, and never over something else."""

import json
import os
import re
from pathlib import Path

import pytest

from juncture.facts.problem import InputError
from juncture.lab.example import build
from juncture.publish.packet import packet_folder
from juncture.publish.publish import publish
from juncture.repository.cache import Cache
from juncture.repository.git import Git
from juncture.review.open import open_review


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    demo = build(tmp_path_factory.mktemp("example") / "repository")
    return open_review(Git(demo.repository), target=demo.base, head=demo.head, as_of="2026-03-02", cache=Cache(None))


@pytest.fixture(scope="module")
def packet(review, tmp_path_factory):
    return publish(review, tmp_path_factory.mktemp("packets") / "packet").parent


def test_everything_is_there(packet):
    assert sorted(path.relative_to(packet).as_posix() for path in packet.rglob("*") if path.is_file()) == [
        ".gitignore",
        "comment.md",
        "difference.dot",
        "difference.svg",
        "findings.sarif",
        "flow.dot",
        "flow.svg",
        "index.html",
        "notebooks/contract_diff.ipynb",
        "notebooks/integration_review.ipynb",
        "notebooks/service_flow.ipynb",
        "review.json",
    ]


def test_the_page_is_self_contained_and_small(packet):
    page = (packet / "index.html").read_text()
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in page
    assert "<h1" in page
    assert page.count("<h1") == 1
    without_pictures = re.sub(r"(?s)<svg\b.*?</svg>", "", page)
    assert len(without_pictures.encode()) < 150_000
    for mark in ("src=", "@import", "url("):
        assert f'{mark}"http' not in page


def test_no_path_of_this_machine_is_in_it(packet):
    for path in packet.rglob("*"):
        if path.is_file():
            assert str(packet.parent) not in path.read_text(), path.name


def test_a_kernel_of_its_own_gives_the_same(review, packet, tmp_path):
    isolated = publish(review, tmp_path / "isolated", isolated=True).parent
    for name in ("index.html", "notebooks/integration_review.ipynb", "review.json"):
        assert (isolated / name).read_text() == (packet / name).read_text(), name


def test_a_second_run_replaces_the_first_whole(review, tmp_path):
    out = tmp_path / "packet"
    publish(review, out)
    (out / "stale.txt").write_text("x")
    publish(review, out)
    assert not (out / "stale.txt").exists()
    assert os.listdir(tmp_path) == ["packet"]


@pytest.mark.parametrize("failure", [KeyboardInterrupt, RuntimeError])
def test_an_interrupted_run_leaves_the_earlier_packet_as_it_was(tmp_path, failure):
    out = tmp_path / "packet"
    out.mkdir()
    (out / "review.json").write_text("earlier")
    with pytest.raises(failure), packet_folder(out) as folder:
        (folder / "review.json").write_text("half")
        raise failure
    assert (out / "review.json").read_text() == "earlier"
    assert os.listdir(tmp_path) == ["packet"]


def test_two_runs_at_once_into_one_folder_are_one_and_a_message(tmp_path):
    out = tmp_path / "packet"
    with packet_folder(out) as folder:
        (folder / "review.json").write_text("first")
        with pytest.raises(InputError, match="another run is writing this packet"), packet_folder(out):
            raise AssertionError("a second run began")
    assert (out / "review.json").read_text() == "first"


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.md").write_text("years of work")
    with pytest.raises(InputError, match="holds files that are no packet"), packet_folder(tmp_path):
        raise AssertionError("it was opened")
    assert (tmp_path / "thesis.md").read_text() == "years of work"


def test_a_folder_that_cannot_be_written_is_said():
    with pytest.raises(InputError, match="cannot be written"), packet_folder(Path("/proc/packet")):
        raise AssertionError("it was opened")


def test_findings_are_sarif_with_stable_fingerprints(packet, review):
    log = json.loads((packet / "findings.sarif").read_text())
    found = {result["partialFingerprints"].popitem()[1] for result in log["runs"][0]["results"]}
    assert {finding.fingerprint for finding in review.findings} <= found


def test_without_dot_the_packet_has_the_table_and_a_sentence(review, tmp_path, monkeypatch):
    monkeypatch.setenv("JUNCTURE_DOT", str(tmp_path / "no-dot"))
    said = []
    packet = publish(review, tmp_path / "packet", say=said.append).parent
    assert not (packet / "flow.svg").exists()
    assert (packet / "flow.dot").exists()
    assert "<svg" not in (packet / "index.html").read_text()
    assert "invoicing" in (packet / "index.html").read_text()
    assert any("dot" in line for line in said)
