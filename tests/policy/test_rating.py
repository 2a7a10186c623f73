"""What a finding weighs here."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from juncture.facts.finding import Finding
from juncture.facts.provenance import Provenance
from juncture.facts.steps import StepId
from juncture.policy.file import load, tighten
from juncture.policy.model import FolderSeverities, Policy, Waiver
from juncture.policy.rating import applied, rerate

DAY = datetime.date(2026, 3, 1)


def found(
    severity: str = "warn", rule: str = "scope/data-store", path: str = "a/b.tf", fingerprint: str = "f"
) -> Finding:
    place = (Provenance(path, 3),)
    return Finding(fingerprint, rule, StepId.SURFACE, severity, "part", "message", "why", "fix", place)


def weights(policy: Policy, *findings: Finding) -> list[str]:
    return [one.severity for one in rerate(findings, policy, DAY)]


def test_a_finding_keeps_its_weight_where_the_policy_says_nothing() -> None:
    assert weights(Policy(), found("note"), found("block")) == ["note", "block"]


def test_a_rule_is_rated_by_its_id_before_its_family() -> None:
    policy = Policy(severities={"scope/data-store": "note", "scope/*": "block"})
    assert weights(policy, found(), found(rule="scope/replication"), found(rule="other/x")) == ["note", "block", "warn"]


def test_a_rule_that_is_off_says_nothing() -> None:
    assert weights(Policy(severities={"scope/*": "off"}), found(), found(rule="other/x")) == ["warn"]


def test_a_nested_policy_only_raises_and_only_in_its_folder() -> None:
    policy = tighten(load("juncture.yaml", b""), "a/juncture.yaml", b"severities: {policy/waiver-expired: block}")
    rule = "policy/waiver-expired"
    assert weights(policy, found(rule=rule, path="a/x"), found(rule=rule, path="ab/x")) == ["block", "warn"]
    lower = Policy(folders=(FolderSeverities("a", {"scope/data-store": "note"}),))
    assert weights(lower, found("block")) == ["block"]


def test_what_stood_before_is_a_note() -> None:
    assert weights(Policy(baseline=("f",)), found("block"), found("block", fingerprint="g")) == ["note", "block"]


def test_a_waiver_holds_through_its_last_day_and_then_is_a_finding_itself() -> None:
    def policy(expires: str) -> Policy:
        return Policy(source="juncture.yaml", waivers=(Waiver("f", "why", "@ann", "T-1", expires),))

    assert weights(policy("2026-03-01"), found("block")) == ["note"]
    assert applied([found()], policy("2026-03-01"), DAY)[0].owner == "@ann"
    ended, counted = rerate([found("block")], policy("2026-02-28"), DAY)
    assert ended.message == "the waiver of @ann for f ended on 2026-02-28 (T-1)"
    assert counted.severity == "block"
    assert applied([found()], policy("2026-02-28"), DAY) == ()
    assert rerate([], policy("2026-02-28"), DAY) == (), "nobody is told of a waiver that concerns nothing here"


@given(st.sampled_from(["off", "note", "warn", "block", ""]), st.sampled_from(["note", "warn", "block"]))
def test_a_learned_convention_never_blocks(said: str, own: str) -> None:
    policy = Policy(
        severities={"conventions/*": said} if said else {},
        folders=(FolderSeverities("a", {"conventions/field-case": "block"}),),
    )
    assert "block" not in weights(policy, found(own, rule="conventions/field-case"))
