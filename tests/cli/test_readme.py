"""What README shows of the bundled example is what the command prints, and the options it names are there."""

import json
import re
import shlex
from pathlib import Path

import pytest

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
SHOWN = [block for block in BLOCKS if block.startswith("$ juncture flow --repo reports/demo/repository")]
NAMED = sorted(set(re.findall(r"`juncture ([a-z]+)[^`\n]*?(--[a-z-]+)", README)))
SPANS = [
    {"spanID": "1", "processID": "p1"},
    {"spanID": "2", "processID": "p2", "references": [{"refType": "CHILD_OF", "traceID": "a", "spanID": "1"}]},
]
TRACE = {
    "traceID": "a",
    "spans": [{"traceID": "a", "operationName": "GetSlot", **span} for span in SPANS],
    "processes": {"p1": {"serviceName": "notices"}, "p2": {"serviceName": "locker"}},
}


@pytest.fixture
def traces(tmp_path):
    """The folder of evidence that README hands in: a trace as Jaeger's UI saves it, and metrics."""
    (tmp_path / "traces").mkdir()
    (tmp_path / "traces/saved.json").write_text(json.dumps({"data": [TRACE]}))
    (tmp_path / "traces/metrics.json").write_text('{"resourceMetrics": []}')


@pytest.mark.usefixtures("traces")
@pytest.mark.parametrize("block", SHOWN)
def test_what_is_shown_of_the_example_is_what_it_prints(juncture, demo, block):
    command, *shown = block.splitlines()
    arguments = shlex.split(
        command.removeprefix("$ juncture ").replace("reports/demo/repository", str(demo.repository))
    )
    said = juncture(*arguments)
    printed = [*said.stdout.splitlines(), *said.stderr.splitlines()]
    assert [line for line in shown if line.strip() != "…" and line not in printed] == []


def test_all_three_questions_are_shown():
    assert len(SHOWN) == 3


@pytest.mark.parametrize(("command", "option"), NAMED)
def test_an_option_that_is_named_exists(juncture, command, option):
    assert option in juncture(command, "--help").stdout
