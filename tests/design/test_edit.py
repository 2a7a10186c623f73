"""An edited answer changes its own lines only."""

import difflib
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juncture.design.address import bracketed, steps, value_at
from juncture.design.draft import draft, dump
from juncture.design.edit import save_answers
from juncture.design.file import load
from juncture.design.model import Decision, Design, OtherTeam
from juncture.facts.problem import InputError

WRITTEN_BY_HAND = """\
# Our design. Ask Ann.
requirement: 'Postal codes'   # one line

services: [checkout, "shipping"]
contracts:
    - pb/demo.proto   # the shared one
    # the next is ours
    - pb/cart.proto

change_management:
    rollback: >-  # ask the database people
        put the old image back

        within a day

    strategy:   canary
links: {runbook: "https://runbooks/zip", documents: []}
# what was said
answers: {}
other_teams:
- team: web
  # they know
  ticket: WEB-1
"""


def edited(text: str, answers: dict[str, object]) -> list[str]:
    """The lines that an edit removes and adds."""
    after = save_answers(text, answers)
    diff = difflib.unified_diff(text.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in diff if not line.startswith(("---", "+++", "@@"))]


@pytest.mark.parametrize(
    ("field", "answer", "lines"),
    [
        ("requirement", "It's zip", [
            "-requirement: 'Postal codes'   # one line",
            "+requirement: 'It''s zip'   # one line",
        ]),
        ("change_management.strategy", "blue-green", ["-    strategy:   canary", "+    strategy:   blue-green"]),
        ("links.runbook", "https://x", [
            '-links: {runbook: "https://runbooks/zip", documents: []}',
            '+links: {runbook: "https://x", documents: []}',
        ]),
        ("other_teams[web].ticket", "WEB-2: moved", ["-  ticket: WEB-1", '+  ticket: "WEB-2: moved"']),
        ("contracts", ["pb/demo.proto", "pb/cart.proto", "pb/new.proto"], ["+    - pb/new.proto"]),
        ("contracts", ["pb/cart.proto"], ["-    - pb/demo.proto   # the shared one"]),
        ("services", ["checkout"], ['-services: [checkout, "shipping"]', "+services: [checkout]"]),
        ("answers[ticket:web]", "yes", ["-answers: {}", "+answers:", '+  "ticket:web": "yes"']),
        ("requirement", "one\ntwo", [
            "-requirement: 'Postal codes'   # one line",
            "+requirement: |-   # one line",
            "+  one",
            "+  two",
        ]),
        ("change_management.rollback", "flip the flag", [
            "-    rollback: >-  # ask the database people",
            "-        put the old image back",
            "-",
            "-        within a day",
            "+    rollback: flip the flag  # ask the database people",
        ]),
        ("change_management.migration", "dual write", ["+    migration: dual write"]),
        ("non_functional.latency", "p99 200 ms", ["+non_functional:", "+  latency: p99 200 ms"]),
        ("other_teams[data].ticket", "D-1", ["+- team: data", "+  ticket: D-1"]),
        ("other_teams[web].contract", "pb/demo.proto", ["+  contract: pb/demo.proto"]),
        ("links.documents", ["doc"], [
            '-links: {runbook: "https://runbooks/zip", documents: []}',
            '+links: {runbook: "https://runbooks/zip", documents: [doc]}',
        ]),
        ("requirement", "Postal codes", []),
        ("domains", [], []),
    ],
)  # fmt: skip
def test_only_the_lines_of_the_answer_change(field: str, answer: object, lines: list[str]) -> None:
    assert edited(WRITTEN_BY_HAND, {field: answer}) == lines


def test_a_new_key_comes_where_the_schema_has_it() -> None:
    text = save_answers("requirement: a\n# about links\nlinks:\n  runbook: r\n", {"signals": ["orders_total"]})
    assert text == "requirement: a\nsignals:\n  - orders_total\n# about links\nlinks:\n  runbook: r\n"
    text = save_answers("# about signals\n\n# more\nsignals: [a]\n", {"requirement": "b"})
    assert text == "# about signals\n\nrequirement: b\n# more\nsignals: [a]\n"


@pytest.mark.parametrize(
    "text", ["", "# nothing yet", "{}", "answers: {a: b}", "requirement: |-\n  a\n  b", "signals:\n- a"]
)
def test_small_files_take_an_answer_too(text: str) -> None:
    after = save_answers(text, {"answers[x: y]": "1\n2\n", "signals": ["n"], "requirement": "c\nd\n"})
    design = load("x", after.encode())
    assert (design.answers["x: y"], design.signals, design.requirement) == ("1\n2\n", ("n",), "c\nd\n")


def test_windows_line_breaks_stay() -> None:
    text = WRITTEN_BY_HAND.replace("\n", "\r\n")
    answers = {"change_management.rollback": "a\nb", "signals": ["x"], "contracts": [], "answers": {"q": "w"}}
    after = save_answers(text, answers)
    assert "\n" not in after.replace("\r\n", "")
    assert load("x", after.encode()) == load("x", save_answers(WRITTEN_BY_HAND, answers).encode())


def test_decisions_of_the_meeting_are_records() -> None:
    decision = Decision(about="hold billing", decided="yes\nafter a test", who="Ann")
    after = save_answers("decisions: []\n", {"decisions": (decision,)})
    assert load("x", after.encode()).decisions == (decision,)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("requirement: &shared x\nanswers: {a: *shared}\n", "requirement"),
        ("requirement: |\n  a line break at the end of the file would be\n  a part of the text", "links.runbook"),
    ],
)
def test_what_cannot_be_edited_in_place_is_refused_and_not_guessed(text: str, field: str) -> None:
    with pytest.raises(InputError, match=rf"design:1: {field} cannot be edited in place .* by hand"):
        save_answers(text, {field: "y"})


@pytest.mark.parametrize(
    ("text", "field", "answer", "said"),
    [
        ("requirment: x\n", "requirement", "y", "design:1: unknown key 'requirment'"),
        ("", "requirement", 5, "requirement: a text or a list is expected"),
        ("", "other_teams", [{"ticket": "T"}], "lacks 'team'"),
        ("", "requirements", "x", "unknown key 'requirements'"),
    ],
)
def test_bad_answers_are_bad_input(text: str, field: str, answer: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        save_answers(text, {field: answer})


@pytest.mark.parametrize("field", ["", "a..b", "a[b", "a b", ".", "a[b]c"])
def test_an_address_has_one_grammar(field: str) -> None:
    with pytest.raises(ValueError, match="no place in a design"):
        steps(field)


@given(st.text())
def test_any_name_can_stand_in_an_address(name: str) -> None:
    assert steps(f"other_teams{bracketed(name)}.ticket") == ("other_teams", name, "ticket")


patiently = settings(deadline=None)  # the first example pays for the import of the YAML reader

# Everything that UTF-8 and YAML can hold: no lone surrogates.
anything = st.text(st.characters(codec="utf-8"), max_size=30)
lines = st.lists(st.text(" \tab#:-'\"|>é\x85\u2028", max_size=8), max_size=5).map("\n".join)
texts = st.one_of(anything, lines)
lists = st.lists(texts, max_size=4)
names = texts.filter(bool)
fields = st.sampled_from(
    [
        "requirement",
        "non_functional.latency",
        "change_management.migration",
        "change_management.rollback",
        "links.runbook",
    ]
)
text_answers = st.dictionaries(
    st.one_of(
        fields,
        texts.map(lambda key: "answers" + bracketed(key)),
        names.map(lambda team: f"other_teams{bracketed(team)}.expectation"),
    ),
    texts,
    max_size=4,
)
list_answers = st.dictionaries(
    st.sampled_from(["services", "signals", "change_management.flags", "links.documents"]), lists, max_size=3
)
written = st.sampled_from([WRITTEN_BY_HAND, dump(Design()), dump(draft(services=["b", "a"])), "", "# c\n", "{}\n"])


def plain(design: Design) -> Any:
    return msgspec.json.decode(msgspec.json.encode(design))


@patiently
@given(written, text_answers, list_answers, st.booleans())
def test_any_answer_comes_back_and_nothing_else_changes(
    text: str, said: dict[str, str], listed: dict[str, list[str]], windows: bool
) -> None:
    text = text.replace("\n", "\r\n") if windows else text
    after = save_answers(text, {**said, **listed})
    got = plain(load("x", after.encode()))
    for field, answer in {**said, **listed}.items():
        assert (value_at(got, steps(field)) or type(answer)()) == answer
    touched = {steps(field)[0] for field in {**said, **listed}}
    before = plain(load("x", text.encode()))
    assert {key: got[key] for key in got.keys() - touched} == {key: before[key] for key in before.keys() - touched}


@patiently
@given(st.sampled_from([WRITTEN_BY_HAND, dump(draft(services=["b"], other_teams=[OtherTeam("web")]))]), fields, texts)
def test_untouched_lines_are_byte_for_byte_the_same(text: str, field: str, answer: str) -> None:
    before, after = text.splitlines(keepends=True), save_answers(text, {field: answer}).splitlines(keepends=True)
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    edits = [(first, last) for change, first, last, _, _ in blocks if change != "equal"]
    assert not edits or edits[-1][1] - edits[0][0] <= 4, "one answer, one place"


@patiently
@given(written, text_answers)
def test_saving_twice_changes_nothing_more(text: str, answers: dict[str, str]) -> None:
    once = save_answers(text, answers)
    assert save_answers(once, answers) == once


@patiently
@given(st.builds(
    Design,
    requirement=texts,
    services=lists.map(tuple),
    answers=st.dictionaries(texts, texts, max_size=3),
    other_teams=st.lists(st.builds(OtherTeam, team=texts, ticket=texts), max_size=2).map(tuple),
    decisions=st.lists(st.builds(Decision, about=texts, decided=texts), max_size=2).map(tuple),
))  # fmt: skip
def test_a_written_design_reads_back(design: Design) -> None:
    assert load("x", dump(design).encode()) == design
