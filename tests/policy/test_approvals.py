"""A yes counts for exactly what it was given to, from exactly who may give it."""

import datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.policy.approvals import KINDS, People, decided
from juncture.policy.binding import Place
from juncture.policy.file import load
from juncture.policy.holds import holds
from juncture.policy.model import Approval, Hold, Policy
from juncture.policy.protection import Touched

DAY = datetime.date(2026, 3, 1)
POLICY = load(
    "juncture.yaml",
    b"protected:\n"
    b"  billing:\n"
    b"    reason: money\n"
    b"    paths: [billing/]\n"
    b"    approvers: [money, '@acme/audit']\n"
    b"groups: {money: ['@Ann', ben@example.org]}\n",
)
HOLD = holds(POLICY, [Touched(path="billing/a.go", new_sha256="1")], Place("acme/shop", "main"))[0]
YES = Approval("billing", "@ann", HOLD.binding, "forge-verified", "2026-03-20")
TEAM = People(members={"@acme/audit": ["Cleo"]})


def state(*approvals: Approval, hold: Hold = HOLD, policy: Policy = POLICY, people: People = TEAM) -> str:
    return decided(hold, approvals, policy, DAY, people).state


def refusal(approval: Approval, **known: object) -> str:
    result = decided(HOLD, [approval], known.get("policy", POLICY), DAY, known.get("people", TEAM))  # type: ignore[arg-type]
    assert result.state == "open"
    assert result.approvals == ()
    return result.refused[0].reason


def changed(**fields: str) -> Approval:
    return msgspec.structs.replace(YES, **fields)


@pytest.mark.parametrize("principal", ["@ann", "ann", "ANN", "@Ann", "ben@example.org", "cleo", "@Cleo"])
def test_a_named_person_or_a_member_of_a_named_team_lifts_it(principal: str) -> None:
    result = decided(HOLD, [changed(principal=principal)], POLICY, DAY, TEAM)
    assert (result.state, result.approvals[0].principal, result.refused) == ("approved", principal, ())


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"binding": "0" * 64}, "was given to other content"),
        ({"binding": ""}, "was given to other content"),
        ({"principal": "@eve"}, "is no approver of this hold"),
        ({"principal": "money"}, "is no approver of this hold"),
        ({"principal": "@acme/audit"}, ""),
        ({"principal": "*"}, "is no approver of this hold"),
        ({"principal": ""}, "the principal is no plain name"),
        ({"principal": "@аnn"}, "the principal is no plain name"),  # a Cyrillic letter
        ({"expires": "2026-02-28"}, "expired on 2026-02-28"),
        ({"expires": "2026-04-01"}, "expires on 2026-04-01, later than the policy's 30 days"),
        ({"expires": ""}, "says no day on which it expires"),
        ({"expires": "soon"}, "says no day on which it expires"),
        ({"answer": "maybe"}, "says neither yes nor no"),
    ],
)
def test_every_field_of_an_approval_matters(fields: dict[str, str], reason: str) -> None:
    if reason:
        assert refusal(changed(**fields)) == reason
    else:
        assert state(changed(**fields)) == "approved", "the forge approved as the team itself"


def test_an_approval_of_another_hold_is_none() -> None:
    result = decided(HOLD, [changed(hold="core-auth")], POLICY, DAY, TEAM)
    assert (result.state, result.refused) == ("open", ())


def test_the_last_day_counts() -> None:
    assert state(changed(expires="2026-03-01")) == "approved"
    assert state(changed(expires="2026-03-31")) == "approved"


def test_whoever_made_the_change_does_not_approve_it_and_the_reason_is_shown() -> None:
    people = People(excluded={"ANN": "is the opener", "cleo": "is a co-author"}, members=TEAM.members)
    assert refusal(YES, people=people) == "is the opener"
    assert refusal(changed(principal="cleo"), people=people) == "is a co-author"
    assert state(changed(principal="ben@example.org"), people=people) == "approved", "another of the group may"


def test_the_policy_may_ask_for_the_forge() -> None:
    policy = msgspec.structs.replace(POLICY, carriers=("forge-verified",))
    said = refusal(changed(carrier="offline-signed"), policy=policy)
    assert said == "is offline-signed; the policy counts forge-verified"
    assert state(YES, policy=policy) == "approved"


def test_two_means_two_people() -> None:
    hold = msgspec.structs.replace(HOLD, min=2)
    assert state(YES, changed(principal="Ann"), changed(expires="2026-03-19"), hold=hold) == "open"
    assert state(YES, changed(principal="cleo"), hold=hold) == "approved"


def test_one_of_each_group_has_to_say_yes() -> None:
    hold = msgspec.structs.replace(HOLD, one_of_each=(("@ann",), ("@acme/audit",)))
    assert state(YES, changed(principal="ben@example.org"), hold=hold) == "open"
    assert state(YES, changed(principal="cleo"), hold=hold) == "approved"


def test_a_no_keeps_it_open() -> None:
    no = changed(principal="cleo", answer="no")
    result = decided(HOLD, [YES, no], POLICY, DAY, TEAM)
    assert (result.state, result.refused[0].reason) == ("open", "said no")
    assert state(YES, changed(principal="@eve", answer="no")) == "approved", "not everybody has a say"
    older = changed(principal="cleo", answer="no", binding="0" * 64)
    assert state(YES, older) == "open", "a no to an earlier content stands"
    assert state(older, changed(principal="cleo")) == "approved", "until the same person says yes to this one"
    assert state(no, changed(principal="cleo")) == "open"


def test_a_break_is_accepted_for_a_reason() -> None:
    hold = msgspec.structs.replace(HOLD, id="break:pb/demo.proto")
    yes = changed(hold=hold.id)
    assert state(yes, hold=hold) == "open"
    for kind in KINDS:
        assert state(msgspec.structs.replace(yes, kind=kind), hold=hold) == "approved"


def test_a_hold_that_nobody_may_lift_stays() -> None:
    hold = msgspec.structs.replace(HOLD, approvers=(), one_of_each=())
    assert state(YES, hold=hold) == "open"


approvals = st.builds(
    Approval,
    hold=st.sampled_from(["billing", "core-auth"]),
    principal=st.sampled_from(["@ann", "ben@example.org", "cleo", "@eve", "*", ""]),
    binding=st.sampled_from([HOLD.binding, "0" * 64]),
    carrier=st.sampled_from(["forge-verified", "offline-signed"]),
    expires=st.sampled_from(["2026-03-20", "2026-02-01", "", "2099-01-01"]),
    kind=st.sampled_from(["", "agreed"]),
)


@given(st.lists(approvals, max_size=6), st.randoms(use_true_random=False), st.integers(1, 3))
def test_removing_an_approval_or_shuffling_them_never_lifts_a_hold(given_: list[Approval], random, least: int) -> None:  # type: ignore[no-untyped-def]
    hold = msgspec.structs.replace(HOLD, min=least)
    before = decided(hold, given_, POLICY, DAY, TEAM)
    shuffled = random.sample(given_, len(given_))
    assert decided(hold, shuffled, POLICY, DAY, TEAM) == before
    if before.state == "open":
        for number in range(len(given_)):
            assert state(*given_[:number], *given_[number + 1 :], hold=hold) == "open"
