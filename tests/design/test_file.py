"""The design file is read strictly, and tells everything that is wrong with it at once."""

import json

import jsonschema_rs
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.design.file import chosen, load, path_of
from juncture.design.model import Design
from juncture.design.schema import schema
from juncture.facts.problem import InputError


def problems(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        load("designs/zip.yaml", text.encode())
    return [str(problem) for problem in caught.value.problems]


def test_a_filled_file_becomes_a_design() -> None:
    design = load(
        "designs/zip.yaml",
        b"requirement: Postal codes may start with a zero\n"
        b"other_teams:\n"
        b'  - team: "@org/web"\n'
        b"    ticket: WEB-12\n"
        b"answers:\n"
        b"  personal-data: yes\n",
    )
    assert design.requirement == "Postal codes may start with a zero"
    assert design.other_teams[0].ticket == "WEB-12"
    assert design.answers == {"personal-data": "yes"}, "YAML 1.2: yes is a word"


@pytest.mark.parametrize("text", ["", "# only a comment\n", "{}"])
def test_a_file_that_says_nothing_is_an_empty_design(text: str) -> None:
    assert load("designs/x.yaml", text.encode()) == Design()


def test_everything_that_is_wrong_is_told_at_once_with_its_line() -> None:
    assert problems(
        "requirment: more\n"
        "services: checkout\n"
        "non_functional:\n"
        "  latency: 200\n"
        "other_teams:\n"
        "  - contract: pb/demo.proto\n"
        "    ownr: web\n"
        "links: !include x\n"
        "signals: [a]\n"
        "signals: [b]\n"
        "answers:\n"
        "  rollback:\n"
    ) == [
        "designs/zip.yaml:1: unknown key 'requirment'; allowed: answers, change_management, contracts, decisions, "
        "domains, links, non_functional, other_teams, requirement, services, signals; did you mean 'requirement'?",
        "designs/zip.yaml:2: services is text; a list is expected",
        "designs/zip.yaml:4: non_functional.latency is the number 200; text is expected (in quotes)",
        "designs/zip.yaml:6: other_teams[0] lacks 'team'; it is required",
        "designs/zip.yaml:7: unknown key 'ownr'; allowed: assumption, contract, expectation, team, ticket",
        "designs/zip.yaml:8: a tag; plain values are allowed",
        "designs/zip.yaml:8: links is text; a mapping is expected",
        "designs/zip.yaml:10: duplicate key 'signals'; a key stands once",
        "designs/zip.yaml:12: answers.rollback is empty; text is expected (in quotes)",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a", "designs/zip.yaml:1: the file is a list; a mapping is expected"),
        ("{}\n---\n{}", "designs/zip.yaml:3: a second document; this file holds one"),
        ("requirement: .nan", "designs/zip.yaml:1: requirement is the number nan; text is expected (in quotes)"),
        ("a" * 2_000_000, "designs/zip.yaml: 2,000,000 bytes; at most 1,048,576 are allowed here"),
    ],
)
def test_what_is_no_design_is_refused(text: str, said: str) -> None:
    assert problems(text) == [said]


def test_a_hostile_key_cannot_forge_lines_or_flood_the_screen() -> None:
    [said] = problems('"a\\n::error::\\e[31m' + "x" * 500 + '": 1')
    assert len(said.splitlines()) == 1
    assert "\x1b" not in said
    assert len(said) < 300


def test_many_problems_are_capped() -> None:
    assert len(problems("\n".join(f"key{number}: 1" for number in range(5_000)))) == 100


@given(st.binary(max_size=200))
def test_any_bytes_are_a_design_or_bad_input(content: bytes) -> None:
    try:
        assert isinstance(load("designs/x.yaml", content), Design)
    except InputError as error:
        assert error.problems


def test_the_published_schema_is_what_checks() -> None:
    published = schema()
    judge = jsonschema_rs.Draft202012Validator(json.loads(json.dumps(published)))
    assert judge.is_valid(json.loads(msgspec.json.encode(Design(services=("cart",)))))
    assert judge.is_valid({"services": ["cart"], "links": {"runbook": "x"}})
    assert not judge.is_valid({"servces": ["cart"]})
    assert not judge.is_valid({"links": {"runbok": "x"}})
    closed = [definition for definition in published["$defs"].values() if "properties" in definition]
    assert all(definition["additionalProperties"] is False for definition in closed)
    assert all("description" in field for definition in closed for field in definition["properties"].values())


def test_the_one_changed_file_under_designs_is_the_design() -> None:
    assert chosen(["src/a.py", "designs/zip.yaml", "designs/readme.md", "docs/designs/old.yaml"]) == "designs/zip.yaml"
    assert chosen(["src/a.py"]) == ""
    with pytest.raises(InputError, match=r"designs/b\.yaml: one of 2 changed designs; .*--design"):
        chosen(["designs/b.yaml", "designs/a.yml"])


def test_a_name_becomes_a_path_only_inside_the_folder() -> None:
    assert path_of("zip-code") == "designs/zip-code.yaml"
    for name in ("../x", "Zip", "", "a/b", "-x"):
        with pytest.raises(InputError, match="no name for a design"):
            path_of(name)
