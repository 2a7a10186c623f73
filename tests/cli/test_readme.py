"""What README shows of the bundled example is what the command prints, and the options it names are there."""

import re
import shlex
from pathlib import Path

import pytest

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
SHOWN = [block for block in BLOCKS if block.startswith("$ juncture flow --repo reports/demo/repository")]
NAMED = sorted(set(re.findall(r"`juncture ([a-z]+)[^`\n]*?(--[a-z-]+)", README)))


@pytest.mark.parametrize("block", SHOWN)
def test_what_is_shown_of_the_example_is_what_it_prints(juncture, demo, block):
    command, *shown = block.splitlines()
    arguments = shlex.split(
        command.removeprefix("$ juncture ").replace("reports/demo/repository", str(demo.repository))
    )
    printed = juncture(*arguments).stdout.splitlines()
    assert [line for line in shown if line.strip() != "…" and line not in printed] == []


def test_both_questions_are_shown():
    assert len(SHOWN) == 2


@pytest.mark.parametrize(("command", "option"), NAMED)
def test_an_option_that_is_named_exists(juncture, command, option):
    assert option in juncture(command, "--help").stdout
