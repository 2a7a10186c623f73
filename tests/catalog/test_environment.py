"""Environment files: what a container would see, and the line that says so."""

import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.catalog.environment import READER, TooLongError, Variable, fill, read, recognises, together
from juncture.facts.problem import InputError


def values(text: str) -> dict[str, str]:
    return {variable.name: variable.value for variable in read(".env", text.encode()).variables}


def variables(**given: str) -> dict[str, Variable]:
    return {name: Variable(name, value, ".env", 1) for name, value in given.items()}


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=plain", "plain"),
        ("A = spaced ", "spaced"),
        ("export A=1", "1"),
        ("A: colon", "colon"),
        ("A=", ""),
        ("A=x # comment", "x"),
        ("A=x#not", "x#not"),
        ("A=#fff", "#fff"),
        ("A= # nothing", ""),
        ("A='$HOME # kept'", "$HOME # kept"),
        ('A="say \\"hi\\"" # comment', 'say "hi"'),
        ('A="two\\nlines"', "two\nlines"),
        ('A="two\nlines"', "two\nlines"),
        ("A='it", "'it"),
        ("A=a=b", "a=b"),
        ("A=1\r", "1"),
        ("A=cost$$5", "cost$5"),
        ("A=5$", "5$"),
    ],
)
def test_a_value_as_it_is_written(line, value):
    assert values(line + "\n") == {"A": value}


def test_values_use_those_above_them():
    text = "HOST=db\nPORT=5432\nADDR=${HOST}:${PORT}\nURL=pg://$ADDR/x\nLITERAL='${HOST}'\nQUOTED=\"${HOST}\"\n"
    found = values(text)
    assert (found["URL"], found["LITERAL"], found["QUOTED"]) == ("pg://db:5432/x", "${HOST}", "db")


def test_every_variable_has_its_line_and_the_last_one_stands():
    found = read("x/.env", b"# head\nA=1\n\nB='two\nlines'\nC=3\nA=4\n")
    assert [(v.name, v.line) for v in found.variables] == [("A", 7), ("B", 4), ("C", 6)]
    assert found.variables[0].path == "x/.env"


def test_what_only_the_shell_knows_is_unset_and_stays_visible():
    found = {
        v.name: v for v in read(".env", b"TOKEN\nURL=http://${HOST}:80\nSAME=$URL\nWITH=${TOKEN:-none}\n").variables
    }
    assert (found["TOKEN"].value, found["TOKEN"].unset) == ("${TOKEN}", ("TOKEN",))
    assert (found["URL"].value, found["URL"].unset) == ("http://${HOST}:80", ("HOST",))
    assert found["SAME"].unset == ("HOST",)
    assert (found["WITH"].value, found["WITH"].unset) == ("none", ())


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("$A", "a"),
        ("${A}", "a"),
        ("${A:-d}", "a"),
        ("${NO:-d}", "d"),
        ("${NO-d}", "d"),
        ("${EMPTY:-d}", "d"),
        ("${EMPTY-d}", ""),
        ("${NO:-${A}}", "a"),
        ("${NO:-${ALSO:-x${A}y}z}", "xayz"),
        ("${NO:-}", ""),
        ("${A:?must be set}", "a"),
        ("${A:+yes}", "yes"),
        ("${NO:+yes}", ""),
        ("${EMPTY:+yes}", ""),
        ("${EMPTY+yes}", "yes"),
        ("$$A ${A}}", "$A a}"),
        ("${A", "${A"),
        ("${}", "${}"),
        ("${A b}", "${A b}"),
    ],
)
def test_filling_a_text(text, filled):
    found = fill(text, variables(A="a", EMPTY=""))
    assert (found.text, found.unset) == (filled, ())


def test_what_is_needed_and_not_set_is_named_once_as_is_what_was_used():
    found = fill("${NO}:${NO}:${OTHER?why}:${A}:${GONE:+$HIDDEN}", variables(A="a"))
    assert found.text == "${NO}:${NO}:${OTHER?why}:a:"
    assert (found.unset, found.via) == (("NO", "OTHER"), ("A",))


def test_a_default_that_is_not_taken_needs_nothing():
    assert fill("${A:-$NO}", variables(A="a")).unset == ()


def test_all_bad_lines_are_said_at_once():
    with pytest.raises(InputError) as caught:
        read("web.env", b"A=1\nif true; then\n  B=2\n=3\nfi\n")
    assert [str(problem) for problem in caught.value.problems] == [
        "web.env:2: no assignment; expected NAME=value",
        "web.env:4: no assignment; expected NAME=value",
    ]


def test_a_later_file_wins():
    files = [read(".env", b"A=1\nB=1\n"), read(".env.override", b"A=2\n")]
    assert {name: (v.value, v.path) for name, v in together(files).items()} == {
        "A": ("2", ".env.override"),
        "B": ("1", ".env"),
    }


def test_values_that_double_are_refused_before_they_fill_the_memory():
    bomb = "A0=xxxxxxxxxx\n" + "".join(f"A{n}=$A{n - 1}$A{n - 1}\n" for n in range(1, 60))
    with pytest.raises(InputError, match=r"\.env:14: grows beyond 65,536 characters"):
        read(".env", bomb.encode())
    wide = "A=" + "x" * 60_000 + "\n" + "".join(f"B{n}=$A\n" for n in range(1_000))
    with pytest.raises(InputError, match=r"together"):
        read(".env", wide.encode())


def test_defaults_that_nest_without_end_are_refused():
    with pytest.raises(TooLongError):
        fill("${A:-" * 10_000, {})


def test_hostile_text_is_read_in_a_moment():
    started = time.perf_counter()
    for text in ("$a" * 500_000, "A='" * 300_000, 'A="\\"' * 200_000, "A='\n" * 200_000, "${" * 500_000):
        try:
            read(".env", ("X=" + text + "\n").encode())
        except InputError:
            continue
    assert time.perf_counter() - started < 5


@given(st.text(alphabet="AB={}$:-'\"\\ #\n", max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        found = read(".env", text.encode())
    except InputError as error:
        assert all(problem.line for problem in error.problems)
    else:
        assert all(1 <= variable.line <= text.count("\n") + 1 for variable in found.variables)


def test_names_of_environment_files():
    assert [path for path in (".env", "a/.env.local", "a/web.env", "env.py", ".environment") if recognises(path)] == [
        ".env",
        "a/.env.local",
        "a/web.env",
    ]


def test_what_the_cache_keeps_is_what_was_read():
    found = read(".env", b"A=1\nB=$A$C\nD=\xff\n")
    assert msgspec.json.decode(msgspec.json.encode(found), type=READER.facts) == found
