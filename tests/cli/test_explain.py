"""``juncture explain``: every rule, in a terminal and on the page of all rules."""

import re
import shlex
from pathlib import Path

import pytest

from juncture.cli import main
from juncture.facts.rule import families, family, rule
from juncture.render import rules

RULES = [rule_id for name in families() for rule_id in family(name)]
PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["explain", *arguments]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("rule_id", RULES)
def test_every_rule_can_be_explained(rule_id, capsys):
    known = rule(rule_id)
    told = " ".join(printed(capsys, rule_id).split())
    assert told.startswith(f"{rule_id} ({known.compatibility or known.severity}): {known.title}")
    same = [each for ids in known.equivalents.values() for each in ids]
    for said in (known.why, known.fix, known.source, *known.equivalents, *same):
        assert " ".join(said.split()) in told
    if known.compatibility:
        assert "Order: " in told


def test_the_page_of_all_rules_is_what_the_command_gives(capsys):
    assert printed(capsys, "--all", "--format", "md") == PAGE.read_text("utf-8"), (
        "write it again: juncture explain --all --format md > docs/rules.md"
    )


def test_the_page_leads_to_every_family_and_every_rule():
    page = rules.page()
    anchors = {re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()) for line in page.splitlines() if line[:2] == "##"}
    links = re.findall(r"\]\(#([^)]+)\)", page)
    assert set(links) <= anchors
    assert len(links) == len(RULES) + len(families()) + 1, "one for each rule and family, and for the profiles"


def test_a_rule_says_who_rates_it_otherwise(capsys):
    assert "Rated otherwise by: buf (breaking)" in printed(capsys, "protobuf/file-moved")
    assert "Same as: buf `FILE_NO_DELETE`. Rated otherwise by: buf (breaking)." in printed(
        capsys, "protobuf/file-moved", "--format", "md"
    )


def test_all_rules_in_a_terminal(capsys):
    told = printed(capsys, "--all")
    assert [line.split(" ")[0] for line in told.splitlines() if re.match(r"[a-z]+/", line)] == RULES


def test_a_change_of_a_packet_can_be_explained_though_it_is_no_finding(juncture, repository, tmp_path):
    base = repository.commit({"a.proto": 'syntax = "proto3";\nmessage A {}\n'})
    repository.commit({"a.proto": 'syntax = "proto3";\nmessage A { int32 b = 1; }\n'})
    found = juncture("diff", "--repo", str(repository.folder), "--base", base, "--format", "json").stdout
    fingerprint = re.search(r'"fingerprint": "([0-9a-f]{64})"', found)[1]
    juncture("review", "--repo", str(repository.folder), "--base", base, "--out", "reports/r")
    told = juncture("explain", fingerprint[:12]).stdout.splitlines()
    assert told[:3] == ["A.b: added int32 b = 1", "  at a.proto:2", "protobuf/field-added (compatible): Field added"]


def test_what_another_tool_calls_a_rule_explains_it(capsys):
    told = printed(capsys, "buf:FIELD_SAME_TYPE")
    assert "protobuf/field-type-changed (breaking)" in told
    assert told == printed(capsys, "FIELD_SAME_TYPE")
    assert "buf: " in told


@pytest.mark.parametrize("named", ["job", "job/*"])
def test_a_family_explains_all_of_its_rules(capsys, named):
    told = printed(capsys, named)
    assert "job/schedule-changed" in told
    assert "protobuf/" not in told


def test_all_and_one_at_once_are_refused(juncture):
    result = juncture("explain", "--all", "protobuf/file-moved")
    assert result.returncode == 2
    assert "takes a rule or finding, or --all" in result.stderr


PROTO = 'syntax = "proto3";\nmessage A {{ {} b = 1; }}\n'


@pytest.mark.parametrize("out", ["packet", "reports/mine", "my packets/one"])
def test_a_review_prints_the_whole_command_that_explains_what_weighs_most(juncture, repository, out, tmp_path):
    """It works in the folder where the review was run, wherever its packet and its repository are."""
    base = repository.commit({"a.proto": PROTO.format("int32")})
    repository.commit({"a.proto": PROTO.format("string")})
    told = juncture("review", "--repo", str(repository.folder), "--base", base, "--out", out).stdout.splitlines()
    assert told[-1] == f"{out}/index.html"
    command = re.fullmatch(r"Why: juncture (explain [0-9a-f]{12} --packet (.+))", told[-2])
    assert shlex.split(command[2]) == [out]
    (tmp_path / "reports/newer").mkdir(parents=True)
    (tmp_path / "reports/newer/review.json").write_text("{}")
    explained = juncture(*shlex.split(command[1])).stdout
    assert "protobuf/field-type-changed (breaking)" in explained


def test_in_the_repository_itself_the_newest_packet_is_meant_and_in_a_packet_that_one(juncture, repository):
    base = repository.commit({"a.proto": PROTO.format("int32")})
    repository.commit({"a.proto": PROTO.format("string")})
    told = juncture("review", "--base", base, cwd=repository.folder).stdout.splitlines()
    command = re.fullmatch(r"Why: juncture (explain [0-9a-f]{12})", told[-2])[1].split()
    packet = (repository.folder / told[-1]).parent
    for folder in (repository.folder, packet):
        assert "protobuf/field-type-changed (breaking)" in juncture(*command, cwd=folder).stdout


def test_without_a_packet_it_says_what_to_name(juncture):
    assert (
        "no packet here; name its folder with --packet, the one that holds review.json"
        in juncture("explain", "12ab").stderr
    )
