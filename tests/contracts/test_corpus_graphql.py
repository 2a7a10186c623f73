"""GitHub's published GraphQL schemas: what breaks is found, shown and placed, and broken SDL is compared."""

import json
import lzma
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema, execute_sync, parse, validate
from graphql.utilities import find_breaking_changes

from juncture.contracts.diff import compare
from juncture.contracts.model import ContractChange
from juncture.facts.rule import rule

pytestmark = pytest.mark.corpus


@cache
def text(path: Path) -> bytes:
    return lzma.decompress(path.read_bytes())


@cache
def whole(path: Path) -> GraphQLSchema:
    return build_schema(text(path).decode(), assume_valid=True, assume_valid_sdl=True, no_location=True)


@pytest.fixture
def folder(corpus: Path) -> Path:
    return corpus / "github-graphql"


def diff(old: Path, new: Path) -> list[ContractChange]:
    return compare({"schema.graphql": text(old)}, {"schema.graphql": text(new)}, format="graphql")


PAIRS = [("old", "new"), ("new", "invalid"), ("invalid", "new"), ("new", "old")]


def paths(folder: Path, names: tuple[str, str]) -> tuple[Path, Path]:
    return folder / f"{names[0]}.graphql.xz", folder / f"{names[1]}.graphql.xz"


@pytest.mark.parametrize("names", PAIRS)
def test_what_breaks_is_what_the_reference_implementation_finds(folder: Path, names: tuple[str, str]) -> None:
    old, new = paths(folder, names)
    theirs = Counter(change.type.name for change in find_breaking_changes(whole(old), whole(new)))
    sent_only = "graphql/enum-value-no-longer-sent"
    ours = Counter(
        rule(change.rule).equivalents["graphql-js"][0]
        for change in diff(old, new)
        if change.compatibility == "breaking" or change.rule == sent_only
    )
    assert ours == theirs


@pytest.mark.parametrize("names", PAIRS)
def test_every_break_is_shown_on_the_whole_schemas_and_placed(folder: Path, names: tuple[str, str]) -> None:
    old, new = paths(folder, names)
    lines = [text(path).decode().splitlines() for path in (old, new)]
    breaking = [change for change in diff(old, new) if change.compatibility == "breaking"]
    proven = [change for change in breaking if change.proof == "proven"]
    assert len(proven) >= 0.9 * len(breaking)
    for change in proven:
        assert change.witness
        operation = parse(change.witness.text.partition("\n")[0])
        response = change.witness.text.partition("\n")[2]
        before, after = (validate(whole(path), operation) for path in (old, new))
        assert not before
        if response:
            data = json.loads(response)["data"]
            assert execute_sync(whole(old), operation, root_value=data).errors and not after
        else:
            assert after
    for change in breaking:
        assert change.cause_old
        name = change.part.replace("&", ".").replace("(", ".").replace("|", ".").rstrip(")").rpartition(".")[2]
        assert name in lines[0][change.cause_old.line - 1]


@pytest.mark.parametrize("name", ["old", "new", "invalid"])
def test_a_schema_against_itself_gives_nothing(folder: Path, name: str) -> None:
    path = folder / f"{name}.graphql.xz"
    assert diff(path, path) == []
    windows = {"schema.graphql": text(path).replace(b"\n", b"\r\n")}
    assert compare({"schema.graphql": text(path)}, windows, format="graphql") == []


def test_duplicate_fields_are_told_with_their_lines(folder: Path) -> None:
    old, new = paths(folder, ("new", "invalid"))
    twice = {
        each.part: each.cause.line
        for each in diff(old, new)
        if each.rule.endswith("duplicate-definition") and each.cause
    }
    assert twice == {
        "EnterpriseOwnerInfo.repositoryDeployKeySetting": 15153,
        "EnterpriseOwnerInfo.repositoryDeployKeySettingOrganizations": 15158,
    }
