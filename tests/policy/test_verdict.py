"""The laws of the verdict: worse input never gives a better answer, and unknown is never pass."""

import datetime
import inspect
import itertools

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.facts.finding import Finding
from juncture.facts.steps import StepId
from juncture.policy import holds, rating
from juncture.policy.model import Hold, OutOfScope, Verdict
from juncture.policy.verdict import ORDER, Requirement, exit_code, verdict


def found(severity: str, fingerprint: str = "f") -> Finding:
    return Finding(fingerprint, "family/rule", StepId.SURFACE, severity, "part", "message", "why", "fix")


def hold(state: str, *findings: str) -> Hold:
    return Hold("billing", "money", ("a",), ("@ann",), 1, "b", state, findings=findings)


SCOPE = OutOfScope("scope/data-store", "a new data store: db (postgres)", "ask the platform")


def test_nothing_to_say_is_a_pass() -> None:
    assert verdict([], []) is Verdict.PASS
    assert (
        verdict([found("note")], [hold("approved")], requirements=[Requirement("tests", True, "passed")])
        is Verdict.PASS
    )


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (verdict([found("warn")], []), Verdict.WARN),
        (verdict([found("block")], []), Verdict.BLOCKED),
        (verdict([found("fatal")], []), Verdict.BLOCKED),
        (verdict([], [hold("open")]), Verdict.NEEDS_APPROVAL),
        (verdict([], [hold("lost")]), Verdict.NEEDS_APPROVAL),
        (verdict([found("block")], [hold("approved")]), Verdict.BLOCKED),
        (verdict([found("block")], [hold("open", "f")]), Verdict.NEEDS_APPROVAL),
        (verdict([found("block")], [hold("approved", "f")]), Verdict.WARN),
        (verdict([found("block"), found("block", "g")], [hold("approved", "f")]), Verdict.BLOCKED),
        (verdict([], [], requirements=[Requirement("tests", True, "missing")]), Verdict.BLOCKED),
        (verdict([], [], requirements=[Requirement("tests", True, "failed")]), Verdict.BLOCKED),
        (verdict([], [], requirements=[Requirement("tests", True, "unknown")]), Verdict.BLOCKED),
        (verdict([], [], requirements=[Requirement("tests", False, "missing")]), Verdict.WARN),
        (verdict([found("block")], [hold("open")], scope=[SCOPE]), Verdict.OUT_OF_SCOPE),
        (verdict([found("block")], [hold("open")], scope=[SCOPE], errors=["unread"]), Verdict.ERROR),
    ],
)
def test_the_worst_decides(answer: Verdict, expected: Verdict) -> None:
    assert answer is expected


def test_the_exit_code_in_each_mode() -> None:
    assert [exit_code(one, "enforce") for one in ORDER] == [0, 0, 3, 1, 4, 5]
    assert [exit_code(one, "observe") for one in ORDER] == [0, 0, 0, 0, 0, 5]


severities = st.sampled_from(["note", "warn", "block", "?"])
findings = st.lists(st.builds(found, severities, st.sampled_from("fgh")), max_size=4)
all_holds = st.lists(
    st.builds(
        lambda state, stands: hold(state, *stands),
        st.sampled_from(["open", "approved"]),
        st.lists(st.sampled_from("fgh"), max_size=2),
    ),
    max_size=3,
)
evidence = st.lists(
    st.builds(
        Requirement, st.just("tests"), st.booleans(), st.sampled_from(["passed", "failed", "missing", "unknown"])
    ),
    max_size=3,
)
scope = st.lists(st.just(SCOPE), max_size=1)
errors = st.lists(st.just("unread"), max_size=1)
inputs = st.tuples(findings, all_holds, scope, errors, evidence)


def judged(one: tuple) -> int:  # type: ignore[type-arg]
    said, stops, out, broken, required = one
    return ORDER.index(verdict(said, stops, scope=out, errors=broken, requirements=required))


@given(inputs, severities)
def test_adding_a_finding_never_improves_it(one: tuple, severity: str) -> None:  # type: ignore[type-arg]
    assert judged((one[0] + [found(severity)], *one[1:])) >= judged(one)


@given(inputs)
def test_removing_passing_or_required_evidence_never_improves_it(one: tuple) -> None:  # type: ignore[type-arg]
    for number, item in enumerate(one[4]):
        if item.state == "passed" or item.required:
            missing = [*one[4][:number], item._replace(state="missing"), *one[4][number + 1 :]]
            assert judged((*one[:4], missing)) >= judged(one)


@given(inputs)
def test_removing_an_approval_never_improves_it(one: tuple) -> None:  # type: ignore[type-arg]
    for number, stop in enumerate(one[1]):
        reopened = [*one[1][:number], msgspec.structs.replace(stop, state="open"), *one[1][number + 1 :]]
        assert judged((one[0], reopened, *one[2:])) >= judged(one)


@given(inputs)
def test_scope_and_errors_never_improve_it(one: tuple) -> None:  # type: ignore[type-arg]
    assert judged((*one[:2], [SCOPE], *one[3:])) >= judged(one)
    assert judged((*one[:3], ["unread"], one[4])) >= judged(one)


@given(inputs)
def test_order_does_not_matter(one: tuple) -> None:  # type: ignore[type-arg]
    assert judged(tuple(part[::-1] for part in one)) == judged(one)


def test_no_unknown_passes() -> None:
    for severity, state in itertools.product(["", "?", "off", "BLOCK"], ["", "lost", "Approved"]):
        assert verdict([found(severity)], []) is not Verdict.PASS
        assert verdict([], [hold(state)]) is not Verdict.PASS
        assert verdict([], [], requirements=[Requirement("tests", False, state)]) is not Verdict.PASS  # type: ignore[arg-type]


def test_a_policy_at_head_has_no_way_in() -> None:
    """One policy is asked for where a policy decides, and the verdict itself asks for none."""
    assert "policy" not in inspect.signature(verdict).parameters
    for function in (holds.holds, rating.rerate):
        assert [name for name in inspect.signature(function).parameters if "policy" in name] == ["policy"]


def test_as_of_is_given_and_never_read_from_a_clock() -> None:
    assert inspect.signature(rating.rerate).parameters["as_of"].annotation is datetime.date
