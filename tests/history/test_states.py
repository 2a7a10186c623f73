"""What a merge leaves to the users of a part, and how the sentence tells it."""

from juncture.contracts.model import Cause, Compatibility, ContractChange, Direction
from juncture.flow.model import Answer, Impact, Use, UseState
from juncture.history import frames, text
from juncture.history.model import Backtest, Break, Merge, State
from juncture.history.replay import breaks
from juncture.policy.model import Verdict

CHANGE = ContractChange(
    fingerprint="c",
    rule="protobuf/field-type-changed",
    compatibility=Compatibility.BREAKING,
    direction=Direction.BOTH,
    part="Address.zip",
    contract="pb/shop.proto",
    old="int32",
    new="string",
    cause=Cause("pb/shop.proto", 7, "head"),
    cause_old=Cause("pb/shop.proto", 7, "base"),
    operations=("Till/Pay",),
)


def impact(service: str, answer: Answer, state: UseState, why: str = "") -> Impact:
    line = Use(f"{service}/main.go", 4, "head", "go", "a.GetZip()", False, state, "read")
    return Impact("c", service, (), answer, "called", state, "", why, (line,) if answer == "uses" else ())


MENDED = impact("web", "uses", UseState.REPAIRED)
DOUBTED = impact("mail", "unknown", UseState.UNTOUCHED, "untyped: `mail/view.erb:3` names `zip`")
LEFT = impact("shop", "uses", UseState.UNTOUCHED)
BESIDE = impact("quote", "depends", UseState.UNTOUCHED)


def broken(*impacts: Impact) -> Break:
    (one,) = breaks([CHANGE], impacts, {"pb/shop.proto": {"Till": "till"}})
    return one


def merged(*told: Break) -> Merge:
    return Merge("f" * 40, "e" * 40, "2026-01-01", "Retype", "#7", Verdict.BLOCKED, "observe", True, 3, breaks=told)


def table(*told: Break) -> Backtest:
    return Backtest(as_of="2026-03-02", target="f" * 40, merges=(merged(*told),))


def test_one_left_behind_decides_then_one_in_doubt_then_those_that_are_mended() -> None:
    assert broken(MENDED, DOUBTED, LEFT, BESIDE).state is State.UNTOUCHED
    assert broken(MENDED, DOUBTED, BESIDE).state is State.UNKNOWN
    assert broken(MENDED, BESIDE).state is State.REPAIRED
    assert broken(BESIDE).state is State.UNUSED


def test_a_merge_is_what_its_worst_break_is() -> None:
    assert merged(broken(MENDED), broken(DOUBTED), broken(BESIDE)).state is State.UNKNOWN
    assert merged(broken(MENDED), broken(BESIDE)).state is State.REPAIRED


def test_the_sentence_names_the_doubt_and_never_calls_it_repaired() -> None:
    assert text.sentence(table(broken(MENDED, DOUBTED))) == (
        "1 breaking merge: 1 cannot tell: #7 Address.zip (till; reader web/main.go:4; "
        "cannot tell of mail: untyped: mail/view.erb:3 names zip). "
        "Would have commented on 1 of 1, blocked 0 (observe; enforced: 1 blocked).\n"
    )
    (row,) = frames.breaks(table(broken(MENDED, DOUBTED))).to_dict("records")
    assert (row["state"], row["because"].partition(":")[0]) == ("cannot tell", "cannot tell of mail")
