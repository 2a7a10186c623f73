"""Only what the change raises is asked, and what is answered is closed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juncture.design.edit import save_answers
from juncture.design.file import load
from juncture.design.model import ChangeManagement, Design, OtherTeam
from juncture.design.questions import Raised, UnknownQuestionError, questions, registry

BREAK = Raised("migration", "", "Address.zip_code int32 → string breaks shipping")


def answer(design: Design, question: str) -> str:
    return questions(design, [Raised(question, "", "x")])[0].answer


def test_nothing_raised_nothing_asked() -> None:
    assert questions(Design(), []) == ()


def test_a_break_asks_for_its_migration_and_says_why() -> None:
    [asked] = questions(Design(), [BREAK])
    assert (asked.id, asked.step, asked.field) == ("migration", "rollout", "change_management.migration")
    assert "from old to new" in asked.text
    assert asked.asked_because == BREAK.because
    assert asked.answer == ""


def test_one_question_for_several_reasons() -> None:
    [asked] = questions(Design(), [BREAK, Raised("migration", "", "a message is kept"), BREAK])
    assert asked.asked_because == "Address.zip_code int32 → string breaks shipping; a message is kept"


def test_a_filled_field_or_an_answer_closes_it() -> None:
    assert answer(Design(change_management=ChangeManagement(migration="dual write")), "migration") == "dual write"
    assert answer(Design(answers={"migration": "nobody uses it"}), "migration") == "nobody uses it"
    assert answer(Design(signals=("orders_total", "todo")), "signals") == "orders_total"


@pytest.mark.parametrize("text", ["", "  ", "TODO", "tbd.", "?", "…"])
def test_a_placeholder_is_no_answer(text: str) -> None:
    assert answer(Design(change_management=ChangeManagement(rollback=text)), "rollback") == ""


def test_a_question_to_a_team_is_answered_in_its_entry() -> None:
    design = Design(other_teams=(OtherTeam("@org/web", ticket="WEB-1"), OtherTeam("@org/data")))
    asked = questions(design, [Raised("ticket:@org/web", "", "x"), Raised("ticket:@org/data", "", "y")])
    assert [(one.id, one.answer) for one in asked] == [("ticket:@org/data", ""), ("ticket:@org/web", "WEB-1")]
    assert asked[0].text == "Where does @org/data track what this change needs of them?"
    saved = load("x", save_answers("", {asked[0].field: "D-7"}).encode())
    assert saved.other_teams == (OtherTeam("@org/data", ticket="D-7"),)


def test_an_answer_outside_the_choices_leaves_it_open() -> None:
    assert answer(Design(change_management=ChangeManagement(strategy="canary, 5 % for a day")), "strategy")
    assert not answer(Design(change_management=ChangeManagement(strategy="somehow")), "strategy")
    assert not answer(Design(change_management=ChangeManagement(strategy="flagrant")), "strategy")


def test_questions_come_in_the_order_of_the_checklist() -> None:
    asked = questions(Design(), [Raised(key, "", "x") for key in reversed(registry())])
    order = ["ownership", "flow", "surface", "observability", "rollout"]
    assert [order.index(one.step) for one in asked] == sorted(order.index(one.step) for one in asked)


def test_an_unknown_question_is_a_defect_with_its_name() -> None:
    with pytest.raises(UnknownQuestionError, match="no question is called 'migrtion'"):
        questions(Design(), [Raised("migrtion", "", "x")])


@settings(deadline=None)
@given(st.sampled_from(sorted(registry())), st.text(max_size=20), st.text("ab c", min_size=1).filter(str.strip))
def test_saving_the_answer_at_its_field_closes_the_question(key: str, subject: str, text: str) -> None:
    raised = [Raised(f"{key}:{subject}" if "{subject}" in registry()[key].field else key, "", "x")]
    [asked] = questions(Design(), raised)
    text = asked.choices[0] if asked.choices else text
    listed = asked.field.split(".")[-1] in {"services", "signals", "flags", "documents"}
    after = save_answers("", {asked.field: [text] if listed else text})
    assert questions(load("x", after.encode()), raised)[0].answer == text
