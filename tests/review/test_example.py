"""The bundled example: what the kit says of it is what its authors built into it."""

import json

import jsonschema_rs
import pytest

from juncture.facts.steps import StepId
from juncture.render.graph import difference, of_review
from juncture.review.model import StepStatus
from juncture.review.schema import from_json, schema, to_json

LOCKER = "proto/lockers/v1/locker.proto"


def service(example, name):
    return next(one for one in example.services if one.name == name)


def edge(example, source, target):
    return next(one for one in example.edges if (one.source, one.target, one.layer) == (source, target, "sync"))


def step(example, name):
    return next(one for one in example.steps if one.id == name)


def test_seven_services_of_three_domains_and_four_teams(example):
    built = [one for one in example.services if one.path]
    assert {one.name: (one.domain, one.teams) for one in built} == {
        "booking": ("lending", ("@lendhouse/lending",)),
        "catalogue": ("lending", ("@lendhouse/lending",)),
        "desk": ("lending", ("@lendhouse/web",)),
        "invoicing": ("billing", ("@lendhouse/billing",)),
        "locker": ("lockers", ("@lendhouse/lockers",)),
        "notices": ("lockers", ("@lendhouse/lockers",)),
        "statements": ("billing", ("@lendhouse/billing",)),
    }
    assert {one.name for one in example.services} - {one.name for one in built} == {"kafka", "otel-collector"}


def test_other_names_of_a_service_are_joined_on_evidence(example):
    assert "front-desk" in service(example, "desk").aliases["kubernetes"]
    assert "locker-api" in service(example, "locker").aliases["kubernetes"]
    assert "job" in service(example, "statements").roles


@pytest.mark.parametrize(
    ("source", "target", "place"),
    [
        ("desk", "booking", "services/desk/src/clients.ts:6"),
        ("desk", "catalogue", "services/desk/src/clients.ts:7"),
        ("booking", "invoicing", "Neighbours.java:23"),
        ("booking", "locker", "Neighbours.java:21"),
        ("notices", "booking", "notices/__main__.py:44"),
        ("statements", "invoicing", "statements/__main__.py:18"),
    ],
)
def test_calls_are_edges_with_their_line(example, source, target, place):
    found = edge(example, source, target)
    assert "called" in found.strength
    assert any(str(one).endswith(place) for one in found.provenance)
    assert found.state == "unchanged"


def test_what_the_change_adds_is_added(example):
    moved = {(one.source, one.target, one.side, one.state) for one in example.edges if one.state != "unchanged"}
    assert ("invoicing", "locker", "", "added") in moved
    assert ("invoicing", "topic:locker-events", "consumes", "added") in moved
    assert not any(state == "removed" for *_, state in moved)


def test_the_topic_has_its_producer_and_its_consumers(example):
    ends = {(one.source, one.side) for one in example.edges if one.target == "topic:locker-events"}
    assert ends == {("locker", "produces"), ("notices", "consumes"), ("invoicing", "consumes")}


def test_one_break_proven_with_its_lines_and_operations(example):
    (change,) = [one for one in example.changes if one.compatibility == "breaking" and one.contract == LOCKER]
    assert (change.part, change.old, change.new) == ("Slot.door_number", "int32", "string")
    assert (change.cause_old.line, change.cause.line) == (42, 55)
    assert change.proof == "proven"
    assert change.witness is not None
    assert "LockerService/ReserveSlot" in change.operations
    compatible = {one.part for one in example.changes if one.compatibility == "compatible"}
    assert {"LockerService/GetHandover", "Site.partner", "LineKind.LINE_KIND_HANDLING"} <= compatible


def test_every_format_speaks_the_same_record(example):
    told = {(one.contract.rpartition("/")[2], one.part, str(one.compatibility)) for one in example.changes}
    assert ("openapi.yaml", "Slot.door", "breaking") in told
    assert ("statements.yaml", "CronJob/statements.schedule", "risky") in told
    assert {kind for name, _, kind in told if name == "door_opened.avsc"} == {"compatible"}
    formats = {one.path.rpartition("/")[2]: one.format for one in example.contracts}
    assert formats["openapi.yaml"].startswith("openapi")
    assert not [one for one in example.unread if "not read yet" in one.reason]


def test_who_is_hurt_by_which_line_and_is_it_repaired(example):
    retyped = next(one.fingerprint for one in example.changes if one.part == "Slot.door_number")
    told = {
        one.service: (one.answer, one.state, sorted(f"{u.path}:{u.line}" for u in one.uses if not u.test))
        for one in example.impact
        if one.change == retyped
    }
    assert told["desk"] == ("uses", "untouched", ["services/desk/src/wall.ts:12"])
    assert told["notices"] == ("uses", "repaired", ["services/notices/notices/wording.py:13"])
    assert told["invoicing"] == ("uses", "new", ["services/invoicing/invoicing/handling.py:17"])
    assert told["locker"][:2] == ("uses", "repaired")
    assert told["booking"][0] == "depends"
    assert "catalogue" not in told
    assert "statements" not in told


def test_the_copy_that_was_left_behind_is_named(example):
    (stale,) = example.stale_copies
    assert stale.path == "services/desk/proto/lockers/v1/locker.proto"
    assert "Slot.door_number" in stale.missing
    assert any(f.rule == "surface/stale-copy" and f.severity == "warn" for f in example.findings)


def test_holds_name_who_may_lift_them_and_what_they_cover(example):
    holds = {one.id: one for one in example.holds}
    billing = holds["billing"]
    assert billing.approvers == ("@ines-valdez", "@tomo-arai")
    assert billing.rule.startswith("juncture.yaml:")
    assert "proto/billing/v1/invoicing.proto" in billing.paths
    assert "foreign-ownership:@lendhouse/billing" in holds
    assert all(len(one.binding) == 64 and one.state == "open" for one in example.holds)


def test_the_break_blocks_and_says_why(example):
    assert example.verdict == "blocked"
    finding = next(one for one in example.findings if one.severity == "block")
    assert "no safe deploy order" in finding.message
    assert example.next_action.who == "author"
    assert step(example, StepId.SURFACE).status is StepStatus.BLOCKED


def test_reached_is_who_uses_it_in_the_step_as_in_the_picture(example):
    told = step(example, StepId.FLOW).reason
    assert "4 services reached (desk, invoicing, locker, notices)" in told
    assert "1 other depends, no use found (booking)" in told
    marked = {node.name: node.mark for node in difference(of_review(example)).nodes}
    assert {marked[name] for name in ("desk", "invoicing", "notices")} == {"reached"}
    assert marked["locker"] == "changed"


def test_steps_say_what_is_missing_and_where(example):
    assert step(example, StepId.TESTS).status is StepStatus.MISSING
    assert "locker" in step(example, StepId.TESTS).reason
    signals = {one.summary for one in example.evidence if one.step == StepId.OBSERVABILITY}
    assert any("lendhouse.invoicing.handling_fees" in summary for summary in signals)
    flags = {one.summary for one in example.evidence if one.step == StepId.ROLLOUT}
    assert flags == {"the flag `partner-lockers` is asked for"}


def test_only_what_people_alone_know_is_asked(example):
    asked = {one.id: one.answer for one in example.design.questions}
    assert asked["migration"] == ""
    assert asked["rollback"] == ""
    assert asked["requirement"] != ""
    assert asked["ticket:@lendhouse/web"] == "", "the desk breaks and its team was not asked"
    assert example.design.path == "designs/partner-lockers.yaml"


def test_agents_files_speak_nearest_first(example):
    paths = [one.provenance.path for one in example.guidance]
    assert paths.index("services/invoicing/AGENTS.md") < paths.index("proto/AGENTS.md") < paths.index("AGENTS.md")
    assert {"must", "never"} <= {one.kind for one in example.guidance}


def test_every_fact_names_a_line_of_a_revision(example):
    for one in example.edges:
        assert one.provenance
        assert all(place.path and place.revision and place.reader for place in one.provenance)
    for use in (use for impact in example.impact for use in impact.uses):
        assert use.line > 0
        assert use.reader


def test_the_record_is_the_published_json(example):
    content = to_json(example)
    assert from_json(content, "review.json") == example
    jsonschema_rs.validator_for(schema()).validate(json.loads(content))


def test_the_same_inputs_give_the_same_bytes(example, tmp_path, review):
    from juncture.lab.example import build  # noqa: PLC0415

    demo = build(tmp_path / "again")
    again = review(demo.repository, head=demo.head, target=demo.base)
    assert to_json(again) == to_json(example)
