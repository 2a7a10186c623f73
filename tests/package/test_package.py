"""The package as a whole: its public names, its rules, and what it ships."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import juncture
from juncture.facts.rule import families, family, rule
from juncture.shipped import shipped

ROOT = Path(__file__).parents[2]


def test_a_notebook_gets_four_names_and_no_more():
    assert juncture.__all__ == ["diff_contracts", "open_backtest", "open_catalog", "open_review"]
    for name in juncture.__all__:
        assert callable(getattr(juncture, name))
    with pytest.raises(AttributeError, match="no attribute 'no_such_name'"):
        _ = juncture.no_such_name


def test_importing_the_package_costs_nothing():
    code = "import sys, juncture; print(sorted(name for name in sys.modules if name.startswith('juncture')))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "['juncture']"


def test_every_rule_says_why_and_what_to_do():
    for name in families():
        for known in family(name).values():
            assert known.title, known.id
            assert known.why.strip(), known.id
            assert known.fix.strip(), known.id
            assert known.severity in {"note", "warn", "block"}, known.id


def test_a_contract_rule_weighs_what_its_compatibility_says():
    weight = {"breaking": {"block"}, "risky": {"warn", "note"}, "compatible": {"note"}}
    for known in (one for name in families() for one in family(name).values() if one.compatibility):
        assert known.severity in weight[known.compatibility], known.id


def test_every_rule_that_the_code_names_exists():
    pattern = re.compile(r"^[a-z]+/[a-z][a-z-]+$")
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "finding" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and pattern.match(str(first.value)):
                    assert rule(first.value).id == first.value


def test_what_ships_is_found():
    assert (shipped("notebooks") / "integration_review.ipynb").is_file()
    assert (shipped("templates") / "packet" / "index.html.j2").is_file()


def test_no_address_of_a_registry_and_no_hash_is_pinned():
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!_-]+", line), line


def test_the_readme_names_commands_that_exist():
    told = set(re.findall(r"(?m)^\s*(?:\$ )?juncture ([a-z]+)", (ROOT / "README.md").read_text()))
    known = {path.stem for path in (ROOT / "src/juncture/cli").glob("*.py")}
    assert told <= known
