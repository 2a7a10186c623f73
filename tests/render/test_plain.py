"""Text that hides nothing (threats.md T16, T17)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.render.plain import inert, lines, visible


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("src/main.go", "src/main.go"),
        ("größe → 日本", "größe → 日本"),
        ("\x1b[31mred", "␛[31mred"),
        ("a\r\nb", "a␍␊b"),
        ("if access\u202e != 'user'", "if access⟨U+202E⟩ != 'user'"),
        ("\u2066// check\u2069", "⟨U+2066⟩// check⟨U+2069⟩"),
        ("zero\u200bwidth", "zero⟨U+200B⟩width"),
        ("hidden\U000e0041tag", "hidden⟨U+E0041⟩tag"),
        ("file\udcff.txt", "file\\xff.txt"),
        ("p\u0430yments", "p\u0430⟨U+0430⟩yments"),
        ("платежи", "платежи"),
        ("tab\there", "tab here"),
    ],
)
def test_what_hides_is_shown_in_its_place(hidden: str, shown: str) -> None:
    assert visible(hidden) == shown


@given(st.text(alphabet=st.characters()))
def test_no_control_bidirectional_or_invisible_character_is_left(text: str) -> None:
    for character in visible(text):
        assert unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


@given(st.text(alphabet=st.characters()))
def test_what_is_visible_stays_as_it_is_when_shown_again(text: str) -> None:
    once = visible(text)
    assert visible(once) == once or "⟨U+" in once


def test_lines_are_kept_apart_and_each_is_visible() -> None:
    assert lines("one\r\n\ttwo\x07\nthree\n") == ["one", "    two␇", "three"]


@pytest.mark.parametrize(
    "command",
    ["::set-env name=A::b", "  ::add-mask::x", "a ##[set-output name=a]b", "##vso[task.setvariable]x", "##teamcity[x]"],
)
def test_a_build_server_finds_no_command_in_a_printed_line(command: str) -> None:
    printed = inert(f"first\n{command}")
    assert "##" not in printed
    assert not any(line.lstrip().startswith("::") for line in printed.splitlines())


def test_harmless_colons_and_headings_are_left_alone() -> None:
    assert inert("std::string and ## Heading") == "std::string and ## Heading"
