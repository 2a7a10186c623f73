"""The draft says what is known, and the starter that users get is the empty draft."""

from pathlib import Path

from juncture.design.draft import draft, dump
from juncture.design.file import load
from juncture.design.model import Design, OtherTeam

STARTER = Path(__file__).parents[2] / "templates" / "design.yaml"


def test_the_starter_is_the_empty_design_with_every_key_explained() -> None:
    assert STARTER.read_text("utf-8") == dump(Design())


def test_what_is_known_is_filled_in_sorted_and_once() -> None:
    design = draft(
        services=["shipping", "checkout", "shipping"],
        contracts=["pb/demo.proto"],
        flags=["new-zip"],
        other_teams=[OtherTeam("@org/web", contract="pb/demo.proto"), OtherTeam("@org/web", ticket="WEB-1")],
    )
    assert design.services == ("checkout", "shipping")
    assert design.change_management.flags == ("new-zip",)
    assert design.other_teams == (OtherTeam("@org/web", contract="pb/demo.proto", ticket="WEB-1"),)
    assert load("designs/zip.yaml", dump(design).encode()) == design


def test_the_order_of_what_is_known_does_not_matter() -> None:
    teams = [OtherTeam("a", ticket="1"), OtherTeam("b"), OtherTeam("a", ticket="2")]
    assert draft(signals=["b", "a"], other_teams=teams) == draft(signals=["a", "b"], other_teams=teams[::-1])


def test_every_line_of_the_draft_is_explained_above_it() -> None:
    lines = dump(Design()).splitlines()
    keys = [number for number, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")]
    assert all(lines[number - 1].lstrip().startswith("#") for number in keys)
